"""Tables of the Noticeboard. A post's key is unique, so putting the same post up twice is one post."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from masthead.channels.language_names import NAMES
from masthead.channels.noticeboard.states import COMMENT
from masthead.kernel.ids import new_id


class NoticeboardPost(models.Model):
    """What the agency said here. `answers` is set when it answers a comment; `thread` is then the post above it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=120, unique=True, help_text="Chosen by the sender before sending.")
    handle = models.CharField(max_length=80, help_text="The presence that speaks.")
    text = models.TextField()
    lang = models.CharField(max_length=20, default="en")
    version = models.PositiveIntegerField(default=1)
    thread = models.ForeignKey("self", null=True, blank=True, related_name="official_replies", on_delete=models.PROTECT)
    answers = models.ForeignKey(
        "NoticeboardComment", null=True, blank=True, related_name="answered_by", on_delete=models.PROTECT
    )
    put_up_at = models.DateTimeField(db_index=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    taken_down_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-put_up_at", "-id"]

    def __str__(self) -> str:
        return f"{self.handle} {self.put_up_at:%Y-%m-%d}"


class NoticeboardImage(models.Model):
    """A file of a post, stored under the hash of its bytes. `position` counts from 0."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(NoticeboardPost, related_name="images", on_delete=models.CASCADE)
    file = models.FileField(max_length=200)
    mime = models.CharField(max_length=80)
    alt = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.file.name or ""


class NoticeboardFilm(models.Model):
    """The one film of a post, stored as its images are. `captions` is WebVTT, empty where the film has none beside it.

    width, height: as it is shown; 0 where its header does not tell.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.OneToOneField(NoticeboardPost, related_name="film", on_delete=models.CASCADE)
    file = models.FileField(max_length=200)
    alt = models.TextField(blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    captions = models.FileField(max_length=200, blank=True)
    captions_lang = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return self.file.name or ""

    @property
    def captions_called(self) -> str:
        """What viewers choose the captions by."""
        return NAMES.get(self.captions_lang.partition("-")[0].casefold(), self.captions_lang)


class NoticeboardComment(models.Model):
    """What a member of the public said. The e-mail address is never shown; `origin` forgets itself within two days."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(NoticeboardPost, related_name="comments", on_delete=models.PROTECT)
    parent = models.ForeignKey("self", null=True, blank=True, related_name="replies", on_delete=models.PROTECT)
    author_shown = models.CharField(max_length=80)
    email = models.EmailField(db_index=True)
    origin = models.CharField(
        max_length=64, db_index=True, blank=True, help_text="Hash of the network address under the salt of that day."
    )
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=COMMENT.choices(), default=COMMENT.initial, db_index=True)
    hidden_because = models.TextField(blank=True)
    submitted_at = models.DateTimeField(db_index=True)
    confirmation_sent_at = models.DateTimeField(null=True, blank=True)
    confirmation_refused = models.CharField(max_length=200, blank=True, default="")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["confirmed_at", "id"]

    def __str__(self) -> str:
        return f"{self.author_shown}, version {self.version}"


class NoticeboardCommentVersion(models.Model):
    """Every wording and every deletion, in the order it happened. The primary key is the cursor that `pull` hands out.

    Rows are written after the ledger's lock is taken in the same transaction, so a lower number is never committed
    after a higher one has been read.
    """

    id = models.BigAutoField(primary_key=True)
    comment = models.ForeignKey(NoticeboardComment, related_name="versions", on_delete=models.CASCADE)
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=[("new", "New"), ("edited", "Edited"), ("deleted", "Deleted")])
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.comment_id} {self.kind} {self.version}"


class NoticeboardSalt(models.Model):
    """The salt of one UTC day. Deleted after the next day, and with it every way from a hash back to an address."""

    day = models.DateField(primary_key=True)
    salt = models.BinaryField()

    def __str__(self) -> str:
        return self.day.isoformat()
