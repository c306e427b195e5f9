"""Names nobody comments under: the agency's, and those of its presences. Readers could take the words for its own."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

from masthead.agencies.models import the_agency

_sources: list[Callable[[], Iterable[str]]] = []


def register(source: Callable[[], Iterable[str]]) -> None:
    """`source()` gives more such names. What knows them stands above the channels, and says so when it starts."""
    if source not in _sources:
        _sources.append(source)


def is_spoken_for(name: str) -> bool:
    """Whether a reader would see `name` as one of them: letter case, width, spaces and marks make no difference."""
    agency = the_agency()
    names = [agency.name, agency.short_name] if agency else []
    names += [given for source in _sources for given in source()]
    asked = _plain(name)
    return bool(asked) and asked in {_plain(given) for given in names}


def _plain(name: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", name).casefold() if sign.isalnum())
