"""Fifth stage: the author is told, where the channel gives an address; each message leaves at most once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet

from masthead.agencies.actors import Actor
from masthead.agencies.models import Agency, Person, the_agency
from masthead.conversations.posting import Posted, post, sender
from masthead.kernel.refusals import Refused
from masthead.moderation.addressee import address_of
from masthead.moderation.letter import appeal_answer, removal_notice, restoral_letter
from masthead.moderation.models import Decision, Enforcement, Notice
from masthead.moderation.states import NOTICE
from masthead.policy.in_force import rulebook_under
from masthead.records.append import append
from masthead.records.operation import operation

GIVE_UP_AFTER = timedelta(days=5)
LONGEST_WAIT = timedelta(hours=4)
LOST_AFTER = timedelta(minutes=15)

About = Literal["removal", "restoral", "appeal_upheld"]


def untold_removals() -> QuerySet[Enforcement]:
    """Comments hidden of which nobody was told yet."""
    hidden = Enforcement.objects.filter(action="hide", state="done", decision__state="final")
    return hidden.exclude(decision__notices__about="removal")


def untold_restorals() -> QuerySet[Enforcement]:
    """Comments shown again whose authors know of the removal alone."""
    back = Enforcement.objects.filter(action="restore", state="done", decision__notices__about="removal")
    return back.exclude(decision__notices__about="restoral")


def queue_notices(*, by: Actor, at: datetime, limit: int = 100) -> int:
    """Make a notice due for every enforcement carried out that nobody was told of. For the timetable."""
    made = 0
    for row in untold_removals().select_related("decision")[:limit]:
        make_due(by=by, at=at, decision=row.decision, about="removal")
        made += 1
    for row in untold_restorals().select_related("decision")[:limit]:
        make_due(by=by, at=at, decision=row.decision, about="restoral")
        made += 1
    return made


@operation("notices.send")
def make_due(*, by: Actor, at: datetime, decision: Decision, about: About) -> Notice:
    """Write down that the author is to be told. Where there is no address, the notice says so and is not sent."""
    return write_due(by, at, decision, about)


def write_due(by: Actor, at: datetime, decision: Decision, about: About) -> Notice:
    """The same, as part of another operation."""
    comment = decision.case.comment
    known = bool(address_of(comment))
    made = Notice.objects.create(
        comment=comment,
        decision=decision,
        about=about,
        kind="mail" if known else "none",
        state=NOTICE.initial if known else NOTICE.to(NOTICE.initial, "find_no_address"),
        due_at=at,
        next_try=at,
    )
    _record("due", made, by=by, at=at, by_mail=known)
    return made


def due(at: datetime) -> QuerySet[Notice]:
    """What is to be sent now, longest due first."""
    return Notice.objects.filter(state="due", next_try__lte=at).order_by("next_try", "id")


def interrupted(at: datetime) -> QuerySet[Notice]:
    """What a worker that is gone was sending."""
    return Notice.objects.filter(state="sending", claimed_at__lte=at - LOST_AFTER)


def send_due_notices(*, by: Actor, at: datetime, connection: BaseEmailBackend, limit: int = 50) -> dict[str, int]:
    """Send what is due, each on its own claim; return how many ended in which state. For the timetable."""
    for lost in interrupted(at):
        _settle(by=by, at=at, told=lost, posted=Posted("lost", "The desk was interrupted while it was sending this."))
    ended: dict[str, int] = {}
    for told in list(due(at)[:limit]):
        try:
            claimed = _claim(by=by, at=at, told=told)
        except Refused:
            continue  # another worker was faster
        settled = _settle(by=by, at=at, told=claimed, posted=post(connection, mail_of(claimed, agency=_agency())))
        ended[settled.state] = ended.get(settled.state, 0) + 1
    return ended


def mail_of(told: Notice, *, agency: Agency) -> EmailMessage:
    """The e-mail of a notice that has been claimed."""
    if told.about == "removal":
        subject, text = removal_notice(
            told, book=rulebook_under(told.decision.policy), agency=agency.name, public_url=agency.public_url
        )
    elif told.about == "restoral":
        subject, text = restoral_letter(told, agency=agency.name)
    else:
        removal = told.decision.notices.select_related("appeal").get(about="removal")
        subject, text = appeal_answer(told, removal.appeal, agency=agency.name)
    return EmailMessage(
        subject=subject,
        body=text,
        from_email=sender(),
        to=[address_of(told.comment)],
        headers={"Message-ID": told.message_id, "Auto-Submitted": "auto-generated"},
    )


@operation("cases.decide")
def send_again(*, by: Person, at: datetime, told: Notice) -> Notice:
    """A person has a failed or unconfirmed notice sent again; it carries another Message-ID."""
    row = _locked(told)
    row.state = NOTICE.to(row.state, "send_again")
    row.next_try, row.due_at, row.error = at, at, ""
    row.save()
    _record("due", row, by=by, at=at, by_mail=True)
    return row


@operation("notices.send")
def _claim(*, by: Actor, at: datetime, told: Notice) -> Notice:
    """Written before the mail server is spoken to. Every attempt has a Message-ID of its own."""
    row = _locked(told)
    row.state = NOTICE.to(row.state, "claim")
    row.attempts, row.claimed_at = row.attempts + 1, at
    host = urlsplit(_agency().public_url).hostname or "masthead.invalid"
    row.message_id = f"<{row.pk}.{row.attempts}@{host}>"
    row.save()
    _record("sending", row, by=by, at=at, attempt=row.attempts)
    return row


@operation("notices.send")
def _settle(*, by: Actor, at: datetime, told: Notice, posted: Posted) -> Notice:
    """Write down what became of it."""
    row = _locked(told)
    act = {"accepted": "accept", "put_off": "put_off", "lost": "lose"}[posted.outcome]
    if act == "put_off" and at - row.due_at >= GIVE_UP_AFTER:
        act = "give_up"
    row.state, row.error = NOTICE.to(row.state, act), posted.why
    if act == "accept":
        row.sent_at = at
    elif act == "put_off":
        row.next_try = at + min(LONGEST_WAIT, timedelta(minutes=2 ** min(row.attempts, 10)))
    row.save()
    kind = {"accept": "sent", "put_off": "put_off", "give_up": "failed", "lose": "unconfirmed"}[act]
    if act == "accept":
        _record(kind, row, by=by, at=at)
    else:
        _record(kind, row, by=by, at=at, why=posted.why)
    return row


def _record(kind: str, row: Notice, *, by: Actor, at: datetime, **more: str | int | bool) -> None:
    body = {
        "decision": str(row.decision_id),
        "comment": str(row.comment_id),
        "about": row.about,
        "message_id": row.message_id,
    }
    append(
        f"notice/{kind}",
        by=by,
        at=at,
        subject=row.subject,
        body={**body, **more},
        clauses=[row.decision.clause] if row.decision.clause else [],
        conversation=str(row.comment.conversation_id),
    )


def _locked(told: Notice) -> Notice:
    rows = Notice.objects.select_for_update(of=("self",))
    return rows.select_related("decision__version", "comment__presence").get(pk=told.pk)


def _agency() -> Agency:
    agency = the_agency()
    if agency is None:
        raise Refused("No agency is set up yet, so nobody can be written to.")
    return agency
