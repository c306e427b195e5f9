"""First stage: signals look at a captured comment. What they propose goes before a person; nothing is hidden by it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet

from masthead.agencies.actors import Actor
from masthead.agencies.models import Person
from masthead.conversations.in_public import said_in_public
from masthead.conversations.models import Comment, CommentVersion
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.moderation.likeness import fingerprint
from masthead.moderation.models import Assessment, Case
from masthead.moderation.note_likeness import await_likeness
from masthead.moderation.said_before import said_before
from masthead.moderation.states import CASE, DECISION
from masthead.policy.in_force import rulebook
from masthead.records.append import append
from masthead.records.operation import operation
from masthead.signals.engine import assess as signals
from masthead.signals.engine.facts import Assessment as Proposal
from masthead.signals.engine.facts import CommentFacts
from masthead.signals.model.shipped import log_another

THREAD = 10
"""So many earlier comments of the thread are shown to the signals."""


LONGEST, LONGEST_POST, MOST = 1_100_000, 100_000, 100
"""Letters of a comment, of a post or an earlier comment, and earlier comments, that are taken from outside."""


def assess_words(comment: str, *, post: str = "", thread: tuple[str, ...] = ()) -> Proposal:
    """What would be proposed, under the policy in force, for a comment that need not be here. Nothing is kept.

    Raises Invalid for more than is taken: LONGEST, LONGEST_POST, MOST.
    """
    if len(comment) > LONGEST:
        raise Invalid(f"A comment of at most {LONGEST:,} characters can be assessed; shorten it.", field="comment")
    if len(post) > LONGEST_POST:
        raise Invalid(f"Give at most {LONGEST_POST:,} characters of the post.", field="post")
    if len(thread) > MOST or any(len(said) > LONGEST_POST for said in thread):
        raise Invalid(
            f"Give the last {MOST} comments of the thread, each of at most {LONGEST_POST:,} characters.", field="thread"
        )
    return signals.assess(CommentFacts(comment, post, thread[-THREAD:]), grounds=rulebook())


def not_yet_assessed() -> QuerySet[Comment]:
    """Comments of the public whose wording in force has not been looked at, oldest first."""
    looked_at = Assessment.objects.filter(version=OuterRef("current"))
    return _of_the_public().filter(~Exists(looked_at)).order_by("seen_at", "id")


def assessed_under_another_policy() -> QuerySet[Comment]:
    """Comments that wait for a decision with a proposal under a policy that is no longer in force, oldest first.

    What a first person decided and a second has yet to confirm is left as it was proposed; so is what nobody was asked
    to look at: it was said, and let stand, under the policy of its day.
    """
    try:
        policy = rulebook().stamp
    except LookupError:  # nothing waits before the first policy
        return Comment.objects.none()
    looked_at = Assessment.objects.filter(version=OuterRef("version"))
    cases = Case.objects.filter(state="open", version=F("comment__current")).filter(Exists(looked_at))
    cases = cases.filter(~Exists(looked_at.filter(policy=policy)))
    return _of_the_public().filter(pk__in=cases.values("comment")).order_by("seen_at", "id")


def _of_the_public() -> QuerySet[Comment]:
    rows = said_in_public().filter(presence__isnull=False, current__isnull=False)
    return rows.exclude(state="deleted_by_author")


def assess_all(*, by: Actor, at: datetime, limit: int = 100) -> int:
    """Assess what has not been assessed, and again what waits since another policy. Returns how many. For the
    timetable."""
    waiting = list(not_yet_assessed()[:limit])
    waiting += assessed_under_another_policy()[: limit - len(waiting)]
    if waiting:
        log_another(rulebook())
    done = 0
    for comment in waiting:
        try:
            assess_comment(by=by, at=at, comment=comment)
        except Refused:
            continue  # another worker was faster
        done += 1
    return done


@operation("cases.open")
def assess_comment(*, by: Actor, at: datetime, comment: Comment) -> Assessment:
    """Assess the wording in force, under the policy in force. A proposal opens a case; in an open case it takes the
    place of the one before, and other words put the case back at its start.

    Raises Refused for a comment whose words were never seen, or have been assessed by this same engine and policy.
    """
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    version = _words(comment)
    book = rulebook()
    result = signals.assess(_facts(comment, version), grounds=book)
    if Assessment.objects.filter(version=version, engine=result.engine, policy=book.stamp).exists():
        raise Refused("These words have been assessed already.")
    made = Assessment.objects.create(
        comment=comment,
        version=version,
        remove=result.remove,
        result=result.as_json(),
        engine=result.engine,
        policy=book.stamp,
        made_at=at,
    )
    why = _why_a_person_looks(comment, made)
    case = Case.objects.select_for_update().filter(comment=comment).exclude(state="decided").first()
    append(
        "assessment/made",
        by=by,
        at=at,
        subject=comment.subject,
        body={
            "comment": str(comment.pk),
            "number": version.number,
            "remove": result.remove,
            "grounds": list(result.grounds),
            "engine": result.engine,
            "assessment": made.result,
            "opens": why if case is None else "",
        },
        clauses=_clauses(result.grounds),
        conversation=str(comment.conversation_id),
    )
    if case is not None and case.version_id == version.pk:
        _propose_anew(case, made, why)
    elif case is not None:
        _reword(by, at, case, made)
    elif why:
        put_in_queue(by, at, comment, version, why=why, assessment=made)
    return made


@operation("cases.open")
def open_case(*, by: Person, at: datetime, comment: Comment, why: str) -> Case:
    """A moderator puts a comment before their colleagues, saying why. Raises Refused when that has been done."""
    said = clean(why).strip()
    if not said:
        raise Invalid("Write why somebody should look at this comment.", field="why")
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if comment.from_us:
        raise Refused("The agency said this itself. Take the reply down instead.")
    if Case.objects.filter(comment=comment).exclude(state="decided").exists():
        raise Refused("This comment is in the queue already.")
    return put_in_queue(by, at, comment, _words(comment), why=said, assessment=None)


def put_in_queue(
    by: Actor, at: datetime, comment: Comment, version: CommentVersion, *, why: str, assessment: Assessment | None
) -> Case:
    """Open a case, as part of the caller's operation."""
    case = Case.objects.create(
        comment=comment,
        version=version,
        opened_by=by.actor_id,
        opened_at=at,
        why=why,
        proposal=assessment.result if assessment else {},
        engine=assessment.engine if assessment else "",
        fingerprint=fingerprint(version.text),
    )
    await_likeness(version)
    grounds = assessment.result["grounds"] if assessment else []
    body = {"comment": str(comment.pk), "number": version.number, "engine": case.engine, "grounds": grounds, "why": why}
    append(
        "case/opened",
        by=by,
        at=at,
        subject=case.subject,
        body=body,
        clauses=_clauses(grounds),
        conversation=str(comment.conversation_id),
    )
    return case


