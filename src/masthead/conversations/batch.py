"""What is known of the comments in a batch of events, read and written in a fixed number of queries."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from masthead.channels.events import CommentEvent
from masthead.channels.ref import Ref
from masthead.conversations.models import Comment, CommentVersion, Conversation, RawCapture, Sighting
from masthead.conversations.now import Now, Seen, Standing, now_of
from masthead.conversations.ours import Ours, ours_among
from masthead.kernel.text import clean, shorten
from masthead.presences.models import Presence

_CHANGING = [
    "conversation", "parent", "parent_native_id", "author_shown", "author_id", "from_us", "state", "current", "url",
    "seen_at", "posted_at",
]  # fmt: skip


@dataclass
class Known:
    """One comment with its wordings by (version, hash) and its sightings by key.

    root: what the thread hangs from, once an event of this batch told it; news: whether this batch adds to it;
    was: where it stood by what was seen before this batch; hidden: whether this batch saw it hidden; private: whether
    the public cannot read it. What was private once stays so.
    """

    comment: Comment
    is_new: bool
    wordings: dict[tuple[str, str], CommentVersion] = field(default_factory=dict)
    sightings: dict[str, Sighting] = field(default_factory=dict)
    root: Ref | None = None
    news: bool = False
    was: Standing | None = None
    hidden: bool = False
    private: bool = False

    def __post_init__(self) -> None:
        self._before = self._row()

    def has_changed(self) -> bool:
        """Whether anything of the row is other than when it was read."""
        return self._row() != self._before

    def _row(self) -> list[object]:
        fields = Comment._meta.concrete_fields
        return [getattr(self.comment, one.attname) for one in fields if one.name in _CHANGING]

    def now(self) -> Now:
        return now_of(_seen(row) for row in self.sightings.values())


class Batch:
    """The rows a batch of events touches. Nothing is written before `save`."""

    def __init__(self, presence: Presence, events: Sequence[CommentEvent]) -> None:
        self.presence = presence
        ids = {event.native_id for event in events}
        parents = {event.parent_ref.native_id for event in events if event.parent_ref}
        roots = {root_of(event).native_id for event in events}
        rows = Comment.objects.filter(presence=presence, native_id__in=ids | parents)
        self.known = {row.native_id: Known(row, False) for row in rows.select_related("current")}
        by_id = {known.comment.pk: known for known in self.known.values()}
        again = [pk for pk, known in by_id.items() if known.comment.native_id in ids]
        for version in CommentVersion.objects.filter(comment_id__in=again):
            by_id[version.comment_id].wordings[version.version, version.text_sha256] = version
        for sighting in Sighting.objects.filter(comment_id__in=again).select_related("version"):
            by_id[sighting.comment_id].sightings[sighting.key] = sighting
        # Answers may have come before what they answer: they wait under its native id.
        self.waiting = list(Comment.objects.filter(presence=presence, parent=None, parent_native_id__in=ids))
        held = {known.comment.conversation_id for known in self.known.values()}
        places = {place_of(root_of(event), private=private) for event in events for private in (False, True)}
        # Locked: a reply sent meanwhile writes the same state.
        known_by = Q(presence=presence, root__in=places) | Q(pk__in=held)
        threads = Conversation.objects.select_for_update().filter(known_by)
        self.conversations = {thread.root: thread for thread in threads}
        self.ours: Ours = ours_among(presence, ids | roots, events)
        self._by_id: dict[UUID, Conversation] = {}
        self._raws: dict[str, RawCapture] = {}
        self._new_conversations: list[Conversation] = []
        self._new_wordings: list[CommentVersion] = []
        self._new_sightings: list[Sighting] = []
        self._seen_again: dict[str, Sighting] = {}
        self._touched: dict[str, Known] = {}

    def of(self, event: CommentEvent) -> Known:
        """The comment the event is about, made (not yet written) when it was never heard of."""
        known = self.known.get(event.native_id)
        if known is None:
            comment = Comment(presence=self.presence, native_id=event.native_id, seen_at=event.observed_at)
            known = self.known[event.native_id] = Known(comment, True)
        if event.native_id not in self._touched:
            known.was = known.now().standing if known.sightings else None
        known.hidden = known.hidden or event.kind == "hidden"
        self._touched[event.native_id] = known
        return known

    @property
    def touched(self) -> Iterable[Known]:
        return self._touched.values()

    def add_wording(self, known: Known, event: CommentEvent, raw: RawCapture) -> CommentVersion:
        """The version of the comment that `event` words, made if it is new."""
        text = clean(event.text)
        key = (event.version, hashlib.sha256(text.encode()).hexdigest())
        if key not in known.wordings:
            known.wordings[key] = CommentVersion(
                comment=known.comment,
                number=len(known.wordings) + 1,
                version=event.version,
                text=text,
                text_sha256=key[1],
                raw=raw,
                observed_at=event.observed_at,
            )
            self._new_wordings.append(known.wordings[key])
        return known.wordings[key]

    def add_sighting(self, known: Known, sighting: Sighting) -> None:
        known.sightings[sighting.key] = sighting
        self._new_sightings.append(sighting)

    def see_again(self, sighting: Sighting, name: str, observed_at: datetime) -> bool:
        """Widen the span in which an event was seen. True when its author has another name by now."""
        renamed = name != sighting.author_shown and (observed_at, name) > (sighting.last_seen, sighting.author_shown)
        if renamed:
            sighting.author_shown = name
        if renamed or not sighting.first_seen <= observed_at <= sighting.last_seen:
            sighting.first_seen = min(sighting.first_seen, observed_at)
            sighting.last_seen = max(sighting.last_seen, observed_at)
            self._seen_again.setdefault(f"{sighting.comment_id} {sighting.key}", sighting)
        return renamed

    def raw(self, content: bytes, at: datetime) -> RawCapture:
        """The bytes under their hash, once per batch."""
        digest = hashlib.sha256(content).hexdigest()
        return self._raws.setdefault(digest, RawCapture(sha256=digest, content=content, captured_at=at))

    def conversation(self, root: Ref, first_words: str, at: datetime, *, private: bool = False) -> Conversation:
        """The conversation that hangs from `root`, made if this is the first that is heard of it.

        A private one is called so and not by its words: its title is read where its words are not.
        """
        place = place_of(root, private=private)
        found = self.conversations.get(place)
        if found is None:
            post = None if private else self.ours.publications.get(root.native_id)
            first_words = f"Private message on {self.presence.name}" if private else first_words
            found = self.conversations[place] = Conversation(
                presence=self.presence,
                private=private,
                root=place,
                root_ref=root.as_json(),
                publication_subject=post.subject if post else "",
                post_text=post.text if post else "",
                title=shorten(post.text if post else first_words, 120),
                last_event_at=at,
            )
            self._new_conversations.append(found)
        return found

    def is_new(self, thread: Conversation) -> bool:
        """Whether nobody knew of the conversation before this batch."""
        return any(each is thread for each in self._new_conversations)

    def thread_of(self, comment: Comment) -> Conversation:
        """The conversation of a comment, as the one row this batch holds of it."""
        if comment.conversation_id not in self._by_id:
            self._by_id = {thread.pk: thread for thread in self.conversations.values()}
        return self._by_id[comment.conversation_id]

    def save(self) -> None:
        """Write everything new, and of the rest only what changed. Bytes already kept are left alone."""
        RawCapture.objects.bulk_create(self._raws.values(), ignore_conflicts=True)
        Conversation.objects.bulk_create(self._new_conversations)
        self._save_what_was_heard()
        # `current` and `parent` may point at rows written a line later: foreign keys are checked at the commit.
        Comment.objects.bulk_create(known.comment for known in self.touched if known.is_new)
        CommentVersion.objects.bulk_create(self._new_wordings)
        Sighting.objects.bulk_create(self._new_sightings)
        fresh = {row.pk for row in self._new_sightings}
        again = [row for row in self._seen_again.values() if row.pk not in fresh]
        Sighting.objects.bulk_update(again, ["first_seen", "last_seen", "author_shown"])
        changed = [known.comment for known in self.touched if not known.is_new and known.has_changed()]
        Comment.objects.bulk_update(changed, _CHANGING)
        Comment.objects.bulk_update(self.waiting, ["parent"])

    def _save_what_was_heard(self) -> None:
        """The threads with news, in as many statements as they differ: after one page, nearly all stand alike."""
        heard = {self.thread_of(known.comment) for known in self.touched if known.news}
        alike: dict[tuple[str, datetime], list[UUID]] = {}
        for thread in heard.difference(self._new_conversations):
            alike.setdefault((thread.state, thread.last_event_at), []).append(thread.pk)
        for (state, moment), threads in alike.items():
            Conversation.objects.filter(pk__in=threads).update(state=state, last_event_at=moment)


def root_of(event: CommentEvent) -> Ref:
    """What the thread hangs from. A channel that names no root gives one conversation per parent."""
    return event.root_ref or event.parent_ref or Ref(event.native_id, url=event.url)


def place_of(root: Ref, *, private: bool) -> str:
    """What a conversation is known by: a private exchange shares no thread with the public, whatever they hang from."""
    return f"private:{root.native_id}"[:500] if private else root.native_id


def _seen(row: Sighting) -> Seen:
    wording = row.version
    return Seen(
        kind=row.kind,
        version=wording.version if wording else "",
        wording=wording.pk if wording else None,
        text_sha256=wording.text_sha256 if wording else "",
        author_shown=row.author_shown,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
    )
