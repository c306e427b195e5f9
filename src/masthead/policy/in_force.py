"""Which policy is in force. The house above tells this floor where to look; nothing here knows how that is stored."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from masthead.policy.pack import find_pack, load_pack
from masthead.policy.rulebook import Rulebook

_source: Callable[[], str] | None = None


def set_source(source: Callable[[], str]) -> None:
    """`source()` returns the id of the policy in force. Called once at start-up."""
    global _source
    _source = source


def rulebook() -> Rulebook:
    """The rulebook in force. Raises LookupError before an agency has chosen its policy."""
    if _source is None or not (policy_id := _source()):
        raise LookupError("No policy is in force yet: the first-run wizard chooses one.")
    return rulebook_of(policy_id)


@lru_cache(maxsize=8)
def rulebook_of(policy_id: str) -> Rulebook:
    """The rulebook of one pack by id. Raises LookupError when there is no such pack."""
    return Rulebook(load_pack(find_pack(policy_id)))