def _propose_anew(case: Case, assessment: Assessment, why: str) -> None:
    """The same words, looked at after somebody asked for it, or under another policy. What was decided stays."""
    case.proposal, case.engine = assessment.result, assessment.engine
    if case.why.startswith(_MAY_MEET):
        case.why = why or "Under the policy now in force, the machine proposes no ground for it any more."
    case.save(update_fields=["proposal", "engine", "why"])


def _reword(by: Actor, at: datetime, case: Case, assessment: Assessment) -> None:
    """Other words are another matter: what one person decided about the old ones no longer waits for a second."""
    pending = case.decisions.filter(state="pending").first()
    if pending is not None:
        pending.state = DECISION.to(pending.state, "reword")
        pending.save(update_fields=["state"])
    case.state = CASE.to(case.state, "reword")
    case.version, case.proposal, case.engine = assessment.version, assessment.result, assessment.engine
    case.fingerprint = fingerprint(assessment.version.text)
    case.save()
    await_likeness(assessment.version)
    append(
        "case/reworded",
        by=by,
        at=at,
        subject=case.subject,
        body={
            "comment": str(case.comment_id),
            "number": assessment.version.number,
            "engine": assessment.engine,
            "grounds": assessment.result["grounds"],
            "withdrawn": str(pending.pk) if pending else "",
        },
        clauses=_clauses(assessment.result["grounds"]),
        conversation=str(case.comment.conversation_id),
    )


def _why_a_person_looks(comment: Comment, made: Assessment) -> str:
    if comment.state == "removed":
        return "Its author has changed the words of a comment that was removed."
    if made.remove:
        names = [rulebook().ground(ground).name for ground in made.result["grounds"]]
        return f"{_MAY_MEET}: {', '.join(names)}."
    return ""


_MAY_MEET = "It may meet a ground for removal"


def _words(comment: Comment) -> CommentVersion:
    if comment.conversation.private:
        raise Refused(
            "This is a private message: the public does not see it, so there is nothing to remove. Answer it, or block"
            " its author on the channel."
        )
    if comment.current is None:
        raise Refused("The words of this comment were never seen, so there is nothing to look at.")
    return comment.current


def _facts(comment: Comment, version: CommentVersion) -> CommentFacts:
    rows = said_before(comment).select_related("current")[:THREAD]
    thread = tuple(row.text for row in reversed(rows) if row.text)
    return CommentFacts(comment=version.text, post=comment.conversation.post_text, thread=thread)


def _clauses(grounds: tuple[str, ...] | list[str]) -> list[str]:
    return list(dict.fromkeys(rulebook().ground(ground).clause for ground in grounds))
