"""Afterwards: one publication is corrected on the presences it reached. The correction is a draft like any other.

It is checked, approved by somebody else and given its hour; only where it arrives it is no post of its own, but
changes, answers or replaces the one there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from masthead.agencies.models import Person
from masthead.channels.ref import Ref
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.media.models import CAPTIONS_MIME
from masthead.outbox.models import Delivery
from masthead.outbox.ways import Way
from masthead.publishing import draft as drafting
from masthead.publishing.content import content_of, text_for
from masthead.publishing.mend_links import mended, mends_of
from masthead.publishing.models import Correction, Draft, Publication
from masthead.publishing.reached import reached, ref_of, to_correct
from masthead.publishing.restore import wording_of
from masthead.records.append import append
from masthead.records.operation import operation


@operation("drafts.write")
def begin(*, by: Person, at: datetime, publication: Publication, why: str, ways: Mapping[UUID, str]) -> Draft:
    """A draft that corrects `publication`, with its words to begin with. `ways`: by presence, where more are possible.

    Links that moved for good have their new address in it; that, and which links are dead, is added to `why`.

    Raises Invalid without a reason or for a way a channel does not have; Refused where there is nothing to correct,
    or a correction is being written already.
    """
    said = clean(why).strip()
    if not said:
        raise Invalid("Say what is wrong: it is kept on record.", field="why")
    publication = Publication.objects.select_for_update().select_related("draft", "approval").get(pk=publication.pk)
    if publication.taken_down_at:
        raise Refused("This publication is taken down: there is nothing to correct.")
    there = to_correct(publication)
    if not there:
        raise Refused("Nothing of this is public yet. Take it back and change the draft.")
    open_one = publication.corrections.exclude(draft__state__in=("published", "discarded")).first()
    if open_one:
        raise Refused("A correction of this is being written already. Open it, or discard it first.")
    chosen: dict[str, str] = {}
    for each in there:
        possible = [one.way for one in each.ways]
        way = ways.get(each.delivery.presence_id) or possible[0]
        if way not in possible:
            raise Invalid(f"{each.delivery.presence.name} cannot be corrected in that way.", field="ways")
        chosen[str(each.delivery.presence_id)] = way
    said_then = publication.draft.revisions.get(number=publication.approval.revision)
    wording = wording_of(said_then)
    presences = [presence for presence in wording.presences if str(presence.pk) in chosen]
    texts = {key: text for key, text in wording.texts.items() if str(key) in chosen}
    mends = mends_of([wording.text, *texts.values()])
    said = "\n".join([said, *(mend.says for mend in mends if mend.to or mend.told not in said)])
    made = drafting.start(
        by=by,
        at=at,
        wording=drafting.Wording(
            title=f"Correction: {wording.title}"[:160],
            text=mended(wording.text, mends),
            audience=wording.audience,
            commitment=wording.commitment,
            presences=presences,
            texts={key: mended(text, mends) for key, text in texts.items()},
            assets=wording.assets,
        ),
    )
    Correction.objects.create(draft=made, publication=publication, ways=chosen, why=said, by=by, at=at)
    append(
        "publication/correction_begun",
        by=by,
        at=at,
        subject=publication.subject,
        body={"draft": str(made.pk), "why": said, "ways": chosen},
    )
    return made


def correction_of(draft: Draft) -> Correction | None:
    """What `draft` corrects; None for an ordinary draft."""
    found: Correction | None = getattr(draft, "correction", None)
    return found


def way_upon(draft: Draft, presence_id: UUID) -> tuple[Way, Delivery | None]:
    """How `draft` goes to one presence: as a post of its own, or upon the delivery it corrects.

    Raises Refused where the post has been taken down since, or its pictures changed and words alone can be edited.
    """
    correction = correction_of(draft)
    if correction is None or str(presence_id) not in correction.ways:
        return "post", None
    way: Way = correction.ways[str(presence_id)]
    upon = next((row for row in reached(correction.publication) if row.presence_id == presence_id), None)
    if upon is None:
        raise Refused("The post to be corrected has been taken down on one of the presences. Leave that presence out.")
    pictures = [attachment.asset.published_sha256 for attachment in draft.attachments.all()]
    there = [asset["sha256"] for asset in upon.payload["assets"] if asset["mime"] != CAPTIONS_MIME]
    if way == "edit" and pictures != there:
        raise Refused(
            f"On {upon.presence.name} words are changed in place, and the pictures stay. Leave them as they were, or"
            " begin the correction again and have the post replaced."
        )
    if pictures == there and text_for(content_of(draft), presence_id) == upon.text:
        raise Refused(f"On {upon.presence.name} nothing would change: these are the words there. Leave it out.")
    return way, upon


def answered(way: Way, upon: Delivery | None) -> tuple[Ref | None, Ref | None]:
    """What a correction answers and the head of its thread, where it is an answer."""
    if way != "answer" or upon is None:
        return None, None
    root = upon.payload.get("reply_root")
    return ref_of(upon), Ref.from_json(root) if root else ref_of(upon)
