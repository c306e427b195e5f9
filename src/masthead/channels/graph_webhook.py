"""How Facebook and Instagram knock: one shape for both, signed with the app's secret.

By https://developers.facebook.com/docs/graph-api/webhooks/getting-started: a greeting by GET with a word that both
sides know, then POSTs with `X-Hub-Signature-256` over the very bytes.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence

from masthead.channels.webhook_port import Greeting, signed_with_sha256, word


class GraphWebhook:
    """`about`: what the knock says it is about, such as `page`."""

    def __init__(self, about: str) -> None:
        self._about = about

    def greet(self, query: Mapping[str, str], secret: str) -> Greeting | None:
        given = query.get("hub.verify_token", "")
        known = hmac.compare_digest(given.encode("utf-8", "replace"), word(secret).encode())
        asked = query.get("hub.challenge") if known and query.get("hub.mode") == "subscribe" else None
        return None if asked is None else Greeting(asked)

    def is_genuine(self, headers: Mapping[str, str], body: bytes, secret: str) -> bool:
        return signed_with_sha256(body, secret, headers.get("x-hub-signature-256", ""))

    def knocks(self, body: bytes) -> Sequence[str]:
        try:
            told = json.loads(body)
            entries = told["entry"] if told["object"] == self._about else []
            return list(dict.fromkeys(str(entry["id"]) for entry in entries))
        except (ValueError, TypeError, KeyError):
            return []
