"""From an act to a leaf: canonical words, a salted commitment to them, and the leaf that commits to both.

The salt is what lets a lawful disposition delete a record's words for good: without it, nobody can guess them back
from the commitment, and the tree still verifies.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

import rfc8785

from masthead.records.tree import leaf_hash

SALT_BYTES = 32


def canonical(envelope: dict[str, Any]) -> bytes:
    """The one spelling of `envelope` (RFC 8785). Raises ValueError naming the key whose value JSON cannot say."""
    try:
        return rfc8785.dumps(envelope)
    except (ValueError, TypeError) as fault:
        raise ValueError(_unsayable(envelope) or f"This cannot be written as JSON: {fault}") from fault


def commit(salt: bytes, payload: bytes) -> bytes:
    """HMAC-SHA256 of the payload under the record's own salt."""
    return hmac.digest(salt, payload, "sha256")


def leaf_of(commitment: bytes) -> bytes:
    """The leaf hash (RFC 6962) of a commitment."""
    return leaf_hash(commitment)


def _unsayable(value: Any, path: str = "") -> str:
    """The sentence for the first value in `value` that JSON cannot say, or an empty string."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if not isinstance(key, str):
                return f"{path or 'The record'} has a key that is not text: {key!r}."
            if sentence := _unsayable(part, f"{path}.{key}" if path else key):
                return sentence
        return "" if isinstance(value, dict) else f"{path} is a {type(value).__name__}: give a dict."
    if isinstance(value, list | tuple):
        return next((said for at, part in enumerate(value) if (said := _unsayable(part, f"{path}[{at}]"))), "")
    try:
        rfc8785.dumps(value)
    except ValueError as fault:
        return f"{path} is a {type(value).__name__} that JSON cannot say ({fault}): turn it into text first."
    return ""
