"""The heads in this folder, loaded when the first comment asks for them, and why not when they cannot be."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from masthead.kernel.memory import trim
from masthead.reading.sessions import Unreadable
from masthead.signals.context.heads import ContextHeads

HERE = Path(__file__).parent / "weights"


@cache
def _loaded() -> tuple[ContextHeads | None, str]:
    try:
        heads = ContextHeads(HERE)
    except Unreadable as reason:
        return None, str(reason)
    trim()  # what reading the files took
    return heads, ""


def shipped() -> ContextHeads | None:
    """The heads, or None where they cannot be used; `why_not` says why."""
    return _loaded()[0]


def why_not() -> str:
    """What keeps the heads from being used, in a sentence; "" when they are used."""
    return _loaded()[1]


def release() -> bool:
    """Let go of them; the next comment loads them again. Whether they were held."""
    held = _loaded.cache_info().currsize > 0
    _loaded.cache_clear()
    return held
