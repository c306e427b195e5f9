"""An asset, the people shown in it, and their written permissions."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from django.conf import settings
from django.db import models

from masthead.kernel.ids import new_id

Held = Literal["none", "written", "guardian", "expired", "revoked"]
Who = Literal["adult", "child", "crowd"]

LICENCES = {
    "own": "Our own work",
    "cc0": "Public domain (CC0)",
    "cc-by": "Creative Commons Attribution",
    "permission-letter": "Written permission of the owner",
    "all-rights-reserved": "All rights reserved",
    "unknown": "Not known yet",
}


class Asset(models.Model):
    """A picture. The original is kept as it came; what is published is a copy without the camera's metadata."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8, default="image")
    original = models.FileField(upload_to="assets/original/")
    published = models.FileField(upload_to="assets/published/")
    sha256 = models.CharField(max_length=64, unique=True, help_text="Of the original's bytes.")
    published_sha256 = models.CharField(max_length=64)
    mime = models.CharField(max_length=60, help_text="Of the published copy, as decoded, not as claimed.")
    bytes = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt_text = models.TextField(blank=True)
    licence = models.CharField(max_length=24, default="unknown", choices=list(LICENCES.items()))
    licence_note = models.TextField(blank=True, help_text="Whose it is, and where that is written.")
    nobody_shown = models.BooleanField(default=False, help_text="A person has looked: nobody can be recognized.")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-uploaded_at", "-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        return f"asset:{self.id}"


class Depiction(models.Model):
    """A person shown in an asset: an adult, a child, or a crowd in which nobody is singled out."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    asset = models.ForeignKey(Asset, related_name="depictions", on_delete=models.CASCADE)
    kind = models.CharField(max_length=8, choices=[("adult", "Adult"), ("child", "Child"), ("crowd", "Crowd")])
    name = models.CharField(max_length=120, blank=True, help_text="A name or initials; what the signed form says.")
    listed_by = models.CharField(max_length=80)
    listed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["listed_at", "id"]

    def permission_on(self, day: date) -> Held:
        """none, written, guardian, expired or revoked: the best permission held on `day`. Reads the prefetched rows.

        A child needs a guardian's signature; an adult's own signature does not stand for a child.
        """
        best: Held = "none"
        for permission in self.permissions.all():
            state = permission.state_on(day)
            if state == "valid":
                if self.kind == "child" and not permission.guardian:
                    continue
                return "guardian" if permission.guardian else "written"
            if best in ("none", "expired"):
                best = state
        return best


class Permission(models.Model):
    """A signed form: who signed, for whom, for what, until when. The form itself is stored sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    depiction = models.ForeignKey(Depiction, related_name="permissions", on_delete=models.CASCADE)
    signer = models.CharField(max_length=120)
    guardian = models.BooleanField(default=False)
    relation = models.CharField(max_length=60, blank=True)
    purpose = models.CharField(max_length=200)
    signed_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    form = models.BinaryField(help_text="The uploaded form, encrypted.")
    form_name = models.CharField(max_length=200)
    form_mime = models.CharField(max_length=60)
    form_sha256 = models.CharField(max_length=64)
    recorded_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()

    def state_on(self, day: date) -> Literal["valid", "expired", "revoked"]:
        """valid, expired or revoked on `day` (the agency's calendar)."""
        if self.revoked_at is not None:
            return "revoked"
        if self.expires_on is not None and self.expires_on < day:
            return "expired"
        return "valid"
