"""Every state has its word; times name their zone; people are called by their names."""

from __future__ import annotations

import importlib
import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

import factories
from masthead.desk.look import channels, people, times
from masthead.desk.look.pills import PILLS, pill_for
from masthead.kernel.states import StateTable

SPRITE = Path(__file__).parents[2] / "src/masthead/desk/static/vendor/img/sprite.svg"
SOURCE = Path(__file__).parents[2] / "src"
MODULES = [
    importlib.import_module(".".join(file.relative_to(SOURCE).with_suffix("").parts))
    for file in SOURCE.rglob("states.py")
]
TABLES = {table.name: table for module in MODULES for table in vars(module).values() if isinstance(table, StateTable)}


@pytest.mark.parametrize("machine", sorted(TABLES))
def test_each_state_of_a_machine_has_a_word_and_no_word_is_left_over(machine: str) -> None:
    assert PILLS[machine].keys() == TABLES[machine].states


def test_each_icon_is_in_the_sprite() -> None:
    assert SPRITE.exists(), "Run `npm ci && npm run build` first: the icons are copied from there."
    known = set(re.findall(r'id="(\w+)"', SPRITE.read_text()))
    templates = Path(__file__).parents[2] / "src/masthead"
    used = {icon for path in templates.rglob("*.html") for icon in re.findall(r'{% icon "(\w+)"', path.read_text())}
    used |= {pill.icon for machine in PILLS.values() for pill in machine.values()}
    assert used - known == set()


def test_unconfirmed_is_neither_sent_nor_failed() -> None:
    pill = pill_for("unknown", "delivery")
    assert (pill.word, pill.tone) == ("Unconfirmed", "unconfirmed")


def test_a_state_without_a_word_reads_as_itself() -> None:
    assert pill_for("half_done", "delivery").word == "Half done"


@pytest.mark.parametrize(
    ("month", "full", "zone"),
    [
        (6, "June 9, 2026, 8:12 a.m. CDT", "Central Daylight Time (UTC−5)"),
        (12, "December 9, 2026, 7:12 a.m. CST", "Central Standard Time (UTC−6)"),
    ],
)
def test_times_are_the_agencys_and_name_the_zone(month: int, full: str, zone: str) -> None:
    moment = datetime(2026, month, 9, 13, 12, tzinfo=UTC)
    with timezone.override(ZoneInfo("America/Chicago")):
        assert times.spoken(moment) == full
        assert times.zone_name(moment) == zone


def test_a_zone_of_half_hours_is_told_exactly() -> None:
    with timezone.override(ZoneInfo("Asia/Kolkata")):
        assert times.zone_name(datetime(2026, 6, 9, tzinfo=UTC)).endswith("(UTC+5:30)")


@pytest.mark.django_db
def test_people_are_named_from_a_row_a_record_or_a_word() -> None:
    ione = factories.person(name="Ione Marbury")
    assert people.named(ione) == ("Ione Marbury", "IM")
    assert people.named(ione.actor_id) == ("Ione Marbury", "IM")
    assert people.named("worker:a-host-12")[0] == "The desk itself"
    assert people.named("citizen:3f")[0] == "A member of the public"
    assert people.named("person:not-a-uuid")[0] == "Somebody no longer here"
    assert people.named("Ione Marbury") == ("Ione Marbury", "IM")


def test_a_channel_nobody_drew_goes_by_its_own_letters() -> None:
    assert channels.mark_of("bluesky") == ("Bs", "Bluesky")
    assert channels.mark_of("pixelfed") == ("Pi", "Pixelfed")
