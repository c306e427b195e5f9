"""Registers kept as dated versions, the follows of each presence, and the alerts about them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from masthead.following.states import PREVIEW
from masthead.kernel.ids import new_id
from masthead.presences.models import Presence


class Register(models.Model):
    """One list of officials or candidates. `form` is the form its files come in, or `own`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    form = models.CharField(max_length=16)
    name = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["form", "name"], name="register_once_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        return f"register:{self.id}"


class RegisterVersion(models.Model):
    """A register as it was on one day: what came, what changed, what went, and what could not be read."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    register = models.ForeignKey(Register, related_name="versions", on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    as_of = models.DateField(help_text="The day the publisher's files tell of.")
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=80)
    files = models.JSONField(default=list, help_text="Name, size and SHA-256 of each file.")
    rows = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    skipped = models.JSONField(default=list, help_text="File, line and reason of rows that could not be read.")
    skipped_count = models.PositiveIntegerField(default=0)
    confirmed_by = models.CharField(max_length=80, blank=True, help_text="Empty where there was nothing to confirm.")
    confirmed_at = models.DateTimeField(null=True, help_text="Until then it allows nothing new.")

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["register", "number"], name="version_once")]

    @property
    def waits(self) -> bool:
        """Whether an approver has yet to look at what it allows. In the agency's own register each row has its own."""
        return self.confirmed_at is None


class RegisterRow(models.Model):
    """What a register says of one person or body, from one version until another that says otherwise."""

    register = models.ForeignKey(Register, related_name="rows", on_delete=models.PROTECT)
    since = models.ForeignKey(RegisterVersion, related_name="began", on_delete=models.PROTECT)
    until = models.ForeignKey(RegisterVersion, related_name="ended", null=True, on_delete=models.PROTECT)
    key = models.CharField(max_length=1000)
    role = models.CharField(max_length=12, choices=[(r, r) for r in ("official", "public_body", "candidate")])
    name = models.CharField(max_length=300)
    surname = models.CharField(max_length=300, blank=True)
    office = models.CharField(max_length=700, blank=True)
    state = models.CharField(max_length=300, blank=True)
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    election_year = models.PositiveSmallIntegerField(null=True)
    status = models.CharField(max_length=300, blank=True)
    file = models.CharField(max_length=300, blank=True)
    line = models.PositiveIntegerField(default=0)
    evidence = models.URLField(max_length=500, blank=True)
    fingerprint = models.CharField(max_length=32)
    entry = models.CharField(
        max_length=9, blank=True, help_text="Of a row of the agency's own register: entered, confirmed or declined."
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, help_text="Who confirmed or declined it."
    )
    confirmed_at = models.DateTimeField(null=True)
    declined_why = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["entry"], condition=Q(until=None, entry="entered"), name="row_to_confirm"),
            models.Index(fields=["surname", "role"], condition=Q(until=None), name="row_by_surname"),
            models.Index(fields=["register", "key"], name="row_by_key"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "key"], condition=Q(until=None), name="row_once_at_a_time")
        ]

    @property
    def identity(self) -> str:
        """The row's own id, whatever version: what links and alerts name."""
        return f"{self.register_id}:{self.key}"


class RegisterAccount(models.Model):
    """An account that a row names, and what it names it as."""

    row = models.ForeignKey(RegisterRow, related_name="accounts", on_delete=models.CASCADE)
    network = models.CharField(max_length=40)
    handle = models.CharField(max_length=300)
    native_id = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=12, choices=[(k, k) for k in ("office", "public_body", "campaign")])

    class Meta:
        indexes: ClassVar = [models.Index(fields=["handle", "network"], name="account_by_handle")]


class RegisterId(models.Model):
    """An id that several registers share, such as a candidate id of the FEC: how rows are known to be one person's."""

    row = models.ForeignKey(RegisterRow, related_name="ids", on_delete=models.CASCADE)
    scheme = models.CharField(max_length=24)
    value = models.CharField(max_length=300)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["value", "scheme"], name="id_by_value")]


class SamePerson(models.Model):
    """Somebody confirmed that an official and a candidate are one person. Names alone never say so."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    official = models.CharField(max_length=1100, help_text="Identity of the official's row.")
    candidate = models.CharField(max_length=1100, help_text="Identity of the candidate's row.")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    confirmed_at = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["official", "candidate"], name="same_person_once")]


class Preview(models.Model):
    """Files that somebody uploaded and that are not imported yet. Once read, it holds their rows and no file."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    state = models.CharField(max_length=8, choices=PREVIEW.choices(), default=PREVIEW.initial, db_index=True)
    form = models.CharField(max_length=16)
    name = models.CharField(max_length=120)
    as_of = models.DateField()
    columns = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    made_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, help_text="When a worker last took it up.")
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.TextField(blank=True)
    files = models.JSONField(default=list)
    parsed = models.BinaryField(default=bytes)

    @property
    def subject(self) -> str:
        return f"preview:{self.id}"


class Uploaded(models.Model):
    """A file as it came, packed, until it is read."""

    preview = models.ForeignKey(Preview, related_name="uploads", on_delete=models.CASCADE)
    place = models.PositiveIntegerField()
    name = models.CharField(max_length=300)
    content = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["place"]


class Follow(models.Model):
    """An account a presence follows, or somebody asked whether it may."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    presence = models.ForeignKey(Presence, related_name="follows", on_delete=models.PROTECT)
    network = models.CharField(max_length=40)
    handle = models.CharField(max_length=253)
    native_id = models.CharField(max_length=300, blank=True, help_text="The channel's own id of the account.")
    shown_name = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=12, default="asked", db_index=True)
    origin = models.CharField(max_length=8, default="desk", choices=[(o, o) for o in ("desk", "outside")])
    verdict = models.CharField(max_length=5, db_index=True)
    clause = models.CharField(max_length=80, blank=True)
    why = models.TextField()
    source = models.JSONField(null=True)
    known_candidacies = models.JSONField(default=list)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, related_name="decided_follows", null=True, on_delete=models.PROTECT
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    by_hand = models.BooleanField(default=False)
    followed_at = models.DateTimeField(null=True)
    ref = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["presence", "network", "handle"],
                condition=Q(state__in=["waiting", "cleared", "requested", "following"]),
                name="one_follow_at_a_time",
            )
        ]

    @property
    def subject(self) -> str:
        return f"follow:{self.id}"


class FollowAlert(models.Model):
    """Something about whom a presence follows, likes or shares that a person has to look at."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    presence = models.ForeignKey(Presence, related_name="follow_alerts", on_delete=models.PROTECT)
    follow = models.ForeignKey(Follow, related_name="alerts", null=True, on_delete=models.PROTECT)
    kind = models.CharField(max_length=12)
    about = models.CharField(max_length=64, help_text="What it is about: the same is told once.")
    account = models.CharField(max_length=300)
    clause = models.CharField(max_length=80, blank=True)
    why = models.TextField()
    source = models.JSONField(null=True)
    url = models.URLField(max_length=500, blank=True)
    found_at = models.DateTimeField()
    state = models.CharField(max_length=8, default="open", db_index=True)
    settled_by = models.CharField(max_length=80, blank=True)
    settled_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["presence", "kind", "about"], name="alert_told_once")]

    @property
    def subject(self) -> str:
        return f"follow_alert:{self.id}"


class ReadBack(models.Model):
    """When a presence's list of follows was last read from its channel, and what stood in the way."""

    presence = models.OneToOneField(Presence, primary_key=True, related_name="follows_read", on_delete=models.CASCADE)
    read_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True)
