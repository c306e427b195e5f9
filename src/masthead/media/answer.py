"""Third stage, on a screen: whoever was asked gives the permission, says no, or takes back what they gave.

Each act is done with a link, by nobody who signed in. Names are sealed; the ledger holds salted commitments to them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from masthead.agencies.actors import Actor
from masthead.agencies.days import local_day
from masthead.agencies.models import Person
from masthead.agencies.vault import seal, seal_mapping
from masthead.kernel.clock import said_day
from masthead.kernel.refusals import Invalid, NotFound
from masthead.kernel.text import clean
from masthead.media.ask import permission_from, queue_mail
from masthead.media.commitments import committed
from masthead.media.falling import fall
from masthead.media.locks import lock_asked, lock_people
from masthead.media.models import AskedPermission, Asset, Depiction
from masthead.media.signed_page import document, page_for
from masthead.media.signing_links import Purpose, asked_by_link, end_links, make_link
from masthead.media.states import PERMISSION
from masthead.records.append import append
from masthead.records.operation import operation

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Signature:
    """What somebody typed: their name and the date, that they confirm, and the hash of the page they read.

    address: where to mail the link for taking it back, or "".
    """

    name: str
    signed_on: date
    confirmed: bool
    page_sha256: str
    address: str = ""


@operation("media.answer")
def give(*, by: Actor, at: datetime, token: str, signature: Signature) -> tuple[AskedPermission, str]:
    """Sign. Returns the permission and the secret of the link by which it can be taken back.

    Raises NotFound for a link that is not good, Invalid for what is missing, or where the page is not as it was read.
    """
    asked = _opened(token, "sign", at)
    name, to, today = clean(signature.name).strip(), clean(signature.address).strip(), local_day(at)
    asked.state = PERMISSION.to(asked.state, "give")
    _examine(signature, name, to, today)
    page = page_for(asked)
    if asked.has_ended(today):
        raise Invalid("The time that was asked for is over. There is nothing to sign any more.")
    if signature.page_sha256 != page.sha256:
        raise Invalid("This page has changed since you opened it. Read it once more, then sign.")
    who = {**asked.who, "signer": name}
    signed = document(page, signer=name, signed_on=signature.signed_on, at=at, salt=who["salt"])
    asked.answered_at, asked.signed_on = at, signature.signed_on
    asked.sealed, asked.sealed_page = seal_mapping(who), seal(signed)
    asked.page_sha256 = hashlib.sha256(signed).hexdigest()
    asked.save()
    end_links(asked, "used", at)
    token = make_link(asked, "own", at)
    if to:
        queue_mail(asked, "own", to, at)
    people = lock_people(asked.depictions.all())
    made = [permission_from(asked, shown, by=by, at=at) for shown in people]
    body = {
        "permissions": [str(row.pk) for row in made],
        "signer_commitment": committed(who, name),
        "page_commitment": committed(who, page.lines),
        "signed_page_commitment": committed(who, signed.decode()),
        "signed_on": signature.signed_on.isoformat(),
        "until": asked.until.isoformat() if asked.until else "",
        "words_version": asked.words_version,
    }
    append("permission/given", by=by, at=at, subject=asked.subject, body=body)
    return asked, token


@operation("media.answer")
def decline(*, by: Actor, at: datetime, token: str) -> AskedPermission:
    """Say no. Nothing more is asked, and no reason."""
    asked = _opened(token, "sign", at)
    asked.state, asked.answered_at = PERMISSION.to(asked.state, "decline"), at
    asked.save(update_fields=["state", "answered_at"])
    end_links(asked, "used", at)
    append("permission/declined", by=by, at=at, subject=asked.subject, body={})
    return asked


@operation("media.answer")
def take_back(*, by: Actor, at: datetime, token: str) -> AskedPermission:
    """Take back what was given, with its own link. From this moment no post may show these pictures."""
    return _take_back(_opened(token, "own", at), by, at, reason="")


@operation("media.revoke")
def note_taken_back(*, by: Person, at: datetime, asked: AskedPermission, reason: str) -> AskedPermission:
    """The same, for somebody who told staff instead. `reason` says who asked and how; it is sealed."""
    said = clean(reason).strip()
    if not said:
        raise Invalid("Say who asked, and how.", field="reason")
    return _take_back(_locked(asked), by, at, reason=said)


def pictures_of(asked: AskedPermission) -> list[Asset]:
    """The pictures it was asked for, and those it has been used for since."""
    shown = Depiction.objects.filter(permissions__asked=asked) | asked.depictions.all()
    return list(Asset.objects.filter(depictions__in=shown.values("pk")).distinct().order_by("name", "pk"))


def _take_back(asked: AskedPermission, by: Actor, at: datetime, *, reason: str) -> AskedPermission:
    """Whoever takes one back means to be shown no more: other forms signed for the same person fall with it."""
    asked.state, asked.ended_at = PERMISSION.to(asked.state, "take_back"), at
    who = {**asked.who, "reason": reason} if reason else asked.who
    asked.sealed = seal_mapping(who)
    asked.save(update_fields=["state", "ended_at", "sealed"])
    fallen = fall(Depiction.objects.filter(permissions__asked=asked), at=at)
    # A link to sign for the same picture again stays what it is: another question, which they may decline.
    body = {
        "permissions": fallen,
        "noted_by_staff": bool(reason),
        "reason_commitment": committed(who, reason) if reason else "",
    }
    append("permission/taken_back", by=by, at=at, subject=asked.subject, body=body)
    return asked


def _examine(signature: Signature, name: str, to: str, today: date) -> None:
    faults = []
    if not name or len(name) > 120:
        faults.append(Invalid("Type your name, in up to 120 characters.", field="name"))
    if abs(signature.signed_on - today) > _A_DAY:
        faults.append(Invalid(f"Give today’s date: {said_day(today)}.", field="signed_on"))
    if not signature.confirmed:
        faults.append(Invalid("Check the box to say that you read this and agree.", field="confirmed"))
    if to:
        try:
            validate_email(to)
        except ValidationError:
            faults.append(Invalid("This is not a whole e-mail address. You may leave it empty.", field="address"))
    if faults:
        raise Invalid(faults[0].sentence, field=faults[0].field, others=faults[1:])


def _opened(token: str, purpose: Purpose, at: datetime) -> AskedPermission:
    """What the link speaks for, locked, and asked once more: another link may have taken its place meanwhile."""
    asked = _locked(asked_by_link(token, purpose, at=at))
    asked_by_link(token, purpose, at=at)
    return asked


def _locked(asked: AskedPermission) -> AskedPermission:
    """The row as it is now, kept until the act is done: of two answers at once the second finds the first."""
    found = lock_asked(asked)
    if found is None:
        raise NotFound("This permission is not kept any more.")
    return found
