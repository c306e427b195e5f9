"""Deliveries: one thing to say, on one presence, once. And the switch that stops them all."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from masthead.kernel.ids import new_id
from masthead.presences.models import Presence


class Delivery(models.Model):
    """One post or reply on its way to one presence. `key` is stored before anything is sent and never changes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(max_length=16, help_text="publication or reply: who is asked for clearance.")
    subject = models.CharField(max_length=80, db_index=True, help_text="publication:<uuid> or reply:<uuid>.")
    presence = models.ForeignKey(Presence, related_name="deliveries", on_delete=models.PROTECT)
    payload = models.JSONField(help_text="The post, frozen: words, files, what it answers.")
    content_hash = models.CharField(max_length=64, help_text="Of the approved content.")
    key = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=12, default="queued", db_index=True)
    not_before = models.DateTimeField(db_index=True)
    attempts = models.PositiveIntegerField(default=0)
    pending = models.JSONField(null=True, blank=True, help_text="The connector's own notes between its steps.")
    ref = models.JSONField(null=True, blank=True, help_text="Where it is on the channel, once known.")
    permalink = models.CharField(max_length=1000, blank=True)
    trouble = models.TextField(blank=True, help_text="What is wrong, in one sentence for staff.")
    cure = models.TextField(blank=True, help_text="What a person can do about it.")
    claimed_until = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-queued_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "presence"], name="one_delivery_per_presence")
        ]
        indexes: ClassVar = [models.Index(fields=["state", "not_before"], name="delivery_due")]

    @property
    def record_subject(self) -> str:
        return f"delivery:{self.id}"


class Stop(models.Model):
    """The emergency stop: who pulled it, why, and who lifted it. While one stands, nothing leaves."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, related_name="stops", on_delete=models.PROTECT)
    at = models.DateTimeField()
    reason = models.TextField()
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, related_name="lifted", null=True, blank=True, on_delete=models.PROTECT
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(lifted_at__isnull=True), name="one_stop_stands"
            )
        ]
