"""Where one record stands: whether its words are those that were sealed, and whether the ledger proves its place.

Worked out afresh each time it is asked, from the record, the hashes of the tree and the signed checkpoint; nothing
kept from an earlier look is believed.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from masthead.kernel.refusals import Refused
from masthead.records import ledger
from masthead.records.models import Checkpoint, Record
from masthead.records.note import NoteRefused, open_checkpoint
from masthead.records.proof import ProofFailed, verify_inclusion
from masthead.records.signing import verifier
from masthead.records.verify import Row


@dataclass(frozen=True, slots=True)
class Standing:
    """`fault` is one sentence, "" when everything fits. `steps`: hashes from the leaf to the root.

    checkpoint: the signed one that covers the record, None while the record waits for the next. root: of the tree
    that the path leads to, in base64; size: of that tree.
    """

    fault: str
    steps: int
    leaf: str
    root: str
    size: int
    checkpoint: Checkpoint | None

    @property
    def ok(self) -> bool:
        return not self.fault


def standing_of(record: Record) -> Standing:
    """Check `record` against its own seal, the tree and the signature. Never raises for what it finds."""
    checkpoint = ledger.latest_checkpoint()
    if checkpoint is not None and checkpoint.size <= record.number:
        checkpoint = None
    size = checkpoint.size if checkpoint else ledger.size()
    leaf = bytes(record.leaf)
    fault, steps, root = _own_fault(record), 0, b""
    try:
        root = bytes(checkpoint.root) if checkpoint else ledger.root()
        path = ledger.prove_inclusion(record.number, size)
        steps = len(path)
        verify_inclusion(number=record.number, size=size, leaf=leaf, path=path, root=root)
    except (ProofFailed, LookupError, ValueError) as failed:
        fault = fault or f"Its place in the ledger cannot be proved: {failed}"
    return Standing(
        fault=fault or (_signature_fault(checkpoint) if checkpoint else ""),
        steps=steps,
        leaf=base64.b64encode(leaf).decode(),
        root=base64.b64encode(root).decode(),
        size=size,
        checkpoint=checkpoint,
    )


def _own_fault(record: Record) -> str:
    row = Row(
        number=record.number,
        kind=record.kind,
        at=record.at,
        by=record.by,
        subject=record.subject,
        conversation=record.conversation,
        payload=None if record.payload is None else bytes(record.payload),
        salt=None if record.salt is None else bytes(record.salt),
        commitment=bytes(record.commitment),
        leaf=bytes(record.leaf),
    )
    fault = row.fault()
    return f"This record {fault}." if fault else ""


def _signature_fault(checkpoint: Checkpoint) -> str:
    try:
        signed = open_checkpoint(checkpoint.note, verifier())
    except NoteRefused as refused:
        return f"The checkpoint is not signed as it should be: {refused}"
    except Refused as lost:
        return lost.sentence
    if (signed.size, signed.root) != (checkpoint.size, bytes(checkpoint.root)):
        return "The checkpoint states another tree than it signs."
    return ""
