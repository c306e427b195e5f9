"""Third stage: the signed form, and its revocation. Without it nobody recognizable is published."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from masthead.agencies.days import local_day
from masthead.agencies.models import Commitment, Person
from masthead.agencies.vault import seal
from masthead.channels.registry import descriptions
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
from masthead.media import scans
from masthead.media.models import Depiction, Permission
from masthead.records.append import append
from masthead.records.operation import operation


@dataclass(frozen=True, kw_only=True)
class SignedForm:
    """What the form says, and its scan: a PDF, JPEG or PNG of at most 10 MB.

    channels and commitment: where the form allows only these channels, or only posts for one commitment.
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


@operation("media.permit")
def permit(*, by: Person, at: datetime, depiction: Depiction, form: SignedForm) -> Permission:
    """Record a signed permission. A child's must be a guardian's, who says how they are related."""
    mime = _examine(depiction, form, local_day(at))
    digest = hashlib.sha256(form.scan).hexdigest()
    permission = Permission.objects.create(
        depiction=depiction,
        signer=clean(form.signer).strip(),
        guardian=form.guardian,
        relation=clean(form.relation).strip(),
        purpose=clean(form.purpose).strip(),
        channels=sorted(set(form.channels)),
        commitment=form.commitment,
        signed_on=form.signed_on,
        expires_on=form.expires_on,
        form=seal(form.scan),
        form_name=clean(form.scan_name).strip()[:200],
        form_mime=mime,
        form_sha256=digest,
        recorded_by=by.actor_id,
        recorded_at=at,
    )
    append(
        "permission/recorded",
        by=by,
        at=at,
        subject=f"permission:{permission.id}",
        body={
            "asset": str(depiction.asset_id),
            "depiction": str(depiction.id),
            "guardian": form.guardian,
            "signed_on": form.signed_on.isoformat(),
            "expires_on": form.expires_on.isoformat() if form.expires_on else None,
            "form_sha256": digest,
            "channels": permission.channels,
            "commitment": str(form.commitment.pk) if form.commitment else "",
        },
    )
    return permission


@operation("media.revoke")
def revoke(*, by: Person, at: datetime, permission: Permission, reason: str) -> Permission:
    """The person, or the guardian, takes the permission back. It is never deleted: that it existed stays known."""
    said = clean(reason).strip()
    if not said:
        raise Invalid("Say who asked, and how.", field="reason")
    permission = Permission.objects.select_for_update().get(pk=permission.pk)
    if permission.revoked_at is not None:
        raise Invalid("This permission is already revoked.")
    permission.revoked_at = at
    permission.save(update_fields=["revoked_at"])
    append("permission/revoked", by=by, at=at, subject=f"permission:{permission.id}", body={"reason": said})
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
    if form.expires_on and form.expires_on < form.signed_on:
        raise Invalid("It cannot end before it was signed.", field="expires_on")
    if not form.scan:
        raise Invalid("Add the signed form as a PDF, JPEG or PNG.", field="form")
    return scans.mime_of(form.scan, "form", field="form")
