"""A permission asked for on a screen counts as a signed form does, ends when it is taken back, and names nobody."""

from __future__ import annotations

import hashlib
import logging

import pytest
from django.core import mail
from django.core.mail import get_connection
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

import asked
from asked import GUARDIAN, PERSON, listed, picture
from factories import agency as an_agency
from factories import at, person
from masthead.agencies.actors import Citizen, Worker
from masthead.agencies.models import Agency, Commitment, Person
from masthead.agencies.rights import Role
from masthead.agencies.vault import unseal
from masthead.kernel.ids import digest_of_secret
from masthead.kernel.refusals import Invalid, NotFound, NotPermitted, Refused
from masthead.media import answer, ask, depict, permit
from masthead.media.mail_links import GIVE_UP_AFTER, due_mails, send_due_links
from masthead.media.models import AskedPermission, Asset, Depiction, Permission, PermissionLink, PermissionMail, Use
from masthead.media.signed_page import page_for
from masthead.media.signing_links import asked_by_link
from masthead.media.standing import standing_of
from masthead.media.states import PERMISSION
from masthead.records.models import Record
from masthead.records.seal import commit

TODAY = at().date()


@pytest.fixture
def writer(agency: Agency) -> Person:
    return person(Role.COMMUNICATOR)


@pytest.fixture
def asset(writer: Person) -> Asset:
    return picture(writer)


@pytest.fixture
def adult(writer: Person, asset: Asset) -> Depiction:
    return listed(writer, asset)


def test_what_is_signed_on_a_screen_counts_as_a_signed_form_does(writer: Person, adult: Depiction) -> None:
    row, token = asked.asked(writer, adult, until=at(days=30).date())
    assert adult.permission_on(TODAY) == "none", "asking is not having"
    asked.given(row, token)
    assert adult.permission_on(TODAY) == "written"
    assert adult.permission_on(at(days=30).date()) == "written"
    assert adult.permission_on(at(days=31).date()) == "expired"
    assert Permission.objects.get().signed_by == PERSON


def test_a_guardian_signs_for_a_child(writer: Person, asset: Asset) -> None:
    child = listed(writer, asset, "child", "Q. Q.")
    for missing in ({"guardian": ""}, {"relation": " "}):
        with pytest.raises(Invalid):
            asked.asked(writer, child, **{"kind": "child", "guardian": GUARDIAN, "relation": "mother", **missing})
    row, token = asked.asked(writer, child, kind="child", guardian=GUARDIAN, relation="mother")
    assert f"{GUARDIAN}, mother" in page_for(row).lines and "parent or guardian of this child" in row.words
    asked.given(row, token, name=GUARDIAN)
    assert child.permission_on(TODAY) == "guardian"


def test_an_adults_permission_is_not_asked_for_a_child_nor_for_a_crowd(writer: Person, asset: Asset) -> None:
    for kind in ("child", "crowd"):
        with pytest.raises(Invalid, match="listed otherwise"):
            asked.asked(writer, listed(writer, asset, kind, "Q."))


def test_channels_and_program_narrow_what_it_is_for(writer: Person, adult: Depiction) -> None:
    summer, other = Commitment.objects.create(name="Summer"), Commitment.objects.create(name="Winter")
    row, token = asked.asked(writer, adult, channels=["noticeboard", "hand"], commitment=summer)
    asked.given(row, token)
    assert adult.permission_on(TODAY, Use("noticeboard", summer.pk)) == "written"
    assert adult.permission_on(TODAY, Use("", summer.pk)) == "written", "no channel chosen yet"
    for use in (Use("bluesky", summer.pk), Use("noticeboard", other.pk), Use("noticeboard", None)):
        assert adult.permission_on(TODAY, use) == "other_use"
    form = permit.SignedForm(
        signer="Z",
        guardian=False,
        relation="",
        purpose="All",
        signed_on=TODAY,
        expires_on=None,
        scan=b"%PDF-1",
        scan_name="f",
        channels=["bluesky"],
    )
    permit.permit(by=writer, at=at(), depiction=adult, form=form)
    assert adult.permission_on(TODAY, Use("bluesky", None)) == "written", "an uploaded form is read the same way"


