"""A desk that has been in use for years, written straight into its tables: what pages read, not how it came about."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

import factories
from masthead.agencies.actors import Worker
from masthead.agencies.models import Commitment, Person
from masthead.agencies.rights import Role
from masthead.channels.noticeboard.models import NoticeboardComment, NoticeboardPost
from masthead.conversations.models import Comment, CommentVersion, Conversation, RawCapture
from masthead.employees.models import Acknowledgement, AddressUse, Reminder
from masthead.links.models import Dossier, Link
from masthead.media.models import Asset
from masthead.moderation.models import Case, Decision
from masthead.outbox.models import Delivery
from masthead.policy.in_force import rulebook
from masthead.presences.models import Connection, LiveProfile, Lookalike, Presence
from masthead.publishing.content import content_of, hash_of
from masthead.publishing.models import Approval, Draft, Revision, Variant
from masthead.records.append import append

PRESENCES, DRAFTS, CONVERSATIONS, COMMENTS, RECORDS, POSTS = 500, 2_000, 1_000, 5_000, 20_000, 1_000
PEOPLE = 5_000
UNDER_ONE_POST = 500
LONGEST_THREAD = 200
POST = (
    "Summer reading starts Saturday at every public library in the state! Sign up at the desk and earn a free book. "
    "Miss Luz will sing at the Harbor branch at 10: https://library.example/summer?from=poster. Bring your card."
)
SAID = "The roof of the Itta Bena branch leaks again. You people promised to mend it in spring, you idiots."
MAILBOXES = {
    "communicator": Role.COMMUNICATOR,
    "approver": Role.APPROVER,
    "director": Role.DIRECTOR,
    "moderator": Role.MODERATOR,
    "records": Role.RECORDS_OFFICER,
    "owner": Role.POLICY_OWNER,
    "administrator": Role.ADMINISTRATOR,
}


@transaction.atomic
def fill() -> str:
    """Fill an empty database; return what is in it, in words."""
    factories.agency()
    people = {box: factories.person(role, email=f"{box}@bench.invalid") for box, role in MAILBOXES.items()}
    commitment = Commitment.objects.create(name="Summer Library Program", goal="Reading goes on.")
    presences = _presences(people)
    _drafts(people, presences, commitment)
    _media_and_links(people["communicator"])
    _cases(people, _comments(presences))
    _noticeboard()
    _employees(people["communicator"], presences)
    for number in range(RECORDS):
        append(
            "presence/discussed",
            by=people["director"] if number % 3 else Worker(),
            at=factories.at(number),
            subject=f"presence:{presences[number % PRESENCES].pk}",
            body={"text": f"The branch in Itta Bena closes at noon for repairs to the roof. {number} " * 3},
        )
    return (
        f"{PRESENCES:,} presences, {DRAFTS:,} drafts, {COMMENTS:,} comments in {CONVERSATIONS:,} conversations, "
        f"{POSTS:,} posts on the Noticeboard, {PEOPLE:,} people, {RECORDS:,} records"
    )


def _presences(people: dict[str, Person]) -> list[Presence]:
    channels = ("noticeboard", "bluesky", "mastodon", "wordpress")
    made = Presence.objects.bulk_create(
        Presence(
            channel=channels[number % 2],
            name=f"Branch {number} on the web",
            handle=f"branch-{number}",
            purpose="To tell patrons what happens.",
            audience="Patrons",
            why_channel="They read it.",
            run_by=people["communicator"],
            proposed_by=people["communicator"],
            proposed_at=factories.at(number),
            state="proposed" if number % 20 == 0 else "live",
        )
        for number in range(PRESENCES)
    )
    kept = {"name": "Branch on the web", "about": "Official account of the Commission."}
    LiveProfile.objects.bulk_create(
        LiveProfile(
            presence=presence,
            shown={**kept, "handle": presence.handle},
            confirmed={**kept, "handle": presence.handle},
            read_at=factories.at(),
        )
        for presence in made
    )
    Lookalike.objects.bulk_create(
        Lookalike(
            address=f"https://host.example/branch-{number}l",
            bare=f"host.example/branch-{number}l",
            what="It uses our seal.",
            like=presence,
            state="told" if number % 2 else "reported",
            told_at=factories.at(number),
            told_by="citizen:lookalike",
        )
        for number, presence in enumerate(made)
    )
    Connection.objects.bulk_create(
        Connection(
            presence=presence,
            settings={"handle": presence.handle},
            connected_at=factories.at(),
            connected_by=people["communicator"].actor_id,
        )
        for presence in made
        if presence.state == "live"
    )
    return made


def _employees(writer: Person, presences: list[Presence]) -> None:
    """People, half of whom have acknowledged the policy; exchanges one of them handed over; addresses."""
    policy = rulebook().policy
    people = Person.objects.bulk_create(
        Person(email=f"person-{number}@bench.invalid", name=f"Person {number}", password="!")
        for number in range(PEOPLE)
    )
    Acknowledgement.objects.bulk_create(
        Acknowledgement(person=person, stamp=policy.stamp, digest=policy.digest, at=factories.at(number))
        for number, person in enumerate(people[::2])
    )
    Reminder.objects.bulk_create(
        Reminder(person=person, stamp=policy.stamp, state="sent", at=factories.at(number))
        for number, person in enumerate(people[1::2])
    )
    AddressUse.objects.bulk_create(
        AddressUse(
            presence=presence, address=f"branch-{number}@mlc.lib.ms.us", noted_by=writer, noted_at=factories.at()
        )
        for number, presence in enumerate(presences)
        if number % 2
    )
    Conversation.objects.bulk_create(
        Conversation(
            root=f"handed-{number}",
            title=f"Facebook: question {number}",
            handed_over_by=writer,
            last_event_at=factories.at(number),
        )
        for number in range(500)
    )


def _drafts(people: dict[str, Person], presences: list[Presence], commitment: Commitment) -> None:
    states = ("writing", "waiting", "approved", "returned", "published")
    live = [presence for presence in presences if presence.state == "live"]
    drafts = Draft.objects.bulk_create(
        Draft(
            title=f"Draft {number}",
            text=POST,
            audience="Families",
            commitment=commitment,
            author=people["communicator"],
            state="writing" if number < 1000 else states[number % 5],
            started_at=factories.at(number),
            last_edit=factories.at(number),
        )
        for number in range(DRAFTS)
    )
    Variant.objects.bulk_create(
        Variant(draft=draft, presence=live[(number + step) % len(live)])
        for number, draft in enumerate(drafts)
        for step in range(5)
    )
    content = content_of(drafts[0])
    common: dict[str, Any] = {"content_hash": hash_of(content)}
    Revision.objects.bulk_create(
        Revision(draft=draft, number=1, content=content, by=people["communicator"], at=draft.last_edit, **common)
        for draft in drafts
    )
    Approval.objects.bulk_create(
        Approval(draft=draft, revision=1, asked_by=people["communicator"], asked_at=draft.last_edit, **common)
        for draft in drafts
        if draft.state == "waiting"
    )
    Delivery.objects.bulk_create(
        Delivery(
            purpose="publication",
            subject=f"publication:{draft.pk}",
            presence=live[number % len(live)],
            payload={"text": draft.text},
            key=f"key-{number}",
            payload_hash="0" * 64,
            state="queued" if number % 40 == 0 else "delivered",
            not_before=factories.at(days=40 * 365 if number % 40 == 0 else 0),
            created_at=draft.last_edit,
            updated_at=draft.last_edit,
            **common,
        )
        for number, draft in enumerate(drafts)
    )


def _media_and_links(writer: Person) -> None:
    Asset.objects.bulk_create(
        Asset(
            name=f"Picture {number}",
            original=f"assets/original/{number}.png",
            published=f"assets/published/{number}.png",
            sha256=f"{number:064}",
            published_sha256=f"{number:064}",
            mime="image/png",
            bytes=1000,
            width=100,
            height=100,
            uploaded_by=writer,
            uploaded_at=factories.at(number),
        )
        for number in range(1000)
    )
    links = Link.objects.bulk_create(
        Link(url=f"https://library.example/{number}", first_seen=factories.at(number)) for number in range(2000)
    )
    Dossier.objects.bulk_create(
        Dossier(link=link, state="ok", asked_by=writer.actor_id, asked_at=factories.at(), title="A page")
        for link in links
    )


def _comments(presences: list[Presence]) -> list[Comment]:
    conversations = Conversation.objects.bulk_create(
        Conversation(
            presence=presences[number % PRESENCES],
            root=f"post-{number}",
            title=f"Post {number}",
            post_text=POST,
            state="open" if number % 4 == 0 else "answered",
            last_event_at=factories.at(number),
        )
        for number in range(CONVERSATIONS)
    )
    of_all = [conversations[-1]] * LONGEST_THREAD
    of_all += [conversations[number % CONVERSATIONS] for number in range(COMMENTS - LONGEST_THREAD)]
    comments = Comment.objects.bulk_create(
        Comment(
            conversation=conversation,
            presence=conversation.presence,
            native_id=f"comment-{number}",
            author_shown=f"Reader {number}",
            state="shown",
            seen_at=factories.at(number),
        )
        for number, conversation in enumerate(of_all)
    )
    raw = RawCapture.objects.create(sha256="0" * 64, content=b"{}", captured_at=factories.at())
    CommentVersion.objects.bulk_create(
        CommentVersion(
            comment=comment,
            number=1,
            text=f"{SAID} {number}",
            text_sha256=hashlib.sha256(str(number).encode()).hexdigest(),
            raw=raw,
            observed_at=comment.seen_at,
        )
        for number, comment in enumerate(comments)
    )
    written = CommentVersion.objects.filter(comment=OuterRef("pk")).values("pk")[:1]
    Comment.objects.update(current=Subquery(written))
    return list(Comment.objects.order_by("seen_at")[:2000])


def _cases(people: dict[str, Person], comments: list[Comment]) -> None:
    start = SAID.index("idiots")
    sign = {"start": start, "end": start + 6, "ground": "personal_attack", "sentence": "It insults a person."}
    cases = Case.objects.bulk_create(
        Case(
            comment=comment,
            version_id=comment.current_id,
            state="decided" if number % 2 else "open",
            opened_by="worker:signals",
            opened_at=comment.seen_at,
            proposal={"grounds": ["personal_attack"], "spans": [sign], "keep_reasons": []},
            engine="bench/1",
            fingerprint=f"{number % 50:064}",
        )
        for number, comment in enumerate(comments)
    )
    Decision.objects.bulk_create(
        Decision(
            case=case,
            version_id=case.version_id,
            state="final",
            outcome="keep",
            policy="mlc-2012@1",
            by=people["moderator"],
            at=case.opened_at,
        )
        for case in cases
        if case.state == "decided"
    )


def _noticeboard() -> None:
    posts = NoticeboardPost.objects.bulk_create(
        NoticeboardPost(key=f"post-{number}", handle="branch-2", text=POST, put_up_at=factories.at(number))
        for number in range(POSTS)
    )
    NoticeboardComment.objects.bulk_create(
        NoticeboardComment(
            post=posts[0 if number < UNDER_ONE_POST else number % POSTS],
            author_shown=f"Reader {number}",
            email=f"reader-{number}@bench.invalid",
            text=SAID,
            state="visible",
            submitted_at=factories.at(number),
            confirmed_at=factories.at(number) + timedelta(minutes=1),
        )
        for number in range(COMMENTS)
    )
