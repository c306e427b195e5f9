"""Tables of conversations. Every wording and every byte received is kept; rows here are a view of the ledger."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from masthead.conversations.states import COMMENT, CONVERSATION, FORWARDING
from masthead.kernel.ids import new_id
from masthead.presences.models import Presence


class Conversation(models.Model):
    """One thread of one presence, or an exchange an employee handed over (then `presence` is null).

    root_ref: what the thread hangs from, as `Ref.as_json`; root: its native id, or the hand-over's own id.
    publication_subject: `publication:<uuid>` when the thread hangs from a publication of ours, else "".
    private: the public cannot read it. Then `root` is told apart from a public thread's: see `batch.place_of`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    presence = models.ForeignKey(
        Presence, null=True, blank=True, related_name="conversations", on_delete=models.PROTECT
    )
    publication_subject = models.CharField(max_length=120, blank=True, default="", db_index=True)
    root = models.CharField(max_length=500)
    root_ref = models.JSONField(default=dict)
    title = models.CharField(max_length=200, blank=True, default="")
    post_text = models.TextField(blank=True, default="", help_text="What the thread answers, when it is known.")
    private = models.BooleanField(default=False)
    state = models.CharField(max_length=16, choices=CONVERSATION.choices(), default=CONVERSATION.initial, db_index=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, related_name="conversations", on_delete=models.PROTECT
    )
    handed_over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, related_name="handed_over", on_delete=models.PROTECT
    )
    last_event_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering: ClassVar = ["-last_event_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["presence", "root"], name="one_conversation_per_thread")
        ]

    def __str__(self) -> str:
        return self.title or str(self.id)

    @property
    def subject(self) -> str:
        return f"conversation:{self.id}"


class RawCapture(models.Model):
    """Bytes as received, kept once under their SHA-256 (hex)."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    content = models.BinaryField()
    captured_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256


class Comment(models.Model):
    """What somebody said, as it stands now. `current` is the wording in force; all wordings are in `versions`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    conversation = models.ForeignKey(Conversation, related_name="comments", on_delete=models.PROTECT)
    presence = models.ForeignKey(Presence, null=True, blank=True, related_name="comments", on_delete=models.PROTECT)
    native_id = models.CharField(max_length=500)
    parent = models.ForeignKey("self", null=True, blank=True, related_name="answers", on_delete=models.PROTECT)
    parent_native_id = models.CharField(max_length=500, blank=True, default="", db_index=True)
    author_shown = models.CharField(max_length=300, blank=True, default="")
    author_id = models.CharField(max_length=300, blank=True, default="")
    from_us = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=COMMENT.choices(), default=COMMENT.initial, db_index=True)
    current = models.ForeignKey("CommentVersion", null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    url = models.CharField(max_length=1000, blank=True, default="")
    seen_at = models.DateTimeField(help_text="When it was first seen.")
    posted_at = models.DateTimeField(null=True, blank=True, help_text="When the channel says it was written.")

    class Meta:
        ordering: ClassVar = ["seen_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["presence", "native_id"], name="comment_once_per_presence")
        ]

    def __str__(self) -> str:
        return self.native_id

    @property
    def subject(self) -> str:
        return f"comment:{self.id}"

    @property
    def text(self) -> str:
        """The wording in force; "" when only a deletion was ever seen."""
        return self.current.text if self.current else ""


class CommentVersion(models.Model):
    """One wording. `number` counts wordings in the order they reached us, from 1, and never changes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    comment = models.ForeignKey(Comment, related_name="versions", on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    version = models.CharField(max_length=200, blank=True, default="", help_text="The channel's own name of it.")
    text = models.TextField(blank=True)
    text_sha256 = models.CharField(max_length=64)
    raw = models.ForeignKey(RawCapture, related_name="+", on_delete=models.PROTECT)
    observed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["comment", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["comment", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["comment", "version", "text_sha256"], name="wording_once"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} {self.number}"


class Sighting(models.Model):
    """One event, once, however often it is pulled. What a comment is now follows from its sightings alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    comment = models.ForeignKey(Comment, related_name="sightings", on_delete=models.PROTECT)
    kind = models.CharField(max_length=8)
    version = models.ForeignKey(CommentVersion, null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    key = models.CharField(max_length=64, help_text="SHA-256 over what makes the event the same event.")
    author_shown = models.CharField(max_length=300, blank=True, default="")
    raw = models.ForeignKey(RawCapture, related_name="+", on_delete=models.PROTECT)
    via = models.CharField(max_length=120, blank=True, default="")
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["first_seen", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["comment", "key"], name="sighting_once")]

    def __str__(self) -> str:
        return f"{self.comment_id} {self.kind}"


class Reply(models.Model):
    """What the agency answered. `said_at` is set once it was read back; `seen_as` is the comment it then came in as."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    conversation = models.ForeignKey(Conversation, related_name="replies", on_delete=models.PROTECT)
    comment = models.ForeignKey(Comment, related_name="replies", on_delete=models.PROTECT)
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, related_name="replies", on_delete=models.PROTECT)
    delivery_id = models.UUIDField(unique=True)
    said_at = models.DateTimeField(null=True, blank=True)
    permalink = models.CharField(max_length=1000, blank=True, default="")
    seen_as = models.OneToOneField(Comment, null=True, blank=True, related_name="said_by", on_delete=models.PROTECT)
    created_at = models.DateTimeField()
    asked = models.JSONField(default=list, help_text="Codes of the findings that asked and were answered by `reason`.")
    reason = models.TextField(blank=True, default="")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["created_at", "id"]
        verbose_name_plural = "replies"

    def __str__(self) -> str:
        return f"{self.author_id} {self.created_at:%Y-%m-%d}"

    @property
    def subject(self) -> str:
        return f"reply:{self.id}"


class ConversationNote(models.Model):
    """What staff tell one another about a conversation: an assignment, or a note. Never public."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    conversation = models.ForeignKey(Conversation, related_name="notes", on_delete=models.PROTECT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, related_name="+", on_delete=models.PROTECT)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, related_name="+", on_delete=models.PROTECT
    )
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.at:%Y-%m-%d}"


