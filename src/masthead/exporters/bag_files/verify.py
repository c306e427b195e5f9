#!/usr/bin/env python3
"""Check an export of records. Needs Python 3.9 or later and nothing else: no database, no network, no installation.

    python3 data/verify.py [FOLDER] [--key KEY]

FOLDER is the folder that holds bagit.txt; left out, the one this file came in. KEY is the agency's public key as the
agency publishes it; left out, the key inside the export is used, which shows that the export agrees with itself.
Ends with 0 when all is as it was written, with 1 after naming what is not.

This is one file on purpose: a copy lies in every export, and whoever doubts the export can read all of it. It reads
from the top: first what is done, then the files, the signed checkpoint and the records, each with what its check is
made of, and last the arithmetic of signatures.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import re
import sys
from pathlib import Path
from typing import NamedTuple

BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
TAG_FILES = ["bag-info.txt", "bagit.txt", MANIFEST]
RECORDS, PROOFS, CHECKPOINT, KEY = "data/records.jsonl", "data/proofs.json", "data/checkpoint.txt", "data/key.pub"
MADE_FROM_RECORDS = ["data/README.txt", "data/records.csv", "data/verify.py", "data/view.html"]
LISTING = "data/files.jsonl"
DATA_FILES = [*MADE_FROM_RECORDS, RECORDS, PROOFS, CHECKPOINT, KEY, LISTING]

ODD = (ValueError, TypeError, KeyError, RecursionError)


def main() -> int:
    parser = argparse.ArgumentParser(description="Check an export of records.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).resolve().parent.parent)
    parser.add_argument("--key", help="the agency's public key, as the agency publishes it")
    given = parser.parse_args()
    problems = check(given.folder, given.key)
    said = [f"WRONG  {problem}" for problem in problems]
    if problems:
        said.append(f"This export is NOT as it was written. Problems: {len(problems)}.")
    else:
        said.append("Every record is as it was written, and none is missing from this export.")
        said += [f"LACKING  {line}" for line in lacking(given.folder)]
        said += [f"Signed with the key in {KEY}. Compare it with the key the agency publishes."] * (given.key is None)
    sys.stdout.write("\n".join([*said, ""]))
    return 1 if problems else 0


def check(bag: Path, key: str | None = None) -> list[str]:
    """Everything that is not as it was written, one sentence each."""
    problems = check_files(bag)
    if any(not (bag / name).is_file() for name in (RECORDS, PROOFS, CHECKPOINT, KEY)):
        return problems
    try:
        inside = key_of((bag / KEY).read_bytes().decode())
    except ODD:
        return [*problems, f"{KEY}: is not the public key of a ledger."]
    if key is not None and key.strip() != (bag / KEY).read_text().strip():
        problems.append(f"{KEY}: is not the key you gave.")
    try:
        size, root = head_of((bag / CHECKPOINT).read_bytes().decode(), inside)
    except ODD:
        return [*problems, f"{CHECKPOINT}: is not signed with the key of this export."]
    return problems + check_records(bag, size, root)


def lacking(bag: Path) -> list[str]:
    """The files that could not be taken along when this was made. That they are lacking is part of what is proved."""
    lines = (bag / LISTING).read_bytes().splitlines() if (bag / LISTING).is_file() else []
    listed = [json.loads(line) for line in lines]
    return [f"{one['sha256']} ({one['what']}): {one['fault']}" for one in listed if one["fault"]]


# ------------------------------------------------------------------------------------------------------------ the files


def check_files(bag: Path) -> list[str]:
    """The files: all there, none added, each as its manifest lists it, each manifest spelled in the one way."""
    found = {path.relative_to(bag).as_posix(): path for path in bag.rglob("*") if path.is_symlink() or path.is_file()}
    stored = files_listed(bag)
    payload = sorted([*DATA_FILES, *stored] if tells_of_files(bag) else {*DATA_FILES} - {LISTING})
    expected = dict.fromkeys([*TAG_FILES, TAG_MANIFEST, *payload])
    problems = [f"{name}: is missing." for name in expected if name not in found]
    problems += [f"{name}: does not belong to this export." for name in sorted(found) if name not in expected]
    problems += [f"{name}: is a link, not a file." for name in sorted(found) if found[name].is_symlink()]
    if problems:
        return problems
    for manifest, names in ((MANIFEST, payload), (TAG_MANIFEST, TAG_FILES)):
        lines = found[manifest].read_bytes().split(b"\n")
        if len(lines) != len(names) + 1 or lines[-1]:
            problems.append(f"{manifest}: does not list the files of this export.")
            continue
        digests = [digest_of(found[name]) for name in names]
        odd = [name for at, name in enumerate(names) if lines[at] != f"{digests[at]}  {name}".encode()]
        problems += [f"{name}: is not as {manifest} lists it." for name in odd]
        other = [name for at, name in enumerate(names) if name in stored and name[-64:] != digests[at]]
        problems += [f"{name}: is not the file of this name." for name in other]
    if found["bagit.txt"].read_bytes() != BAGIT:
        problems.append("bagit.txt: does not declare a BagIt 1.0 folder.")
    return problems


def tells_of_files(bag: Path) -> bool:
    """Whether the record of the export speaks of files. In exports of version 0.1.0 it does not, and they hold none."""
    try:
        own = json.loads((bag / RECORDS).read_bytes().rstrip(b"\n").rpartition(b"\n")[2])
        return "files_list" in json.loads(own["payload"])["body"]
    except (OSError, *ODD):
        return True


def files_listed(bag: Path) -> set[str]:
    """Names of the files that the list says went along; each is its own digest. What cannot be read tells none."""
    names = set()
    for line in (bag / LISTING).read_bytes().split(b"\n") if (bag / LISTING).is_file() else []:
        try:
            said = json.loads(line)
            if re.fullmatch("[0-9a-f]{64}", said["sha256"]) and not said["fault"]:
                names.add(f"data/files/{said['sha256']}")
        except ODD:
            pass
    return names


def digest_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for part in iter(lambda: file.read(1 << 20), b""):
            digest.update(part)
    return digest.hexdigest()


# ------------------------------------------------------------------------------------------- the key and the checkpoint


class Key(NamedTuple):
    name: str
    key_id: bytes
    public_key: bytes


def key_of(line: str) -> Key:
    """Read `<name>+<id>+<base64>`. Raises ValueError when it is not that, or the id is not this key's."""
    name, key_id, encoded = (line[:-1] if line.endswith("\n") else line).split("+", 2)
    value = decoded(encoded, 33)
    own_id = hashlib.sha256(name.encode() + b"\n" + value).digest()[:4]
    if not name or any(letter.isspace() for letter in name) or value[:1] != b"\x01" or own_id.hex() != key_id:
        raise ValueError
    return Key(name, own_id, value[1:])


