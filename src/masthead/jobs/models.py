"""The worker's sign of life, and the timetable of work that comes round again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Heartbeat(models.Model):
    """One row per worker process that was ever alive; `beat_at` moves while it works."""

    worker = models.CharField(max_length=64, primary_key=True)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField(db_index=True)
    carrier = models.CharField(max_length=120, default="", blank=True, help_text="The process, as deliveries name it.")
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-beat_at"]

    def __str__(self) -> str:
        return self.worker


class Turn(models.Model):
    """When a periodic job is due next. Whoever moves `due_at` forward has taken the turn; nobody else gets it."""

    job = models.CharField(max_length=80, primary_key=True)
    due_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["job"]

    def __str__(self) -> str:
        return self.job


class MailedCheckpoint(models.Model):
    """A checkpoint that has left the house. The newest one mailed covers every one before it."""

    size = models.BigIntegerField(primary_key=True)
    mailed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-size"]

    def __str__(self) -> str:
        return str(self.size)