def test_the_page_as_it_was_shown_is_kept_sealed_with_its_hash(writer: Person, adult: Depiction) -> None:
    row, token = asked.asked(writer, adult)
    shown = page_for(row)
    asked.given(row, token, name="Zeb Quarterman")
    row.refresh_from_db()
    assert PERSON.encode() not in bytes(row.sealed_page) and PERSON not in row.sealed
    document = unseal(bytes(row.sealed_page))
    assert document.decode().startswith(shown.lines)
    assert shown.sha256 == hashlib.sha256(shown.lines.encode()).hexdigest() and shown.sha256 in document.decode()
    assert b"Signed by: Zeb Quarterman" in document and row.page_sha256 == hashlib.sha256(document).hexdigest()
    assert adult.asset.published_sha256.encode() in document, "which picture it was is part of what was signed"
    assert row.words_version == "mlc-2012, 1" and "{agency}" not in row.words


def test_nobody_signs_another_page_than_they_read(writer: Person, adult: Depiction, agency: Agency) -> None:
    row, token = asked.asked(writer, adult)
    read = asked.signature(row)
    Agency.objects.update(name="Another agency")
    with pytest.raises(Invalid, match="changed since you opened it"):
        answer.give(by=Citizen("x"), at=at(5), token=token, signature=read)
    assert not Permission.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"signed_on": at(days=-3).date()}, "signed_on"),
        ({"signed_on": at(days=2).date()}, "signed_on"),
        ({"confirmed": False}, "confirmed"),
        ({"address": "not whole"}, "address"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    writer: Person, adult: Depiction, changes: dict[str, object], field: str
) -> None:
    row, token = asked.asked(writer, adult)
    with pytest.raises(Invalid) as refused:
        asked.given(row, token, **changes)
    assert refused.value.field == field
    assert asked_by_link(token, "sign", at=at(6)) == row, "the link is not used up by a mistake"


def test_only_hashes_of_links_are_kept(writer: Person, adult: Depiction) -> None:
    row, token = asked.asked(writer, adult)
    own = asked.given(row, token)
    assert set(PermissionLink.objects.values_list("digest", flat=True)) == {
        digest_of_secret(token),
        digest_of_secret(own),
    }


def test_a_link_opens_once_its_own_question_and_not_for_ever(writer: Person, adult: Depiction) -> None:
    row, token = asked.asked(writer, adult, link_days=2)
    for wrong in ("", "x", token[:-1], token + "x", "\0", "\ud800", row.pk.hex):
        with pytest.raises(NotFound, match="not complete"):
            asked_by_link(wrong, "sign", at=at())
    with pytest.raises(NotFound):
        asked_by_link(token, "own", at=at())
    with pytest.raises(NotFound, match="run out"):
        asked.given(row, token, minutes=2 * 24 * 60)
    own = asked.given(row, token, minutes=2 * 24 * 60 - 1, signed_on=at(days=1).date())
    for again in (
        lambda: asked.given(row, token, minutes=6),
        lambda: answer.decline(by=Citizen("x"), at=at(6), token=token),
    ):
        with pytest.raises(NotFound, match="used already"):
            again()
    with pytest.raises(NotFound):
        answer.take_back(by=Citizen("x"), at=at(6), token=token)
    with pytest.raises(NotFound):
        asked_by_link(own, "sign", at=at(6))
    assert Permission.objects.count() == 1


def test_another_link_takes_the_place_of_the_one_before(writer: Person, adult: Depiction) -> None:
    row, first = asked.asked(writer, adult)
    second = ask.make_another_link(by=writer, at=at(1), asked=row)
    with pytest.raises(NotFound, match="taken the place"):
        asked.given(row, first)
    asked.given(row, second)
    with pytest.raises(Refused, match="cannot"):
        ask.make_another_link(by=writer, at=at(6), asked=row)


def test_saying_no_leaves_everything_as_it_was(writer: Person, adult: Depiction) -> None:
    row, token = asked.asked(writer, adult)
    answer.decline(by=Citizen("x"), at=at(1), token=token)
    row.refresh_from_db()
    assert (row.state, adult.permission_on(TODAY)) == ("declined", "none")
    assert bytes(row.sealed_page) == b"" and not Permission.objects.exists()