def head_of(note: str, key: Key) -> tuple[int, bytes]:
    """Size and root that a checkpoint states (C2SP tlog-checkpoint). Raises ValueError unless `key` signed it."""
    body, _, signatures = note.rpartition("\n\n")
    text, start = body + "\n", f"\u2014 {key.name} "
    own = [line[len(start) :] for line in signatures.split("\n")[:-1] if line.startswith(start)]
    signed = [value for value in (decoded(line, 68) for line in own) if value[:4] == key.key_id]
    if not any(signed_by(key.public_key, text.encode(), value[4:]) for value in signed):
        raise ValueError
    origin, size, root = text.split("\n")[:3]
    if origin != key.name or not re.fullmatch("0|[1-9][0-9]{0,17}", size):
        raise ValueError
    return int(size), decoded(root, 32)


def decoded(text: str, length: int) -> bytes:
    """Base64 in its one spelling. Raises ValueError otherwise."""
    value = base64.b64decode(text, validate=True)
    if base64.b64encode(value).decode() != text or len(value) != length:
        raise ValueError
    return value


# ---------------------------------------------------------------------------------------------------------- the records


def check_records(bag: Path, size: int, root: bytes) -> list[str]:
    """The records: each as it was sealed, at its place in the signed tree, in order, and all that were exported."""
    lines = (bag / RECORDS).read_bytes().decode("utf-8", "replace").split("\n")
    opening, *paths = (bag / PROOFS).read_bytes().decode("utf-8", "replace").split("\n")
    problems = [] if lines.pop() == "" else [f"{RECORDS}: its last line is cut off."]
    stated = f'{{"size":{size},"root":"{base64.b64encode(root).decode()}","proofs":{{'
    if opening != stated or paths[-2:] != ["}}", ""] or len(paths) != len(lines) + 2:
        return [*problems, f"{PROOFS}: does not fit the checkpoint and the records."]
    records: list[Record] = []
    for at, line in enumerate(lines):
        try:
            record = record_of(line)
        except ODD:
            known = re.match('{"number":([0-9]{1,18}),', line)
            problems.append(f"{RECORDS}: {f'record {known[1]}' if known else f'line {at + 1}'}: cannot be read.")
            continue
        here = f"{RECORDS}: record {record.number}"
        if records and record.number <= records[-1].number:
            problems.append(f"{here}: is out of order.")
        if fault := fault_of(record):
            problems.append(f"{here}: {fault}")
        problems += check_proof(record, paths[at], "," if at < len(lines) - 1 else "", size, root)
        records.append(record)
    return problems + check_promise(records, size, bag)


class Record(NamedTuple):
    number: int
    payload: str | None
    salt: bytes | None
    commitment: bytes
    leaf: bytes


