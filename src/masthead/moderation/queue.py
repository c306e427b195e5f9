"""Second stage: what waits for a person, and one case with everything needed to decide it. Read only, and blind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from masthead.conversations.models import Comment, CommentVersion
from masthead.kernel.refusals import Invalid, NotFound
from masthead.moderation.models import Case, Decision
from masthead.moderation.precedents import NONE, Precedents, precedents
from masthead.moderation.said_before import said_before
from masthead.policy.clause import Ground
from masthead.policy.in_force import rulebook

PAGE = 25
THREAD = 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the queue. `alike` counts the other waiting cases that say the same."""

    case: Case
    text: str
    grounds: tuple[str, ...]
    alike: int


@dataclass(frozen=True, slots=True)
class Page:
    """`after` is the cursor of the next page, "" on the last."""

    cases: tuple[Waiting, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A comment of the thread, without its author. `ours` when the agency said it.

    grounds: those the machine proposed where a case on it is undecided, or where it was removed.
    """

    text: str
    ours: bool
    at: datetime
    state: str = "shown"
    grounds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Mark:
    """Why the machine points at [start, end) of the text. `ground`: of a reason to keep, the only one it answers."""

    start: int
    end: int
    ground: str
    sentence: str


@dataclass(frozen=True, slots=True)
class KeepReason:
    """`ground`: the only ground that it answers, "" for any."""

    sentence: str
    ground: str = ""


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything a reviewer sees. No author: see reveal.py.

    version: what a decision is about, to be handed back to `decide`; marks and keep_reasons: the machine's, empty when
    it has not read these words yet; keep_marks: those reasons to keep that point at words of the text; notes: how it
    read them, no reason either way; grounds: all the policy enumerates, with what courts said of them; past: decisions
    on the same words; similar: those on words that are like them.
    """

    case: Case
    comment: Comment
    version: CommentVersion
    post: str
    thread: tuple[Neighbor, ...]
    marks: tuple[Mark, ...]
    keep_reasons: tuple[KeepReason, ...]
    grounds: tuple[Ground, ...]
    proposed: tuple[str, ...]
    past: tuple[Decision, ...]
    pending: Decision | None
    keep_marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()
    similar: Precedents = NONE


def waiting(*, state: str = "open", after: str = "", size: int = PAGE) -> Page:
    """Cases in `state` (open, second_review or decided), those that wait longest first.

    Two queries, however long the queue is. Raises Invalid for a bad cursor.
    """
    rows: QuerySet[Case] = Case.objects.filter(state=state).select_related("comment__conversation", "version")
    if after:
        rows = rows.filter(pk__gt=_cursor(after))
    found = list(rows.order_by("pk")[: size + 1])
    shown = found[:size]
    alike = _alike([case.fingerprint for case in shown], state)
    lines = (
        Waiting(case, case.version.text, tuple(case.proposal.get("grounds", ())), alike[case.fingerprint] - 1)
        for case in shown
    )
    return Page(tuple(lines), str(shown[-1].pk) if len(found) > size else "")


def how_many() -> dict[str, int]:
    """Cases per state, for the numbers in the navigation."""
    return dict(Case.objects.values_list("state").annotate(Count("pk")).order_by())


def case_view(case_id: UUID) -> CaseView:
    """One case with post, thread, reasons and what was decided about the same words. Raises NotFound."""
    rows = Case.objects.select_related("comment__conversation", "comment__current", "version")
    case = rows.filter(pk=case_id).first()
    if case is None:
        raise NotFound("There is no such case.")
    version = case.comment.current or case.version
    read = case.proposal if version.pk == case.version_id else {}
    return CaseView(
        case=case,
        comment=case.comment,
        version=version,
        post=case.comment.conversation.post_text,
        thread=_thread(case.comment),
        marks=_marks(read),
        keep_reasons=tuple(
            KeepReason(reason["sentence"], reason.get("ground", "")) for reason in read.get("keep_reasons", ())
        ),
        grounds=rulebook().grounds,
        proposed=tuple(read.get("grounds", ())),
        past=tuple(_past(case)),
        pending=case.decisions.filter(state="pending").select_related("by").first(),
        keep_marks=_keep_marks(read),
        notes=tuple(note["sentence"] for note in read.get("notes", ())),
        similar=precedents(case.comment, version),
    )


def _past(case: Case) -> QuerySet[Decision]:
    """What was decided about the same words, both ways, newest first: like cases are decided alike."""
    rows = Decision.objects.filter(case__fingerprint=case.fingerprint, state__in=["final", "overturned"])
    return rows.exclude(case=case).select_related("by", "version").order_by("-at", "-id")[:10]


def _alike(fingerprints: Sequence[str], state: str) -> dict[str, int]:
    rows = Case.objects.filter(state=state, fingerprint__in=set(fingerprints)).values_list("fingerprint")
    return dict(rows.annotate(Count("pk")).order_by())


def _thread(comment: Comment) -> tuple[Neighbor, ...]:
    newest = said_before(comment).select_related("current").prefetch_related("cases")[:THREAD]
    return tuple(
        Neighbor(row.text, row.from_us, row.posted_at or row.seen_at, row.state, _pointed_at(row))
        for row in reversed(newest)
        if row.text
    )


def _pointed_at(comment: Comment) -> frozenset[str]:
    standing = (case for case in comment.cases.all() if case.state != "decided" or comment.state == "removed")
    return frozenset(span["ground"] for case in standing for span in case.proposal.get("spans", ()))


def _marks(proposal: dict[str, Any]) -> tuple[Mark, ...]:
    return tuple(
        Mark(span["start"], span["end"], span["ground"], span["sentence"]) for span in proposal.get("spans", ())
    )


def _keep_marks(proposal: dict[str, Any]) -> tuple[Mark, ...]:
    placed = (reason for reason in proposal.get("keep_reasons", ()) if reason.get("span"))
    told = ((*reason["span"], reason.get("ground", ""), reason["sentence"]) for reason in placed)
    return tuple(Mark(start, end, ground, sentence) for start, end, ground, sentence in told)


def _cursor(after: str) -> UUID:
    try:
        return UUID(after)
    except ValueError:
        raise Invalid("This page of the queue does not exist. Start at the first.") from None
