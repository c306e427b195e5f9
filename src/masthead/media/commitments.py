"""What the ledger holds in the place of names and reasons: something only whoever may open them can compare."""

from __future__ import annotations

from collections.abc import Mapping

from masthead.records.seal import commit


def committed(who: Mapping[str, str], said: str) -> str:
    """The HMAC of `said`, in hex, under the salt that is sealed with the names."""
    return commit(bytes.fromhex(who["salt"]), said.encode()).hex()
