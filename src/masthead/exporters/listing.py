"""The list of an export's files, written and read: data/files.jsonl, whose digest the record of the export states."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict

from masthead.exporters.port import Files

_DIGEST = re.compile("[0-9a-f]{64}")


def list_of(files: Files) -> str:
    """One line of JSON a file, in order of their digests."""
    return "".join(f"{json.dumps(asdict(one), separators=(',', ':'), ensure_ascii=False)}\n" for one in files.listed)


def digests_in(listing: bytes) -> Iterator[str]:
    """Digests of the files that went along. A line that cannot be read tells none: the record's digest convicts it."""
    for line in listing.split(b"\n"):
        try:
            said = json.loads(line)
            if not said["fault"] and _DIGEST.fullmatch(said["sha256"]):
                yield said["sha256"]
        except (ValueError, TypeError, KeyError, RecursionError):
            continue


def lacking_in(listing: bytes) -> Iterator[str]:
    """Each file that did not go along, with what it is and why. For a list found whole."""
    for said in map(json.loads, listing.splitlines()):
        if said["fault"]:
            yield f"{said['sha256']} ({said['what']}): {said['fault']}"
