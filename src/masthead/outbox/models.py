"""Deliveries, and the switch that stops them all."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from masthead.kernel.clock import now
from masthead.kernel.ids import new_id
from masthead.outbox.states import DELIVERY


class Delivery(models.Model):
    """One post to one presence. `payload` is frozen when it is queued; `payload_hash` is its SHA-256 (RFC 8785)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(
        max_length=20, choices=[("publication", "Publication"), ("reply", "Reply"), ("takedown", "Takedown")]
    )
    subject = models.CharField(
        max_length=120, db_index=True, help_text="publication:<id>, reply:<id> or takedown:<id>."
    )
    way = models.CharField(max_length=12, default="post", help_text="post, or what is done with `upon`: see ways.py.")
    upon = models.ForeignKey("self", related_name="acts", null=True, blank=True, on_delete=models.PROTECT)
    conversation = models.CharField(max_length=120, blank=True, help_text="The exchange its records belong to.")
    presence = models.ForeignKey("presences.Presence", related_name="deliveries", on_delete=models.PROTECT)
    payload = models.JSONField()
    payload_hash = models.CharField(max_length=64)
    content_hash = models.CharField(max_length=64, help_text="What was approved, as the journey hashes it.")
    key = models.CharField(max_length=64, unique=True, help_text="Stored before sending, the same at every attempt.")
    state = models.CharField(max_length=12, choices=DELIVERY.choices(), default=DELIVERY.initial)
    due_at = models.DateTimeField(default=now, help_text="When it was last meant to leave; waiting does not move it.")
    not_before = models.DateTimeField(help_text="When it is tried next.")
    attempts = models.PositiveIntegerField(default=0, help_text="How often it had to wait since it was last queued.")
    progress = models.JSONField(default=dict, help_text="The connector's own notes between begin and commit.")
    ref = models.JSONField(null=True, blank=True)
    permalink = models.CharField(max_length=1000, blank=True)
    error = models.TextField(blank=True, help_text="What stands in the way, as one sentence for staff.")
    cure = models.TextField(blank=True)
    claim = models.UUIDField(null=True, blank=True, help_text="Who is carrying it: a worker's token.")
    claimed_until = models.DateTimeField(null=True, blank=True)
    carrier = models.CharField(max_length=120, blank=True, help_text="The process that claimed it last.")
    doubtful_until = models.DateTimeField(
        null=True, blank=True, help_text="So long a worker not heard of may be publishing it: absence proves nothing."
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)
    gone_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was no longer there: taken down, or deleted to be replaced."
    )
    said_by = models.CharField(
        max_length=120, blank=True, help_text="Whose word it is that this is public, where nobody read it back."
    )
    links_noted = models.BooleanField(
        default=False, help_text="Whether what its arrival means for the links being watched has been seen to."
    )

    class Meta:
        verbose_name_plural = "deliveries"
        ordering: ClassVar = ["created_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "not_before"], name="delivery_due"),
            models.Index(fields=["state", "due_at"], name="delivery_late"),
            # SQLite takes a partial index only where its condition stands in the query word for word.
            models.Index(fields=["state"], condition=models.Q(links_noted=False), name="delivery_links_to_note"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject", "presence"],
                condition=~models.Q(state="cancelled"),
                name="one_delivery_per_subject_and_presence",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.state}"

    @property
    def record_subject(self) -> str:
        return f"delivery:{self.pk}"

    @property
    def text(self) -> str:
        """The words, as frozen."""
        return str(self.payload["text"])


class PostedLink(models.Model):
    """A link that stands in the words of a post or reply that arrived."""

    link = models.ForeignKey("links.Link", related_name="posted", on_delete=models.PROTECT)
    delivery = models.ForeignKey(Delivery, related_name="posted_links", on_delete=models.CASCADE)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["link", "delivery"], name="link_posted_once")]


class StopSwitch(models.Model):
    """A time during which nothing goes out. `in_force` is True for at most one row, and null once resumed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    in_force = models.BooleanField(null=True, unique=True, default=True)
    why = models.TextField()
    stopped_at = models.DateTimeField()
    stopped_by = models.CharField(max_length=120)
    stopped_by_name = models.CharField(max_length=120)
    resumed_at = models.DateTimeField(null=True, blank=True)
    resumed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["-stopped_at"]

    def __str__(self) -> str:
        return f"stopped {self.stopped_at:%Y-%m-%d %H:%M}"
