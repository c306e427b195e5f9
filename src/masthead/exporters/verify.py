"""Check an exported folder with no database: what `masthead verify` runs.

The export carries a verifier of its own (bag_files/verify.py) that needs nothing of this house. The two are written
apart on purpose, this one on the ledger's own parts and a library for Ed25519: where they disagree, one of them errs.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from masthead.exporters import bagit
from masthead.exporters.listing import digests_in, lacking_in
from masthead.exporters.port import Entry
from masthead.records.note import NoteRefused, TreeHead, Verifier, open_checkpoint
from masthead.records.proof import ProofFailed, verify_inclusion
from masthead.records.seal import commit, leaf_of

RECORDS, PROOFS, CHECKPOINT, KEY = "data/records.jsonl", "data/proofs.json", "data/checkpoint.txt", "data/key.pub"
_ODD = (ValueError, TypeError, KeyError, RecursionError)


@dataclass(frozen=True)
class Verification:
    """`problems` name the file, and the record where there is one. `records` counts those read, besides the export's
    own; `checkpoint` is the signed tree head, None when it could not be trusted; `lacking` are the files that could not
    be taken along when the export was made, which is no fault of the copy."""

    problems: tuple[str, ...]
    records: int = 0
    checkpoint: TreeHead | None = None
    lacking: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.problems


def verify_bag(path: Path, *, key: str | None = None) -> Verification:
    """Check the folder at `path`, against the agency's published `key` when given. Never raises for what it reads."""
    if not any(path.iterdir()):
        return Verification(("This folder is empty. Give the exported folder, the one that holds bagit.txt.",))
    problems = _files(path)
    if any(not (path / name).is_file() for name in (RECORDS, PROOFS, CHECKPOINT, KEY)):
        return Verification(tuple(problems))
    try:
        verifier = Verifier.parse((path / KEY).read_bytes().decode())
    except _ODD:
        return Verification((*problems, f"{KEY}: is not the public key of a ledger."))
    if key is not None and key.strip() != str(verifier):
        problems.append(f"{KEY}: is not the key you gave.")
    try:
        head = open_checkpoint((path / CHECKPOINT).read_bytes().decode(), verifier)
    except (NoteRefused, UnicodeDecodeError):
        return Verification((*problems, f"{CHECKPOINT}: is not signed with the key of this export."))
    more, records = _records(path, head)
    whole = (*problems, *more)
    return Verification(whole, records, head, () if whole else _lacking(path))


def _lacking(bag: Path) -> tuple[str, ...]:
    return tuple(lacking_in((bag / bagit.LISTING).read_bytes())) if (bag / bagit.LISTING).is_file() else ()


def _files(bag: Path) -> list[str]:
    """All there, none added, each as its manifest lists it, each manifest spelled in the one way."""
    found = {path.relative_to(bag).as_posix(): path for path in bag.rglob("*") if path.is_symlink() or path.is_file()}
    listed = set(digests_in((bag / bagit.LISTING).read_bytes()) if (bag / bagit.LISTING).is_file() else ())
    held = (
        bagit.payload(listed) if _tells_of_files(bag) else [name for name in bagit.DATA_FILES if name != bagit.LISTING]
    )
    expected = dict.fromkeys([*bagit.TAG_FILES, bagit.TAG_MANIFEST, *held])
    problems = [f"{name}: is missing." for name in expected if name not in found]
    problems += [f"{name}: does not belong to this export." for name in sorted(found) if name not in expected]
    problems += [f"{name}: is a link, not a file." for name, path in sorted(found.items()) if path.is_symlink()]
    if problems:
        return problems
    for manifest, names in ((bagit.MANIFEST, held), (bagit.TAG_MANIFEST, bagit.TAG_FILES)):
        lines = found[manifest].read_bytes().split(b"\n")
        actual = bagit.manifest(bag, names).encode().split(b"\n")
        if len(lines) != len(actual) or lines[-1] != b"":
            problems.append(f"{manifest}: does not list the files of this export.")
            continue
        each = list(zip(names, lines[:-1], actual[:-1], strict=True))
        problems += [f"{name}: is not as {manifest} lists it." for name, line, own in each if line != own]
        # Named by its digest, a file says itself what it must be, whatever a manifest says.
        stored = ((name, own) for name, _, own in each if name.startswith(f"{bagit.FILES}/"))
        problems += [
            f"{name}: is not the file of this name." for name, own in stored if own[:64].decode() != name[-64:]
        ]
    if found["bagit.txt"].read_bytes() != bagit.DECLARATION.encode():
        problems.append("bagit.txt: does not declare a BagIt 1.0 folder.")
    return problems


def _tells_of_files(bag: Path) -> bool:
    """Whether the record of the export speaks of files. In exports of version 0.1.0 it does not, and they hold none."""
    try:
        own = json.loads((bag / RECORDS).read_bytes().rstrip(b"\n").rpartition(b"\n")[2])
        return "files_list" in json.loads(own["payload"])["body"]
    except (OSError, *_ODD):
        return True


