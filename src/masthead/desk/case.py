"""One case as its page shows it: the evidence both ways, the queue beside it, and what may be done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from string import ascii_lowercase
from uuid import UUID

from masthead.agencies.models import Person, the_agency
from masthead.channels.registry import describe
from masthead.checks.engine.prose import sentences
from masthead.desk.forms.moderation import MirrorForm, RemoveForm, WhyForm
from masthead.desk.look.marks import Kind, Span
from masthead.kernel.refusals import Refused
from masthead.moderation.decide import MIRROR
from masthead.moderation.gates import another_person_reviews
from masthead.moderation.letter import appeal_link
from masthead.moderation.models import Case, Decision
from masthead.moderation.queue import CaseView, Mark, Page, waiting
from masthead.moderation.reveal import Author
from masthead.policy.in_force import rulebook
from masthead.records.models import Record
from masthead.signals.engine.facts import NO_MODEL

_BEFORE = 5
"""So many cases before the current one stand above it in the queue beside it."""
_MAY_UNDO = timedelta(hours=1)
"""The key for undo reaches back so far; older decisions are undone on their own pages."""
_LONGEST_QUOTE = 300
_HARM = "threatening"
"""What this signal points at opens blurred: nobody has to read a threat before they choose to."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of the machine's; `letter` ties it to its words in the text, "" where it is about the whole.

    ground: what it points to; of a reason to keep, the only ground that it answers, "" for any.
    """

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
    whole = (told for told in dict.fromkeys(view.keep_reasons) if told.sentence not in placed)
    keep += [Reason("", told.sentence, told.ground) for told in whole]
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
    return any(span.get("ground") == _HARM for span in case.proposal.get("spans", ()))


def beside(case: Case) -> Page:
    """The queue with this case in sight: the open cases, or those that wait for a second person."""
    state = "open" if case.state == "decided" else case.state
    before = Case.objects.filter(state=state, pk__lt=case.pk).order_by("-pk").values_list("pk", flat=True)
    above = list(before[: _BEFORE + 1])
    return waiting(state=state, after=str(above[-1]) if len(above) > _BEFORE else "")


def _sentence_of(mark: Mark, text: str) -> str:
    """The sentence a mark stands in, as it is written; the mark alone where that is long."""
    around = next((one for one in sentences(text) if one.start <= mark.start < one.end), None)
    if around is None or len(around.text) > _LONGEST_QUOTE:
        return text[mark.start : mark.end]
    return text[around.start : max(around.end, mark.end)].strip()


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
    quotes = {mark.ground: _sentence_of(mark, view.version.text) for mark in reversed(marks)}
    only = view.proposed[0] if len(view.proposed) == 1 else ""
    # Words that meet one ground are never offered for another: a notice would quote the wrong ones.
    suggested = {"ground": only, "quote": quotes.get(only, "")}
    around, decisions = beside(case), _decisions(case)
    standing = [made for made in decisions if made.state == "final"]
    pending, gate = view.pending, rulebook().gate("another_person_reviews")
    blurred = is_blurred(case)
    return {
        "view": view,
        "case": case,
        "grounds": [(ground, quotes.get(ground.id, "")) for ground in view.grounds],
        "evidence": evidence_of(view),
        "without_model": case.engine.endswith(NO_MODEL),
        "beside": around,
        "queue": [(line, is_blurred(line.case)) for line in around.cases],
        "skip": next_case(case),
        "thread": [(neighbor, _HARM in neighbor.grounds) for neighbor in view.thread],
        "presence": presence,
        "blurs": blurred,
        "blurred": blurred and not shown and refused is None,
        "remove": remove or RemoveForm(view.grounds, initial=suggested),
        "mirror_form": mirror or MirrorForm(),
        "mirror": MIRROR,
        "why": WhyForm(),
        "refused": refused,
        "author": revealed_to(person, case),
        "last": last_decision(person, at=at),
        "effect": describe(presence.channel).capability("moderate") if presence else None,
        "own": pending and another_person_reviews(first=pending.by.actor_id, second=person.actor_id),
        "own_clause": gate.id if gate else "",
        "decisions": decisions,
        "untold": appeal_nobody_was_told_of(decisions),
        "standing": bool(standing),
        "removed": any(made.outcome == "remove" for made in standing),
        "kept": sum(1 for past in view.past if past.outcome == "keep"),
        "gone": sum(1 for past in view.past if past.outcome == "remove"),
    }


def appeal_nobody_was_told_of(decisions: Iterable[Decision]) -> str:
    """Where the author of a removed comment may appeal, for staff to pass on; "" where the desk tells them itself."""
    agency = the_agency()
    standing = (made for made in decisions if made.state == "final")
    for told in (told for made in standing for told in made.notices.all()):
        if told.about == "removal" and told.state == "not_sent" and not hasattr(told, "appeal") and agency:
            return appeal_link(told, public_url=agency.public_url)
    return ""


def _decisions(case: Case) -> list[Decision]:
    """What was decided in this case, newest first, with what became of it."""
    rows = case.decisions.exclude(state="pending").select_related("by", "second_by")
    return list(rows.prefetch_related("enforcements", "notices__appeal").order_by("-at", "-id"))
