"""A draft, its revisions, who approved which content, and the publication that left."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from masthead.agencies.models import Commitment
from masthead.kernel.ids import new_id
from masthead.links.models import LinkFinding
from masthead.media.models import Asset
from masthead.outbox.models import Delivery
from masthead.presences.models import Presence
from masthead.publishing.states import ALARM


class Draft(models.Model):
    """One thing to say, for one or many presences."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    audience = models.CharField(max_length=200, blank=True)
    commitment = models.ForeignKey(Commitment, null=True, blank=True, on_delete=models.PROTECT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, related_name="drafts", on_delete=models.PROTECT)
    state = models.CharField(max_length=12, default="writing", db_index=True)
    revision = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    last_edit = models.DateTimeField()
    leaves_at = models.DateTimeField(null=True, blank=True, help_text="When it is meant to be published.")

    class Meta:
        ordering: ClassVar = ["-last_edit", "-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        return f"draft:{self.id}"


class Variant(models.Model):
    """A draft as it goes to one presence. An empty text means: as everywhere."""

    draft = models.ForeignKey(Draft, related_name="variants", on_delete=models.CASCADE)
    presence = models.ForeignKey(Presence, on_delete=models.PROTECT)
    text = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["presence__name", "presence_id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["draft", "presence"], name="variant_once")]


class Attachment(models.Model):
    """An asset of a draft, in its place."""

    draft = models.ForeignKey(Draft, related_name="attachments", on_delete=models.CASCADE)
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT)
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["place", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["draft", "asset"], name="attached_once")]


class Revision(models.Model):
    """What the draft said after one edit: the whole content, frozen, under its hash."""

    draft = models.ForeignKey(Draft, related_name="revisions", on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["draft", "number"], name="revision_once")]


class Answered(models.Model):
    """A named person's reason for going ahead where a check asks. It holds for exactly the words it was given for."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, related_name="answers", on_delete=models.CASCADE)
    code = models.CharField(max_length=60)
    fingerprint = models.CharField(max_length=64, help_text="Of the finding: code, words, link and asset.")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()


class Approval(models.Model):
    """A request for approval of one content, and its answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, related_name="approvals", on_delete=models.CASCADE)
    content_hash = models.CharField(max_length=64)
    revision = models.PositiveIntegerField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, related_name="asked", on_delete=models.PROTECT)
    asked_at = models.DateTimeField()
    outcome = models.CharField(
        max_length=12, default="waiting", db_index=True, help_text="waiting, approved, returned, overtaken."
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, related_name="approvals", null=True, blank=True, on_delete=models.PROTECT
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]


class Publication(models.Model):
    """An approved content on its way to, or on, its presences. Its deliveries say how far it got."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, related_name="publications", on_delete=models.PROTECT)
    content_hash = models.CharField(max_length=64)
    approval = models.ForeignKey(Approval, on_delete=models.PROTECT)
    leaves_at = models.DateTimeField(db_index=True)
    scheduled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    scheduled_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_down_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-leaves_at", "-id"]

    @property
    def subject(self) -> str:
        return f"publication:{self.id}"


class Metric(models.Model):
    """One number a platform tells of one post, as last read. What it does not tell has no row: none is not zero.

    name: what the platform calls it; what: what we add it up with. A number no longer told stays as it was last read.
    """

    delivery = models.ForeignKey(Delivery, related_name="metrics", on_delete=models.PROTECT)
    what = models.CharField(max_length=12, help_text="views, likes, shares or answers.")
    name = models.CharField(max_length=40)
    number = models.BigIntegerField()
    read_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-read_at", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["delivery", "name"], name="metric_once_per_post")]

    def __str__(self) -> str:
        return f"{self.name}: {self.number}"


class MetricsTurn(models.Model):
    """When the platform is next asked what it counts of one post."""

    delivery = models.OneToOneField(Delivery, related_name="metrics_turn", primary_key=True, on_delete=models.PROTECT)
    next_at = models.DateTimeField(db_index=True)


class Takedown(models.Model):
    """A person's act: one publication is to disappear from every presence it reached. Its deliveries say how far."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    publication = models.ForeignKey(Publication, related_name="takedowns", on_delete=models.PROTECT)
    why = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]

    @property
    def subject(self) -> str:
        return f"takedown:{self.id}"


class TakedownProposal(models.Model):
    """A publication that shows somebody who took their permission back, put before staff to be taken down by a time.

    since: when the permission was taken back; each is proposed once. It is over when the publication is taken down or
    the person signed anew. `state` is that of the e-mail that tells of it, as a delivery alarm's is.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    publication = models.ForeignKey(Publication, related_name="proposals", on_delete=models.PROTECT)
    since = models.DateTimeField()
    proposed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=ALARM.choices(), default=ALARM.initial)
    attempts = models.PositiveIntegerField(default=0)
    next_try = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True, default="", help_text="What the mail server said.")

    class Meta:
        ordering: ClassVar = ["due_at", "id"]
        indexes: ClassVar = [models.Index(fields=["state", "next_try"], name="proposal_due")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["publication", "since"], name="takedown_proposed_once")
        ]


class Correction(models.Model):
    """What makes a draft the correction of a publication. `ways`: presence id → how its post is corrected there."""

    draft = models.OneToOneField(Draft, related_name="correction", primary_key=True, on_delete=models.PROTECT)
    publication = models.ForeignKey(Publication, related_name="corrections", on_delete=models.PROTECT)
    ways = models.JSONField()
    why = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at"]


class Alarm(models.Model):
    """What one person is told of one delivery's trouble. `since` is when the trouble began: each is told once.

    person: null where there was nobody to tell. link_finding: the trouble is not with the delivery but with a link in
    it, which is no longer as it was signed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    delivery = models.ForeignKey(Delivery, related_name="alarms", on_delete=models.PROTECT)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, related_name="alarms", null=True, blank=True, on_delete=models.PROTECT
    )
    link_finding = models.ForeignKey(
        LinkFinding, related_name="alarms", null=True, blank=True, on_delete=models.PROTECT
    )
    since = models.DateTimeField()
    state = models.CharField(max_length=12, choices=ALARM.choices(), default=ALARM.initial)
    attempts = models.PositiveIntegerField(default=0)
    next_try = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True, default="", help_text="What the mail server said.")

    class Meta:
        ordering: ClassVar = ["since", "id"]
        indexes: ClassVar = [models.Index(fields=["state", "next_try"], name="alarm_due")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["delivery", "person", "since"],
                condition=models.Q(link_finding=None),
                name="each_trouble_told_once",
            ),
            models.UniqueConstraint(fields=["link_finding", "person"], name="each_link_finding_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.delivery} {self.state}"
