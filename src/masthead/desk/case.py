"""One case as its page shows it: the evidence both ways, the queue beside it, and what may be done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from string import ascii_lowercase
from uuid import UUID

from masthead.agencies.models import Person
from masthead.channels.registry import describe
from masthead.desk.forms.moderation import MirrorForm, RemoveForm, WhyForm
from masthead.desk.look.marks import Kind, Span
from masthead.kernel.refusals import Refused
from masthead.moderation.decide import MIRROR
from masthead.moderation.gates import another_person_reviews
from masthead.moderation.models import Case, Decision
from masthead.moderation.queue import CaseView, Mark, Page, waiting
from masthead.moderation.reveal import Author
from masthead.policy.in_force import rulebook
from masthead.records.models import Record

_BEFORE = 5
"""So many cases before the current one stand above it in the queue beside it."""
_MAY_UNDO = timedelta(hours=1)
"""The key for undo reaches back so far; older decisions are undone on their own pages."""
_HARM = "threatens_harm"
"""What this signal points at opens blurred: nobody has to read a threat before they choose to."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of the machine's; `letter` ties it to its words in the text, "" where it is about the whole."""

    letter: str
    sentence: str
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The marked words, and the reasons either way."""

    spans: tuple[Span, ...]
    keep: tuple[Reason, ...]
    remove: tuple[Reason, ...]


def evidence_of(view: CaseView) -> Evidence:
    """Reasons to keep come first, in the order of the text, lettered like the marks."""
    letters = iter(ascii_lowercase)
    spans: list[Span] = []
    keep = _lettered(view.keep_marks, letters, spans, "keeps")
    placed = {mark.sentence for mark in view.keep_marks}
    keep += [Reason("", sentence) for sentence in dict.fromkeys(view.keep_reasons) if sentence not in placed]
    remove = _lettered(view.marks, letters, spans, "removes")
    return Evidence(tuple(spans), tuple(keep), tuple(remove))


def _lettered(marks: Iterable[Mark], letters: Iterator[str], spans: list[Span], kind: Kind) -> list[Reason]:
    reasons = []
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.end)):
        letter = next(letters, "")
        spans.append(Span(mark.start, mark.end, kind, number=letter))
        reasons.append(Reason(letter, mark.sentence, mark.ground))
    return reasons


def is_blurred(case: Case) -> bool:
    return any(span.get("signal") == _HARM for span in case.proposal.get("spans", ()))


def beside(case: Case) -> Page:
    """The queue with this case in sight: the open cases, or those that wait for a second person."""
    state = "open" if case.state == "decided" else case.state
    before = Case.objects.filter(state=state, pk__lt=case.pk).order_by("-pk").values_list("pk", flat=True)
    above = list(before[: _BEFORE + 1])
    return waiting(state=state, after=str(above[-1]) if len(above) > _BEFORE else "")


def next_case(case: Case) -> UUID | None:
    """The open case after this one, else the first of the queue."""
    rows = Case.objects.filter(state="open").exclude(pk=case.pk).order_by("pk").values_list("pk", flat=True)
    return rows.filter(pk__gt=case.pk).first() or rows.first()


def last_decision(person: Person, *, at: datetime) -> Decision | None:
    """What `person` decided last and may take back with one key."""
    mine = Decision.objects.filter(by=person, state__in=["final", "pending"], at__gt=at - _MAY_UNDO)
    return mine.exclude(case__state="open").select_related("case").order_by("-at", "-id").first()


def revealed_to(person: Person, case: Case) -> Author | None:
    """Who wrote it, to whoever asked before: the asking is a record, and is not asked twice."""
    asked = Record.objects.filter(kind="comment/author_revealed", subject=case.comment.subject, by=person.actor_id)
    comment = case.comment
    return Author(comment.author_shown, comment.author_id, comment.url) if asked.exists() else None


def case_page(
    view: CaseView,
    person: Person,
    *,
    at: datetime,
    remove: RemoveForm | None = None,
    mirror: MirrorForm | None = None,
    refused: Refused | None = None,
    shown: bool = False,
) -> dict[str, object]:
    """What the page shows. `shown` is the reader's wish to see words that open blurred."""
    case, marks = view.case, view.marks
    presence = view.comment.presence
    first = marks[0] if marks else None
    suggested = {
        "ground": view.proposed[0] if len(view.proposed) == 1 else "",
        "quote": view.version.text[first.start : first.end] if first else "",
    }
    around, decisions = beside(case), _decisions(case)
    standing = [made for made in decisions if made.state == "final"]
    pending, gate = view.pending, rulebook().gate("another_person_reviews")
    blurred = is_blurred(case)
    return {
        "view": view,
        "case": case,
        "evidence": evidence_of(view),
        "beside": around,
        "queue": [(line, is_blurred(line.case)) for line in around.cases],
        "skip": next_case(case),
        "presence": presence,
        "blurs": blurred,
        "blurred": blurred and not shown and refused is None,
        "remove": remove or RemoveForm(view.grounds, initial=suggested),
        "mirror_form": mirror or MirrorForm(),
        "mirror": MIRROR,
        "why": WhyForm(),
        "near": first.start if first else 0,
        "refused": refused,
        "author": revealed_to(person, case),
        "last": last_decision(person, at=at),
        "effect": describe(presence.channel).capability("moderate") if presence else None,
        "own": pending and another_person_reviews(first=pending.by.actor_id, second=person.actor_id),
        "own_clause": gate.id if gate else "",
        "decisions": decisions,
        "standing": bool(standing),
        "removed": any(made.outcome == "remove" for made in standing),
        "kept": sum(1 for past in view.past if past.outcome == "keep"),
        "gone": sum(1 for past in view.past if past.outcome == "remove"),
    }


def _decisions(case: Case) -> list[Decision]:
    """What was decided in this case, newest first, with what became of it."""
    rows = case.decisions.exclude(state="pending").select_related("by", "second_by")
    return list(rows.prefetch_related("enforcements", "notices__appeal").order_by("-at", "-id"))
