"""Accounts that could be taken for ours: told by anybody, looked at by staff, reported to the platform, ended."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from masthead.agencies.actors import Actor
from masthead.agencies.models import Person
from masthead.agencies.vault import seal
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.presences.models import Evidence, Lookalike, Presence
from masthead.presences.official import bare, is_this_us
from masthead.presences.states import LOOKALIKE
from masthead.records.append import append
from masthead.records.operation import operation

WAITING_AT_MOST, WINDOW, WITHIN_WINDOW = 500, timedelta(hours=1), 60
"""What strangers can fill is kept small: so many untouched, and so many new ones within the window."""
MOST_EVIDENCE = 12


@operation("lookalikes.tell")
def tell(*, by: Actor, at: datetime, address: str, what: str) -> Lookalike:
    """A member of the public met an account in our name. The same address told again is counted, not kept twice."""
    address = _address(address)
    known = Lookalike.objects.select_for_update().filter(bare=bare(address)).exclude(state="not_one").first()
    if known:
        known.told_times += 1
        known.save(update_fields=["told_times"])
        append("lookalike/told_again", by=by, at=at, subject=known.subject, body={"address": address})
        return known
    told = Lookalike.objects.filter(state="told")
    if told.count() >= WAITING_AT_MOST or told.filter(told_at__gt=at - WINDOW).count() >= WITHIN_WINDOW:
        raise Refused(
            "We have been told of many accounts just now and are looking at them. Please tell us again later."
        )
    return _keep(by, at, address, what, LOOKALIKE.initial, "lookalike/told")


@operation("lookalikes.log")
def log(*, by: Person, at: datetime, address: str, what: str, like: Presence | None = None) -> Lookalike:
    """Staff found one. Raises Invalid without a word on what it shows, or for one that is logged already."""
    if not clean(what).strip():
        raise Invalid("Say what it shows or does.", field="what")
    address = _address(address)
    if Lookalike.objects.filter(bare=bare(address)).exclude(state__in=LOOKALIKE.final).exists():
        raise Invalid("This account is listed already.", field="address")
    return _keep(by, at, address, what, "watched", "lookalike/logged", like)


@operation("lookalikes.log")
def add_evidence(*, by: Person, at: datetime, lookalike: Lookalike, name: str, mime: str, content: bytes) -> Evidence:
    """Keep a picture of the screen, sealed. `content` was decoded before, so `mime` is what it is."""
    if lookalike.evidence.count() >= MOST_EVIDENCE:
        raise Refused(f"{MOST_EVIDENCE} pictures are enough for one account.")
    digest = hashlib.sha256(content).hexdigest()
    kept = Evidence.objects.create(
        lookalike=lookalike,
        name=clean(name).strip()[:200] or "screenshot",
        mime=mime,
        sha256=digest,
        sealed=seal(content),
        added_at=at,
        added_by=by.actor_id,
    )
    body = {"name": kept.name, "mime": mime, "sha256": digest}
    append("lookalike/evidence_added", by=by, at=at, subject=lookalike.subject, body=body)
    return kept


@operation("lookalikes.log")
def turn(*, by: Person, at: datetime, lookalike: Lookalike, act: str, words: str) -> Lookalike:
    """Watch it, report it to its platform, note that it was taken down or left up, or find that it is none.

    `words` is the number or link of a report made, and the reason for everything else. Raises Invalid without them.
    """
    said = clean(words).strip()
    if act not in LOOKALIKE.acts:
        raise Invalid("There is no such act.")
    if not said:
        field_words = "Give the number or link of the report." if act == "report" else "Say what you found."
        raise Invalid(field_words, field="words")
    if len(said) > 500:
        raise Invalid("Keep this to 500 characters.", field="words")
    row = Lookalike.objects.select_for_update().get(pk=lookalike.pk)
    row.state = LOOKALIKE.to(row.state, act)
    if act == "report":
        row.platform_report, row.reported_at = said, at
    if row.state in LOOKALIKE.final:
        row.ended_at = at
    row.save(update_fields=["state", "platform_report", "reported_at", "ended_at"])
    append(f"lookalike/{row.state}", by=by, at=at, subject=row.subject, body={"words": said})
    return row


def _address(written: str) -> str:
    address = clean(written).strip()
    if not bare(address):
        raise Invalid("Give the link or the name of the account.", field="address")
    if len(address) > 500:
        raise Invalid("Keep this to 500 characters.", field="address")
    if ours := is_this_us(address):
        raise Invalid(f"This is our own account: {ours.name}.", field="address")
    return address


def _keep(
    by: Actor, at: datetime, address: str, what: str, state: str, kind: str, like: Presence | None = None
) -> Lookalike:
    said = clean(what).strip()
    if len(said) > 2000:
        raise Invalid("Keep this to 2,000 characters.", field="what")
    row = Lookalike.objects.create(
        address=address, bare=bare(address), what=said, like=like, state=state, told_at=at, told_by=by.actor_id
    )
    body = {"address": address, "what": said, "like": str(like.pk) if like else ""}
    append(kind, by=by, at=at, subject=row.subject, body=body)
    return row
