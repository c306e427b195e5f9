"""Second stage: who is in the picture, as a person who has looked lists them."""

from __future__ import annotations

from datetime import datetime

from masthead.agencies.models import Person
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
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
    Asset.objects.select_for_update().filter(pk=asset.pk).update(nobody_shown=False)
    shown = Depiction.objects.create(asset=asset, kind=kind, name=called, listed_by=by.actor_id, listed_at=at)
    append(
        "asset/person_listed",
        by=by,
        at=at,
        subject=asset.subject,
        body={"depiction": str(shown.id), "kind": kind, "name": called},
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
