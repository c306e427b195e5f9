"""An address that is almost ours: which letters differ, so that people see what deceived them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

ALIKE = 0.84
"""How much alike (0 to 1) two addresses are that a reader takes for one: a letter or two, not another name."""

_LONGEST = 200
"""Characters. Longer than any account's address; comparing more would cost time and tell nothing."""

Piece = tuple[str, bool]
"""Letters, and whether they differ."""


@dataclass(frozen=True, slots=True)
class Lookalike:
    """`asked` and `ours` cut into pieces, `key` is the one of ours that it resembles."""

    key: str
    asked: tuple[Piece, ...]
    ours: tuple[Piece, ...]


def closest(asked: str, ours: Iterable[tuple[str, str]]) -> Lookalike | None:
    """The nearest of `ours`, given as (key, address), when it is near enough to deceive; None when none is."""
    best: tuple[float, str, str] | None = None
    # What is compared with many is prepared once, and most are told apart by their letters alone.
    compared = SequenceMatcher(None, "", asked, autojunk=False)
    for key, address in ours:
        if not asked or not address or asked == address or max(len(asked), len(address)) > _LONGEST:
            continue
        compared.set_seq1(address)
        if compared.real_quick_ratio() < ALIKE or compared.quick_ratio() < ALIKE:
            continue
        ratio = SequenceMatcher(None, asked, address, autojunk=False).ratio()
        if ratio >= ALIKE and (best is None or ratio > best[0]):
            best = ratio, key, address
    if best is None:
        return None
    _, key, address = best
    cuts = SequenceMatcher(None, asked, address, autojunk=False).get_opcodes()
    return Lookalike(
        key,
        tuple((asked[start:end], tag != "equal") for tag, start, end, _, _ in cuts if start < end),
        tuple((address[start:end], tag != "equal") for tag, _, _, start, end in cuts if start < end),
    )
