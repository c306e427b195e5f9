"""What an account said on a Graph API since a post of ours was prepared: a lost one is among it, if it arrived."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from masthead.channels.graph import Json
from masthead.channels.post import Pending


def since(rows: Sequence[Json], pending: Pending) -> list[Json]:
    """The rows, newest first, that were not there yet: those that were are noted in its state, as `before`."""
    noted = pending.state.get("before")
    before = noted if isinstance(noted, list) else []
    return list(takewhile(lambda row: str(row["id"]) not in before, rows))
