"""Third stage: the form signed on paper, and its revocation. Without one nobody recognizable is published.

Names and reasons are sealed; the ledger holds salted commitments to them, as for what is signed on a screen.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from masthead.agencies.actors import Actor
from masthead.agencies.days import local_day
from masthead.agencies.models import Commitment, Person
from masthead.agencies.vault import seal, seal_mapping
from masthead.channels.registry import descriptions
from masthead.kernel.clock import said_day
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
from masthead.media import scans
from masthead.media.answer import note_taken_back
from masthead.media.commitments import committed
from masthead.media.falling import fall, last_taken_back
from masthead.media.locks import lock_asked, lock_people, shown_by
from masthead.media.models import Depiction, Permission
from masthead.media.signing_links import end_form_links, form_by_link, make_form_link
from masthead.media.wording import words_version
from masthead.records.append import append
from masthead.records.operation import operation


@dataclass(frozen=True, kw_only=True)
class SignedForm:
    """What the form says, and its scan: a PDF, JPEG or PNG of at most 10 MB.

    channels and commitment: where the form allows only these channels, or only posts for one commitment. own_words:
    it has the agency's own words as they are now; words_note: which other ones it has.
    """

    signer: str
    guardian: bool
    relation: str
    purpose: str
    signed_on: date
    expires_on: date | None
    scan: bytes
    scan_name: str
    channels: Sequence[str] = ()
    commitment: Commitment | None = None
    own_words: bool = True
    words_note: str = ""


@operation("media.permit")
def permit(*, by: Person, at: datetime, depiction: Depiction, form: SignedForm) -> Permission:
    """Record a signed permission. A child's must be a guardian's, who says how they are related."""
    depiction = Depiction.objects.select_for_update(of=("self",)).get(pk=depiction.pk)
    mime = _examine(depiction, form, local_day(at))
    digest = hashlib.sha256(form.scan).hexdigest()
    who = {
        "signer": clean(form.signer).strip(),
        "relation": clean(form.relation).strip(),
        "words_note": "" if form.own_words else clean(form.words_note).strip(),
        "form_name": clean(form.scan_name).strip()[:200],
        "salt": secrets.token_hex(32),
    }
    permission = Permission.objects.create(
        depiction=depiction,
        sealed=seal_mapping(who),
        guardian=form.guardian,
        purpose=clean(form.purpose).strip(),
        channels=sorted(set(form.channels)),
        commitment=form.commitment,
        words_version=words_version() if form.own_words else "",
        signed_on=form.signed_on,
        expires_on=form.expires_on,
        form=seal(form.scan),
        form_mime=mime,
        form_sha256=digest,
        recorded_by=by.actor_id,
        recorded_at=at,
    )
    append(
        "permission/recorded",
        by=by,
        at=at,
        subject=permission.subject,
        body={
            "asset": str(depiction.asset_id),
            "depiction": str(depiction.id),
            "guardian": form.guardian,
            "signer_commitment": committed(who, who["signer"]),
            "words_version": permission.words_version,
            "signed_on": form.signed_on.isoformat(),
            "expires_on": form.expires_on.isoformat() if form.expires_on else None,
            "form_sha256": digest,
            "channels": permission.channels,
            "commitment": str(form.commitment.pk) if form.commitment else "",
        },
    )
    return permission


@operation("media.permit")
def make_own_link(*, by: Person, at: datetime, permission: Permission) -> str:
    """A link by which whoever signed on paper takes it back, as on a screen. Returns its secret; the one before ends.

    Raises Invalid for what was signed on a screen, which has its own, and for what is taken back already.
    """
    permission = Permission.objects.select_for_update(of=("self",)).get(pk=permission.pk)
    if permission.asked_id:
        raise Invalid("This was signed on a screen: whoever signed has a link already.")
    if permission.revoked_at is not None:
        raise Invalid("This permission is already revoked.")
    end_form_links(permission, at)
    token = make_form_link(permission, at)
    append("permission/form_link_made", by=by, at=at, subject=permission.subject, body={})
    return token


@operation("media.revoke")
def revoke(*, by: Person, at: datetime, permission: Permission, reason: str) -> Permission:
    """The person, or the guardian, took the permission back and told staff. It is never deleted: that it existed stays
    known. `reason` says who asked and how; it is sealed."""
    said = clean(reason).strip()
    if not said:
        raise Invalid("Say who asked, and how.", field="reason")
    permission = _locked(permission)
    if permission.revoked_at is not None:
        raise Invalid("This permission is already revoked.")
    if permission.asked is not None:
        note_taken_back(by=by, at=at, asked=permission.asked, reason=said)
        permission.refresh_from_db(fields=["revoked_at"])
        return permission
    return _take_back(permission, by, at, reason=said)


@operation("media.answer")
def take_back_form(*, by: Actor, at: datetime, token: str) -> Permission:
    """Whoever signed on paper takes it back with their own link. From this moment no post may show the picture."""
    permission = _locked(form_by_link(token))
    if form_by_link(token) != permission or permission.revoked_at is not None:
        raise Invalid("This permission is taken back already.")
    return _take_back(permission, by, at, reason="")


def _locked(permission: Permission) -> Permission:
    """As it is now: of two at once the second finds the first. What falls with it is locked in `fall`, all in order."""
    if permission.asked is not None:
        lock_asked(permission.asked)
    lock_people(shown_by(permission))
    return Permission.objects.select_related("asked").get(pk=permission.pk)


def _take_back(permission: Permission, by: Actor, at: datetime, *, reason: str) -> Permission:
    who = permission.who
    fallen = fall(Depiction.objects.filter(pk=permission.depiction_id), at=at)
    permission.revoked_at = at
    if reason:
        permission.sealed = seal_mapping({**who, "reason": reason})
        permission.save(update_fields=["sealed"])
    body = {
        # The schema asks for a reason for good; it is sealed with the names, and the commitment stands for it.
        "reason": "",
        "permissions": fallen,
        "noted_by_staff": bool(reason),
        "reason_commitment": committed(who, reason) if reason else "",
    }
    append("permission/revoked", by=by, at=at, subject=permission.subject, body=body)
    return permission


def _examine(depiction: Depiction, form: SignedForm, today: date) -> str:
    """The MIME type of the scan, sniffed. Raises Invalid for the first thing wrong."""
    if depiction.kind == "crowd":
        raise Invalid("A crowd in which nobody is singled out needs no permission.")
    if not form.signer.strip():
        raise Invalid("Give the name of whoever signed.", field="signer")
    if depiction.kind == "child" and not form.guardian:
        raise Invalid("A child needs the signature of a parent or guardian.", field="guardian")
    if form.guardian and not form.relation.strip():
        raise Invalid("Say how the guardian is related to the child.", field="relation")
    if not form.purpose.strip():
        raise Invalid("Say what the permission is for, as the form does.", field="purpose")
    if unknown := set(form.channels) - set(descriptions()):
        raise Invalid(f"There is no channel “{min(unknown)[:40]}” here.", field="channels")
    if form.signed_on > today:
        raise Invalid("The form cannot have been signed in the future.", field="signed_on")
    taken_back_at = last_taken_back(depiction)
    if taken_back_at and form.signed_on <= (day := local_day(taken_back_at)):
        raise Invalid(
            f"They took their permission back on {said_day(day)}. A form signed until that day no longer counts.",
            field="signed_on",
        )
    if not form.own_words and not clean(form.words_note).strip():
        raise Invalid("Say which wording the form has, so that anybody can find it again.", field="words_note")
    if len(form.words_note) > 200:
        raise Invalid("Keep this to 200 characters.", field="words_note")
    if form.expires_on and form.expires_on < form.signed_on:
        raise Invalid("It cannot end before it was signed.", field="expires_on")
    if not form.scan:
        raise Invalid("Add the signed form as a PDF, JPEG or PNG.", field="form")
    return scans.mime_of(form.scan, "form", field="form")
