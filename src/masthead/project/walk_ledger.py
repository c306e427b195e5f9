"""Walks the ledger of the desk in MASTHEAD_HOME: `python -m masthead.project.walk_ledger`, one line of JSON.

A checkpoint kept elsewhere may be given on standard input; the ledger must extend it. Changes nothing.
"""

from __future__ import annotations

import json
import sys

from masthead.project.with_django import start_django


def walk(note: str) -> dict[str, str | int]:
    """{"records": …, "checkpoint": …, "fault": …}: see backup.Walk."""
    from masthead.kernel.refusals import Refused
    from masthead.records.models import Checkpoint
    from masthead.records.signing import verifier
    from masthead.records.verify import verify_ledger

    newest = Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0
    try:
        key = verifier() if newest else None
    except Refused as refusal:
        return {"records": 0, "checkpoint": newest, "fault": refusal.sentence}
    verdict = verify_ledger(key)
    return {"records": verdict.size, "checkpoint": newest, "fault": verdict.fault or _does_not_extend(note)}


def _does_not_extend(note: str) -> str:
    from masthead.records.models import Checkpoint
    from masthead.records.note import NoteRefused, open_checkpoint
    from masthead.records.signing import verifier

    if not note.strip():
        return ""
    try:
        # However it was kept, as a file or out of a mail, a note ends with exactly one line end.
        head = open_checkpoint(note.strip() + "\n", verifier())
    except NoteRefused:
        return "the checkpoint given is not signed by this ledger."
    held = Checkpoint.objects.filter(size=head.size).first()
    if held is None or bytes(held.root) != head.root:
        return f"the ledger does not extend the checkpoint given, which covers {head.size} records."
    return ""


def main() -> None:
    start_django()
    print(json.dumps(walk(sys.stdin.read())))  # noqa: T201


if __name__ == "__main__":
    main()
