"""Importing: one piece or nothing, what changed is told first, versions stay, a skipped row loses nothing."""

from __future__ import annotations

import zlib
from datetime import date

import pytest
from django.db import DatabaseError

from factories import at, person
from following.registers import CONGRESS, bring_in, text
from masthead.agencies.actors import Worker
from masthead.agencies.rights import Role
from masthead.following import imports, previews
from masthead.following.accounts import Account
from masthead.following.known import verdict_on
from masthead.following.models import Preview, Register, RegisterRow, RegisterVersion
from masthead.kernel.refusals import Invalid, Refused
from masthead.policy.rulebook import Rulebook
from masthead.records.models import Record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agency")]
FIRST = "id,name,office,x\n1,Jo Doe,Sheriff,DoeForSheriff\n2,Al Roe,Mayor,RoeForMayor\n3,Bo Poe,Judge,\n"
SECOND = "id,name,office,x\n1,Jo Doe,Supervisor,DoeForSheriff\n2,\n4,Cy Coe,Judge,\n"


def test_a_second_version_tells_what_came_changed_and_went() -> None:
    first = bring_in("csv", [text(FIRST)])
    second = bring_in("csv", [text(SECOND)], as_of=date(2026, 11, 21))
    assert (first.added, first.changed, first.gone) == (3, 0, 0)
    assert (second.number, second.added, second.changed, second.gone, second.skipped_count) == (2, 1, 1, 1, 1)
    assert second.skipped == [["list.csv", 3, "the line has 2 columns, the heading 4"]]
    standing = dict(RegisterRow.objects.filter(until=None).values_list("key", "office"))
    assert standing == {"1": "Supervisor", "2": "Mayor", "4": "Judge"}, "the row that could not be read stays"
    assert RegisterRow.objects.get(key="1", until=second).office == "Sheriff"
    assert Record.objects.filter(kind="register/imported").count() == 2


def test_the_same_files_again_change_no_row() -> None:
    bring_in("congress", CONGRESS)
    rows = set(RegisterRow.objects.values_list("pk", "until"))
    again = bring_in("congress", CONGRESS, as_of=date(2026, 11, 22))
    assert (again.added, again.changed, again.gone) == (0, 0, 0)
    assert set(RegisterRow.objects.values_list("pk", "until")) == rows


def test_what_went_is_no_longer_believed_and_its_last_day_is_told(rulebook: Rulebook) -> None:
    bring_in("csv", [text(FIRST)])
    account = Account("x", "roeformayor")
    assert verdict_on(rulebook, account, at=at()).verdict == "deny"
    bring_in("csv", [text("id,name,office,x\n1,Jo Doe,Sheriff,\n")], as_of=date(2026, 11, 22))
    assert verdict_on(rulebook, account, at=at()).verdict == "ask"


def test_an_older_file_does_not_replace_a_newer_one() -> None:
    bring_in("csv", [text(FIRST)])
    with pytest.raises(Invalid, match="as of November 20, 2026 already"):
        bring_in("csv", [text(SECOND)], as_of=date(2026, 11, 19))
    assert RegisterVersion.objects.count() == 1


def test_an_import_that_fails_in_the_middle_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    bring_in("csv", [text(FIRST)])
    before = list(RegisterRow.objects.values_list("pk", "until"))

    def breaks(*args: object, **kwargs: object) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(imports, "_insert", breaks)
    with pytest.raises(DatabaseError):
        bring_in("csv", [text(SECOND)], as_of=date(2026, 11, 21))
    assert list(RegisterRow.objects.values_list("pk", "until")) == before
    assert RegisterVersion.objects.count() == 1


def test_two_lists_of_one_form_stand_beside_each_other() -> None:
    bring_in("csv", [text(FIRST)], name="Hinds County")
    bring_in("csv", [text(SECOND)], name="Rankin County")
    assert Register.objects.count() == 2
    assert RegisterRow.objects.filter(until=None).count() == 5


def test_a_preview_changes_nothing_and_keeps_rows_not_files() -> None:
    who = person(Role.COMMUNICATOR)
    line = "H0AL05049|DOE, JO|DEM|2026|AL|H|05|I|C|C00239038|12 ELM ST||HUNTSVILLE|AL|35801"
    kept = previews.upload(
        by=who, at=at(), form="fec", name="", as_of=date(2026, 11, 20), columns={}, files=[text(line, "cn.txt")]
    )
    previews.work_on(kept, by=Worker(), at=at(1))
    kept.refresh_from_db()
    assert (kept.state, kept.uploads.count()) == ("ready", 0)
    assert not RegisterRow.objects.exists()
    assert b"ELM" not in zlib.decompress(bytes(kept.parsed))
    kept = previews.ask_to_import(by=who, at=at(2), kept=kept)
    with pytest.raises(Refused, match="still under way"):
        previews.upload(by=who, at=at(2), form="fec", name="", as_of=kept.as_of, columns={}, files=[])
    with pytest.raises(Refused, match="asked for already"):
        previews.put_aside(by=who, at=at(2), kept=kept)
    previews.work_on(kept, by=Worker(), at=at(3))
    assert RegisterRow.objects.get().name == "DOE, JO"
    assert RegisterVersion.objects.get().imported_by == who.actor_id
    assert not Preview.objects.exists()
    kinds = Record.objects.filter(subject=kept.subject).order_by("number").values_list("kind", flat=True)
    assert list(kinds) == ["register/uploaded", "register/previewed", "register/import_asked"]
