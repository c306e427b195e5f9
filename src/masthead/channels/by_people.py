"""What a connector does with a post that people put up: nothing is sent from here, so nothing can have arrived."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import NoReturn

from masthead.channels.description import Act, Description
from masthead.channels.errors import Rejected
from masthead.channels.events import Seen
from masthead.channels.outcomes import Absent, CannotTell, Done, Found, HandedOver, Moderated, ReadBack, Unknown
from masthead.channels.port import Action
from masthead.channels.post import Measure, Pending, Post
from masthead.channels.ref import Ref


class ByPeople(ABC):
    """The part of the port that sends, handed over. `unfit_cure` is the cure for words that do not fit."""

    unfit_cure = "Change the draft and have it approved again."

    @abstractmethod
    def describe(self) -> Description: ...

    @abstractmethod
    def measure(self, post: Post) -> Measure: ...

    @property
    @abstractmethod
    def do_it(self) -> str:
        """Where a person does what no machine can: the cure of every refusal."""

    def begin(self, post: Post, key: str) -> Pending:
        if violations := self.measure(post).violations:
            raise Rejected(violations[0], cure=self.unfit_cure)
        return Pending(post, key)

    def advance(self, pending: Pending) -> Pending:
        return pending

    def commit(self, pending: Pending) -> Done | Unknown | HandedOver:
        return HandedOver()

    def probe(self, pending: Pending) -> Found | Absent | CannotTell:
        """Asked only after a machine was cut off before people had the words: nobody can have posted them."""
        return Absent()

    def read_back(self, ref: Ref) -> ReadBack | None:
        return None

    def edit(self, ref: Ref, post: Post) -> Ref:
        self._refuse("edit")

    def delete_own(self, ref: Ref) -> None:
        self._refuse("delete_own")

    def moderate(self, ref: Ref, action: Action, reason: str) -> Moderated:
        self._refuse("moderate")

    def recheck(self, refs: Sequence[Ref]) -> Mapping[str, Seen]:
        return {ref.native_id: "unknown" for ref in refs}

    def _refuse(self, act: Act) -> NoReturn:
        raise Rejected(self.describe().capability(act).reason, cure=self.do_it)
