"""The export that proves itself: a BagIt 1.0 folder (RFC 8493) of records, proofs, checkpoint, views and verifier.

The same selection gives the same bytes: files in a fixed order, no clock but the selection's own.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
from pathlib import Path

import bagit

from masthead import __version__
from masthead.exporters import csv, page
from masthead.exporters.port import Entry, Format, Selection
from masthead.kernel.clock import stamp

BAG_FILES = Path(__file__).parent / "bag_files"
DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
TAG_FILES = ("bag-info.txt", "bagit.txt", MANIFEST)
DATA_FILES = (
    "data/README.txt",
    "data/checkpoint.txt",
    "data/key.pub",
    "data/proofs.json",
    "data/records.csv",
    "data/records.jsonl",
    "data/verify.py",
    "data/view.html",
)


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
    _put(to / "bagit.txt", DECLARATION)
    _put(to / "bag-info.txt", _information(selection, to))
    _put(to / MANIFEST, manifest(to, DATA_FILES))
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


def manifest(bag: Path, names: tuple[str, ...]) -> str:
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


def _information(selection: Selection, bag: Path) -> str:
    sizes = [(bag / name).stat().st_size for name in DATA_FILES]
    facts = {
        "Source-Organization": " ".join(selection.agency.split()) or "unknown",
        "Bagging-Date": stamp(selection.at)[:10],
        "Bag-Software-Agent": f"Masthead {__version__}",
        "Payload-Oxum": f"{sum(sizes)}.{len(sizes)}",
        "External-Description": page.scope(selection),
    }
    return "".join(f"{name}: {value}\n" for name, value in facts.items())


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


FORMAT = Format(name="bagit", label="Folder that proves itself (BagIt)", write=write)
