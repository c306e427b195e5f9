"""What a platform answers that is asked for tokens, as OAuth 2.0 has it (RFC 6749, 5.1 and 5.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from masthead.channels.errors import OutcomeUnknown, Transient
from masthead.channels.https import Answer, Https
from masthead.channels.sign_in_port import App, Tokens
from masthead.kernel.clock import now

NOTHING = Tokens("")


def asked(https: Https, path: str, given: Mapping[str, str]) -> Answer:
    """The answer of a token endpoint. Raises Transient, also where the answer was lost: asking again harms nothing."""
    try:
        return https.tell("POST", path, data=dict(given))
    except OutcomeUnknown as lost:
        raise Transient(lost.sentence, cure=lost.cure) from lost


def credentials(app: App) -> dict[str, str]:
    """The app's own, for platforms that take them in the form."""
    return {"client_id": app.client_id, "client_secret": app.client_secret}


def tokens_in(platform: str, answer: Answer, *, before: Tokens = NOTHING, lasts: int = 0) -> Tokens:
    """What was given; of what was not said again, what held before. `lasts`: seconds, where the platform says none.

    Raises Transient for an answer without a token.
    """
    told = answer.body if isinstance(answer.body, dict) else {}
    if not told.get("access_token"):
        raise Transient(f"{platform}'s answer holds no access token.")
    return Tokens(
        access=str(told["access_token"]),
        refresh=str(told.get("refresh_token") or before.refresh),
        ends_at=_end(told.get("expires_in") or lasts),
        refresh_ends_at=_end(told.get("refresh_token_expires_in")) or before.refresh_ends_at,
        scopes=tuple(str(told.get("scope") or "").replace(",", " ").split()) or before.scopes,
    )


def error_in(answer: Answer) -> str:
    """The error's code, such as `invalid_grant`; "" where there is none."""
    return str(answer.body.get("error", "")) if isinstance(answer.body, dict) else ""


def said_in(answer: Answer) -> str:
    """The refusal in the platform's words, to be put into a sentence."""
    body = answer.body if isinstance(answer.body, dict) else {}
    return str(body.get("error_description") or body.get("error") or answer.status)[:200].rstrip(".")


def _end(seconds: object) -> datetime | None:
    return now() + timedelta(seconds=seconds) if isinstance(seconds, int | float) and seconds > 0 else None
