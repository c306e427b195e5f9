"""Tokens: how another program acts for a person, with no more rights than that person has."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from masthead.kernel.ids import new_id

SCOPES = {
    "read": "Read what you may see",
    "write": "Propose, draft, discuss, ask for approval, reply",
    "decide": "Approve, return, decide cases, launch",
}


class Token(models.Model):
    """Only the hash of the secret is kept. A token ends with its date, its revocation, or its person's access."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, related_name="tokens", on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret, in hex.")
    scopes = models.JSONField(default=list)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-issued_at"]

    def __str__(self) -> str:
        return self.name
