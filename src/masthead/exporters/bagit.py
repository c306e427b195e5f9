"""The export that proves itself: a BagIt 1.0 folder (RFC 8493) of records, files, proofs, checkpoint and verifier.

The same selection gives the same bytes: files in a fixed order, no clock but the selection's own.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import bagit

from masthead import __version__
from masthead.exporters import csv, page
from masthead.exporters.listing import list_of
from masthead.exporters.port import Entry, Files, Format, Selection
from masthead.kernel.clock import stamp

BAG_FILES = Path(__file__).parent / "bag_files"
DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
TAG_FILES = ("bag-info.txt", "bagit.txt", MANIFEST)
LISTING, FILES = "data/files.jsonl", "data/files"
DATA_FILES = (
    "data/README.txt",
    "data/checkpoint.txt",
    LISTING,
    "data/key.pub",
    "data/proofs.json",
    "data/records.csv",
    "data/records.jsonl",
    "data/verify.py",
    "data/view.html",
)
"""Besides those in FILES, which are as many as the records speak of."""


def write(selection: Selection, to: Path) -> None:
    """Make the folder `to`, then have an independent library validate it. Raises OSError, or bagit.BagError."""
    data = to / "data"
    data.mkdir(parents=True)
    for name in ("README.txt", "verify.py"):
        shutil.copyfile(BAG_FILES / name, data / name)
    _put(data / "checkpoint.txt", selection.checkpoint)
    _put(data / "key.pub", f"{selection.key}\n")
    _write_records(selection, data / "records.jsonl")
    _write_proofs(selection, data / "proofs.json")
    csv.write(selection, data / "records.csv")
    page.write(selection, data / "view.html")
    _put(to / LISTING, list_of(selection.files))
    _bring(selection.files, to / FILES)
    names = payload(one.sha256 for one in selection.files.listed if not one.fault)
    _put(to / "bagit.txt", DECLARATION)
    _put(to / "bag-info.txt", _information(selection, to, names))
    _put(to / MANIFEST, manifest(to, names))
    _put(to / TAG_MANIFEST, manifest(to, TAG_FILES))
    bagit.Bag(str(to)).validate()


def record_line(entry: Entry) -> str:
    """One line of records.jsonl. The words stand as one text, so that not even their spelling can differ."""
    fields = {
        "number": entry.number,
        "payload": None if entry.payload is None else entry.payload.decode(),
        "salt": None if entry.salt is None else base64.b64encode(entry.salt).decode(),
        "commitment": base64.b64encode(entry.commitment).decode(),
        "leaf": base64.b64encode(entry.leaf).decode(),
    }
    return json.dumps(fields, separators=(",", ":"), ensure_ascii=False)


def proof_line(number: int, path: list[bytes]) -> str:
    """One line of proofs.json, without the comma after it."""
    return f'"{number}":{json.dumps([base64.b64encode(step).decode() for step in path], separators=(",", ":"))}'


def proofs_opening(size: int, root: bytes) -> str:
    """The first line of proofs.json. Its last is `}}`."""
    return f'{{"size":{size},"root":"{base64.b64encode(root).decode()}","proofs":{{'


def payload(digests: Iterable[str]) -> list[str]:
    """The names under data/ of an export with files of these digests, in order."""
    return sorted([*DATA_FILES, *(f"{FILES}/{digest}" for digest in digests)])


def manifest(bag: Path, names: Iterable[str]) -> str:
    """The manifest of `names`: digest, two spaces, name."""
    return "".join(f"{digest_of(bag / name)}  {name}\n" for name in names)


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_records(selection: Selection, to: Path) -> None:
    with to.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{record_line(entry)}\n" for entry in selection.entries)


def _write_proofs(selection: Selection, to: Path) -> None:
    """One object, but one line a record, so that a verifier can read it beside records.jsonl."""
    with to.open("w", encoding="utf-8", newline="\n") as file:
        file.write(proofs_opening(selection.head.size, selection.head.root))
        comma = "\n"
        for entry in selection.entries:
            file.write(comma + proof_line(entry.number, selection.prove(entry.number)))
            comma = ",\n"
        file.write("\n}}\n")


def _bring(files: Files, to: Path) -> None:
    """A second name for each file, or a copy on a disk that knows no second names."""
    here = [one.sha256 for one in files.listed if not one.fault]
    if here:
        to.mkdir()
    for digest in here:
        try:
            os.link(files.folder / digest, to / digest)
        except OSError:
            shutil.copyfile(files.folder / digest, to / digest)


def _information(selection: Selection, bag: Path, names: list[str]) -> str:
    sizes = [(bag / name).stat().st_size for name in names]
    facts = {
        "Source-Organization": " ".join(selection.agency.split()) or "unknown",
        "Bagging-Date": stamp(selection.at)[:10],
        "Bag-Software-Agent": f"Masthead {__version__}",
        "Payload-Oxum": f"{sum(sizes)}.{len(sizes)}",
        "External-Description": page.scope(selection),
    }
    lines = [*facts.items(), *(("Lacking-File", f"{one.sha256} {one.fault}") for one in selection.files.lacking)]
    return "".join(f"{name}: {value}\n" for name, value in lines)


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


FORMAT = Format(name="bagit", label="Folder that proves itself (BagIt)", write=write, holds_files=True)
