"""What lies on the sample desk: a presence, posts in every stage, comments that wait for a person.

Each thing was done by an invented person at a time before the first start, through the same operations as on a real
desk. The comments are invented too; some may break a clause, and some only look as if they did.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from masthead.agencies.actors import Citizen, Worker
from masthead.agencies.models import Commitment
from masthead.channels.noticeboard.channel import told_as_of
from masthead.channels.noticeboard.comments import confirm_comment, submit_comment
from masthead.channels.noticeboard.description import DESCRIPTION as NOTICEBOARD
from masthead.channels.noticeboard.models import NoticeboardComment, NoticeboardPost
from masthead.outbox.carry import sweep
from masthead.presences import connection, decide, discuss, launch
from masthead.presences.models import Presence
from masthead.presences.propose import Proposal, propose
from masthead.project.demo import who
from masthead.publishing import approve, draft, schedule
from masthead.publishing.models import Draft

HANDLE = "mlc-noticeboard"


@dataclass(frozen=True)
class Sample:
    """A post of the sample: staff's title, the words, whom it is for, and the commitment it supports."""

    title: str
    text: str
    audience: str
    commitment: str


PUBLISHED = (
    Sample(
        "Summer program dates",
        "The Summer Library Program begins on June 1. Ask at the desk of your public library for a reading record.",
        "Families",
        "Summer Library Program",
    ),
    Sample(
        "Talking books by mail",
        "Talking Book Services mails audio and braille books free of charge to readers who cannot use print.",
        "Readers who cannot use print",
        "Talking Book Services",
    ),
)
SCHEDULED = Sample(
    "Workshop for new trustees",
    "A workshop for new library trustees takes place next month. Registration opens on Monday.",
    "Library trustees",
    "Library development workshops",
)
WAITING = Sample(
    "E-Rate deadline",
    "The deadline for E-Rate applications is near. Our consultants help each public library with the forms.",
    "Public library directors",
    "E-Rate support",
)
# Left as an author leaves a first attempt: the checks have something to say about it.
UNFINISHED = Sample(
    "Book sale (first attempt)",
    "HUGE book sale this weekend!!! Vote for Councilman Smith's favorite novel at http://example.com/sale"
    " and recieve a prize.",
    "",
    "",
)
# (name as shown, words, the published post it answers)
COMMENTS: tuple[tuple[str, str, int], ...] = (
    ("A reader in Tupelo", "My daughter finished ten books last summer and is looking forward to this one.", 0),
    ("June", "Can grown-ups take part too?", 0),
    ("Angry neighbor", "You people are idiots and should all be fired. I know where you park your car.", 0),
    ("Best Deals", "CHEAP READING GLASSES 80% OFF!!! Visit my store today http://deals.invalid/glasses", 0),
    ("Otis", "Vote Yes on the bond issue this November, and vote out the whole county board!", 1),
    ("Lila", "Elect Doyle Dalrymple for county supervisor on Tuesday!", 1),
    ("W. T.", "He called the reading room 'a waste of money'. I think that is wrong: it saved my year.", 1),
)


def furnish(*, at: datetime) -> None:
    """Furnish the sample desk once. Sending takes transactions of its own, so this goes in three parts, each whole."""
    begun = at - timedelta(days=29)
    if not Presence.objects.exists():
        _open_presence(at=begun)
    if not Draft.objects.exists():
        _write_posts(at=at)
    if not NoticeboardPost.objects.exists():
        _send_posts(at=at - timedelta(days=2))
        _leave_comments(at=at - timedelta(days=1))


@transaction.atomic
def _open_presence(*, at: datetime) -> None:
    writer, director = who("communicator"), who("director")
    proposal = Proposal(
        channel=NOTICEBOARD.id,
        name="Mississippi Library Commission Noticeboard",
        handle=HANDLE,
        purpose="Tell libraries and readers in the state what the Commission offers, and answer their questions.",
        audience="Public libraries, and readers across the state",
        why_channel="It is the Commission's own page: nobody needs an account elsewhere to read or to answer.",
        run_by=writer,
        commitments=[Commitment.objects.get(name="Summer Library Program")],
    )
    presence = propose(by=writer, at=at, proposal=proposal)
    discuss.say(by=director, at=_later(at, hours=2), presence=presence, text="Who answers on Fridays?")
    discuss.say(by=writer, at=_later(at, hours=3), presence=presence, text="Rufus and I take turns; it is on our plan.")
    decide.approve(by=director, at=_later(at, hours=5), presence=presence, remark="Begin with the summer program.")
    settings = {"handle": HANDLE}
    account = connection.try_connection(NOTICEBOARD.id, settings, {})
    connection.connect(
        by=writer,
        at=_later(at, hours=6),
        presence=presence,
        settings=settings,
        secrets={},
        account=account,
    )
    launch.launch(by=writer, at=_later(at, hours=7), presence=presence)


@transaction.atomic
def _write_posts(*, at: datetime) -> None:
    presence = Presence.objects.get(handle=HANDLE)
    begun = at - timedelta(days=3)
    for number, sample in enumerate(PUBLISHED):
        _schedule(sample, presence, at=_later(begun, hours=number), leaves_after=timedelta(hours=3))
    _schedule(SCHEDULED, presence, at=at - timedelta(hours=6), leaves_after=timedelta(days=5))
    writer = who("communicator")
    asked = draft.start(by=writer, at=at - timedelta(hours=4), wording=_wording(WAITING, presence))
    approve.ask(by=writer, at=at - timedelta(hours=3), draft=asked)
    draft.start(by=writer, at=at - timedelta(hours=1), wording=_wording(UNFINISHED, presence))


def _schedule(sample: Sample, presence: Presence, *, at: datetime, leaves_after: timedelta) -> None:
    writer, approver = who("communicator"), who("approver")
    written = draft.start(by=writer, at=at, wording=_wording(sample, presence))
    asked = approve.ask(by=writer, at=_later(at, hours=0.5), draft=written)
    approve.approve(by=approver, at=_later(at, hours=1), approval=asked, content_hash=asked.content_hash)
    schedule.schedule(by=writer, at=_later(at, hours=1.5), draft=written, leaves_at=at + leaves_after)


def _send_posts(*, at: datetime) -> None:
    # The board says when it put a post up; a comment must not be older than what it stands under.
    with told_as_of(at):
        sweep(by=Worker("demo"), at=at)


@transaction.atomic
def _leave_comments(*, at: datetime) -> None:
    posts = [NoticeboardPost.objects.get(text=sample.text) for sample in PUBLISHED]
    for number, (name, text, post) in enumerate(COMMENTS):
        moment = _later(at, hours=number)
        citizen = Citizen(reference=f"demo-{number}", shown_as=name)
        comment: NoticeboardComment = submit_comment(
            by=citizen,
            at=moment,
            post_id=posts[post].pk,
            author_shown=name,
            email=f"reader-{number}@demo.invalid",
            text=text,
        )
        confirm_comment(by=citizen, at=_later(moment, hours=0.1), comment_id=comment.pk)


def _wording(sample: Sample, presence: Presence) -> draft.Wording:
    return draft.Wording(
        title=sample.title,
        text=sample.text,
        audience=sample.audience,
        commitment=Commitment.objects.filter(name=sample.commitment).first(),
        presences=[presence],
    )


def _later(at: datetime, *, hours: float) -> datetime:
    return at + timedelta(hours=hours)
