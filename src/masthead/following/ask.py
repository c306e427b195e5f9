"""Somebody asks whether a presence may follow an account. The registers answer, or a person does."""

from __future__ import annotations

from datetime import datetime

from masthead.agencies.models import Person
from masthead.channels.registry import describe
from masthead.following.accounts import account_of
from masthead.following.gates import no_campaign_is_followed
from masthead.following.known import verdict_on
from masthead.following.models import Follow
from masthead.following.states import FOLLOW
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.policy.in_force import rulebook
from masthead.presences.models import Presence
from masthead.presences.states import OFFICIAL
from masthead.records.append import append
from masthead.records.operation import operation

_ACT = {"allow": "allow", "ask": "send_to_a_person", "deny": "refuse"}
LIVING = ("waiting", "cleared", "requested", "following")


@operation("following.ask")
def ask(*, by: Person, at: datetime, presence: Presence, handle: str, whose: str = "", note: str = "") -> Follow:
    """Ask, and have the verdict at once. What is denied stays on the list as refused, with its clause."""
    if presence.state not in OFFICIAL:
        raise Invalid("This presence speaks for nobody now. Choose one that is official.", field="presence")
    if reason := describe(presence.channel).follows_nobody:
        raise Invalid(
            f"{presence.name} cannot follow accounts there. {reason} Choose another presence.", field="presence"
        )
    account = account_of(presence.channel, handle)
    if account.handle == presence.handle.removeprefix("@").casefold():
        raise Invalid("This is the presence itself.", field="handle")
    if len(account.handle) > 253:
        raise Invalid("This handle is too long.", field="handle")
    there = Follow.objects.filter(presence=presence, network=account.network, handle=account.handle, state__in=LIVING)
    if there.exists():
        raise Invalid("This was asked already: look for it in the list.", field="handle")
    verdict = verdict_on(rulebook(), account, at=at)
    made = Follow.objects.create(
        presence=presence,
        network=account.network,
        handle=account.handle,
        shown_name=clean(whose).strip()[:300],
        note=clean(note).strip(),
        state=FOLLOW.to("asked", _ACT[verdict.verdict]),
        verdict=verdict.verdict,
        clause=verdict.clause,
        why=verdict.why,
        source=verdict.source,
        known_candidacies=list(verdict.candidacies),
        asked_by=by.actor_id,
        asked_at=at,
    )
    append(
        "follow/asked",
        by=by,
        at=at,
        subject=made.subject,
        body={
            "presence": str(presence.id),
            "network": account.network,
            "handle": account.handle,
            "verdict": verdict.verdict,
            "why": verdict.why,
            "note": made.note,
        },
        clauses=[verdict.clause] if verdict.clause else [],
    )
    return made


@operation("following.decide")
def approve(*, by: Person, at: datetime, follow: Follow, reason: str) -> Follow:
    """A person looked and lets the account be followed. Refused, with the clause, once a register names a campaign."""
    follow = Follow.objects.select_for_update().get(pk=follow.pk)
    book = rulebook()
    now_known = verdict_on(book, account_of(follow.network, follow.handle), at=at)
    if now_known.verdict == "deny":
        clause = book.gate(no_campaign_is_followed.__name__)
        raise Refused(now_known.why, clause=clause.id if clause else "")
    follow.known_candidacies = list(now_known.candidacies)
    return _decide(by, at, follow, "approve", "approved", reason)


@operation("following.decide")
def decline(*, by: Person, at: datetime, follow: Follow, reason: str) -> Follow:
    """A person looked and the account is not followed."""
    follow = Follow.objects.select_for_update().get(pk=follow.pk)
    return _decide(by, at, follow, "decline", "declined", reason)


def _decide(by: Person, at: datetime, follow: Follow, act: str, outcome: str, reason: str) -> Follow:
    state = FOLLOW.to(follow.state, act)
    said = clean(reason).strip()
    if not said:
        raise Invalid("Say why: what you saw that tells whose account it is.", field="reason")
    follow.state, follow.decided_by, follow.decided_at, follow.reason = state, by, at, said
    follow.save(update_fields=["state", "decided_by", "decided_at", "reason", "known_candidacies"])
    clauses = [follow.clause] if follow.clause else []
    append(f"follow/{outcome}", by=by, at=at, subject=follow.subject, body={"reason": said}, clauses=clauses)
    return follow


@operation("following.ask")
def withdraw(*, by: Person, at: datetime, follow: Follow) -> Follow:
    """Nobody wants it any more. What is followed already has to be unfollowed instead."""
    follow = Follow.objects.select_for_update().get(pk=follow.pk)
    follow.state = FOLLOW.to(follow.state, "withdraw")
    follow.ended_at = at
    follow.save(update_fields=["state", "ended_at"])
    append("follow/withdrawn", by=by, at=at, subject=follow.subject, body={})
    return follow


__all__ = ["LIVING", "approve", "ask", "decline", "withdraw"]
