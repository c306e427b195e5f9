"""A rule answers with a reason. These exceptions carry that sentence, word for word, to the person who asked."""

from __future__ import annotations

from collections.abc import Sequence


class Refused(Exception):
    """The act is not allowed now. `str(refusal)` is one plain sentence for staff; `clause` names its source, if any."""

    def __init__(self, sentence: str, *, clause: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.clause = clause


class NotPermitted(Refused):
    """This person's roles do not carry the right to this act."""


class Invalid(Refused):
    """What was given cannot be used; the sentence names the cure. `field` names the input, if one is at fault.

    `others`: what else is wrong with the same form, so that everything can be mended at once.
    """

    def __init__(self, sentence: str, *, field: str = "", clause: str = "", others: Sequence[Invalid] = ()) -> None:
        super().__init__(sentence, clause=clause)
        self.field = field
        self.others = tuple(others)


class NotFound(Refused):
    """There is no such thing, or not for you."""
