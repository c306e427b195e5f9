"""A platform's knock at our door: what a connector offers as WEBHOOK, in its channel.py, beside DESCRIPTION.

A knock is no message. It says that something happened to an account, and is answered by pulling that account at once.
What is taken in always comes through `pull`, so a delivery that is repeated, out of order, late or forged can neither
add nor change anything.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

WEBHOOK_SECRET = "webhook_secret"  # noqa: S105 - the name of a setting
"""The app setting a connector names where the platform signs with another secret than the app's own."""


class Greeting(NamedTuple):
    """What a platform is answered that makes sure of the address. `kind`: its media type."""

    text: str
    kind: str = "text/plain"


class Webhook(Protocol):
    """Knocks of one platform. Pure: it reaches neither the network nor the database.

    secret: the app's `webhook_secret`, else its client secret. It is never empty.
    """

    def greet(self, query: Mapping[str, str], secret: str) -> Greeting | None:
        """The answer by which a platform makes sure of the address before it knocks; None where it asks nothing of us.

        A platform that asks for a word both sides know gets `word(secret)`, so that the secret itself stays home.
        """

    def is_genuine(self, headers: Mapping[str, str], body: bytes, secret: str) -> bool:
        """Whether the platform signed these very bytes, in constant time. Names of headers are in lower case."""

    def knocks(self, body: bytes) -> Sequence[str]:
        """Ids of the accounts it is about, as `Profile.extra["author_id"]` gives them. Empty for what is unreadable."""


@runtime_checkable
class KnocksWhenAsked(Protocol):
    """What a channel's own class keeps besides, where the platform knocks for an account only once it was asked to."""

    def ask_for_knocks(self) -> None:
        """Have the platform knock for this account. Repeating SHALL be harmless. Raises the errors of errors.py."""

    def end_knocks(self) -> None:
        """Have it knock no more. Ending what has ended SHALL succeed."""


def word(secret: str) -> str:
    """What is typed on the platform as its "verify token": made of the secret, and does not give it away."""
    return hmac.new(secret.encode(), b"masthead: the word at the door", hashlib.sha256).hexdigest()[:32]


def signed_with_sha256(body: bytes, secret: str, given: str) -> bool:
    """Whether `given` is the hexadecimal HMAC-SHA256 of the body, with or without `sha256=` before it."""
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    # Bytes, because a forged header may hold letters that are not ASCII.
    return hmac.compare_digest(expected.encode(), given.strip().removeprefix("sha256=").encode())
