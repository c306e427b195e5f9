"""A link, and what was found behind it."""

from __future__ import annotations

from typing import ClassVar, Literal

from django.conf import settings
from django.db import models

from masthead.kernel.ids import new_id

Verdict = Literal["unresearched", "researched", "dead", "blocked", "redirects_elsewhere"]


class Link(models.Model):
    """An address somebody put into a draft, spelled as it will be posted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    url = models.CharField(max_length=2000, unique=True)
    first_seen = models.DateTimeField()

    def __str__(self) -> str:
        return self.url

    @property
    def subject(self) -> str:
        return f"link:{self.id}"


class Dossier(models.Model):
    """One research of a link. A person reads it and signs; a newer one replaces it, the older stays."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    link = models.ForeignKey(Link, related_name="dossiers", on_delete=models.PROTECT)
    state = models.CharField(max_length=12, default="waiting", help_text="waiting, ok, dead or blocked.")
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    final_url = models.CharField(max_length=2000, blank=True)
    hops = models.JSONField(default=list, help_text="[[address, status], …] as followed.")
    title = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=12, blank=True)
    excerpt = models.TextField(blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    secure = models.BooleanField(default=False)
    trouble = models.TextField(blank=True, help_text="What went wrong, in one sentence.")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT)
    signed_at = models.DateTimeField(null=True, blank=True)
    remark = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]

    @property
    def verdict(self) -> Verdict:
        """What the checks are told: unresearched, researched, dead, blocked or redirects_elsewhere."""
        if self.state == "dead":
            return "dead"
        if self.signed_at is None:
            return "unresearched" if self.state in ("waiting", "ok") else "blocked"
        return "researched"
