"""Fourth stage: the entire exchange goes to the agency's records mailbox, and goes again, whole, when it continues.

A Message-ID is handed to the mail server once. Where the answer is lost, the mailbox or a person settles what became of
it; what is sent then is the next revision, under an id of its own.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from masthead.agencies.actors import Actor
from masthead.agencies.models import Agency, Person, the_agency
from masthead.conversations.enclosed import enclosed
from masthead.conversations.exchange import exchange_of
from masthead.conversations.mail import exchange_mail
from masthead.conversations.mailbox import Mailbox
from masthead.conversations.models import Comment, Conversation, Forwarding, Reply
from masthead.conversations.posting import Posted, post, sender
from masthead.conversations.reply import note_all_said
from masthead.conversations.states import FORWARDING
from masthead.kernel.refusals import Refused
from masthead.policy.in_force import rulebook
from masthead.policy.notices import notice
from masthead.records.append import append
from masthead.records.models import Record
from masthead.records.operation import operation

GIVE_UP_AFTER = timedelta(days=7)
LONGEST_WAIT = timedelta(hours=4)
LOST_AFTER = timedelta(minutes=15)
"""A sending older than this was interrupted: the worker's own time-outs end far sooner."""

_REPLACED = ("due", "unconfirmed", "failed")


def waiting_to_be_queued() -> QuerySet[Conversation]:
    """Conversations with an answer read back or given on the channel itself, or handed over, that changed since."""
    answered = Exists(Reply.objects.filter(conversation=OuterRef("pk")).exclude(said_at=None))
    there = Exists(Comment.objects.filter(conversation=OuterRef("pk"), from_us=True, parent__from_us=False))
    changed = Q(last_queued=None) | Q(last_queued__lt=F("last_event_at"))
    rows = Conversation.objects.annotate(last_queued=Max("forwardings__queued_at"))
    return (
        rows.filter(changed).filter(answered | there | Q(handed_over_by__isnull=False)).order_by("last_event_at", "pk")
    )


@operation("conversations.forward")
def queue_forwarding(*, by: Actor, at: datetime, conversation: Conversation) -> Forwarding:
    """Queue the whole exchange as the next revision. Revisions that have not arrived are replaced by it."""
    agency = _agency()
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    last = conversation.forwardings.aggregate(last=Max("revision"))["last"] or 0
    replaced = list(conversation.forwardings.select_for_update().filter(state__in=_REPLACED))
    for row in replaced:
        row.state = FORWARDING.to(row.state, "replace")
        row.save(update_fields=["state"])
    # Of the exchange itself: what is recorded about the forwarding is no part of it.
    said = Record.objects.filter(conversation=str(conversation.pk)).exclude(kind__startswith="forwarding/")
    forwarding = Forwarding.objects.create(
        conversation=conversation,
        revision=last + 1,
        message_id=_message_id(conversation, last + 1, agency),
        references=_message_id(conversation, 1, agency) if last else "",
        queued_at=at,
        next_try=at,
        upto_record=said.aggregate(last=Max("number"))["last"] or 0,
    )
    _record("queued", forwarding, by=by, at=at, more={"replaces": [row.message_id for row in replaced]})
    return forwarding


def queue_all(*, by: Actor, at: datetime, limit: int = 100) -> int:
    """Queue every conversation that changed, by a reply read back since among others. For the timetable."""
    note_all_said(by=by, at=at)
    waiting = list(waiting_to_be_queued()[:limit])
    for conversation in waiting:
        queue_forwarding(by=by, at=at, conversation=conversation)
    return len(waiting)


def send_due(*, by: Actor, at: datetime, connection: BaseEmailBackend, limit: int = 50) -> dict[str, int]:
    """Send what is due, each on its own claim; return how many ended in which state. For the timetable."""
    ended: dict[str, int] = {}
    due = Forwarding.objects.filter(state="due", next_try__lte=at).order_by("next_try", "id")
    for forwarding in list(due[:limit]):
        try:
            claimed = _claim(by=by, at=at, forwarding=forwarding)
        except Refused:
            continue  # another worker was faster
        posted = exchange_is_forwarded(claimed, at=at, connection=connection)
        settled = _settle(by=by, at=at, forwarding=claimed, posted=posted)
        ended[settled.state] = ended.get(settled.state, 0) + 1
    return ended


@notice
def exchange_is_forwarded(forwarding: Forwarding, *, at: datetime, connection: BaseEmailBackend) -> Posted:
    """The records mailbox is sent every exchange, whole: both sides, times, names as shown, every byte as it came."""
    agency = _agency()
    conversation = Conversation.objects.select_related("presence", "handed_over_by").get(pk=forwarding.conversation_id)
    exchange = exchange_of(conversation)
    message = exchange_mail(
        exchange,
        message_id=forwarding.message_id,
        references=forwarding.references,
        sender=sender(),
        to=agency.records_address,
        agency=agency.name,
        zone=agency.zone,
        at=at,
        along=enclosed(conversation, exchange),
    )
    return post(connection, message)


