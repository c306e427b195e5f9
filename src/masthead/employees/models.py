"""Who acknowledged which version of the policy, who was reminded, and which address opened which presence."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models

from masthead.employees.states import REMINDER
from masthead.kernel.ids import new_id
from masthead.presences.models import Presence


class AskedVersion(models.Model):
    """A version of the policy that everybody is asked to acknowledge, since when."""

    stamp = models.CharField(primary_key=True, max_length=200)
    digest = models.CharField(max_length=64)
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.stamp


class Unchanging(models.QuerySet["Acknowledgement"]):
    """Rows that are written once."""

    def update(self, **values: Any) -> NoReturn:
        raise TypeError("An acknowledgement never changes.")


class Acknowledgement(models.Model):
    """A person acknowledged a version. Written once: the table itself refuses a change (migration 0001).

    stamp: the version, as on every record; digest: SHA-256 of the file of that version, in hex.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, related_name="acknowledgements", on_delete=models.PROTECT)
    stamp = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    objects = Unchanging.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "stamp"], name="version_acknowledged_once")]
        indexes: ClassVar = [models.Index(fields=["stamp", "person"], name="acknowledged_by_stamp")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.stamp}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An acknowledgement never changes.")
        super().save(*args, **kwargs)

    @property
    def subject(self) -> str:
        return f"acknowledgement:{self.id}"


class Reminder(models.Model):
    """One e-mail that asked a person to acknowledge a version."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, related_name="reminders", on_delete=models.PROTECT)
    stamp = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=REMINDER.choices(), default=REMINDER.initial)
    at = models.DateTimeField()
    error = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [models.Index(fields=["person", "at"], name="reminded_when")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.at:%Y-%m-%d}"

    @property
    def subject(self) -> str:
        return f"reminder:{self.id}"


class AddressUse(models.Model):
    """The official e-mail address with which a presence's account was opened. One for each presence."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    presence = models.OneToOneField(Presence, related_name="opened_with", on_delete=models.PROTECT)
    address = models.CharField(max_length=254, db_index=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, related_name="+", on_delete=models.PROTECT)
    noted_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.address
