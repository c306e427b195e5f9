"""Alerts: told once, until a person cures them, keeps the follow with a reason, or they are no longer so."""

from __future__ import annotations

import hashlib
from datetime import datetime

from masthead.agencies.actors import Actor
from masthead.agencies.models import Person
from masthead.following.accounts import account_of
from masthead.following.known import verdict_on
from masthead.following.models import Follow, FollowAlert
from masthead.following.states import FOLLOW_ALERT
from masthead.following.verdict import Verdict
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.policy.in_force import rulebook
from masthead.presences.models import Presence
from masthead.records.append import append
from masthead.records.operation import operation

KINDS = {
    "campaign": "A campaign’s account is followed",
    "candidate": "Somebody followed in office is a candidate",
    "left_office": "Somebody followed has left office",
    "renamed": "An account followed has another name",
    "outside": "Followed outside the desk",
    "liked": "A campaign’s post is liked",
    "shared": "A campaign’s post is shared",
}


def raise_alert(
    by: Actor,
    at: datetime,
    *,
    kind: str,
    presence: Presence,
    account: str,
    about: str,
    verdict: Verdict,
    why: str,
    follow: Follow | None = None,
    url: str = "",
) -> FollowAlert | None:
    """Inside an operation: raise an alert once. Returns None where the same was told before, open or settled."""
    told = hashlib.sha256(f"{follow.pk if follow else ''}|{about}".encode()).hexdigest()
    alert, new = FollowAlert.objects.get_or_create(
        presence=presence,
        kind=kind,
        about=told,
        defaults={
            "follow": follow,
            "account": account[:300],
            "clause": verdict.clause,
            "why": why,
            "source": verdict.source,
            "url": url[:500],
            "found_at": at,
        },
    )
    if not new:
        return None
    body = {"presence": str(presence.id), "kind": kind, "account": alert.account, "why": why}
    clauses = [verdict.clause] if verdict.clause else []
    append("follow_alert/raised", by=by, at=at, subject=alert.subject, body=body, clauses=clauses)
    return alert


@operation("following.decide")
def keep(*, by: Person, at: datetime, alert: FollowAlert, reason: str) -> FollowAlert:
    """A person looked and the account stays followed. Refused, with the clause, while it is a campaign's."""
    alert = FollowAlert.objects.select_for_update().get(pk=alert.pk)
    state = FOLLOW_ALERT.to(alert.state, "keep")
    said = clean(reason).strip()
    if not said:
        raise Invalid("Say why it stays: what you saw that tells whose account it is.", field="reason")
    if alert.follow:
        verdict = verdict_on(rulebook(), account_of(alert.follow.network, alert.follow.handle), at=at)
        if verdict.verdict == "deny":
            raise Refused(f"{verdict.why} It can only be unfollowed.", clause=verdict.clause)
    elif alert.kind in ("liked", "shared"):
        raise Refused("What a campaign posted is taken back on the channel; then say that it is.", clause=alert.clause)
    return _settle(by, at, alert, state, "kept", said)


@operation("following.follow")
def taken_back(*, by: Person, at: datetime, alert: FollowAlert) -> FollowAlert:
    """A like or share was taken back on the channel, by hand."""
    alert = FollowAlert.objects.select_for_update().get(pk=alert.pk)
    if alert.kind not in ("liked", "shared"):
        raise Refused("A follow is cured by unfollowing it.", clause=alert.clause)
    return _settle(by, at, alert, FOLLOW_ALERT.to(alert.state, "cure"), "cured", "")


def _settle(by: Actor, at: datetime, alert: FollowAlert, state: str, outcome: str, reason: str) -> FollowAlert:
    alert.state, alert.settled_by, alert.settled_at, alert.reason = state, by.actor_id, at, reason
    alert.save(update_fields=["state", "settled_by", "settled_at", "reason"])
    clauses = [alert.clause] if alert.clause else []
    body = {"kind": alert.kind, "account": alert.account, "reason": reason}
    append(f"follow_alert/{outcome}", by=by, at=at, subject=alert.subject, body=body, clauses=clauses)
    return alert