def _records(bag: Path, head: TreeHead) -> tuple[list[str], int]:
    """Each as it was sealed, at its place in the signed tree, in order, and all that were exported."""
    lines = (bag / RECORDS).read_bytes().decode("utf-8", "replace").split("\n")
    opening, *paths = (bag / PROOFS).read_bytes().decode("utf-8", "replace").split("\n")
    problems = [] if lines.pop() == "" else [f"{RECORDS}: its last line is cut off."]
    if opening != bagit.proofs_opening(head.size, head.root) or paths[len(lines) :] != ["}}", ""]:
        return [*problems, f"{PROOFS}: does not fit the checkpoint and the records."], 0
    entries: list[Entry] = []
    for place, line in enumerate(lines):
        try:
            entry = _entry(line)
        except _ODD:
            known = re.match('{"number":([0-9]{1,18}),', line)
            named = f"record {known[1]}" if known else f"line {place + 1}"
            problems.append(f"{RECORDS}: {named}: cannot be read.")
            continue
        if entries and entry.number <= entries[-1].number:
            problems.append(f"{RECORDS}: record {entry.number}: is out of order.")
        if fault := _fault(entry):
            problems.append(f"{RECORDS}: record {entry.number}: {fault}")
        problems += _misplaced(entry, paths[place], last=place == len(lines) - 1, head=head)
        entries.append(entry)
    return problems + _promise(entries, head, bag), max(len(entries) - 1, 0)


def _entry(line: str) -> Entry:
    """Read one line of records.jsonl. Raises one of _ODD unless it is spelled as `bagit.record_line` spells it."""
    said = json.loads(line)
    if type(said["number"]) is not int:
        raise TypeError
    payload, salt = said["payload"], said["salt"]
    entry = Entry(
        number=said["number"],
        payload=None if payload is None else payload.encode(),
        salt=None if salt is None else _hash(salt),
        commitment=_hash(said["commitment"]),
        leaf=_hash(said["leaf"]),
    )
    if bagit.record_line(entry) != line:
        raise ValueError
    return entry


def _hash(text: str) -> bytes:
    value = base64.b64decode(text, validate=True)
    if len(value) != 32:
        raise ValueError
    return value


def _fault(entry: Entry) -> str:
    """Why a record is not as it was sealed, or an empty string. One lawfully disposed of has neither words nor salt."""
    if leaf_of(entry.commitment) != entry.leaf:
        return "its leaf is not made from its commitment."
    if entry.payload is None and entry.salt is None:
        return ""
    if entry.payload is None or entry.salt is None:
        return "it has lost its words or its salt."
    if commit(entry.salt, entry.payload) != entry.commitment:
        return "its commitment is not made from its words and salt."
    try:
        return "" if json.loads(entry.payload)["number"] == entry.number else "its words are of another number."
    except _ODD:
        return "its words cannot be read."


def _misplaced(entry: Entry, line: str, *, last: bool, head: TreeHead) -> list[str]:
    """Why the record's line of proofs.json does not lead to the checkpoint, if it does not."""
    try:
        steps = json.loads(f"{{{line.removesuffix('' if last else ',')}}}")[str(entry.number)]
        path = [_hash(step) for step in steps]
        if bagit.proof_line(entry.number, path) + ("" if last else ",") != line:
            raise ValueError
    except _ODD:
        return [f"{PROOFS}: record {entry.number}: has no proof that can be read."]
    try:
        verify_inclusion(number=entry.number, size=head.size, leaf=entry.leaf, path=path, root=head.root)
    except ProofFailed:
        return [f"{RECORDS}: record {entry.number}: its proof does not lead to the checkpoint."]
    return []


def _promise(entries: list[Entry], head: TreeHead, bag: Path) -> list[str]:
    """The last record is the act of exporting. It says what was taken, so that nothing can be left out of the copy."""
    try:
        *taken, own = entries
        said = json.loads(own.payload or b"")
        promise = [said["body"][name] for name in ("count", "without_words", "leaves")]
        if said["kind"] != "records/exported" or own.number + 2 != head.size:
            raise ValueError
    except _ODD:
        return [f"{RECORDS}: does not end with the record of this export."]
    digest = hashlib.sha256(b"".join(entry.leaf for entry in taken)).hexdigest()
    problems = []
    if promise != [len(taken), sum(entry.payload is None for entry in taken), digest]:
        problems.append(f"{RECORDS}: does not hold the records that were exported.")
    if (bag / bagit.LISTING).is_file() and said["body"].get("files_list") != bagit.digest_of(bag / bagit.LISTING):
        problems.append(f"{bagit.LISTING}: is not the list of files that was exported.")
    return problems
