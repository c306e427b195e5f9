"""Drafts written elsewhere, in a table, become drafts here: all of them or none, checked like any other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F

from masthead.agencies.models import Commitment, Person
from masthead.kernel.refusals import Invalid
from masthead.presences.models import Presence
from masthead.presences.states import SPEAKS
from masthead.publishing.draft import Wording, start
from masthead.publishing.models import Draft, Revision
from masthead.publishing.read_drafts import Row
from masthead.records.append import append
from masthead.records.operation import operation


@operation("drafts.write")
def bring(*, by: Person, at: datetime, rows: Sequence[Row], digest: str) -> list[Draft]:
    """Begin a draft for each of `rows`. `digest`: SHA-256 in hex of the file, which is not kept.

    Raises Invalid, naming the line, where a presence or commitment is none of the agency's, or where a draft with the
    same content is here already; nothing is begun then. Title and presences are content.
    """
    if not rows:
        raise Invalid("No draft was found in it.", field="file")
    presences, commitments = (
        _presences(),
        {each.name.casefold(): each for each in Commitment.objects.running(at.date())},
    )
    drafts = [start(by=by, at=at, wording=_wording(row, presences, commitments)) for row in rows]
    _refuse_twice(drafts, rows)
    body = {"drafts": [str(draft.pk) for draft in drafts], "sha256": digest}
    append("draft/brought", by=by, at=at, subject=drafts[0].subject, body=body)
    return drafts


def _refuse_twice(drafts: Sequence[Draft], rows: Sequence[Row]) -> None:
    """A table chosen a second time would publish everything twice."""
    line = {draft.pk: row.line for draft, row in zip(drafts, rows, strict=True)}
    content: dict[str, UUID] = {}
    for pk, digest in Revision.objects.filter(draft__in=drafts).values_list("draft", "content_hash"):
        if digest in content:
            first, second = sorted((line[pk], line[content[digest]]))
            raise Invalid(f"Line {second} says the same as line {first}. Take one of the two out.", field="file")
        content[digest] = pk
    others = Revision.objects.filter(content_hash__in=content, number=F("draft__revision")).exclude(draft__in=drafts)
    if here := others.exclude(draft__state="discarded").select_related("draft").first():
        raise Invalid(
            f"Line {line[content[here.content_hash]]} is here already, as the draft “{here.draft.title}”. Take the line"
            " out; whoever wants it again begins it from that draft.",
            field="file",
        )


def _presences() -> dict[str, Presence]:
    """Name or handle, folded → the presence that speaks under it. A name of two is left out: it says neither."""
    found: dict[str, list[Presence]] = {}
    for presence in Presence.objects.filter(state__in=SPEAKS):
        for name in {presence.name.casefold(), presence.handle.casefold().lstrip("@")} - {""}:
            found.setdefault(name, []).append(presence)
    return {name: of[0] for name, of in found.items() if len(of) == 1}


def _wording(row: Row, presences: Mapping[str, Presence], commitments: Mapping[str, Commitment]) -> Wording:
    for name in row.presences:
        if name.casefold().lstrip("@") not in presences:
            raise Invalid(
                f"Line {row.line}: “{name}” is the name or handle of no one presence that publishes here. Write one"
                " that stands under Presences, or leave the cell empty and choose later.",
                field="file",
            )
    if row.commitment and row.commitment.casefold() not in commitments:
        raise Invalid(
            f"Line {row.line}: “{row.commitment}” is no commitment that is running. Write one that the composer offers,"
            " or leave the cell empty and choose later.",
            field="file",
        )
    return Wording(
        title=row.title,
        text=row.text,
        audience=row.audience,
        commitment=commitments.get(row.commitment.casefold()),
        presences=[presences[name.casefold().lstrip("@")] for name in row.presences],
    )
