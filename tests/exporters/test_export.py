"""Giving records out: recorded, signed, whole or not at all, and checkable by anyone."""

from __future__ import annotations

import csv
import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import bags
import factories
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.exporters import bagit
from masthead.exporters.csv import harmless
from masthead.exporters.export import ExportResult, export
from masthead.exporters.formats import formats, registered
from masthead.exporters.verify import verify_bag
from masthead.kernel.refusals import Invalid, NotPermitted, Refused
from masthead.records.append import append
from masthead.records.models import Record
from masthead.records.signing import verifier
from masthead.records.verify import verify_ledger

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(agency: Agency, settings: Any, tmp_path: Path) -> Person:
    settings.MASTHEAD_HOME = tmp_path / "home"
    for number in range(9):
        append(
            "presence/discussed",
            by=Worker(),
            at=factories.at(hours=number),
            subject=f"presence:{number}",
            conversation="talk" if number % 2 else "",
            body={"text": bags.SAID[number % len(bags.SAID)]},
        )
    return factories.person(Role.RECORDS_OFFICER)


def take(officer: Person, to: Path, **given: Any) -> ExportResult:
    return export(by=officer, at=factories.at(days=1), to=to, **given)


def lines(bag: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (bag / "data" / "records.jsonl").read_text().splitlines()]


def test_an_export_is_recorded_covered_by_a_checkpoint_and_proves_itself(officer: Person, tmp_path: Path) -> None:
    result = take(officer, tmp_path / "out")
    assert (result.path, result.records, result.checkpoint.size) == (tmp_path / "out", 9, 11)
    verification = verify_bag(result.path, key=str(verifier()))
    assert verification.problems == () and verification.records == 9
    own = Record.objects.get(number=9)
    assert (own.kind, own.by) == ("records/exported", officer.actor_id)
    assert lines(result.path)[-1]["payload"] == bytes(own.payload or b"").decode()
    assert verify_ledger(verifier()).ok


def test_the_single_file_verifier_agrees(officer: Person, tmp_path: Path) -> None:
    bag = take(officer, tmp_path / "out").path
    command = [sys.executable, "-I", "-S", str(bag / "data" / "verify.py"), "--key", str(verifier())]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_one_conversation_leaves_with_nothing_of_another(officer: Person, tmp_path: Path) -> None:
    bag = take(officer, tmp_path / "out", conversation="talk").path
    assert [line["number"] for line in lines(bag)] == [1, 3, 5, 7, 9]
    assert verify_bag(bag).ok


def test_bounds_of_time_include_the_first_moment_and_not_the_last(officer: Person, tmp_path: Path) -> None:
    bag = take(officer, tmp_path / "out", since=factories.at(hours=2), until=factories.at(hours=5)).path
    assert [line["number"] for line in lines(bag)] == [2, 3, 4, 9]
    assert verify_bag(bag).ok


def test_disposed_records_keep_their_place(officer: Person, tmp_path: Path) -> None:
    Record.objects.filter(number=4).update(payload=None, salt=None)
    bag = take(officer, tmp_path / "out").path
    assert verify_bag(bag).ok
    assert "Disposed of under a retention schedule" in (bag / "data" / "view.html").read_text()


def test_later_records_and_exports_do_not_unsettle_an_earlier_export(officer: Person, tmp_path: Path) -> None:
    first = take(officer, tmp_path / "one").path
    second = take(officer, tmp_path / "two").path
    assert verify_bag(first).ok and verify_bag(second).ok
    assert verify_bag(second).records == 11


def test_the_page_shows_every_word_and_runs_none(officer: Person, tmp_path: Path) -> None:
    page = (take(officer, tmp_path / "out").path / "data" / "view.html").read_text()
    assert "<script" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "Dzień dobry" in page and "Odessa Finch" in page
    assert "Records were taken out of the desk as an export" in page


def test_the_table_runs_no_formula(officer: Person, tmp_path: Path) -> None:
    take(officer, tmp_path / "t.csv", form="csv")
    rows = list(csv.DictReader((tmp_path / "t.csv").open(encoding="utf-8-sig", newline="")))
    assert len(rows) == 10
    assert rows[0]["subject"] == "presence:0" and json.loads(rows[0]["body"]) == {"text": "Dzień dobry"}
    assert [harmless(cell) for cell in ("=1+1", "@x", "-1", "+1", "\tx", "a=b")] == [
        "'=1+1",
        "'@x",
        "'-1",
        "'+1",
        "'\tx",
        "a=b",
    ]


def test_every_format_writes(officer: Person, tmp_path: Path) -> None:
    assert {"bagit", "csv", "html"} <= set(formats())
    for name in formats():
        assert take(officer, tmp_path / f"as-{name}", form=name).path.exists()


def test_two_files_cannot_claim_one_format() -> None:
    with pytest.raises(TypeError, match="'bagit'"):
        registered([bagit.FORMAT, bagit.FORMAT])


def test_only_those_who_keep_the_records_take_them_out(officer: Person, tmp_path: Path) -> None:
    with pytest.raises(NotPermitted):
        export(by=factories.person(Role.MODERATOR), at=factories.at(), to=tmp_path / "out")
    assert not (tmp_path / "out").exists() and Record.objects.count() == 9


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"conversation": "never"}, "no records to export"),
        ({"form": "docx"}, f"Choose one of: {', '.join(formats())}"),
        ({"since": factories.at(2), "until": factories.at(1)}, "Choose a later end"),
    ],
)
def test_what_cannot_be_exported_is_said_and_not_recorded(
    officer: Person, tmp_path: Path, given: dict[str, Any], said: str
) -> None:
    with pytest.raises(Refused, match=said) as refused:
        take(officer, tmp_path / "out", **given)
    assert isinstance(refused.value, Invalid) or "conversation" in given
    assert Record.objects.count() == 9


def test_nothing_is_ever_written_over(officer: Person, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "kept").touch()
    with pytest.raises(Refused, match="is already there"):
        take(officer, tmp_path / "out")
    with pytest.raises(Refused, match="There is no folder"):
        take(officer, tmp_path / "nowhere" / "out")
    assert Record.objects.count() == 9


@pytest.mark.parametrize(
    ("code", "said"), [(errno.ENOSPC, "is full. Free some space"), (errno.EACCES, "Permission denied")]
)
def test_a_disk_that_fails_half_way_leaves_nothing_behind(
    officer: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, said: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(bagit.page, "write", fail)
    with pytest.raises(Refused, match=said):
        take(officer, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_an_empty_folder_is_filled_and_one_with_something_in_it_is_not(officer: Person, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert verify_bag(tmp_path / "out").problems == (
        "This folder is empty. Give the exported folder, the one that holds bagit.txt.",
    )
    assert verify_bag(take(officer, tmp_path / "out").path).ok
    (tmp_path / "table").mkdir()
    assert take(officer, tmp_path / "table", form="csv").path.is_file()
    before = Record.objects.count()
    with pytest.raises(Refused, match="already there"):
        take(officer, tmp_path / "out")
    assert Record.objects.count() == before
