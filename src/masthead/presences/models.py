"""A presence is an official account on a channel, and the conversation about whether there should be one."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from masthead.agencies.models import Bureau, Commitment
from masthead.kernel.ids import new_id


class Presence(models.Model):
    """An account that speaks for the agency, from the day somebody proposes it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(max_length=40)
    name = models.CharField(max_length=120, help_text="The name the public sees.")
    handle = models.CharField(max_length=253, blank=True)
    name_reason = models.TextField(blank=True, help_text="Why the name cannot carry the agency's name, if it cannot.")
    purpose = models.TextField()
    audience = models.CharField(max_length=200)
    why_channel = models.TextField()
    bureau = models.ForeignKey(Bureau, null=True, blank=True, on_delete=models.PROTECT)
    run_by = models.ForeignKey(settings.AUTH_USER_MODEL, related_name="runs", on_delete=models.PROTECT)
    commitments = models.ManyToManyField(Commitment, related_name="presences")
    state = models.CharField(max_length=16, default="proposed", db_index=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, related_name="proposed", on_delete=models.PROTECT)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, related_name="decided_presences", null=True, blank=True, on_delete=models.PROTECT
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    existing_since = models.DateField(null=True, blank=True, help_text="Of an account that was there already.")
    existing_run_by = models.CharField(max_length=200, blank=True, help_text="Who ran it until it was proposed.")
    official_duty = models.BooleanField(default=False, help_text="One employee runs it as part of the job.")
    launched_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    profile_url = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["channel", "handle"],
                condition=~models.Q(handle="") & ~models.Q(state__in=["declined", "withdrawn", "retired"]),
                name="one_presence_per_account",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        return f"presence:{self.id}"


class PresenceNote(models.Model):
    """One turn of the discussion between the proposer and the Executive Director, or a decision, kept on the page."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    presence = models.ForeignKey(Presence, related_name="notes", on_delete=models.PROTECT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()
    text = models.TextField()
    act = models.CharField(
        max_length=16,
        default="said",
        help_text="said, returned, approved, declined, revised, withdrawn, paused, resumed, retired.",
    )

    class Meta:
        ordering: ClassVar = ["at", "id"]


class ChannelApp(models.Model):
    """The agency's own registration with a platform, by which people sign in there and by which it may knock here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(max_length=40)
    server = models.CharField(max_length=300, blank=True, help_text="Empty where the platform is one place.")
    client_id = models.CharField(max_length=300, blank=True)
    secrets = models.TextField(help_text="Everything of it, sealed.")
    by_itself = models.BooleanField(default=False, help_text="The server lets anybody register, and the desk did.")
    registered_at = models.DateTimeField()
    registered_by = models.CharField(max_length=120)
    knocked_at = models.DateTimeField(null=True, blank=True, help_text="When it last knocked and was believed.")
    refused_at = models.DateTimeField(null=True, blank=True, help_text="When a knock was last not believed.")

    class Meta:
        ordering: ClassVar = ["channel", "server"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["channel", "server"], name="one_app_per_server")]

    def __str__(self) -> str:
        return f"{self.channel} {self.server}".strip()

    @property
    def subject(self) -> str:
        return f"app:{self.id}"


class Connection(models.Model):
    """How the desk reaches the account: plain settings, and secrets sealed with the desk's key.

    renewing: the mark of whoever renews the tokens now, who alone may until `renewing_until` passes.
    """

    presence = models.OneToOneField(Presence, primary_key=True, related_name="connection", on_delete=models.PROTECT)
    settings = models.JSONField(default=dict)
    secrets = models.TextField(blank=True)
    connected_at = models.DateTimeField()
    connected_by = models.CharField(max_length=120)
    checked_at = models.DateTimeField(null=True, blank=True)
    trouble = models.TextField(blank=True, help_text="What is wrong, in words a librarian can act on.")
    ends_at = models.DateTimeField(null=True, blank=True, help_text="When the credentials end, where the channel says.")
    signed_in = models.BooleanField(default=False, help_text="By signing in on the platform, not by pasting a token.")
    renewing = models.UUIDField(null=True, blank=True)
    renewing_until = models.DateTimeField(null=True, blank=True)
    renewed_at = models.DateTimeField(null=True, blank=True)
    to_revoke = models.TextField(blank=True, help_text="Sealed: what the platform is still to be told to forget.")
    knocked_at = models.DateTimeField(null=True, blank=True, help_text="A knock of its platform waits to be answered.")
    answered_at = models.DateTimeField(null=True, blank=True, help_text="When a knock was last answered by a pull.")
    knocks_since = models.DateTimeField(null=True, blank=True, help_text="When the platform first agreed to knock.")
    knocks_asked_at = models.DateTimeField(null=True, blank=True, help_text="When it was last asked to.")
    knocks_trouble = models.TextField(blank=True, default="", help_text="Why it does not, as it last said.")


class LiveProfile(models.Model):
    """How the account looks to the public: as it was last read, and as somebody last said that it should look.

    `shown` and `confirmed` hold the same names: handle, name, about, url, and what else the channel tells of it.
    """

    presence = models.OneToOneField(Presence, primary_key=True, related_name="profile", on_delete=models.PROTECT)
    shown = models.JSONField(default=dict)
    confirmed = models.JSONField(default=dict)
    read_at = models.DateTimeField(db_index=True)
    drifted_at = models.DateTimeField(null=True, blank=True, db_index=True)


class Review(models.Model):
    """What the director found and decided at a review, with the evidence that was on the page."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    presence = models.ForeignKey(Presence, related_name="reviews", on_delete=models.PROTECT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=8, help_text="renewed, paused, retired.")
    reason = models.TextField()
    evidence = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]


class Lookalike(models.Model):
    """An account that could be taken for one of ours, and what was done about it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    address = models.CharField(max_length=500, help_text="Its link or handle, as it was given.")
    bare = models.CharField(max_length=500, db_index=True, help_text="The same without what browsers add.")
    like = models.ForeignKey(Presence, null=True, blank=True, on_delete=models.PROTECT)
    what = models.TextField(blank=True, help_text="What it shows or does.")
    state = models.CharField(max_length=12, db_index=True)
    told_at = models.DateTimeField()
    told_by = models.CharField(max_length=120, help_text="The actor who told first.")
    told_times = models.PositiveIntegerField(default=1)
    platform_report = models.CharField(max_length=500, blank=True, help_text="Number or link of the report made.")
    reported_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-told_at", "-id"]

    def __str__(self) -> str:
        return self.address

    @property
    def subject(self) -> str:
        return f"lookalike:{self.id}"


class Evidence(models.Model):
    """A picture of the screen, kept as it came, sealed: it may show what strangers wrote to strangers."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lookalike = models.ForeignKey(Lookalike, related_name="evidence", on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    mime = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    sealed = models.BinaryField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["added_at", "id"]

    def __str__(self) -> str:
        return self.name
