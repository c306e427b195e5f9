"""Which policy is in force, and which an old act was decided under. The house above tells this floor where to look;
nothing here knows how that is stored."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from masthead.policy.pack import find_pack, load_pack
from masthead.policy.rulebook import Rulebook

_source: Callable[[], Rulebook | None] | None = None
_archive: Callable[[str], Rulebook | None] | None = None


def set_source(source: Callable[[], Rulebook | None], *, archive: Callable[[str], Rulebook | None]) -> None:
    """`source()` returns the rulebook in force now; `archive(stamp)` that of a version by its stamp, where it is kept.

    Called once at start-up.
    """
    global _source, _archive
    _source, _archive = source, archive


def rulebook() -> Rulebook:
    """The rulebook in force. Raises LookupError before an agency has chosen its policy."""
    if _source is None or (book := _source()) is None:
        raise LookupError("No policy is in force yet: the first-run wizard chooses one.")
    return book


def rulebook_under(stamp: str) -> Rulebook:
    """The rulebook an act was decided under, by the stamp the act keeps; the one in force for a stamp nobody kept.

    An old decision is shown with the words it was made by, whatever the board has adopted since.
    """
    book = _archive(stamp) if _archive is not None and stamp else None
    return book or rulebook()


@lru_cache(maxsize=16)
def rulebook_of(policy_id: str) -> Rulebook:
    """The rulebook of one pack by id. Raises LookupError when there is no such pack."""
    return Rulebook(load_pack(find_pack(policy_id)))
