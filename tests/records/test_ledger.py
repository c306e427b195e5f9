"""Proofs from the table, checkpoints over it, and the walk that finds what was changed behind the ledger's back."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import factories
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency
from masthead.agencies.rights import Role
from masthead.kernel.refusals import NotPermitted, Refused
from masthead.records import ledger, seal, tiles, verify
from masthead.records.append import append
from masthead.records.checkpoint import make_checkpoint
from masthead.records.models import Checkpoint, LedgerHead, Record, Tile
from masthead.records.note import open_checkpoint
from masthead.records.proof import verify_consistency, verify_inclusion
from masthead.records.signing import signer, verifier
from masthead.records.tree import EMPTY_ROOT, consistency_proof, root_of
from masthead.records.verify import verify_ledger

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_home_of_its_own(settings: object, tmp_path: Path, agency: Agency) -> None:
    settings.MASTHEAD_HOME = tmp_path  # type: ignore[attr-defined]


def add(count: int) -> None:
    for number in range(count):
        append(
            "agency/bureau_added", by=Worker(), at=factories.at(number), subject="bureau:1", body={"name": str(number)}
        )


def leaves() -> list[bytes]:
    return [bytes(leaf) for leaf in Record.objects.order_by("number").values_list("leaf", flat=True)]


def checkpoint() -> Checkpoint:
    return make_checkpoint(by=Worker(), at=factories.at())


def test_an_empty_ledger_is_whole() -> None:
    assert (ledger.size(), ledger.root(), verify_ledger().ok) == (0, EMPTY_ROOT, True)


def test_proofs_from_tiles_hold() -> None:
    add(700)
    all_leaves = leaves()
    for size in (1, 255, 256, 257, 511, 512, 640, 700):
        root = ledger.root(size)
        assert root == root_of(all_leaves[:size])
        for number in {0, size // 2, size - 1}:
            path = ledger.prove_inclusion(number, size)
            verify_inclusion(number=number, size=size, leaf=all_leaves[number], path=path, root=root)
        verify_consistency(
            first=size,
            second=700,
            path=consistency_proof(size, 700, tiles.reader()),
            first_root=root,
            second_root=ledger.root(),
        )


def test_a_proof_reads_a_handful_of_rows_however_long_the_ledger() -> None:
    add(1100)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        ledger.prove_inclusion(3, 1100)
    # Its own tile, the tile above, and the unfinished run at the end: each asked for once (two questions for the last).
    assert len(queries) <= 5


def test_tiles_stand_on_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """With tiles of four, 300 records make the four levels that real tiles reach at billions."""
    monkeypatch.setattr(tiles, "WIDTH", 4)
    monkeypatch.setattr(tiles, "_LEVELS_PER_TILE", 2)
    monkeypatch.setattr(verify, "WIDTH", 4)
    add(300)
    all_leaves = leaves()
    assert set(Tile.objects.values_list("level", flat=True)) == {0, 1, 2, 3, 4}
    for size in (64, 255, 256, 257, 299, 300):
        assert ledger.root(size) == root_of(all_leaves[:size])
        path = ledger.prove_inclusion(5, size)
        verify_inclusion(number=5, size=size, leaf=all_leaves[5], path=path, root=ledger.root(size))
    assert verify_ledger().fault == ""


def test_there_is_no_root_of_a_longer_ledger() -> None:
    add(3)
    with pytest.raises(LookupError):
        ledger.root(4)


def test_a_checkpoint_covers_its_own_record_and_names_the_one_before() -> None:
    add(3)
    first, second = checkpoint(), checkpoint()
    assert (first.size, second.size) == (4, 5)
    head = open_checkpoint(second.note, verifier())
    assert (head.origin, head.size, head.root) == ("masthead/mlc", 5, root_of(leaves()))
    assert b'"previous_size":4' in bytes(Record.objects.get(number=4).payload)
    assert ledger.latest_checkpoint() == second


def test_only_the_worker_and_those_who_keep_the_records_sign() -> None:
    make_checkpoint(by=factories.person(Role.RECORDS_OFFICER), at=factories.at())
    with pytest.raises(NotPermitted):
        make_checkpoint(by=factories.person(Role.MODERATOR), at=factories.at())


def test_the_key_is_made_once_for_its_owner_alone_and_keeps_its_name(agency: Agency, tmp_path: Path) -> None:
    key = signer()
    file = tmp_path / "keys" / "ledger.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    agency.short_name = "Renamed"
    agency.save()
    assert signer() == key


def test_a_lost_or_spoiled_key_is_said_and_not_replaced(tmp_path: Path) -> None:
    checkpoint()
    file = tmp_path / "keys" / "ledger.key"
    file.write_text("nonsense")
    with pytest.raises(Refused, match="cannot be read"):
        checkpoint()
    file.unlink()
    with pytest.raises(Refused, match=r"Restore .*ledger\.key from the backup"):
        checkpoint()
    assert not file.exists()


def test_without_an_agency_there_is_nobody_to_sign_for(agency: Agency) -> None:
    agency.delete()
    with pytest.raises(Refused, match="Set the agency up first"):
        checkpoint()


def test_a_whole_ledger_is_found_whole() -> None:
    add(300)
    checkpoint()
    add(280)
    checkpoint()
    assert verify_ledger(verifier()) == verify_ledger() and verify_ledger(verifier()).fault == ""
    assert verify_ledger().size == 582


def test_a_lawful_disposition_leaves_the_ledger_whole() -> None:
    add(5)
    checkpoint()
    Record.objects.filter(number=2).update(payload=None, salt=None)
    assert verify_ledger(verifier()).ok


def flipped(value: bytes) -> bytes:
    return bytes([value[0] ^ 1]) + value[1:]


def forge(record: Record, words: bytes) -> None:
    """Rewrite a record with a commitment and leaf that fit: what somebody with the database in hand would do."""
    record.payload = words
    record.commitment = seal.commit(bytes(record.salt or b""), words)
    record.leaf = seal.leaf_of(bytes(record.commitment))
    record.save()


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("payload", "Record 7 has words or a salt that its commitment was not made from."),
        ("salt", "Record 7 has words or a salt that its commitment was not made from."),
        ("commitment", "Record 7 has a changed commitment."),
        ("leaf", "Record 7 has a leaf that its commitment does not lead to."),
    ],
)
def test_a_flipped_bit_names_its_record(field: str, said: str) -> None:
    add(12)
    record = Record.objects.get(number=7)
    setattr(record, field, flipped(bytes(getattr(record, field))))
    record.save()
    verdict = verify_ledger()
    assert (verdict.fault, verdict.record) == (said, 7)


@pytest.mark.parametrize(
    "column", [{"kind": "x/y"}, {"by": "person:2"}, {"subject": "x"}, {"conversation": "c"}, {"at": factories.at(99)}]
)
def test_a_record_listed_otherwise_than_it_says_is_found(column: dict[str, object]) -> None:
    add(3)
    Record.objects.filter(number=1).update(**column)
    assert verify_ledger().fault == f"Record 1 is listed under another {next(iter(column))} than its words say."


@pytest.mark.parametrize("gone", [0, 5, 11])
def test_a_dropped_record_is_missed(gone: int) -> None:
    add(12)
    Record.objects.filter(number=gone).delete()
    assert verify_ledger().record == gone


def test_words_or_salt_alone_do_not_go() -> None:
    add(3)
    Record.objects.filter(number=1).update(payload=None)
    assert verify_ledger().record == 1


def test_a_replaced_record_is_named_where_a_tile_remembers_it() -> None:
    add(300)
    checkpoint()
    record = Record.objects.get(number=42)
    forge(record, bytes(record.payload or b"").replace(b'"name":"42"', b'"name":"43"'))
    assert verify_ledger().record == 42


def test_a_replaced_record_is_missed_by_the_checkpoint_even_when_the_head_is_replaced_too() -> None:
    add(9)
    checkpoint()
    record = Record.objects.get(number=4)
    forge(record, bytes(record.payload or b"").replace(b'"name":"4"', b'"name":"5"'))
    assert "not those its checkpoint was made over" in verify_ledger().fault


def test_a_checkpoint_remade_without_the_key_is_found() -> None:
    add(2)
    made = checkpoint()
    Checkpoint.objects.update(note=made.note.replace("\n3\n", "\n4\n"))
    assert verify_ledger().ok
    assert "is not signed as it should be" in verify_ledger(verifier()).fault


def test_two_records_cannot_change_places() -> None:
    add(4)
    one, two = Record.objects.get(number=1), Record.objects.get(number=2)
    one.number, two.number = 2, 1
    one.save()
    two.save()
    assert verify_ledger().fault == "Record 1 is listed under another number than its words say."


def test_a_record_slipped_in_at_the_end_is_found() -> None:
    add(3)
    Record.objects.create(number=3, kind="x/y", at=factories.at(), by="x", subject="x", commitment=b"", leaf=b"")
    assert verify_ledger().record == 3


def test_a_cut_ledger_is_missed_by_its_checkpoint() -> None:
    add(2)
    head = LedgerHead.objects.get()
    checkpoint()
    Record.objects.filter(number=2).delete()
    head.save()
    assert verify_ledger().fault == "Record 2 is missing."


@pytest.mark.parametrize(("level", "index"), [(0, 1), (1, 0)])
def test_a_damaged_tile_is_told_from_a_changed_record(level: int, index: int) -> None:
    add(600)
    tile = Tile.objects.get(level=level, index=index)
    tile.hashes = flipped(bytes(tile.hashes))
    tile.save()
    verdict = verify_ledger()
    assert verdict.record is None and f"tile {level}/{index} are damaged" in verdict.fault
