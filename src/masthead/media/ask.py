"""Third stage, on a screen: staff ask somebody for their permission, with a link that is good once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from masthead.agencies.actors import Actor
from masthead.agencies.days import local_day
from masthead.agencies.models import Agency, Commitment, Person, the_agency
from masthead.agencies.vault import seal, seal_mapping
from masthead.channels.registry import descriptions
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
from masthead.media.commitments import committed
from masthead.media.falling import last_taken_back
from masthead.media.models import AskedPermission, Depiction, Permission, PermissionMail
from masthead.media.signed_page import MIME, page_for, places_of
from masthead.media.signing_links import Purpose, end_links, make_link
from masthead.media.states import PERMISSION
from masthead.media.wording import words_version
from masthead.policy.in_force import rulebook
from masthead.records.append import append
from masthead.records.operation import operation

LINK_DAYS, MOST_LINK_DAYS = 14, 60
MOST_PICTURES = 50


@dataclass(frozen=True, kw_only=True)
class Question:
    """Whom staff ask, and for what.

    depictions: the person as listed on each picture; event: any picture of it, also one not taken yet. One of the two
    is there. channels: ids, none for all; places: how they are named to people, where their own names would not do;
    commitment: only in posts for it; until: its last day, None until it is
    taken back; link_days: how long a link to sign is good.
    """

    person: str
    kind: str
    purpose: str
    guardian: str = ""
    relation: str = ""
    depictions: Sequence[Depiction] = ()
    event: str = ""
    commitment: Commitment | None = None
    channels: Sequence[str] = ()
    places: Sequence[str] = ()
    until: date | None = None
    link_days: int = LINK_DAYS


@operation("media.permit")
def ask(*, by: Person, at: datetime, question: Question, address: str = "") -> tuple[AskedPermission, str]:
    """Ask for a permission. Returns it and the secret of its link, or "" where an `address` is given to mail it to.

    The wording is that of the policy in force, and stays so. Raises Invalid for the first thing wrong.
    """
    agency = the_agency()
    if agency is None:
        raise Invalid("Set the agency up first: people have to know who asks.")
    said = {name: clean(getattr(question, name)).strip() for name in ("person", "guardian", "relation")}
    event, purpose, to = clean(question.event).strip(), clean(question.purpose).strip(), _address(address)
    _examine(question, said, event=event, purpose=purpose, today=agency.day(at))
    words = rulebook().policy.permission
    asked = AskedPermission.objects.create(
        kind=question.kind,
        sealed=seal_mapping({**_whom(question.kind, said), "salt": secrets.token_hex(32)}),
        event=event,
        purpose=purpose,
        commitment=question.commitment,
        channels=sorted(set(question.channels)),
        places=[clean(place)[:200] for place in question.places] or places_of(question.channels),
        until=question.until,
        words=_filled_in(words.for_kind(question.kind), agency),
        words_version=words_version(),
        link_days=question.link_days,
        asked_by=by,
        asked_at=at,
    )
    asked.depictions.set(question.depictions)
    _record_asked(asked, by=by, at=at)
    return asked, _hand_out(asked, to, by=by, at=at)


@operation("media.permit")
def make_another_link(*, by: Person, at: datetime, asked: AskedPermission, address: str = "") -> str:
    """Another link in the place of the one before. Returns its secret, or "" where it is mailed to `address`."""
    to = _address(address)
    asked = AskedPermission.objects.select_for_update().get(pk=asked.pk)
    PERMISSION.to(asked.state, "send_again")
    end_links(asked, "replaced", at)
    return _hand_out(asked, to, by=by, at=at)


@operation("media.permit")
def withdraw(*, by: Person, at: datetime, asked: AskedPermission, reason: str) -> AskedPermission:
    """Stop asking, because the picture is not used or somebody else was meant. The link opens nothing any more."""
    said = clean(reason).strip()
    if not said:
        raise Invalid("Say why it is no longer asked.", field="reason")
    asked = AskedPermission.objects.select_for_update().get(pk=asked.pk)
    asked.state, asked.ended_at = PERMISSION.to(asked.state, "withdraw"), at
    who = {**asked.who, "reason": said}
    asked.sealed = seal_mapping(who)
    asked.save(update_fields=["state", "ended_at", "sealed"])
    end_links(asked, "replaced", at)
    body = {"reason_commitment": committed(who, said)}
    append("permission/withdrawn", by=by, at=at, subject=asked.subject, body=body)
    return asked


@operation("media.permit")
def use_for(*, by: Person, at: datetime, asked: AskedPermission, depiction: Depiction) -> Permission:
    """Let a permission for any picture of an event stand for somebody listed on one: staff say that it is the same
    person. Raises Invalid where the picture is of no such event, or the permission does not hold."""
    asked = AskedPermission.objects.select_for_update().get(pk=asked.pk)
    depiction = Depiction.objects.select_for_update(of=("self",)).select_related("asset").get(pk=depiction.pk)
    if asked.state != "given" or asked.has_ended(local_day(at)):
        raise Invalid("This permission does not hold, so it cannot be used for another picture.")
    if not asked.event or asked.event.casefold() != depiction.asset.event.casefold():
        raise Invalid(f"This permission is not for pictures of “{depiction.asset.event or 'no event'}”.")
    if asked.kind != depiction.kind:
        raise Invalid(f"This permission is for {_a(asked.kind)}, and the person listed is {_a(depiction.kind)}.")
    taken_back_at = last_taken_back(depiction)
    if taken_back_at and asked.answered_at and asked.answered_at <= taken_back_at:
        raise Invalid("A permission for this picture was taken back after this one was signed. Ask anew.")
    if depiction.permissions.filter(asked=asked).exists():
        raise Invalid("It is used for this picture already.")
    made = permission_from(asked, depiction, by=by, at=at)
    body = {"permission": str(made.pk), "depiction": str(depiction.pk), "asset": str(depiction.asset_id)}
    append("permission/used_for", by=by, at=at, subject=asked.subject, body=body)
    return made


def permission_from(asked: AskedPermission, depiction: Depiction, *, by: Actor, at: datetime) -> Permission:
    """What was signed on a screen, for one person on one picture. Part of an operation."""
    if asked.signed_on is None:
        raise Invalid("Nobody has signed this yet.")
    return Permission.objects.create(
        depiction=depiction,
        asked=asked,
        guardian=asked.kind == "child",
        purpose=asked.purpose,
        channels=asked.channels,
        commitment=asked.commitment,
        words_version=asked.words_version,
        signed_on=asked.signed_on,
        signed_at=asked.answered_at,
        expires_on=asked.until,
        form_mime=MIME,
        form_sha256=asked.page_sha256,
        recorded_by=by.actor_id,
        recorded_at=at,
    )


def _whom(kind: str, said: dict[str, str]) -> dict[str, str]:
    """An adult has no guardian, whatever the form was sent with."""
    return said if kind == "child" else {"person": said["person"]}


def _filled_in(words: str, agency: Agency) -> str:
    return " ".join(words.split()).replace("{agency}", agency.name)


def _a(kind: str) -> str:
    return "an adult" if kind == "adult" else f"a {kind}"


def _address(written: str) -> str:
    to = clean(written).strip()
    if to:
        try:
            validate_email(to)
        except ValidationError:
            raise Invalid("This is not a whole e-mail address.", field="address") from None
    return to


def _hand_out(asked: AskedPermission, to: str, *, by: Person, at: datetime) -> str:
    """Make the link now, or have it made when its mail leaves."""
    if to:
        queue_mail(asked, "sign", to, at)
    token = "" if to else make_link(asked, "sign", at)
    body = {"link": "sign", "by_mail": bool(to), "days": asked.link_days}
    append("permission/link_made", by=by, at=at, subject=asked.subject, body=body)
    return token


def queue_mail(asked: AskedPermission, purpose: Purpose, to: str, at: datetime) -> None:
    """Have a link mailed. Part of an operation."""
    PermissionMail.objects.create(
        asked=asked, purpose=purpose, sealed_address=seal(to.encode()), due_at=at, next_try=at
    )


def _record_asked(asked: AskedPermission, *, by: Person, at: datetime) -> None:
    who, rows = asked.who, list(asked.depictions.order_by("pk"))
    body = {
        "kind": asked.kind,
        "person_commitment": committed(who, who["person"]),
        "guardian_commitment": committed(who, who["guardian"]) if asked.kind == "child" else "",
        "page_commitment": committed(who, page_for(asked).lines),
        "depictions": [str(row.pk) for row in rows],
        "assets": sorted({str(row.asset_id) for row in rows}),
        "any_picture_of_an_event": bool(asked.event),
        "channels": asked.channels,
        "commitment": str(asked.commitment_id) if asked.commitment_id else "",
        "until": asked.until.isoformat() if asked.until else "",
        "words_version": asked.words_version,
    }
    append("permission/asked", by=by, at=at, subject=asked.subject, body=body)


def _examine(question: Question, said: dict[str, str], *, event: str, purpose: str, today: date) -> None:
    """Raises Invalid for the first thing wrong."""
    if question.kind not in ("adult", "child"):
        raise Invalid("Say whether this is an adult or a child.", field="kind")
    if not said["person"]:
        raise Invalid("Give the name of whoever is shown.", field="person")
    if question.kind == "child" and not said["guardian"]:
        raise Invalid("Give the name of the parent or guardian: they sign for the child.", field="guardian")
    if question.kind == "child" and not said["relation"]:
        raise Invalid("Say how they are related to the child.", field="relation")
    for field, most in (("person", 120), ("guardian", 120), ("relation", 60)):
        if len(said[field]) > most:
            raise Invalid(f"Keep this to {most} characters.", field=field)
    if not question.depictions and not event:
        raise Invalid("Choose the pictures, or name the event.", field="event")
    if len(question.depictions) > MOST_PICTURES:
        raise Invalid(f"Ask for {MOST_PICTURES} pictures at most, or for any picture of an event.", field="pictures")
    if any(row.kind != question.kind for row in question.depictions):
        raise Invalid("They are listed otherwise on a picture: as an adult, a child or a crowd.", field="kind")
    if len(event) > 160:
        raise Invalid("Keep this to 160 characters.", field="event")
    if not purpose or len(purpose) > 200:
        raise Invalid("Say in up to 200 characters what the pictures are for.", field="purpose")
    if unknown := set(question.channels) - set(descriptions()):
        raise Invalid(f"There is no channel “{min(unknown)[:40]}” here.", field="channels")
    if question.until is not None and question.until < today:
        raise Invalid("This day is over already.", field="until")
    if not 1 <= question.link_days <= MOST_LINK_DAYS:
        raise Invalid(f"A link is good for 1 to {MOST_LINK_DAYS} days.", field="link_days")
