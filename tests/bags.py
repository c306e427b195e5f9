"""An export made without a database: sealed records, a tree over them, a signed checkpoint. For tests of verifiers."""

from __future__ import annotations

import hashlib
import importlib.util
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from masthead.exporters import bagit
from masthead.exporters.listing import digests_in, list_of
from masthead.exporters.port import Entry, Files, Listed, Selection
from masthead.kernel.clock import stamp
from masthead.records import seal
from masthead.records.note import Signer, TreeHead
from masthead.records.tree import inclusion_proof, root_of

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
SIGNER = Signer("masthead/test", b"\x05" * 32)
STORED = {hashlib.sha256(content).hexdigest(): content for content in (b'{"uri":"at://1"}', bytes(range(256)) * 8)}
LOST = hashlib.sha256(b"lost").hexdigest()
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


def files() -> Files:
    """Two files in a folder of their own, and one that was missing."""
    folder = Path(tempfile.mkdtemp(prefix="masthead-files-"))
    for digest, content in STORED.items():
        (folder / digest).write_bytes(content)
    held = [Listed(digest, "Bytes as received", "", len(content), "") for digest, content in STORED.items()]
    lost = Listed(LOST, "Picture as published", "Dzień.jpg", None, "It was not in the desk's storage.")
    return Files(folder, sorted([*held, lost], key=lambda one: one.sha256))


def selection(
    *, step: int = 1, count: int = 20, disposed: int | None = None, later: int = 0, with_files: bool = True
) -> Selection:
    """Every `step`-th of `count` records, and the record of their export; `disposed` has neither words nor salt.

    The checkpoint comes right after the export's record, or `later` records after that. Without files, the record of
    the export is as version 0.1.0 made it.
    """
    ledger = [
        entry(number, "agency/bureau_added", {"name": f"{number} {SAID[number % len(SAID)]}"})
        for number in range(count)
    ]
    if disposed is not None:
        ledger[disposed] = replace(ledger[disposed], payload=None, salt=None)
    taken, held = ledger[::step], files()
    body = {
        "format": "bagit",
        "name": "bag",
        "count": len(taken),
        "without_words": sum(one.payload is None for one in taken),
        "leaves": hashlib.sha256(b"".join(one.leaf for one in taken)).hexdigest(),
        "conversation": "",
        "since": "",
        "until": "",
        "files": len(held.listed),
        "files_lacking": len(held.lacking),
        "files_list": hashlib.sha256(list_of(held).encode()).hexdigest(),
    }
    if not with_files:
        held = Files(held.folder)
        body = {name: value for name, value in body.items() if not name.startswith("files")}
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
        files=held,
    )


def relist(bag: Path) -> None:
    """Write the manifests anew: what anyone does who changes a file and wants it to go unnoticed."""
    listing = bag / bagit.LISTING
    stored = bagit.payload(digests_in(listing.read_bytes()) if listing.is_file() else ())
    held = [name for name in stored if (bag / name).is_file()]
    for name, names in ((bagit.MANIFEST, held), (bagit.TAG_MANIFEST, bagit.TAG_FILES)):
        (bag / name).write_text(bagit.manifest(bag, names))


def loaded(file: Path) -> ModuleType:
    """A Python file as a module, without a package: how the verifier inside an export stands."""
    spec = importlib.util.spec_from_file_location("verifier_in_the_bag", file)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
