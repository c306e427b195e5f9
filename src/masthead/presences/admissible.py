"""Which channels the policy forbids, and of which it warns: read where a presence is proposed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from masthead.policy.clause import Clause
from masthead.policy.gates import gate
from masthead.policy.in_force import rulebook


@dataclass(frozen=True, slots=True)
class Word:
    """What one clause says of a channel. `forbids`: no presence may be proposed there."""

    channel: str
    forbids: bool
    clause: Clause


@gate
def channel_is_admissible(*, named: str, forbids: Iterable[str] = (), cautions: Iterable[str] = ()) -> str | None:
    """A presence is proposed only on a channel that policy and law leave open; a proposal that names one with a
    caution shows it.

    `named`: the channel's id and whatever the proposal calls the account, so that a channel run by hand is known too.
    """
    if forbidden := _among(named, forbids):
        return f"No presence of the agency may be on {forbidden}. Choose another channel."
    return None


def words_on_channels() -> tuple[Word, ...]:
    """Everything the policy in force says of channels, in the order of its file."""
    found: list[Word] = []
    for clause, binding in rulebook().bound("gate", channel_is_admissible.__name__):
        for key in ("forbids", "cautions"):
            named = binding.params.get(key, ())
            found += [
                Word(str(name), key == "forbids", clause) for name in ([named] if isinstance(named, str) else named)
            ]
    return tuple(found)


def refusals(named: str) -> Iterator[tuple[str, str]]:
    """(reason, clause id) of every clause that forbids what is named. A clause may forbid without the others."""
    for clause, binding in rulebook().bound("gate", channel_is_admissible.__name__):
        if reason := channel_is_admissible(named=named, **binding.params):
            yield reason, clause.id


def cautions_on(named: str) -> tuple[Word, ...]:
    """What the policy warns of in what is named."""
    return tuple(word for word in words_on_channels() if not word.forbids and _among(named, [word.channel]))


def _among(named: str, channels: Iterable[str]) -> str:
    said = frozenset(re.findall(r"[a-z0-9]+", named.casefold()))
    return next((channel for channel in channels if channel.casefold() in said), "")
