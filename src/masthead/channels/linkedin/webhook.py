"""How LinkedIn knocks: greeted by a challenge every two hours, and signed with the app's client secret.

By https://learn.microsoft.com/linkedin/shared/api-guide/webhook-validation and …/marketing/community-management/
organizations/organization-social-action-notifications. What is signed begins with a word of its own, so that the answer
to a challenge, which anybody may ask for, signs no delivery; and a challenge is answered only where it is a UUID.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence

from masthead.channels.webhook_port import Greeting, signed_with_sha256

KIND = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS"
ABOUT = "COMMENT"
"""In the names of the actions for which comments are read: not for likes and shares, because LinkedIn counts calls."""
_CHALLENGE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_BEFORE = "hmacsha256="


class LinkedInWebhook:
    """Keeps Webhook."""

    def greet(self, query: Mapping[str, str], secret: str) -> Greeting | None:
        given = query.get("challengeCode", "")
        if not _CHALLENGE.fullmatch(given):
            return None
        proof = hmac.new(secret.encode(), given.encode(), hashlib.sha256).hexdigest()
        return Greeting(json.dumps({"challengeCode": given, "challengeResponse": proof}), "application/json")

    def is_genuine(self, headers: Mapping[str, str], body: bytes, secret: str) -> bool:
        given = headers.get("x-li-signature", "").strip().removeprefix(_BEFORE)
        return signed_with_sha256(_BEFORE.encode() + body, secret, given)

    def knocks(self, body: bytes) -> Sequence[str]:
        try:
            told = json.loads(body)
            rows = told["notifications"] if told["type"] == KIND else []
            about = [str(row["organizationalEntity"]) for row in rows if ABOUT in str(row["action"])]
        except (ValueError, TypeError, KeyError):
            return []
        return list(dict.fromkeys(about))
