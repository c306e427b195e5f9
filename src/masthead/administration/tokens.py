"""Issuing and revoking tokens. The secret is shown once, to the person it acts for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from masthead.agencies.models import ApiToken, Person
from masthead.kernel.ids import digest_of_secret, new_secret
from masthead.kernel.refusals import Invalid, NotFound
from masthead.kernel.text import clean
from masthead.records.append import append
from masthead.records.operation import operation

LONGEST_DAYS = 366
SCOPES = {
    "read": "Read what you may see",
    "write": "Propose, draft, discuss, ask for approval, reply",
    "decide": "Approve, return, decide cases, launch",
}


@operation("tokens.issue")
def issue(*, by: Person, at: datetime, name: str, scopes: Sequence[str], days: int = 90) -> tuple[ApiToken, str]:
    """A new token of `by` and its secret. Raises Invalid for an unknown scope or a life over a year."""
    called = clean(name).strip()
    if not called:
        raise Invalid("Give the token a name, so that you know later what used it.", field="name")
    if unknown := [scope for scope in scopes if scope not in SCOPES]:
        raise Invalid(f"There is no scope “{unknown[0]}”. There are: {', '.join(SCOPES)}.", field="scopes")
    if not scopes:
        raise Invalid("Choose what the token may do.", field="scopes")
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid(f"A token lives from 1 to {LONGEST_DAYS} days.", field="days")
    secret = f"mh_{new_secret()}"
    token = ApiToken.objects.create(
        person=by,
        name=called[:80],
        digest=digest_of_secret(secret),
        scopes=sorted(set(scopes)),
        issued_at=at,
        expires_at=at + timedelta(days=days),
    )
    append("token/issued", by=by, at=at, subject=token.subject, body={"name": token.name, "person": by.actor_id})
    return token, secret


@operation("tokens.revoke")
def revoke(*, by: Person, at: datetime, token: ApiToken) -> ApiToken:
    """End one of your own tokens at once."""
    if token.person_id != by.pk:
        raise NotFound("You have no such token.")
    token.revoked_at = token.revoked_at or at
    token.save(update_fields=["revoked_at"])
    append("token/revoked", by=by, at=at, subject=token.subject, body={"name": token.name, "person": by.actor_id})
    return token


def person_of(secret: str, *, at: datetime) -> tuple[Person, frozenset[str]] | None:
    """Whom a secret acts for and its scopes; None for one that is unknown, ended or revoked."""
    token = ApiToken.objects.select_related("person").filter(digest=digest_of_secret(secret), revoked_at=None).first()
    if token is None or token.expires_at <= at or not token.person.is_active:
        return None
    return token.person, frozenset(token.scopes)