def reconcile(*, by: Actor, at: datetime, mailbox: Mailbox | None = None) -> int:
    """Settle what was interrupted, and look in the mailbox for what is unconfirmed. Returns how many arrivals it found.

    Raises Refused when the mailbox cannot be looked into.
    """
    interrupted = Forwarding.objects.filter(state="sending", claimed_at__lte=at - LOST_AFTER)
    for forwarding in interrupted:
        lost = Posted("lost", "The desk was interrupted while it was sending this.")
        _settle(by=by, at=at, forwarding=forwarding, posted=lost)
    found = 0
    for forwarding in Forwarding.objects.filter(state="unconfirmed") if mailbox else ():
        if mailbox and mailbox.holds(forwarding.message_id):
            _settle(by=by, at=at, forwarding=forwarding, posted=Posted("accepted", "Found in the records mailbox."))
            found += 1
    return found


@operation("conversations.forward")
def confirm_arrival(*, by: Person, at: datetime, forwarding: Forwarding) -> Forwarding:
    """A person looked and found it in the records mailbox."""
    row = _locked(forwarding)
    row.state, row.sent_at, row.error = FORWARDING.to(row.state, "accepted"), at, ""
    row.save(update_fields=["state", "sent_at", "error"])
    _record("sent", row, by=by, at=at, more={"why": "A person found it in the records mailbox."})
    return row


def send_again(*, by: Person, at: datetime, forwarding: Forwarding) -> Forwarding:
    """A person looked and did not find it: the exchange goes again as the next revision."""
    if forwarding.state not in ("unconfirmed", "failed"):
        raise Refused("Only an e-mail that failed or was not confirmed is sent again.")
    return queue_forwarding(by=by, at=at, conversation=forwarding.conversation)


def overdue(*, at: datetime, hours: float = 24) -> QuerySet[Forwarding]:
    """The alarm: whatever was queued more than `hours` ago and has not arrived."""
    unsent = Forwarding.objects.exclude(state__in=["sent", "replaced"])
    return unsent.filter(queued_at__lt=at - timedelta(hours=hours)).select_related("conversation")


@operation("conversations.forward")
def _claim(*, by: Actor, at: datetime, forwarding: Forwarding) -> Forwarding:
    """Written before the mail server is spoken to, so that a crash in between is known for what it is."""
    row = _locked(forwarding)
    row.state = FORWARDING.to(row.state, "claim")
    row.attempts, row.claimed_at = row.attempts + 1, at
    row.save(update_fields=["state", "attempts", "claimed_at"])
    _record("sending", row, by=by, at=at, more={"attempt": row.attempts})
    return row


@operation("conversations.forward")
def _settle(*, by: Actor, at: datetime, forwarding: Forwarding, posted: Posted) -> Forwarding:
    """Write down what became of a sending."""
    row = _locked(forwarding)
    act = {"accepted": "accepted", "put_off": "put_off", "lost": "lose"}[posted.outcome]
    if act == "put_off" and at - row.queued_at >= GIVE_UP_AFTER:
        act = "give_up"
    row.state = FORWARDING.to(row.state, act)
    row.error = posted.why if act != "accepted" else ""
    if act == "accepted":
        row.sent_at = at
    elif act == "put_off":
        row.next_try = at + min(LONGEST_WAIT, timedelta(minutes=2 ** min(row.attempts, 10)))
    row.save(update_fields=["state", "error", "sent_at", "next_try"])
    kind = {"accepted": "sent", "put_off": "put_off", "give_up": "failed", "lose": "unconfirmed"}[act]
    _record(kind, row, by=by, at=at, more={"why": posted.why})
    return row


def _locked(forwarding: Forwarding) -> Forwarding:
    return Forwarding.objects.select_for_update().get(pk=forwarding.pk)


def _record(kind: str, row: Forwarding, *, by: Actor, at: datetime, more: dict[str, object]) -> None:
    body = {"message_id": row.message_id, "revision": row.revision, "upto_record": row.upto_record}
    append(
        f"forwarding/{kind}",
        by=by,
        at=at,
        subject=row.subject,
        body={**body, **more},
        clauses=[clause.id for clause, _ in rulebook().bound("notice", "exchange_is_forwarded")],
        conversation=str(row.conversation_id),
    )


def _message_id(conversation: Conversation, revision: int, agency: Agency) -> str:
    """Stable: the same exchange at the same revision has the same id, wherever it is built."""
    return f"<{conversation.pk}.{revision}@{urlsplit(agency.public_url).hostname or 'masthead.invalid'}>"


def _agency() -> Agency:
    agency = the_agency()
    if agency is None:
        raise Refused("No agency is set up yet, so there is no records mailbox to write to.")
    return agency
