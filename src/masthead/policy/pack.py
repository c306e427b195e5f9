"""Policy files: where they are found, how they are read, and what is refused with which words."""

from __future__ import annotations

from pathlib import Path

from masthead.policy.clause import Policy


def find_pack(policy_id: str) -> Path:
    """The file of the pack called `policy_id`. Raises LookupError naming the packs there are."""
    raise NotImplementedError


def load_pack(path: Path) -> Policy:
    """Read and check one pack. Raises ValueError with file, place and cure in one line."""
    raise NotImplementedError
