"""Is the ledger whole? Somebody looks, by the timetable or by hand, and what they found is itself a record."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from masthead.agencies.actors import Actor
from masthead.agencies.rights import refuse_unless_permitted
from masthead.kernel.refusals import Refused
from masthead.records.append import append
from masthead.records.models import Record
from masthead.records.operation import operation
from masthead.records.signing import verifier
from masthead.records.verify import Verdict, verify_ledger


@dataclass(frozen=True, slots=True)
class Look:
    """The last time somebody looked: `size` records were whole; `fault` is one sentence, "" where there was none."""

    at: datetime
    by: str
    size: int
    fault: str
    record: int


def look_over(*, by: Actor, at: datetime) -> Verdict:
    """Walk the whole ledger, then record what was found. Raises NotPermitted.

    The walk comes first and holds no lock: however long it takes, the desk goes on working.
    """
    refuse_unless_permitted(by, "records.verify")
    try:
        verdict = verify_ledger(verifier())
    except Refused as lost:
        # Without its key nothing can be said of the signatures, and that is a finding, not a reason to look away.
        verdict = Verdict(0, lost.sentence)
    note_verdict(by=by, at=at, verdict=verdict)
    return verdict


@operation("records.verify")
def note_verdict(*, by: Actor, at: datetime, verdict: Verdict) -> Record:
    """Append what a walk over the ledger found."""
    return append(
        "records/verified",
        by=by,
        at=at,
        subject=f"ledger:{verdict.size}",
        body={"size": verdict.size, "whole": verdict.ok, "fault": verdict.fault},
    )


def last_look() -> Look | None:
    """What was found the last time, or None where nobody has looked yet."""
    record = Record.objects.filter(kind="records/verified").exclude(payload=None).order_by("number").last()
    if record is None or record.payload is None:
        return None
    said = json.loads(bytes(record.payload))["body"]
    return Look(record.at, record.by, int(said["size"]), str(said["fault"]), record.number)