class Screenshot(models.Model):
    """A picture that an employee handed over with an exchange, as it came. The same bytes are one file, by SHA-256."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    conversation = models.ForeignKey(Conversation, related_name="screenshots", on_delete=models.PROTECT)
    number = models.PositiveIntegerField(help_text="Its place among those of the exchange, from 1.")
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to="handed-over/")
    sha256 = models.CharField(max_length=64, db_index=True)
    mime = models.CharField(max_length=60)
    bytes = models.PositiveBigIntegerField()

    class Meta:
        ordering: ClassVar = ["conversation", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "sha256"], name="screenshot_once_per_exchange")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class StreamCursor(models.Model):
    """How far one stream of one presence has been read, and what went wrong last, so that a gap can be seen."""

    presence = models.ForeignKey(Presence, related_name="cursors", on_delete=models.PROTECT)
    stream = models.CharField(max_length=40)
    cursor = models.TextField(blank=True, default="")
    read_at = models.DateTimeField(null=True, blank=True)
    trouble = models.TextField(blank=True, default="")
    trouble_since = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(
        null=True, blank=True, help_text="Where the platform counts calls, or asked us to wait: no turn before."
    )
    refused_at = models.DateTimeField(
        null=True, blank=True, help_text="When the platform said that a permission for it, or the plan, is missing."
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["presence", "stream"], name="cursor_once_per_stream")]

    def __str__(self) -> str:
        return f"{self.presence_id} {self.stream}"


class Forwarding(models.Model):
    """One sending of a whole exchange to the records mailbox. `revision` counts from 1; its Message-ID is sent once.

    upto_record: number of the last ledger record when it was queued; next_try: not before this moment.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    conversation = models.ForeignKey(Conversation, related_name="forwardings", on_delete=models.PROTECT)
    revision = models.PositiveIntegerField()
    message_id = models.CharField(max_length=300, unique=True)
    references = models.CharField(max_length=300, blank=True, default="")
    state = models.CharField(max_length=12, choices=FORWARDING.choices(), default=FORWARDING.initial, db_index=True)
    attempts = models.PositiveIntegerField(default=0)
    queued_at = models.DateTimeField()
    next_try = models.DateTimeField(db_index=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    upto_record = models.BigIntegerField()
    error = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar = ["queued_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "revision"], name="forwarding_revision_once")
        ]

    def __str__(self) -> str:
        return self.message_id

    @property
    def subject(self) -> str:
        return f"forwarding:{self.id}"
