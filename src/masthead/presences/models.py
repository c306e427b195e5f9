"""A presence is an official account on a channel, and the conversation about whether there should be one."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from masthead.agencies.models import Bureau, Commitment
from masthead.kernel.ids import new_id


class Presence(models.Model):
    """An account that speaks for the agency, from the day somebody proposes it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(max_length=40)
    name = models.CharField(max_length=120, help_text="The name the public sees.")
    handle = models.CharField(max_length=253, blank=True)
    name_reason = models.TextField(blank=True, help_text="Why the name cannot carry the agency's name, if it cannot.")
    purpose = models.TextField()
    audience = models.CharField(max_length=200)
    why_channel = models.TextField()
    bureau = models.ForeignKey(Bureau, null=True, blank=True, on_delete=models.PROTECT)
    run_by = models.ForeignKey(settings.AUTH_USER_MODEL, related_name="runs", on_delete=models.PROTECT)
    commitments = models.ManyToManyField(Commitment, related_name="presences")
    state = models.CharField(max_length=16, default="proposed", db_index=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, related_name="proposed", on_delete=models.PROTECT)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, related_name="decided_presences", null=True, blank=True, on_delete=models.PROTECT
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    launched_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    profile_url = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["channel", "handle"],
                condition=~models.Q(handle="") & ~models.Q(state__in=["declined", "retired"]),
                name="one_presence_per_account",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        return f"presence:{self.id}"


class PresenceNote(models.Model):
    """One turn of the discussion between the proposer and the Executive Director, kept on the page."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    presence = models.ForeignKey(Presence, related_name="notes", on_delete=models.PROTECT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()
    text = models.TextField()
    act = models.CharField(max_length=16, default="said", help_text="said, returned, approved, declined, revised.")

    class Meta:
        ordering: ClassVar = ["at", "id"]


class Connection(models.Model):
    """How the desk reaches the account: plain settings, and secrets sealed with the desk's key."""

    presence = models.OneToOneField(Presence, primary_key=True, related_name="connection", on_delete=models.PROTECT)
    settings = models.JSONField(default=dict)
    secrets = models.TextField(blank=True)
    connected_at = models.DateTimeField()
    connected_by = models.CharField(max_length=120)
    checked_at = models.DateTimeField(null=True, blank=True)
    trouble = models.TextField(blank=True, help_text="What is wrong, in words a librarian can act on.")
