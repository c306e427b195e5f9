"""Word lists and phrase tables: data beside the code, read once, each line of which a librarian can question.

Lists (`*.txt`): one entry to a line, or several between `;`; `#` begins a comment. Phrase tables (`*.toml`): lists of
regular expressions by name, matched without regard to case against text whose apostrophes were straightened.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

_HOME = files("masthead.checks.engine") / "lexicons"
_STRAIGHT = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'"})


@lru_cache(maxsize=64)
def words(name: str) -> frozenset[str]:
    """The entries of `lexicons/<name>.txt`, lower-cased. FileNotFoundError when there is no such list."""
    lines = (_HOME / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    entries = (entry.strip() for line in lines for entry in line.partition("#")[0].lower().split(";"))
    return frozenset(entry for entry in entries if entry)


@lru_cache(maxsize=64)
def pairs(name: str) -> dict[str, str]:
    """`lexicons/<name>.txt` where each line reads `written = meant`. ValueError for a line that does not."""
    found: dict[str, str] = {}
    for line in (_HOME / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        entry = line.partition("#")[0].strip()
        if not entry:
            continue
        written, equals, meant = (part.strip() for part in entry.partition("="))
        if not equals or not meant:
            raise ValueError(f"{name}.txt: '{entry}' should read 'written = meant'")
        found[written.lower()] = meant
    return found


@lru_cache(maxsize=64)
def phrases(name: str, table: str) -> re.Pattern[str]:
    """The expressions of `table` in `lexicons/<name>.toml` as one pattern. KeyError when the table is missing."""
    return re.compile("|".join(rf"(?:{expression})" for expression in _tables(name)[table]), re.IGNORECASE)


def straighten(text: str) -> str:
    """`text` with curly apostrophes made straight, one for one, so that spans keep their places."""
    return text.translate(_STRAIGHT)


def spans(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Where `pattern` occurs in `text`, as [start, end) without the empty matches."""
    return (match.span() for match in pattern.finditer(straighten(text)) if match.end() > match.start())


def tables(name: str) -> tuple[str, ...]:
    """The names of the tables in `lexicons/<name>.toml`, in the order of the file."""
    return tuple(_tables(name))


@lru_cache(maxsize=16)
def _tables(name: str) -> dict[str, list[str]]:
    return tomllib.loads((_HOME / f"{name}.toml").read_text(encoding="utf-8"))
