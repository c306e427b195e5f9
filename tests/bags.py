"""An export made without a database: sealed records, a tree over them, a signed checkpoint. For tests of verifiers."""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from masthead.exporters import bagit
from masthead.exporters.port import Entry, Selection
from masthead.kernel.clock import stamp
from masthead.records import seal
from masthead.records.note import Signer, TreeHead
from masthead.records.tree import inclusion_proof, root_of

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
SIGNER = Signer("masthead/test", b"\x05" * 32)
SAID = ["Dzień dobry", "<script>alert(1)</script>", '=HYPERLINK("x")', "two\nlines \U0001f4da", "", "a & b"]


def entry(number: int, kind: str, body: dict[str, object]) -> Entry:
    """A sealed record whose salt follows from its number, so that every run makes the same bag."""
    envelope = {
        "v": 1,
        "kind": kind,
        "number": number,
        "at": stamp(AT),
        "by": "person:1",
        "subject": "bureau:1",
        "conversation": "",
        "clauses": ["3.2"],
        "policy": "mlc-2012@1",
        "body": body,
    }
    payload = seal.canonical(envelope)
    salt = hashlib.sha256(b"salt %d" % number).digest()
    commitment = seal.commit(salt, payload)
    return Entry(number, payload, salt, commitment, seal.leaf_of(commitment))


def selection(*, step: int = 1, count: int = 20, disposed: int | None = None, later: int = 0) -> Selection:
    """Every `step`-th of `count` records, and the record of their export; `disposed` has neither words nor salt.

    The checkpoint comes right after the export's record, or `later` records after that.
    """
    ledger = [
        entry(number, "agency/bureau_added", {"name": f"{number} {SAID[number % len(SAID)]}"})
        for number in range(count)
    ]
    if disposed is not None:
        ledger[disposed] = replace(ledger[disposed], payload=None, salt=None)
    taken = ledger[::step]
    body = {
        "format": "bagit",
        "name": "bag",
        "count": len(taken),
        "without_words": sum(one.payload is None for one in taken),
        "leaves": hashlib.sha256(b"".join(one.leaf for one in taken)).hexdigest(),
        "conversation": "",
        "since": "",
        "until": "",
    }
    own = entry(count, "records/exported", body)
    ledger += [own, *(entry(count + 1 + after, "records/checkpointed", {}) for after in range(later + 1))]
    leaves = [one.leaf for one in ledger]
    head = TreeHead(SIGNER.name, len(leaves), root_of(leaves))

    def read(level: int, index: int) -> bytes:
        return root_of(leaves[index << level : (index + 1) << level])

    return Selection(
        agency="Mississippi Library Commission",
        at=AT,
        conversation="",
        since=None,
        until=None,
        count=len(taken),
        entries=[*taken, own],
        prove=lambda number: inclusion_proof(number, len(leaves), read),
        checkpoint=SIGNER.sign(head.text),
        head=head,
        key=str(SIGNER.verifier),
        names={"person:1": "Odessa Finch"},
    )


def relist(bag: Path) -> None:
    """Write the manifests anew: what anyone does who changes a file and wants it to go unnoticed."""
    for name, names in ((bagit.MANIFEST, bagit.DATA_FILES), (bagit.TAG_MANIFEST, bagit.TAG_FILES)):
        (bag / name).write_text(bagit.manifest(bag, names))


def loaded(file: Path) -> ModuleType:
    """A Python file as a module, without a package: how the verifier inside an export stands."""
    spec = importlib.util.spec_from_file_location("verifier_in_the_bag", file)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