def test_withdrawn_it_can_no_longer_be_signed(writer: Person, adult: Depiction) -> None:
    row, token = asked.asked(writer, adult)
    with pytest.raises(Invalid, match="Withdraw that question"):
        depict.unlist_person(by=writer, at=at(), depiction=adult, reason="Wrong person.")
    ask.withdraw(by=writer, at=at(1), asked=row, reason="Another picture is used.")
    with pytest.raises(NotFound):
        asked.given(row, token)
    depict.unlist_person(by=writer, at=at(2), depiction=adult, reason="Wrong person.")


def test_taken_back_every_form_for_the_person_falls_with_it(writer: Person, adult: Depiction) -> None:
    form = permit.SignedForm(
        signer="Z",
        guardian=False,
        relation="",
        purpose="All",
        signed_on=TODAY,
        expires_on=None,
        scan=b"%PDF-1",
        scan_name="f",
    )
    permit.permit(by=writer, at=at(), depiction=adult, form=form)
    row, token = asked.asked(writer, adult)
    own = asked.given(row, token)
    asked.taken_back(row, own)
    assert adult.permission_on(TODAY) == "revoked"
    with pytest.raises(Refused, match="taken back"):
        asked.taken_back(row, own, minutes=11)
    assert asked_by_link(own, "own", at=at(days=4000)) == row, "their link still shows what became of it"
    again, token = asked.asked(writer, adult)
    asked.given(again, token, minutes=15)
    assert adult.permission_on(TODAY) == "written", "they may change their mind once more"


def test_staff_note_it_with_a_reason_that_is_sealed(writer: Person, adult: Depiction) -> None:
    row, token = asked.asked(writer, adult)
    asked.given(row, token)
    with pytest.raises(Invalid, match="who asked"):
        answer.note_taken_back(by=writer, at=at(6), asked=row, reason=" ")
    answer.note_taken_back(by=writer, at=at(6), asked=row, reason=f"{PERSON} called.")
    row.refresh_from_db()
    assert row.who["reason"] == f"{PERSON} called." and PERSON not in row.sealed
    assert adult.permission_on(TODAY) == "revoked"


