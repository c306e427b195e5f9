"""From an act to a leaf: canonical words, a salted commitment to them, and the leaf that commits to both.

The salt is what lets a lawful disposition delete a record's words for good: without it, nobody can guess them back
from the commitment, and the tree still verifies.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from typing import Any

import rfc8785

from masthead.records.tree import leaf_hash

SALT_BYTES = 32

_LARGEST = 2**53 - 1
_quickly = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(envelope: dict[str, Any]) -> bytes:
    """The one spelling of `envelope` (RFC 8785). Raises ValueError naming the key whose value JSON cannot say.

    Every act waits for this while it holds the ledger's lock, so what the interpreter's own encoder spells to the
    letter as the RFC does is left to it: three times faster. Fractions and keys beyond ASCII take the long way.
    """
    try:
        return _quickly(envelope).encode() if _is_plain(envelope) else rfc8785.dumps(envelope)
    except (ValueError, TypeError) as fault:
        raise ValueError(_unsayable(envelope) or f"This cannot be written as JSON: {fault}") from fault


def _is_plain(value: object) -> bool:
    """Whether `value` is made only of what both encoders spell alike."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is int:
        return -_LARGEST <= value <= _LARGEST  # type: ignore[operator]
    if kind is dict:
        # Keys are sorted by UTF-16 units in the RFC and by characters here: the same order within ASCII.
        return all(type(key) is str and key.isascii() and _is_plain(part) for key, part in value.items())  # type: ignore[attr-defined]
    return (kind is list or kind is tuple) and all(map(_is_plain, value))  # type: ignore[call-overload]


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
