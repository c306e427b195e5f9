"""Second stage: who is in the picture, as a person who has looked lists them."""

from __future__ import annotations

import secrets
from datetime import datetime

from masthead.agencies.models import Person
from masthead.agencies.vault import seal_mapping
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
from masthead.media.commitments import committed
from masthead.media.models import Asset, Depiction
from masthead.records.append import append
from masthead.records.operation import operation


@operation("media.depict")
def list_person(*, by: Person, at: datetime, asset: Asset, kind: str, name: str = "") -> Depiction:
    """Add somebody shown. Raises Invalid for a kind there is not, or an adult or child without a name or initials."""
    if kind not in ("adult", "child", "crowd"):
        raise Invalid("Say whether this is an adult, a child or a crowd.", field="kind")
    called = clean(name).strip()
    if kind != "crowd" and not called:
        raise Invalid("Give a name or initials, as the signed form will.", field="name")
    if len(called) > 120:
        raise Invalid("Keep this to 120 characters.", field="name")
    Asset.objects.select_for_update().filter(pk=asset.pk).update(nobody_shown=False)
    who = {"name": called, "salt": secrets.token_hex(32)}
    shown = Depiction.objects.create(
        asset=asset, kind=kind, sealed=seal_mapping(who), listed_by=by.actor_id, listed_at=at
    )
    append(
        "asset/person_listed",
        by=by,
        at=at,
        subject=asset.subject,
        # The schema asks for a name for good; since names are sealed it is empty, and the commitment stands for it.
        body={"depiction": str(shown.id), "kind": kind, "name": "", "name_commitment": committed(who, called)},
    )
    return shown


@operation("media.depict")
def unlist_person(*, by: Person, at: datetime, depiction: Depiction, reason: str) -> None:
    """Take back a listing made by mistake. One that already has a permission stays: permissions are revoked instead."""
    said = clean(reason).strip()
    if not said:
        raise Invalid("Say why this person is not shown after all.", field="reason")
    # Locked, so that a form recorded at the same moment is either seen here or refused there, and never lost.
    depiction = Depiction.objects.select_for_update(of=("self",)).select_related("asset").get(pk=depiction.pk)
    if depiction.permissions.exists():
        raise Invalid("A signed permission hangs on this person. Revoke it instead.")
    if depiction.asked.filter(state="asked").exists():
        raise Invalid("This person has been asked to sign. Withdraw that question first.")
    append(
        "asset/person_unlisted",
        by=by,
        at=at,
        subject=depiction.asset.subject,
        body={"depiction": str(depiction.id), "reason": said},
    )
    depiction.delete()


@operation("media.depict")
def nobody_is_shown(*, by: Person, at: datetime, asset: Asset) -> Asset:
    """A person has looked and says that nobody can be recognized. Refused while somebody is listed."""
    asset = Asset.objects.select_for_update().get(pk=asset.pk)
    if asset.depictions.exists():
        raise Invalid("People are listed on this picture. Take them off the list first, with a reason.")
    asset.nobody_shown = True
    asset.save(update_fields=["nobody_shown"])
    append("asset/nobody_shown", by=by, at=at, subject=asset.subject, body={})
    return asset


@operation("media.depict")
def taken_at(*, by: Person, at: datetime, asset: Asset, event: str, is_public: bool) -> Asset:
    """Say at which event it was taken, or "" for none, and whether that was open to everybody.

    Raises Invalid where permissions for any picture of the event so far are used for it.
    """
    called = clean(event).strip()
    if len(called) > 160:
        raise Invalid("Keep this to 160 characters.", field="event")
    asset = Asset.objects.select_for_update().get(pk=asset.pk)
    moved = called.casefold() != asset.event.casefold()
    if moved and asset.depictions.filter(permissions__asked__event__iexact=asset.event or " ").exists():
        raise Invalid(f"A permission for any picture of “{asset.event}” is used here, so it stays a picture of it.")
    asset.event, asset.public_event = called, is_public and bool(called)
    asset.save(update_fields=["event", "public_event"])
    body = {"event": called, "public_event": asset.public_event}
    append("asset/taken_at", by=by, at=at, subject=asset.subject, body=body)
    return asset
