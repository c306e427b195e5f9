"""Between approval and leaving, hours pass. What no longer holds when a post would leave keeps it here, in words."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from factories import at, person
from fakes.presence import live_presence
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Commitment, Person
from masthead.agencies.rights import Role
from masthead.channels.noticeboard.models import NoticeboardPost
from masthead.links import research, sign
from masthead.links.fetch import Fetched
from masthead.links.models import Dossier
from masthead.media import depict, permit, upload
from masthead.media.decode import decode
from masthead.media.models import Asset, Permission
from masthead.outbox import settle
from masthead.outbox.carry import sweep
from masthead.outbox.models import Delivery
from masthead.publishing import approve, draft
from masthead.publishing.models import Publication
from masthead.publishing.schedule import schedule
from masthead.records.models import Record

pytestmark = pytest.mark.django_db(transaction=True)
LINK = "https://library.example/hours"


@pytest.fixture
def writer(agency: Agency) -> Person:
    return person(Role.COMMUNICATOR)


@pytest.fixture
def asset(writer: Person, settings: object, tmp_path: Path) -> Asset:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    bytes_ = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(bytes_, "PNG")
    kept = upload.upload(by=writer, at=at(), picture=decode(bytes_.getvalue()), name="reading-room.png")
    upload.describe(
        by=writer, at=at(), asset=kept, alt_text="A reader at a table.", licence="own", licence_note="Taken by staff."
    )
    shown = depict.list_person(by=writer, at=at(), asset=kept, kind="adult", name="A. R.")
    form = permit.SignedForm(
        signer="A. R.",
        guardian=False,
        relation="",
        purpose="Posts of the library",
        signed_on=at().date(),
        expires_on=at(days=1).date(),
        scan=b"%PDF-1.7",
        scan_name="form.pdf",
    )
    permit.permit(by=writer, at=at(), depiction=shown, form=form)
    return kept


@pytest.fixture
def scheduled(writer: Person, asset: Asset) -> Publication:
    """A post with a picture of somebody and a signed link, approved, to leave in three hours."""
    dossier = research.ask(by=writer, at=at(), url=LINK)
    research.write_down(by=Worker(), at=at(), dossier=dossier, fetched=Fetched("ok", 200, LINK))
    sign.sign(by=writer, at=at(), dossier=dossier)
    words = draft.Wording(
        title="Saturday hours",
        text=f"The reading room opens at nine on Saturday. Read more at {LINK}",
        audience="Everyone",
        commitment=Commitment.objects.create(name="Open doors"),
        presences=[live_presence("noticeboard")],
        assets=[asset],
    )
    written = draft.start(by=writer, at=at(), wording=words)
    asked = approve.ask(by=writer, at=at(1), draft=written)
    approve.approve(by=person(Role.APPROVER), at=at(2), approval=asked, content_hash=asked.content_hash)
    return schedule(by=writer, at=at(3), draft=written, leaves_at=at(hours=3))


def left(after: timedelta = timedelta(hours=3)) -> Delivery:
    sweep(by=Worker(), at=at() + after)
    return Delivery.objects.get()


def test_it_leaves_while_everything_holds(scheduled: Publication) -> None:
    delivery = left()
    assert (delivery.state, delivery.error) == ("delivered", "")
    assert NoticeboardPost.objects.get().images.get().alt == "A reader at a table."


def test_a_permission_revoked_after_approval_holds_it_and_cites_the_clause(
    scheduled: Publication, writer: Person
) -> None:
    permit.revoke(by=writer, at=at(30), permission=Permission.objects.get(), reason="A. R. called.")
    delivery = left()
    assert delivery.state == "held"
    assert "A. R." in delivery.error
    assert not NoticeboardPost.objects.exists()
    assert Record.objects.filter(kind="delivery/held").get().payload
    assert b'"clauses":["' in bytes(Record.objects.get(kind="delivery/held").payload or b"")
    settle.release(by=writer, at=at(hours=4), delivery_id=delivery.pk)
    assert left(timedelta(hours=4)).state == "held", "releasing it asks everything again"


def test_a_permission_that_ends_before_the_post_leaves_holds_it(scheduled: Publication) -> None:
    assert left(timedelta(days=3)).state == "held"


def test_a_link_that_died_after_approval_holds_it(scheduled: Publication) -> None:
    again = research.ask(by=Worker(), at=at(20), url=LINK)
    research.write_down(by=Worker(), at=at(21), dossier=again, fetched=Fetched("dead", 404, LINK))
    delivery = left()
    assert (delivery.state, Dossier.objects.count()) == ("held", 2)
    assert LINK in delivery.error


def test_other_words_for_a_picture_after_approval_hold_it(scheduled: Publication, writer: Person, asset: Asset) -> None:
    upload.describe(
        by=writer, at=at(20), asset=asset, alt_text="Vote for Tull", licence="own", licence_note="Taken by staff."
    )
    assert left().error == "Something changed after it was approved. Ask for approval again."


def test_a_file_exchanged_on_disk_never_leaves(scheduled: Publication, asset: Asset) -> None:
    Path(default_storage.path(str(asset.published.name))).write_bytes(b"another picture")
    delivery = left()
    assert delivery.state == "held"
    assert "not the one that was approved" in delivery.error


def test_a_file_nobody_can_read_holds_its_post_and_not_the_others(
    scheduled: Publication, asset: Asset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(name: str, mode: str = "rb") -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(default_storage, "open", unreadable)
    delivery = left()
    assert (delivery.state, delivery.error) == (
        "held",
        "A file of this post cannot be read (Permission denied). Ask the administrator.",
    )


def test_an_upload_that_does_not_stand_leaves_no_file(
    writer: Person, settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]

    def full(*_: object, **__: object) -> None:
        raise RuntimeError("database or disk is full")

    monkeypatch.setattr(upload, "append", full)
    bytes_ = io.BytesIO()
    Image.new("RGB", (4, 4)).save(bytes_, "PNG")
    with pytest.raises(RuntimeError):
        upload.upload(by=writer, at=at(), picture=decode(bytes_.getvalue()), name="x.png")
    assert not Asset.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
