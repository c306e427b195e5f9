"""Going back: an earlier revision's words become a new revision. Nothing is lost by it; it can be undone likewise."""

from __future__ import annotations

from datetime import datetime

from masthead.agencies.models import Commitment, Person
from masthead.kernel.refusals import Invalid, Refused
from masthead.media.models import Asset
from masthead.presences.models import Presence
from masthead.publishing.draft import Wording, revise
from masthead.publishing.models import Draft, Revision


def restore(*, by: Person, at: datetime, draft: Draft, number: int) -> Draft:
    """Save what revision `number` said as the newest revision. Raises Invalid for a revision that does not exist.

    Pictures come back with the alt text they have today: that belongs to the picture, not to the draft.
    """
    earlier = draft.revisions.filter(number=number).first()
    if earlier is None:
        raise Invalid("There is no such revision.")
    return revise(by=by, at=at, draft=draft, wording=wording_of(earlier, leaves_at=draft.leaves_at))


def undo(*, by: Person, at: datetime, draft: Draft) -> Draft:
    """Restore the revision before the newest one. Raises Refused where there is none."""
    if draft.revision < 2:
        raise Refused("There is nothing to undo: this is the first revision.")
    return restore(by=by, at=at, draft=draft, number=draft.revision - 1)


def wording_of(revision: Revision, *, leaves_at: datetime | None = None) -> Wording:
    """What `revision` said, as something that can be saved. Five queries at most, however much it says."""
    content = revision.content
    common = str(content["text"])
    texts = {entry["presence"]: entry["text"] for entry in content["presences"]}
    presences = Presence.objects.in_bulk(list(texts))
    assets = Asset.objects.in_bulk([entry["asset"] for entry in content["assets"]])
    places = {entry["asset"]: place for place, entry in enumerate(content["assets"])}
    return Wording(
        title=str(content["title"]),
        text=common,
        audience=str(content["audience"]),
        commitment=Commitment.objects.filter(pk=content["commitment"]).first() if content["commitment"] else None,
        presences=list(presences.values()),
        texts={key: texts[str(key)] for key in presences if texts[str(key)] != common},
        assets=sorted(assets.values(), key=lambda asset: places[str(asset.pk)]),
        leaves_at=leaves_at,
    )
