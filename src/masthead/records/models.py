"""Tables of the ledger. Rows of Record are never changed; LedgerHead is the lock every append takes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Record(models.Model):
    """One act. `payload` is the canonical JSON (RFC 8785) of the whole envelope; `leaf` commits to it with a salt."""

    number = models.BigIntegerField(primary_key=True, help_text="Position in the tree, from 0, without gaps.")
    kind = models.CharField(max_length=80, db_index=True)
    at = models.DateTimeField(db_index=True)
    by = models.CharField(max_length=120, db_index=True)
    subject = models.CharField(max_length=120, db_index=True)
    conversation = models.CharField(max_length=120, blank=True, default="", db_index=True)
    payload = models.BinaryField(null=True)
    salt = models.BinaryField(null=True)
    commitment = models.BinaryField()
    leaf = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class LedgerHead(models.Model):
    """Size of the tree and the hashes of its complete subtrees, largest first (RFC 6962 section 2.1). One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    peaks = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return f"tree of {self.size}"


class Tile(models.Model):
    """Hashes of a run of up to 256 subtrees, so that proofs need not read every leaf (records.tiles)."""

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["level", "index"], name="tile_once")]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class Checkpoint(models.Model):
    """A signed note (C2SP tlog-checkpoint) over the tree at one size."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["size"]

    def __str__(self) -> str:
        return f"checkpoint of {self.size}"
