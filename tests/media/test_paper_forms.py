"""A form signed on paper is kept as closely as what is signed on a screen, and falls with whatever is taken back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.forms.models import model_to_dict

import asked
from asked import listed, picture
from factories import at, person
from masthead.administration.reseal import reseal
from masthead.agencies import vault
from masthead.agencies.actors import Citizen, Worker
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.kernel.refusals import Invalid, NotFound, NotPermitted
from masthead.media import ask, depict, permit
from masthead.media.alike import listed_alike
from masthead.media.commitments import committed
from masthead.media.models import Asset, Depiction, Permission, PermissionLink
from masthead.media.signing_links import asked_by_link, form_by_link
from masthead.records.models import Record

pytestmark = pytest.mark.django_db
TODAY = at().date()
CHILD, MOTHER, CALLED = "Quilla Quarterman", "Philippa Quarterman", "Quilla Quarterman called from 601-555-0133."


@pytest.fixture
def writer(agency: Agency, settings: object, tmp_path: Path) -> Person:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return person(Role.COMMUNICATOR)


@pytest.fixture
def asset(writer: Person) -> Asset:
    return picture(writer)


@pytest.fixture
def child(writer: Person, asset: Asset) -> Depiction:
    return listed(writer, asset, "child", CHILD)


def paper(by: Person, who: Depiction, *, minutes: float = 0, **changes: object) -> Permission:
    settled: dict[str, object] = {
        "signer": MOTHER,
        "guardian": who.kind == "child",
        "relation": "grandmother",
        "purpose": "News of the summer program",
        "signed_on": TODAY - timedelta(days=30),
        "expires_on": None,
        "scan": b"%PDF-1.7",
        "scan_name": "Quarterman.pdf",
    }
    form = permit.SignedForm(**{**settled, **changes})  # type: ignore[arg-type]
    return permit.permit(by=by, at=at(minutes), depiction=who, form=form)


def everything_kept() -> str:
    """All that the media tables and the ledger hold, as somebody reads it who has the database and no key."""
    rows = [model_to_dict(row) for model in (Depiction, Permission) for row in model.objects.all()]
    return f"{rows} {[bytes(record.payload) for record in Record.objects.all()]}"


def test_no_name_relation_or_reason_is_in_plain_text_anywhere(writer: Person, child: Depiction) -> None:
    form = paper(writer, child)
    permit.revoke(by=writer, at=at(5), permission=form, reason=CALLED)
    kept = everything_kept()
    for said in (CHILD, MOTHER, "grandmother", "Quarterman", "601-555"):
        assert said not in kept
    form = Permission.objects.get()
    assert (form.signed_by, form.who["relation"], form.who["reason"]) == (MOTHER, "grandmother", CALLED)
    assert Depiction.objects.get().name == CHILD


def test_the_ledger_says_who_revoked_it_and_commits_to_the_reason(writer: Person, child: Depiction) -> None:
    form = permit.revoke(by=writer, at=at(5), permission=paper(writer, child), reason=CALLED)

    said = bytes(Record.objects.get(kind="permission/revoked").payload).decode()
    who = Permission.objects.get(pk=form.pk).who
    assert writer.actor_id in said and committed(who, CALLED) in said
    signed = bytes(Record.objects.get(kind="permission/recorded").payload).decode()
    assert committed(who, MOTHER) in signed and '"words_version":"mlc-2012, 1"' in signed


def test_a_new_key_seals_the_names_again(writer: Person, child: Depiction, settings: object, tmp_path: Path) -> None:
    settings.MASTHEAD_KEYS = tmp_path / "keys"  # type: ignore[attr-defined]
    (tmp_path / "keys").mkdir()
    other = listed(writer, child.asset, "child", CHILD)
    form, name = paper(writer, other), vault.add_key()
    Depiction.objects.filter(pk=child.pk).delete()  # sealed with the keys of before
    reseal(by=Worker("keys"), at=at(1))
    form.refresh_from_db()
    other.refresh_from_db()
    assert vault.key_name(form.sealed.encode()) == vault.key_name(other.sealed.encode()) == name
    assert (form.signed_by, other.name) == (MOTHER, CHILD)


def test_the_same_name_on_other_pictures_is_found_although_it_is_sealed(writer: Person, child: Depiction) -> None:
    same = listed(writer, picture(writer, "red"), "child", CHILD.upper())
    listed(writer, picture(writer, "blue"), "child", "Somebody Else")
    listed(writer, picture(writer, "green"), "adult", CHILD)
    assert set(listed_alike(child, most=50)) == {child, same}
    assert len(listed_alike(child, most=1)) == 1


def test_the_wording_is_kept_and_another_one_needs_a_note(writer: Person, child: Depiction) -> None:
    assert paper(writer, child).wording == "mlc-2012, 1"
    with pytest.raises(Invalid, match="which wording"):
        paper(writer, child, own_words=False, words_note=" ")
    other = paper(writer, child, own_words=False, words_note="School form of 2019, in the office")
    other.refresh_from_db()
    assert (other.words_version, other.wording) == ("", "School form of 2019, in the office")


def test_a_revocation_ends_every_form_signed_until_then_whichever_was_revoked(writer: Person, child: Depiction) -> None:
    older, newer = paper(writer, child), paper(writer, child, signed_on=TODAY - timedelta(days=3))
    permit.revoke(by=writer, at=at(5), permission=newer, reason=CALLED)
    assert child.permission_on(TODAY) == "revoked"
    older.refresh_from_db()
    assert older.revoked_at == at(5)


def test_a_form_that_nothing_marked_falls_all_the_same(writer: Person, child: Depiction) -> None:
    """As rows stand that were written before revocations fell on every form."""
    older, newer = paper(writer, child), paper(writer, child)
    Permission.objects.filter(pk=newer.pk).update(revoked_at=at(5))
    assert child.permission_on(TODAY) == "revoked" and child.valid_on(TODAY) == []
    assert older.state_on(TODAY, None) == "valid"


def test_a_form_signed_later_counts_and_one_of_the_same_day_is_refused(writer: Person, child: Depiction) -> None:
    permit.revoke(by=writer, at=at(5), permission=paper(writer, child), reason=CALLED)
    for day in (TODAY, TODAY - timedelta(days=100)):
        with pytest.raises(Invalid, match="no longer counts") as refused:
            paper(writer, child, minutes=6, signed_on=day)
        assert refused.value.field == "signed_on"
    tomorrow = TODAY + timedelta(days=1)
    paper(writer, child, minutes=24 * 60, signed_on=tomorrow)
    assert child.permission_on(tomorrow) == "guardian"


def test_what_was_signed_on_a_screen_falls_with_a_form_and_the_other_way_round(writer: Person, asset: Asset) -> None:
    adult = listed(writer, asset)
    row, token = asked.asked(writer, adult)
    asked.given(row, token)
    form = paper(writer, adult)
    permit.revoke(by=writer, at=at(6), permission=form, reason=CALLED)
    assert adult.permission_on(TODAY) == "revoked"
    again, token = asked.asked(writer, adult)
    asked.given(again, token, minutes=7)
    assert adult.permission_on(TODAY) == "written", "signed later"
    screen = Permission.objects.get(asked=again)
    permit.revoke(by=writer, at=at(8), permission=screen, reason=CALLED)
    again.refresh_from_db()
    assert (again.state, again.who["reason"]) == ("taken_back", CALLED)
    assert adult.permission_on(TODAY) == "revoked"


def test_a_permission_for_an_event_signed_before_does_not_bring_it_back(writer: Person, asset: Asset) -> None:
    adult = listed(writer, asset)
    depict.taken_at(by=writer, at=at(), asset=asset, event="Story night", is_public=True)
    row, token = asked.asked(writer, event="Story night")
    asked.given(row, token)
    permit.revoke(by=writer, at=at(6), permission=paper(writer, adult), reason=CALLED)
    with pytest.raises(Invalid, match="taken back after"):
        ask.use_for(by=writer, at=at(7), asked=row, depiction=adult)


def test_whoever_signed_on_paper_takes_it_back_with_a_link(writer: Person, child: Depiction) -> None:
    form = paper(writer, child)
    lost = permit.make_own_link(by=writer, at=at(1), permission=form)
    own = permit.make_own_link(by=writer, at=at(2), permission=form)
    with pytest.raises(NotFound, match="taken the place"):
        form_by_link(lost)
    with pytest.raises(NotFound, match="not complete"):
        asked_by_link(own, "own", at=at(3))
    assert own not in str(list(PermissionLink.objects.values()))
    other = paper(writer, child)
    permit.take_back_form(by=Citizen(str(form.pk)), at=at(days=900), token=own)
    other.refresh_from_db()
    assert child.permission_on(TODAY) == "revoked" and other.revoked_at == at(days=900)
    assert '"noted_by_staff":false' in bytes(Record.objects.get(kind="permission/revoked").payload).decode()
    with pytest.raises(Invalid, match="already"):
        permit.take_back_form(by=Citizen(str(form.pk)), at=at(days=901), token=own)
    with pytest.raises(Invalid, match="already revoked"):
        permit.make_own_link(by=writer, at=at(days=901), permission=form)
    assert form_by_link(own) == form, "their link still shows what became of it"


def test_links_of_one_kind_open_nothing_of_the_other(writer: Person, asset: Asset) -> None:
    adult = listed(writer, asset)
    row, token = asked.asked(writer, adult)
    with pytest.raises(NotFound):
        form_by_link(token)
    screen = asked.given(row, token)
    with pytest.raises(NotFound):
        form_by_link(screen)
    with pytest.raises(Invalid, match="has a link already"):
        permit.make_own_link(by=writer, at=at(6), permission=Permission.objects.get())
    with pytest.raises(NotPermitted):
        permit.make_own_link(by=person(Role.MODERATOR), at=at(6), permission=paper(writer, adult))


def _migrated(name: str) -> Apps:
    executor = MigrationExecutor(connection)
    executor.migrate([("media", name)])
    return executor.loader.project_state([("media", name)]).apps


@pytest.mark.django_db(transaction=True)
def test_what_stood_in_plain_text_is_sealed_and_can_be_opened_again(writer: Person, child: Depiction) -> None:
    paper(writer, child)
    adult = listed(writer, child.asset)
    row, token = asked.asked(writer, adult)
    asked.given(row, token)
    latest = max(key[1] for key in MigrationExecutor(connection).loader.graph.leaf_nodes("media"))
    on_sqlite = connection.vendor == "sqlite"
    if on_sqlite:
        connection.cursor().execute("PRAGMA secure_delete = OFF")
    try:
        before = _migrated("0011_what_proves_a_licence")
        plain = before.get_model("media", "Permission").objects.get(asked=None)
        assert (plain.signer, plain.relation, plain.form_name) == (MOTHER, "grandmother", "Quarterman.pdf")
        assert before.get_model("media", "Depiction").objects.get(pk=child.pk).name == CHILD
    finally:
        _migrated(latest)
    form = Permission.objects.get(asked=None)
    assert (form.signed_by, form.who["relation"]) == (MOTHER, "grandmother")
    assert Depiction.objects.get(pk=child.pk).name == CHILD and MOTHER not in everything_kept()
    screen = Permission.objects.get(asked=row)
    assert screen.signed_at == at(5) and screen.words_version == "mlc-2012, 1"
    with connection.cursor() as cursor:
        if on_sqlite:
            assert cursor.execute("PRAGMA secure_delete").fetchone() == (1,), "the file holds what was sealed no more"
        columns = {one.name for one in connection.introspection.get_table_description(cursor, "media_permission")}
    assert not columns & {"signer", "relation", "form_name"}
