"""What a check says, and what staff see: one plain sentence, the exact place, a remedy, the clause that obliges."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from masthead.policy.clause import Basis, Level


@dataclass(frozen=True, slots=True)
class Remedy:
    """What one press in the editor does. `kind`: replace (span by `text`), go (to `target`), reason, dictionary,
    text_shown, alt_text.

    text_shown: say of the picture the finding is about whether there is text in it, as `text` has it. alt_text: make
    `text` its alt text.
    """

    kind: str
    label: str
    text: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Raised:
    """A check's own words, before the policy says which clause and how severe. `span` is [start, end) in the text.

    only_advice: what a machine guesses and a person has to look at. It advises, at whatever level the check is bound.
    """

    code: str
    message: str
    span: tuple[int, int] | None = None
    link: str = ""
    asset: str = ""
    remedies: tuple[Remedy, ...] = ()
    only_advice: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A raised point, with its source: clause id and label, what kind of source obliges, and the level."""

    code: str
    check: str
    clause: str
    label: str
    nickname: str
    basis: Basis
    level: Level
    message: str
    span: tuple[int, int] | None = None
    link: str = ""
    asset: str = ""
    remedies: tuple[Remedy, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
