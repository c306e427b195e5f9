"""Nobody approves words of their own, whoever edited after them; describing a picture is an edit of what shows it."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from factories import at, person
from masthead.agencies.models import Agency, Commitment, Person
from masthead.agencies.rights import Role
from masthead.kernel.refusals import Refused
from masthead.media import depict, upload
from masthead.media.decode import decode
from masthead.media.models import Asset
from masthead.publishing import approve, draft, schedule
from masthead.publishing.content import content_of, hash_of
from masthead.publishing.edits import last_edit_of
from masthead.publishing.facts import common_facts, load
from masthead.publishing.models import Approval, Draft
from publishing.test_publishing import TEXT, live_presence, wording

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(agency: Agency) -> Person:
    return person(Role.COMMUNICATOR)


@pytest.fixture
def approver(agency: Agency) -> Person:
    return person(Role.APPROVER)


@pytest.fixture
def asset(author: Person, settings: object, tmp_path: Path) -> Asset:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    held = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(held, "PNG")
    kept = upload.upload(by=author, at=at(), picture=decode(held.getvalue()), name="reading-room.png")
    depict.nobody_is_shown(by=author, at=at(), asset=kept)
    return described(author, kept, "A reading room.")


@pytest.fixture
def written(author: Person, asset: Asset) -> Draft:
    goal = Commitment.objects.create(name="Open doors")
    return draft.start(by=author, at=at(10), wording=wording(goal, live_presence(author), assets=[asset]))


def described(by: Person, asset: Asset, words: str, minute: float = 1) -> Asset:
    return upload.describe(by=by, at=at(minute), asset=asset, alt_text=words, licence="own", licence_note="Staff.")


def edited(by: Person, written: Draft, words: str, minute: float) -> None:
    presences = [variant.presence for variant in written.variants.all()]
    assets = [attachment.asset for attachment in written.attachments.order_by("place")]
    same = wording(Commitment.objects.get(), *presences, text=words, assets=assets)
    draft.revise(by=by, at=at(minute), draft=written, wording=same)


def asked(by: Person, written: Draft, minute: float) -> Approval:
    return approve.ask(by=by, at=at(minute), draft=Draft.objects.get(pk=written.pk))


def decided(by: Person, request: Approval, minute: float) -> Approval:
    shown = hash_of(content_of(load(request.draft_id)))
    return approve.approve(by=by, at=at(minute), approval=request, content_hash=shown)


def test_an_edit_that_another_followed_is_not_approved_by_who_made_it(
    written: Draft, author: Person, approver: Person
) -> None:
    edited(approver, written, f"{TEXT} Bring a friend.", 11)
    edited(author, written, f"{TEXT} Bring a friend, too.", 12)
    request = asked(author, written, 13)
    with pytest.raises(Refused, match="somebody else has to approve") as refusal:
        decided(approver, request, 14)
    assert refusal.value.clause == "rules.second_person"
    assert decided(person(Role.APPROVER), request, 14).outcome == "approved"


def test_what_somebody_else_approved_meanwhile_is_no_longer_counted(
    written: Draft, author: Person, approver: Person
) -> None:
    edited(approver, written, f"{TEXT} Bring a friend.", 11)
    decided(person(Role.APPROVER), asked(author, written, 12), 13)
    edited(author, written, f"{TEXT} Bring friends.", 14)
    assert decided(approver, asked(author, written, 15), 16).outcome == "approved"


def test_who_described_a_picture_does_not_approve_it(
    written: Draft, author: Person, approver: Person, asset: Asset
) -> None:
    described(approver, asset, "A reading room with a lamp.", 11)
    request = asked(author, written, 12)
    with pytest.raises(Refused, match="described one of its pictures"):
        decided(approver, request, 13)
    decided(person(Role.APPROVER), request, 13)
    edited(author, written, f"{TEXT} Bring friends.", 14)
    assert decided(approver, asked(author, written, 15), 16).outcome == "approved", "others approved those words"


def test_words_a_picture_brought_along_count_too(author: Person, approver: Person, asset: Asset) -> None:
    described(approver, asset, "A reading room with a lamp.", 2)
    goal = Commitment.objects.create(name="Open doors")
    made = draft.start(by=author, at=at(10), wording=wording(goal, live_presence(author), assets=[asset]))
    with pytest.raises(Refused, match="somebody else"):
        decided(approver, asked(author, made, 11), 12)


def test_describing_a_picture_anew_begins_the_pause_again(
    written: Draft, author: Person, approver: Person, asset: Asset
) -> None:
    decided(approver, asked(author, written, 11), 12)
    pause = timedelta(minutes=schedule.pause_minutes())
    assert last_edit_of(written) == at(10)
    described(author, asset, "A reading room.", 30)
    assert last_edit_of(written) == at(10), "the same words again are no edit"
    described(author, asset, "A reading room with a lamp.", 40)
    assert last_edit_of(written) == at(40)
    assert common_facts(load(written.pk), at=at(41)).last_edit == at(40)
    assert schedule.earliest(written, at=at(10)) == at(40) + pause
    described(author, asset, "A reading room.", 50)  # back to what was approved
    with pytest.raises(Refused, match="pause"):
        schedule.schedule(by=author, at=at(51), draft=written, leaves_at=at(50) + pause - timedelta(seconds=1))
    schedule.schedule(by=author, at=at(51), draft=written, leaves_at=at(51) + pause)
