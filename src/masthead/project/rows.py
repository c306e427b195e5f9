"""Rows of a file with one JSON object to a line, read one at a time, strictly, each with its line number.

What another program would read otherwise is refused, not guessed: a key that stands twice, NaN and Infinity, a number
of thousands of digits. A row that cannot be read is one sentence; the rows after it are read all the same.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO, NoReturn

LARGEST_ROW = 8_000_000
"""Bytes of one line. A post or a comment is a few hundred; more than this would only fill the memory."""

MOST_DIGITS = 300
"""No id or count is longer, and every program still reads it."""


def open_rows(name: str) -> nullcontext[BinaryIO] | BinaryIO:
    """The file called `name`, or standard input for "-"."""
    return nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb")


def lines(source: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """(line number, line) for every line that is not blank; of an endless one the beginning only."""
    number = 0
    while line := source.readline(LARGEST_ROW + 1):
        number += 1
        if len(line) > LARGEST_ROW:
            while (rest := source.readline(LARGEST_ROW)) and not rest.endswith(b"\n"):
                pass
        if line.strip():
            yield number, line


def read_row(line: bytes) -> object:
    """What one line holds. Raises ValueError saying in one sentence what is wrong with it."""
    if len(line) > LARGEST_ROW:
        raise ValueError(f"the line is longer than {LARGEST_ROW:,} bytes")
    try:
        row = json.loads(
            line.decode("utf-8-sig"),
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_decimal,
            parse_constant=_constant,
        )
    except UnicodeDecodeError as reason:
        raise ValueError("the line is not UTF-8 text") from reason
    except json.JSONDecodeError as reason:
        raise ValueError(f"the line is not JSON: {reason.msg} at character {reason.pos + 1}") from reason
    except RecursionError as reason:
        raise ValueError("the line is nested too deeply") from reason
    if isinstance(row, dict) and isinstance(row.get("id"), dict | list):
        raise ValueError('"id" must be a text or a number')
    return row


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice[:60]!a} stands twice in one object; keep one")
    return found


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError(f"a number has {len(digits):,} digits; write it as a text")
    return int(digits)


def _decimal(digits: str) -> float:
    number = float(digits) if len(digits) <= MOST_DIGITS else math.inf
    if not math.isfinite(number):
        raise ValueError(f"the number {digits[:20]} is too long or too large; write it as a text")
    return number


def _constant(name: str) -> NoReturn:
    raise ValueError(f"the line is not JSON: {name} is not a number there; write null or a text")
