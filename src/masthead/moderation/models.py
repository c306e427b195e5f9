"""Tables of moderation: an assessment proposes, a person decides, an enforcement acts, a notice tells."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from masthead.conversations.models import Comment, CommentVersion
from masthead.kernel.ids import new_id, new_secret
from masthead.moderation.states import APPEAL, CASE, DECISION, ENFORCEMENT, NOTICE


class Assessment(models.Model):
    """What the machine said of one wording under one policy; nothing was done by it.

    result: `signals…Assessment.as_json`; policy: the stamp of the one in force, "" where none was noted yet.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    comment = models.ForeignKey(Comment, related_name="assessments", on_delete=models.PROTECT)
    version = models.ForeignKey(CommentVersion, related_name="assessments", on_delete=models.PROTECT)
    remove = models.BooleanField(help_text="Whether it put the comment before a person.")
    result = models.JSONField()
    engine = models.CharField(max_length=120)
    policy = models.CharField(max_length=120, blank=True, default="")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["made_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "engine", "policy"], name="assessment_once_per_wording")
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} {self.remove}"


class Case(models.Model):
    """A comment before a person. It is about `version`; other words since then come with a new assessment.

    proposal: the assessment's result, or {} when a person opened the case; fingerprint: see likeness.py.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    comment = models.ForeignKey(Comment, related_name="cases", on_delete=models.PROTECT)
    version = models.ForeignKey(CommentVersion, related_name="+", on_delete=models.PROTECT)
    state = models.CharField(max_length=16, choices=CASE.choices(), default=CASE.initial, db_index=True)
    opened_by = models.CharField(max_length=120)
    opened_at = models.DateTimeField()
    why = models.TextField(blank=True, default="", help_text="Why it was opened, when the proposal does not say it.")
    proposal = models.JSONField(default=dict)
    engine = models.CharField(max_length=120, blank=True, default="")
    fingerprint = models.CharField(max_length=64, db_index=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["comment"], condition=~models.Q(state="decided"), name="one_open_case_per_comment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} {self.state}"

    @property
    def subject(self) -> str:
        return f"case:{self.id}"


class Likeness(models.Model):
    """What one wording before a person is like: made of its words, and gone with them. Of use in `precedents.py` alone.

    words, meaning: see likeness.py and signals/context/meaning.py; made_by: which reading and which model, "" until
    then; outcome, decided_at: of the decision that stands on it, "" and null where none does. They stand here too, for
    tens of thousands of these rows are gone through for one page, which a narrow table answers several times faster.
    """

    version = models.OneToOneField(CommentVersion, related_name="likeness", on_delete=models.CASCADE)
    outcome = models.CharField(max_length=8, blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    words = models.BinaryField(default=b"")
    meaning = models.BinaryField(default=b"")
    made_by = models.CharField(max_length=60, blank=True, default="", db_index=True)

    class Meta:
        verbose_name_plural = "likenesses"
        indexes: ClassVar = [models.Index(fields=["outcome", "-decided_at", "-id"], name="likenesses_newest_each_way")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.made_by}"


class Decision(models.Model):
    """What a person decided about one wording, under which ground, clause and policy.

    quote: the words that meet the ground, at [quote_start, quote_end) of the wording; mirror: whether the same words
    from the other side would go too, None for a decision to keep.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, related_name="decisions", on_delete=models.PROTECT)
    version = models.ForeignKey(CommentVersion, related_name="+", on_delete=models.PROTECT)
    state = models.CharField(max_length=12, choices=DECISION.choices(), default=DECISION.initial, db_index=True)
    outcome = models.CharField(max_length=8, choices=[("keep", "Keep"), ("remove", "Remove")])
    ground = models.CharField(max_length=60, blank=True, default="", db_index=True)
    clause = models.CharField(max_length=80, blank=True, default="")
    policy = models.CharField(max_length=120)
    quote_start = models.PositiveIntegerField(default=0)
    quote_end = models.PositiveIntegerField(default=0)
    quote = models.TextField(blank=True, default="")
    why = models.TextField(blank=True, default="")
    mirror = models.BooleanField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, related_name="decisions", on_delete=models.PROTECT)
    at = models.DateTimeField()
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, related_name="second_decisions", on_delete=models.PROTECT
    )
    second_at = models.DateTimeField(null=True, blank=True)
    overturned_at = models.DateTimeField(null=True, blank=True)
    overturned_why = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.outcome} {self.ground} {self.state}".strip()

    @property
    def subject(self) -> str:
        return f"decision:{self.id}"

    @property
    def deciders(self) -> frozenset[str]:
        """Actor ids of everybody who took part."""
        return frozenset(f"person:{key}" for key in (self.by_id, self.second_by_id) if key)


class Enforcement(models.Model):
    """What a decision asks of the channel. `read_back` is what the channel showed afterwards."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    decision = models.ForeignKey(Decision, related_name="enforcements", on_delete=models.PROTECT)
    comment = models.ForeignKey(Comment, related_name="enforcements", on_delete=models.PROTECT)
    action = models.CharField(max_length=8, choices=[("hide", "Hide"), ("restore", "Restore")])
    state = models.CharField(max_length=12, choices=ENFORCEMENT.choices(), default=ENFORCEMENT.initial, db_index=True)
    read_back = models.TextField(blank=True, default="")
    tries = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    next_try = models.DateTimeField(db_index=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True, default="", help_text="What stands in the way, as one sentence for staff.")
    cure = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar = ["due_at", "id"]

    def __str__(self) -> str:
        return f"{self.action} {self.state}"

    @property
    def subject(self) -> str:
        return f"enforcement:{self.id}"


class Notice(models.Model):
    """What the author of a comment is told. `token` opens the appeal; `kind` "none" where there is no address."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    comment = models.ForeignKey(Comment, related_name="notices", on_delete=models.PROTECT)
    decision = models.ForeignKey(Decision, related_name="notices", on_delete=models.PROTECT)
    about = models.CharField(
        max_length=16,
        choices=[("removal", "Removal"), ("restoral", "Restoral"), ("appeal_upheld", "Appeal upheld")],
    )
    token = models.CharField(max_length=64, unique=True, default=new_secret)
    kind = models.CharField(max_length=4, choices=[("mail", "E-mail"), ("none", "None")])
    state = models.CharField(max_length=12, choices=NOTICE.choices(), default=NOTICE.initial, db_index=True)
    message_id = models.CharField(max_length=300, blank=True, default="")
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    next_try = models.DateTimeField(db_index=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar = ["due_at", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["decision", "about"], name="notice_once_per_decision")]

    def __str__(self) -> str:
        return f"{self.about} {self.state}"

    @property
    def subject(self) -> str:
        return f"notice:{self.id}"


class Appeal(models.Model):
    """What the author of a removed comment asks, once per removal."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.OneToOneField(Notice, related_name="appeal", on_delete=models.PROTECT)
    text = models.TextField()
    filed_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=APPEAL.choices(), default=APPEAL.initial, db_index=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, related_name="appeals_decided", on_delete=models.PROTECT
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    why = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar = ["filed_at", "id"]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.state}"

    @property
    def subject(self) -> str:
        return f"appeal:{self.id}"