def record_of(line: str) -> Record:
    """The record on one line of records.jsonl. Raises one of ODD for any other spelling than the one."""
    fields = json.loads(line)
    again = json.dumps(fields, separators=(",", ":"), ensure_ascii=False)
    if list(fields) != list(Record._fields) or again != line or type(fields["number"]) is not int:
        raise ValueError
    if not isinstance(fields["payload"], (str, type(None))):
        raise TypeError
    salt = None if fields["salt"] is None else decoded(fields["salt"], 32)
    sealed = [decoded(fields[name], 32) for name in ("commitment", "leaf")]
    return Record(fields["number"], fields["payload"], salt, *sealed)


def fault_of(record: Record) -> str:
    """Why a record is not as it was sealed, or an empty string. One lawfully disposed of has neither words nor salt."""
    if hashlib.sha256(b"\x00" + record.commitment).digest() != record.leaf:
        return "its leaf is not made from its commitment."
    if record.payload is None and record.salt is None:
        return ""
    if record.payload is None or record.salt is None:
        return "it has lost its words or its salt."
    try:
        if hmac.new(record.salt, record.payload.encode(), hashlib.sha256).digest() != record.commitment:
            return "its commitment is not made from its words and salt."
        return "" if json.loads(record.payload)["number"] == record.number else "its words are of another number."
    except ODD:
        return "its words cannot be read."


def check_proof(record: Record, line: str, comma: str, size: int, root: bytes) -> list[str]:
    """One line of proofs.json: the way from the record to the root of the signed tree. `comma`: what ends the line."""
    try:
        path = path_of(line[: len(line) - len(comma)], record.number)
        if not line.endswith(comma):
            raise ValueError
    except ODD:
        return [f"{PROOFS}: record {record.number}: has no proof that can be read."]
    if leads_to(root, record, size, path):
        return []
    return [f"{RECORDS}: record {record.number}: its proof does not lead to the checkpoint."]


def path_of(line: str, number: int) -> list[bytes]:
    """The audit path on one line of proofs.json, which must be that of `number`. Raises one of ODD otherwise."""
    steps = json.loads("{" + line + "}")[str(number)]
    if not isinstance(steps, list) or f'"{number}":{json.dumps(steps, separators=(",", ":"))}' != line:
        raise ValueError
    return [decoded(step, 32) for step in steps]


def leads_to(root: bytes, record: Record, size: int, path: list[bytes]) -> bool:
    """Whether an audit path carries the record's leaf to `root` (RFC 9162 section 2.1.3.2)."""
    position, last, reached = record.number, size - 1, record.leaf
    if not 0 <= position <= last:
        return False
    for step in path:
        if last == 0:
            return False
        if position & 1 or position == last:
            reached = hashlib.sha256(b"\x01" + step + reached).digest()
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            reached = hashlib.sha256(b"\x01" + reached + step).digest()
        position, last = position >> 1, last >> 1
    return last == 0 and reached == root


def check_promise(records: list[Record], size: int, bag: Path) -> list[str]:
    """The last record is the act of exporting. It says what was taken, so that nothing can be left out of the copy."""
    *taken, own = records or [Record(-1, None, None, b"", b"")]
    try:
        said = json.loads(own.payload or "")
        promise = [said["body"][name] for name in ("count", "without_words", "leaves")]
        if said["kind"] != "records/exported" or own.number + 2 != size:
            raise ValueError
    except ODD:
        return [f"{RECORDS}: does not end with the record of this export."]
    leaves = hashlib.sha256(b"".join(record.leaf for record in taken)).hexdigest()
    held = [len(taken), sum(record.payload is None for record in taken), leaves]
    problems = [] if promise == held else [f"{RECORDS}: does not hold the records that were exported."]
    if (bag / LISTING).is_file() and digest_of(bag / LISTING) != said["body"].get("files_list"):
        problems.append(f"{LISTING}: is not the list of files that was exported.")
    return problems


# ----------------------------------------------------------------------------------------------------------- signatures

# Ed25519 (RFC 8032), verification alone, over extended coordinates.
Point = tuple[int, int, int, int]
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def signed_by(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` (64 bytes) on `message` is by `public_key` (32 bytes). Raises ValueError for no point."""
    key, r = point_of(public_key), point_of(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    digest = hashlib.sha512(signature[:32] + public_key + message).digest()
    base = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    left, right = times(s, base), added(r, times(int.from_bytes(digest, "little") % ORDER, key))
    same = [(left[axis] * right[2] - right[axis] * left[2]) % P == 0 for axis in (0, 1)]
    return s < ORDER and all(same)


def point_of(encoded: bytes) -> Point:
    """The point written in 32 bytes. Raises ValueError when they write none."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        raise ValueError
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def times(scalar: int, point: Point) -> Point:
    total = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = added(total, point)
        point = added(point, point)
        scalar >>= 1
    return total


def added(one: Point, two: Point) -> Point:
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


if __name__ == "__main__":
    sys.exit(main())
