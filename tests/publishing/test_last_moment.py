"""Between approval and leaving, hours pass. What no longer holds when a post would leave keeps it here, in words."""

from __future__ import annotations

import io
from dataclasses import replace
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
from masthead.checks.engine import run as running
from masthead.checks.engine.registry import Check, registered
from masthead.kernel.refusals import Refused
from masthead.links import look_again, research, sign
from masthead.links.fetch import Fetched
from masthead.links.models import Dossier
from masthead.media import depict, permit, upload
from masthead.media.decode import decode
from masthead.media.models import Asset, Permission
from masthead.outbox import settle
from masthead.outbox.carry import sweep
from masthead.outbox.models import Delivery
from masthead.presences.models import Presence
from masthead.publishing import approve, check, deliver, draft
from masthead.publishing.facts import load
from masthead.publishing.models import Approval, Draft, Publication
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
    look_again.note(by=Worker(), at=at(hours=2.5), dossier=dossier, fetched=Fetched("ok", 200, LINK))
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
    with pytest.raises(Refused, match="withdrawn"):
        settle.release(by=writer, at=at(hours=4), delivery_id=delivery.pk)
    assert left(timedelta(hours=4)).state == "held", "releasing it asks everything again"


@pytest.mark.parametrize("approved", [True, False])
def test_a_reason_given_after_approval_was_asked_for_has_to_be_read_by_an_approver(
    writer: Person, approved: bool
) -> None:
    words = draft.Wording(
        title="Hours",
        text="The reading room opens at nine on Saturday.",
        audience="Everyone",
        commitment=Commitment.objects.create(name="Open doors"),
        presences=[live_presence("noticeboard")],
    )
    written = draft.start(by=writer, at=at(), wording=words)
    asked, approver = approve.ask(by=writer, at=at(1), draft=written), person(Role.APPROVER)
    if approved:
        approve.approve(by=approver, at=at(2), approval=asked, content_hash=asked.content_hash)
    Presence.objects.update(launched_at=at() - timedelta(days=800), reviewed_at=None)
    (found,) = [one for one in check.findings_for(load(written.pk), at=at(3)) if one.finding.level == "asks"]
    check.give_reason(by=writer, at=at(3), draft=written, finding=found, reason="It is fine.")
    with pytest.raises(Refused, match=r"cannot “schedule”|Nobody has approved"):
        schedule(by=writer, at=at(4), draft=written, leaves_at=at(hours=3))
    with pytest.raises(Refused):
        approve.approve(by=approver, at=at(4), approval=asked, content_hash=asked.content_hash)
    both = person(Role.APPROVER, Role.COMMUNICATOR)
    check.give_reason(by=both, at=at(4), draft=written, finding=found, reason="I know the place.")
    again = approve.ask(by=writer, at=at(5), draft=written)
    with pytest.raises(Refused, match="gave a reason for it"):
        approve.approve(by=both, at=at(6), approval=again, content_hash=again.content_hash)
    approve.approve(by=approver, at=at(6), approval=again, content_hash=again.content_hash)
    schedule(by=writer, at=at(7), draft=written, leaves_at=at(hours=3))
    assert left().state == "delivered"


def test_no_reason_is_given_for_what_is_scheduled(scheduled: Publication, writer: Person) -> None:
    Presence.objects.update(launched_at=at() - timedelta(days=800), reviewed_at=None)
    found = next(one for one in check.findings_for(load(scheduled.draft_id), at=at(4)) if one.finding.level == "asks")
    with pytest.raises(Refused, match="is scheduled"):
        check.give_reason(by=writer, at=at(4), draft=scheduled.draft, finding=found, reason="It is fine.")
    assert left().state == "held"


def test_a_permission_that_ends_before_the_post_leaves_holds_it(scheduled: Publication) -> None:
    assert left(timedelta(days=3)).state == "held"


def test_a_link_that_died_after_approval_holds_it(scheduled: Publication) -> None:
    again = research.ask(by=Worker(), at=at(20), url=LINK)
    research.write_down(by=Worker(), at=at(21), dossier=again, fetched=Fetched("dead", 404, LINK))
    delivery = left()
    assert (delivery.state, Dossier.objects.count()) == ("held", 2)
    assert LINK in delivery.error


@pytest.mark.holds("approval_covers_this_content")
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
        "A file of this post cannot be read, or there is no room for a copy (Permission denied). Make room, or ask the "
        "administrator.",
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


def test_every_check_there_is_was_asked_before_a_post_is_public(
    scheduled: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rulebook binds checks by name; this proves that each is run, at whatever stage, when a post leaves."""
    asked: set[str] = set()

    def watched(check: Check) -> Check:
        def function(*given: object, **params: object) -> object:
            asked.add(check.name)
            return check.function(*given, **params)

        return replace(check, function=function)  # type: ignore[arg-type]

    monkeypatch.setattr(running, "registered", lambda: {name: watched(check) for name, check in registered().items()})
    assert left().state == "delivered"
    assert asked == set(registered())


@pytest.mark.parametrize("check", ["author_paused", "approved_by_another"])
def test_a_check_of_the_last_moment_holds_a_post_though_its_gate_lets_it_pass(
    scheduled: Publication, monkeypatch: pytest.MonkeyPatch, check: str
) -> None:
    monkeypatch.setattr(deliver, "approval_covers_this_content", anything_goes)
    monkeypatch.setattr(deliver, "pause_has_passed", anything_goes)
    if check == "author_paused":
        Draft.objects.update(last_edit=at(hours=2.9))
    else:
        Approval.objects.update(decided_by=Draft.objects.get().author)
    delivery = left()
    assert delivery.state == "held"
    assert not NoticeboardPost.objects.exists()
    said = {"author_paused": "rest 15 minutes", "approved_by_another": "a second person must approve it"}
    assert said[check] in delivery.error
    assert b"rules." in bytes(Record.objects.get(kind="delivery/held").payload or b"")


def anything_goes(**_: object) -> None:
    """A gate that is broken."""


def test_the_last_gate_cites_the_clause_of_the_pause(scheduled: Publication) -> None:
    Draft.objects.update(last_edit=at(hours=2.9))
    assert left().state == "held"
    assert b"employees.4" in bytes(Record.objects.get(kind="delivery/held").payload or b"")
