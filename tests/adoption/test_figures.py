"""Figures beside a clause are counted from the ledger, once each, and only of the last twelve months."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from factories import at
from masthead.adoption import figures
from masthead.adoption.figures import count_on, is_behind
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency
from masthead.records.append import append

pytestmark = pytest.mark.django_db


def cite(*clauses: str, days: int = 0, kind: str = "presence/returned") -> None:
    with transaction.atomic():
        append(kind, by=Worker(), at=at(days=days), subject="presence:1", body={"reason": "x"}, clauses=clauses)


def test_each_record_is_counted_once_and_by_what_it_was(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "STRETCH", 2)
    cite("presence.2")
    cite("presence.2", "presence.3")
    cite("presence.3")
    cite()
    while count_on():
        pass
    assert not is_behind()
    cite("presence.2")
    assert is_behind()
    assert (count_on(), count_on()) == (1, 0)
    told = figures.figures(at())
    assert told["presence.2"].cited == 3
    assert told["presence.3"].by_family == (("acts about presences", 2),)
    cite("presence.5")
    count_on()
    assert figures.figures(at())["presence.5"].by_family == (("act about a presence", 1),)


def test_what_is_older_than_a_year_is_not_told(agency: Agency) -> None:
    cite("presence.2", days=-500)
    cite("presence.2", days=-200)
    count_on()
    assert figures.figures(at())["presence.2"].cited == 1


def test_the_page_reads_no_record(agency: Agency) -> None:
    for number in range(30):
        cite("presence.2", days=-number)
    count_on()
    with CaptureQueriesContext(connection) as queries:
        figures.figures(at() + timedelta(days=1))
    assert len(queries) == 1
    assert "records_record" not in json.dumps([query["sql"] for query in queries])
