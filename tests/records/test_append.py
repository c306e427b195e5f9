"""What the ledger takes in: acts said rightly, one number each, inside the transaction of the act."""

from __future__ import annotations

import importlib
import json
import uuid
from datetime import datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

import factories
from masthead.agencies.actors import Worker
from masthead.records import rows, seal
from masthead.records.append import Entry, append, append_all
from masthead.records.models import LedgerHead, Record, Tile
from masthead.records.operation import appended
from masthead.records.tree import CompactRange, leaf_hash, root_of
from masthead.records.verify import verify_ledger

pytestmark = pytest.mark.django_db
BODY = {"name": "Reading room"}


def add(**given: Any) -> Record:
    facts = {"by": Worker(), "at": factories.at(), "subject": "bureau:1", "body": BODY, **given}
    return append(facts.pop("kind", "agency/bureau_added"), **facts)


def test_a_record_says_who_did_what_when_under_which_clause() -> None:
    record = add(clauses=["3.2"], conversation="c1")
    record.refresh_from_db()
    assert json.loads(bytes(record.payload)) == {
        "v": 1,
        "kind": "agency/bureau_added",
        "number": 0,
        "at": "2026-11-23T15:00:00.000000Z",
        "by": "worker:worker",
        "subject": "bureau:1",
        "conversation": "c1",
        "clauses": ["3.2"],
        "policy": "",
        "body": BODY,
    }
    assert bytes(record.commitment) == seal.commit(bytes(record.salt), bytes(record.payload))
    assert bytes(record.leaf) == leaf_hash(bytes(record.commitment))
    assert len(bytes(record.salt)) == 32


def test_the_policy_in_force_is_stamped_on_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.import_module("masthead.records.append"), "_policy_stamp", lambda: "mlc-2012@1")
    assert json.loads(add().payload)["policy"] == "mlc-2012@1"


def test_the_statements_written_out_name_every_column_of_the_model() -> None:
    assert tuple(field.column for field in Record._meta.concrete_fields) == rows.COLUMNS
    record = add()
    assert Record.objects.get() == record
    assert Record.objects.get().at == factories.at()


def test_equal_words_have_unlike_leaves() -> None:
    assert add().leaf != add().leaf


def test_the_head_and_its_tiles_follow_the_records() -> None:
    leaves = [add().leaf for _ in range(600)]
    head = LedgerHead.objects.get()
    assert head.size == 600
    assert CompactRange.unpack(600, bytes(head.peaks)).root() == root_of(leaves)
    tiles = {(tile.level, tile.index): bytes(tile.hashes) for tile in Tile.objects.all()}
    assert tiles == {
        (0, 0): b"".join(leaves[:256]),
        (0, 1): b"".join(leaves[256:512]),
        (1, 0): root_of(leaves[:256]) + root_of(leaves[256:512]),
    }


def said(number: int) -> Entry:
    return Entry(
        kind="agency/bureau_added", subject=f"bureau:{number}", body={"name": f"Room {number}"}, clauses=["3.2"]
    )


@pytest.mark.parametrize("sizes", [[600], [1, 254, 1, 344], [255, 2, 256, 87], [100, 0, 156, 101, 243]])
def test_records_appended_together_stand_as_if_one_by_one(sizes: list[int]) -> None:
    """Numbers, head and tiles, wherever a batch ends: at a tile's edge, before it, over two of them."""
    records: list[Record] = []
    for size in sizes:
        batch = [said(number) for number in range(len(records), len(records) + size)]
        records += append_all(batch, by=Worker(), at=factories.at())
    assert [record.number for record in records] == list(range(600))
    assert list(Record.objects.order_by("number")) == records
    assert [json.loads(bytes(record.payload))["body"]["name"] for record in records[::100]] == [
        f"Room {number}" for number in range(0, 600, 100)
    ]
    verdict = verify_ledger()
    assert verdict.ok, verdict.fault
    leaves = [bytes(record.leaf) for record in records]
    head = LedgerHead.objects.get()
    assert (head.size, CompactRange.unpack(600, bytes(head.peaks)).root()) == (600, root_of(leaves))
    assert {(tile.level, tile.index): bytes(tile.hashes) for tile in Tile.objects.all()} == {
        (0, 0): b"".join(leaves[:256]),
        (0, 1): b"".join(leaves[256:512]),
        (1, 0): root_of(leaves[:256]) + root_of(leaves[256:512]),
    }


def test_of_records_appended_together_all_stand_or_none() -> None:
    add()
    before, wrong = appended.get(), Entry(kind="agency/bureau_added", subject="bureau:2", body={"color": "red"})
    with pytest.raises(ValueError, match="cannot say this"), transaction.atomic():
        append_all([said(1), wrong, said(3)], by=Worker(), at=factories.at())
    assert (Record.objects.count(), LedgerHead.objects.get().size, appended.get()) == (1, 1, before)


def test_records_appended_together_cost_what_one_costs() -> None:
    add()
    cost = []
    for count in (1, 50):
        with CaptureQueriesContext(connection) as captured:
            append_all([said(number) for number in range(count)], by=Worker(), at=factories.at())
        cost.append(len([query for query in captured if "records_" in query["sql"]]))
    assert cost == [3, 3]


def test_each_record_is_counted_for_its_operation() -> None:
    before = appended.get()
    add()
    assert appended.get() == before + 1


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (datetime(2026, 1, 1), r"body\.name is a datetime"),
        (uuid.UUID(int=1), r"body\.name is a UUID"),
        (float("nan"), r"body\.name is a float"),
        (2**60, r"body\.name is a int"),
        (b"bytes", r"body\.name is a bytes"),
        ("\ud800", r"body\.name is a str"),
        ([1, {"when": {1}}], r"body\.name\[1\]\.when is a set"),
        ({3: "x"}, r"body\.name has a key that is not text"),
    ],
)
def test_what_json_cannot_say_is_refused_by_the_name_of_its_key(value: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        add(body={"name": value})
    assert not Record.objects.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"body": {"name": 3}}, "agency/bureau_added cannot say this: name"),
        ({"body": {}}, '"name" is a required property'),
        ({"body": {"name": "x", "nmae": "y"}}, "nmae"),
        ({"kind": "agency/never"}, "does not exist"),
        ({"kind": "../kinds/agency/bureau_added"}, "No record is of the kind"),
        ({"at": datetime(2026, 1, 1)}, "must carry a time zone"),
    ],
)
def test_what_its_schema_does_not_allow_is_refused(given: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        add(**given)
    assert not Record.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_appended_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        add()


@pytest.mark.django_db(transaction=True)
def test_an_act_rolled_back_takes_its_record_along_and_leaves_no_gap() -> None:
    with transaction.atomic():
        add()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        add()
        1 / 0  # noqa: B018
    with transaction.atomic():
        assert add().number == 1
    assert LedgerHead.objects.get().size == 2