def test_any_picture_of_an_event_once_staff_say_that_it_is_the_same_person(writer: Person) -> None:
    row, token = asked.asked(writer, event="Story night")
    before = listed(writer, picture(writer, "red"))
    depict.taken_at(by=writer, at=at(), asset=before.asset, event="story night", is_public=True)
    with pytest.raises(Invalid, match="does not hold"):
        ask.use_for(by=writer, at=at(1), asked=row, depiction=before)
    own = asked.given(row, token)
    assert before.permission_on(TODAY) == "none", "nobody is taken for somebody by a machine"
    ask.use_for(by=writer, at=at(6), asked=row, depiction=before)
    assert before.permission_on(TODAY) == "written"
    with pytest.raises(Invalid, match="already"):
        ask.use_for(by=writer, at=at(6), asked=row, depiction=before)
    with pytest.raises(Invalid, match="stays a picture of it"):
        depict.taken_at(by=writer, at=at(7), asset=before.asset, event="Other", is_public=True)
    elsewhere = listed(writer, picture(writer, "blue"))
    with pytest.raises(Invalid, match="not for pictures"):
        ask.use_for(by=writer, at=at(6), asked=row, depiction=elsewhere)
    child = listed(writer, before.asset, "child", "C.")
    with pytest.raises(Invalid, match="for an adult"):
        ask.use_for(by=writer, at=at(6), asked=row, depiction=child)
    asked.taken_back(row, own)
    assert before.permission_on(TODAY) == "revoked"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"person": ""}, "person"),
        ({"person": "x" * 121}, "person"),
        ({"kind": "crowd"}, "kind"),
        ({"depictions": ()}, "event"),
        ({"event": "x" * 161}, "event"),
        ({"purpose": ""}, "purpose"),
        ({"channels": ["nowhere"]}, "channels"),
        ({"until": at(days=-1).date()}, "until"),
        ({"link_days": 61}, "link_days"),
        ({"link_days": 0}, "link_days"),
    ],
)
def test_a_question_that_cannot_be_asked_names_its_fault(
    writer: Person, adult: Depiction, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        asked.asked(writer, *([] if "depictions" in changes else [adult]), **changes)
    assert refused.value.field == field
    assert not AskedPermission.objects.exists()


def test_a_permission_whose_time_is_over_is_not_signed(writer: Person, adult: Depiction) -> None:
    row, token = asked.asked(writer, adult, until=TODAY)
    with pytest.raises(Invalid, match="is over"):
        asked.given(row, token, minutes=24 * 60, signed_on=at(days=1).date())


def test_nobody_but_the_link_answers(writer: Person, adult: Depiction) -> None:
    row, token = asked.asked(writer, adult)
    for by in (writer, person(Role.DIRECTOR), Worker()):
        with pytest.raises(NotPermitted):
            answer.give(by=by, at=at(1), token=token, signature=asked.signature(row))
    with pytest.raises(NotPermitted):
        ask.withdraw(by=Citizen("x"), at=at(1), asked=row, reason="x")  # type: ignore[arg-type]


def test_no_name_is_in_the_ledger_or_a_log_and_each_can_be_proved(
    writer: Person, asset: Asset, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    child = listed(writer, asset, "child", "Q. Q.")
    row, token = asked.asked(writer, child, kind="child", guardian=GUARDIAN, relation="mother")
    own = asked.given(row, token, name=GUARDIAN, address="philippa@home.invalid")
    send_due_links(by=Worker(), at=at(6), connection=get_connection())
    answer.note_taken_back(by=writer, at=at(7), asked=row, reason=f"{GUARDIAN} wrote.")
    said = b"".join(bytes(record.payload or b"") for record in Record.objects.all()).decode()
    for secret in (PERSON, GUARDIAN, "Quarterman", "philippa", token, own):
        assert secret not in said and secret not in caplog.text
    row.refresh_from_db()
    salt = bytes.fromhex(row.who["salt"])
    for name in (PERSON, GUARDIAN, f"{GUARDIAN} wrote."):
        assert commit(salt, name.encode()).hex() in said
    assert commit(salt, unseal(bytes(row.sealed_page))).hex() in said
    kinds = set(Record.objects.filter(subject=row.subject).values_list("kind", flat=True))
    assert kinds >= {"permission/asked", "permission/link_made", "permission/given", "permission/taken_back"}


def test_a_link_by_mail_is_made_when_it_leaves_and_the_address_is_forgotten(writer: Person, adult: Depiction) -> None:
    row, token = ask.ask(by=writer, at=at(), question=asked.question(adult), address="z@home.invalid")
    assert token == "" and not row.links.exists()
    assert b"home" not in bytes(PermissionMail.objects.get().sealed_address)
    assert standing_of(row, at=at(), day=TODAY) == "mailing"
    assert send_due_links(by=Worker(), at=at(1), connection=get_connection()) == 1
    sent = mail.outbox[-1]
    assert sent.to == ["z@home.invalid"] and PERSON not in f"{sent.subject}{sent.body}"
    link = next(word for word in sent.body.split() if "/permission/" in word)
    own = asked.given(row, link.rstrip("/").rpartition("/")[2], address="z@home.invalid")
    assert send_due_links(by=Worker(), at=at(6), connection=get_connection()) == 1
    mailed = next(word for word in mail.outbox[-1].body.split() if "/permission/yours/" in word)
    for secret in (own, mailed.rstrip("/").rpartition("/")[2]):
        assert asked_by_link(secret, "own", at=at(7)) == row, "the page's link and the mailed one both open"
    assert {bytes(kept.sealed_address) for kept in PermissionMail.objects.all()} == {b""}
    assert send_due_links(by=Worker(), at=at(8), connection=get_connection()) == 0


def test_a_mail_that_is_refused_or_not_wanted_any_more_is_let_go(
    writer: Person, adult: Depiction, monkeypatch: pytest.MonkeyPatch
) -> None:
    from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

    connection = get_connection()
    row, _ = ask.ask(by=writer, at=at(), question=asked.question(adult), address="z@home.invalid")

    def fails(error: Exception) -> None:
        def send(messages: object) -> int:
            raise error

        monkeypatch.setattr(connection, "send_messages", send)

    fails(SMTPServerDisconnected("gone"))
    assert send_due_links(by=Worker(), at=at(), connection=connection) == 0
    assert PermissionMail.objects.get().state == "due" and not due_mails(at(1)).exists() and due_mails(at(3)).exists()
    fails(SMTPRecipientsRefused({"z@home.invalid": (550, b"no such user")}))
    send_due_links(by=Worker(), at=at(5), connection=connection)
    assert PermissionMail.objects.get().state == "refused"
    ask.make_another_link(by=writer, at=at(6), asked=row, address="y@home.invalid")
    ask.withdraw(by=writer, at=at(7), asked=row, reason="No longer.")
    assert set(PermissionMail.objects.values_list("state", flat=True)) == {"refused", "dropped"}
    fails(SMTPServerDisconnected("gone"))
    other, _ = ask.ask(by=writer, at=at(), question=asked.question(adult), address="x@home.invalid")
    send_due_links(by=Worker(), at=at() + GIVE_UP_AFTER, connection=connection)
    assert other.mails.get().state == "failed" and bytes(other.mails.get().sealed_address) == b""


def test_the_calendar_says_what_the_table_does_not(writer: Person, adult: Depiction) -> None:
    row, token = asked.asked(writer, adult, link_days=3, until=at(days=30).date())

    def standing(days: float) -> str:
        fresh = AskedPermission.objects.get(pk=row.pk)
        return standing_of(fresh, at=at(days=days), day=at(days=days).date())

    assert (standing(0), standing(3), standing(31)) == ("asked", "unanswered", "expired")
    asked.given(row, token)
    assert (standing(30), standing(31)) == ("given", "expired")


ACTS = st.sampled_from(["give", "decline", "send_again", "withdraw", "take_back", "note"])


class EveryOrderOfActs(TestCase):
    @settings(max_examples=25, deadline=None)
    @drawn(st.lists(ACTS, max_size=6))
    def test_only_what_the_table_allows_happens_and_the_picture_follows(self, acts: list[str]) -> None:
        an_agency()
        writer = person(Role.COMMUNICATOR)
        shown = listed(writer, picture(writer))
        row, token = asked.asked(writer, shown)
        own, state, minute = "", "asked", 0.0

        def do(act: str) -> None:
            nonlocal token, own
            if act == "give":
                own = asked.given(row, token, minutes=minute)
            elif act == "decline":
                answer.decline(by=Citizen("x"), at=at(minute), token=token)
            elif act == "send_again":
                token = ask.make_another_link(by=writer, at=at(minute), asked=row)
            elif act == "withdraw":
                ask.withdraw(by=writer, at=at(minute), asked=row, reason="No.")
            elif act == "take_back":
                asked.taken_back(row, own, minutes=minute)
            else:
                answer.note_taken_back(by=writer, at=at(minute), asked=row, reason="A call.")

        for act in acts:
            minute += 1
            step = "take_back" if act == "note" else act
            before = Record.objects.count()
            if PERMISSION.may(state, step):
                do(act)
                state = PERMISSION.to(state, step)
            else:
                with pytest.raises(Refused):
                    do(act)
                assert Record.objects.count() == before, "what is refused leaves nothing"
            row.refresh_from_db()
            assert row.state == state
            held = {"given": "written", "taken_back": "revoked"}.get(state, "none")
            assert shown.permission_on(TODAY) == held
            assert (Permission.objects.count() == 1) == (state in ("given", "taken_back"))


def test_two_answers_at_once_are_one(writer: Person, adult: Depiction) -> None:
    """The second finds the first, whatever it read before."""
    row, token = asked.asked(writer, adult)
    stale = asked.signature(row)
    answer.decline(by=Citizen("x"), at=at(1), token=token)
    with pytest.raises(NotFound):
        answer.give(by=Citizen("x"), at=at(1), token=token, signature=stale)
    assert not Permission.objects.exists()
