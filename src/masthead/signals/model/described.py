"""What a folder says of its model, in whichever of the two shapes it came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from masthead.reading.pieces import Pieces
from masthead.reading.sessions import Unreadable

ANY = "any"
"""What a folder says of its languages where its model reads whatever it is given."""
ENGLISH = "English"


@dataclass(frozen=True)
class Described:
    """file: the graph; version: names the weights and what its outputs mean; labels: one to an output, in order.

    longest: pieces that the model reads at once, the marks around them included; calibration: label → [slope, offset]
    on the logit; one_of_them: the scores of the labels add up to 1 (softmax), else each stands for itself (sigmoid);
    any_language: it is given whatever is written, not the English alone; numbers_in: the folder with the numbers that
    its graph names, where they are the shared encoder's.
    """

    file: Path
    version: str
    labels: tuple[str, ...]
    vocabulary: Pieces
    longest: int
    calibration: Mapping[str, list[float]] = field(default_factory=dict)
    one_of_them: bool = False
    any_language: bool = False
    numbers_in: Path | None = None


def reads_any_language(told: Mapping[str, object], file: Path) -> bool:
    """What `languages` in `file` says, English where it says nothing. Raises Unreadable for anything else: of a text
    the desk tells whether it is English, and no more."""
    said = told.get("languages", ENGLISH)
    if said not in (ENGLISH, ANY):
        raise Unreadable(f'{file}: "languages" must be "{ENGLISH}" or "{ANY}" (whatever is written is read).')
    return said == ANY
