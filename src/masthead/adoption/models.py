"""A version of the policy, and the bytes it consists of, kept by what they are.

What was adopted never changes: the database itself refuses it (migrations/0001), whoever asks.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from django.db import models

from masthead.adoption.states import ADOPTED, VERSION
from masthead.kernel.ids import new_id

LAYERS = [("policy", "The written policy"), ("rules", "Working rules")]


class Kept(models.Model):
    """Bytes under their own SHA-256: the TOML of a version, the signed copy of an adoption. Never changed."""

    digest = models.CharField(primary_key=True, max_length=64)
    media = models.CharField(max_length=8, choices=[("toml", "TOML"), ("pdf", "PDF")])
    raw = models.BinaryField()

    class Meta:
        verbose_name_plural = "kept"

    def __str__(self) -> str:
        return f"{self.media} {self.digest[:12]}"


class Version(models.Model):
    """One version, from its first draft on. `layer` says who decides: the board, or management over its own rules.

    The digest names the file; the stamp is what every record carries, and no two adopted versions share one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(unique=True, help_text="In the order they were drafted here, from 1.")
    state = models.CharField(max_length=16, choices=VERSION.choices(), default=VERSION.initial, db_index=True)
    layer = models.CharField(max_length=8, choices=LAYERS)
    policy_id = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    stamp = models.CharField(max_length=200, db_index=True)
    file = models.ForeignKey(Kept, related_name="versions", on_delete=models.PROTECT)
    based_on = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    why = models.TextField(blank=True, help_text="What it is to change, and why, in its author's words.")
    drafted_by = models.CharField(max_length=80)
    drafted_at = models.DateTimeField()
    counsel = models.CharField(max_length=160, blank=True, help_text="Who read it for the agency as a lawyer.")
    opinion = models.TextField(blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    adopted_on = models.DateField(null=True, blank=True, help_text="The day of the board's vote, or management's.")
    adopted_by = models.CharField(max_length=200, blank=True)
    minutes = models.CharField(max_length=200, blank=True, help_text="Where the vote is written down.")
    signed_copy = models.ForeignKey(Kept, null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    adoption_recorded_by = models.CharField(max_length=80, blank=True)
    adoption_recorded_at = models.DateTimeField(null=True, blank=True)
    in_force_from = models.DateTimeField(null=True, blank=True, db_index=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return f"Version {self.number}"

    @property
    def subject(self) -> str:
        return f"policy_version:{self.id}"

    @property
    def fixed(self) -> bool:
        return self.state in ADOPTED

    @property
    def decider(self) -> Literal["the board", "the Executive Director"]:
        return "the board" if self.layer == "policy" else "the Executive Director"


class ClauseMonth(models.Model):
    """How often records of one family cited a clause in one month. Counted by a job from the ledger, never by hand."""

    clause = models.CharField(max_length=120)
    family = models.CharField(max_length=40, help_text="The first word of the records' kind: decision, approval.")
    month = models.DateField(help_text="Its first day, in UTC.")
    cited = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clause", "family", "month"], name="clause_counted_once_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.clause} {self.month:%Y-%m}: {self.cited}"


class CountedUpTo(models.Model):
    """The number of the first record not counted yet. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"counted up to {self.number}"
