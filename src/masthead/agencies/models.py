"""The agency and the people who speak for it. One installation serves one agency."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from masthead.agencies.rights import Role
from masthead.kernel.ids import new_id


class Agency(models.Model):
    """The public body in whose name everything here is said."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=40, help_text="As people say it: City Library, for instance.")
    policy = models.CharField(max_length=80, help_text="Id of the written policy in force: the name of its file.")
    time_zone = models.CharField(max_length=64, default="America/Chicago")
    public_url = models.URLField(max_length=300, help_text="Where the public finds this desk's public pages.")
    records_address = models.EmailField(help_text="Where every exchange is sent for the agency's records.")
    mission = models.TextField(blank=True)
    source_url = models.URLField(
        max_length=300, blank=True, default="", help_text="Where the source of exactly this program is, if changed."
    )
    set_up_at = models.DateTimeField(null=True, blank=True, help_text="When the first-run wizard was finished.")
    demo = models.BooleanField(default=False, help_text="A sample desk: sign-in links exist only here.")

    class Meta:
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def day(self, at: datetime) -> date:
        """The day it is here."""
        return at.astimezone(self.zone).date()


class Bureau(models.Model):
    """A department of the agency; the policy lets each propose its own presences."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def running(self, day: date) -> CommitmentQuerySet:
        """Those a presence or a post may still be hung on."""
        return self.exclude(ends__lt=day)


class Commitment(models.Model):
    """An existing program or goal that a presence or a post supports."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=160, unique=True)
    goal = models.TextField(blank=True)
    bureau = models.ForeignKey(Bureau, null=True, blank=True, on_delete=models.PROTECT)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True, help_text="Its last day.")

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def has_ended(self, day: date) -> bool:
        """Whether it is over on `day`; on its last day it still runs."""
        return self.ends is not None and self.ends < day


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> Person:
        person = self.model(email=self.normalize_email(email), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """An employee who may sign in. What they may do follows from their roles, never from a flag."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)
    bureau = models.ForeignKey(Bureau, null=True, blank=True, on_delete=models.PROTECT)
    is_active = models.BooleanField(default=True)
    theme = models.CharField(max_length=5, default="", blank=True, help_text="light, dark, or the system's.")

    objects = PersonManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name

    @property
    def actor_id(self) -> str:
        return f"person:{self.id}"

    @cached_property
    def role_names(self) -> frozenset[str]:
        """Every active person is an employee; the rest is granted. Read once per request."""
        if not self.is_active:
            return frozenset()
        return frozenset({Role.EMPLOYEE.value, *self.grants.values_list("role", flat=True)})

    @property
    def initials(self) -> str:
        parts = [part for part in self.name.split() if part[0].isalpha()]
        return "".join(part[0] for part in (parts[:1] + parts[1:][-1:]) if part).upper()


class RoleGrant(models.Model):
    """A role a person holds, who granted it and when. Withdrawn by deleting the row; the record remains."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, related_name="grants", on_delete=models.CASCADE)
    role = models.CharField(max_length=32, choices=[(role.value, role.label) for role in Role])
    granted_at = models.DateTimeField()
    granted_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "role"], name="role_once_per_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class ApiToken(models.Model):
    """How a program acts for a person, with no more rights than that person has. Only the hash of the secret is kept.

    A token ends with its date, its revocation, or its person's access.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, related_name="tokens", on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret, in hex.")
    scopes = models.JSONField(default=list)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-issued_at", "-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        return f"token:{self.id}"


class MailSettings(models.Model):
    """The mail server this desk sends through. One row; the password is sealed (agencies.vault)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(default=587)
    security = models.CharField(max_length=8, default="starttls", choices=[(s, s) for s in ("starttls", "tls", "none")])
    username = models.CharField(max_length=254, blank=True)
    sealed_password = models.BinaryField(null=True)
    sender = models.EmailField(help_text="The address this desk writes from.")

    class Meta:
        verbose_name_plural = "mail settings"

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class RecordsMailbox(models.Model):
    """Where the desk looks, over IMAP, whether a forwarded exchange arrived. One row; the password is sealed."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(default=993)
    tls = models.BooleanField(default=True)
    username = models.CharField(max_length=254)
    sealed_password = models.BinaryField()

    class Meta:
        verbose_name_plural = "records mailboxes"

    def __str__(self) -> str:
        return f"{self.username} at {self.host}:{self.port}"


class Word(models.Model):
    """A word the agency's own dictionary has learned from its staff: a place, an author, a program."""

    word = models.CharField(primary_key=True, max_length=80)
    learned_by = models.ForeignKey(Person, on_delete=models.PROTECT)
    learned_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.word


def the_agency() -> Agency | None:
    """The agency this installation serves, or None before the first-run wizard."""
    return Agency.objects.first()


__all__ = [
    "Agency",
    "ApiToken",
    "Bureau",
    "Commitment",
    "MailSettings",
    "Person",
    "RecordsMailbox",
    "RoleGrant",
    "the_agency",
]
