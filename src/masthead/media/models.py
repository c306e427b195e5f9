"""An asset, the people shown in it, their written permissions, and those they are asked for on a screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from django.conf import settings
from django.db import models

from masthead.agencies.days import local_day
from masthead.agencies.models import Commitment
from masthead.agencies.vault import unseal_mapping
from masthead.checks.engine.licenses import LICENSES
from masthead.kernel.ids import new_id
from masthead.media.file_says import FileSays
from masthead.media.states import PERMISSION, PERMISSION_MAIL

Held = Literal["none", "written", "guardian", "expired", "revoked", "other_use"]
Who = Literal["adult", "child", "crowd"]

LICENCES = {code: license_.label for code, license_ in LICENSES.items()}
"""What staff choose from, as stored and as shown."""


TEXT_SHOWN = {"none": "No text", "few": "A few words", "much": "A sentence or more"}
"""What staff answer whether there is text in a picture, as stored and as shown."""

CAPTIONS_MIME = "text/vtt"


class Asset(models.Model):
    """A picture or a video. The original is kept as it came; of a picture, a copy without the camera's metadata is
    published, and of a video the same file, where it names no place: `original` and `published` name one then."""

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
    captions = models.FileField(upload_to="assets/captions/", blank=True, help_text="Of a video, as WebVTT.")
    captions_sha256 = models.CharField(max_length=64, blank=True)
    captions_language = models.CharField(max_length=12, blank=True, help_text="As staff state it, by BCP 47 tag.")
    captions_shown = models.BooleanField(
        default=False, help_text="A person has looked: what is said is shown in the picture, or nothing is said."
    )
    length = models.PositiveIntegerField(null=True, help_text="Of a video that tells it, in milliseconds.")
    likeness = models.CharField(max_length=16, blank=True, help_text="Of a picture: masthead.media.likeness.")
    credentials = models.BooleanField(null=True, help_text="The original carries content credentials (C2PA).")
    says = models.JSONField(null=True, help_text="What a picture's file says of itself: masthead.media.file_says.")
    looked_into = models.BooleanField(default=False, help_text="What arithmetic can tell has been looked for.")
    text_shown = models.CharField(
        max_length=4, blank=True, choices=list(TEXT_SHOWN.items()), help_text="Whether there is text in the picture."
    )
    nobody_shown = models.BooleanField(default=False, help_text="A person has looked: nobody can be recognized.")
    faces_seen = models.PositiveIntegerField(
        null=True, help_text="How many faces a machine saw in a picture, to help staff list the people."
    )
    faces_counted_at = models.DateTimeField(null=True, help_text="With no number: they could not be counted.")
    letters_share = models.PositiveSmallIntegerField(
        null=True, help_text="Percent of a picture that a machine saw text-like rows in. 0: it saw none."
    )
    letters_contrast = models.DecimalField(
        null=True, max_digits=3, decimal_places=1, help_text="Of the palest such row with its ground (WCAG), 1 to 21."
    )
    letters_looked_at = models.DateTimeField(null=True, help_text="With no share: it could not be looked at.")
    event = models.CharField(max_length=160, blank=True, help_text="The event it was taken at, as staff call it.")
    public_event = models.BooleanField(default=False, help_text="Staff say that the event was open to everybody.")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-uploaded_at", "-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        return f"asset:{self.id}"

    @property
    def file_says(self) -> FileSays | None:
        """None where that was not looked for, or could not be."""
        return None if self.says is None else FileSays.from_json(self.says)

    @property
    def place_leaves(self) -> bool:
        """Whether what is published names a place, as its file does: it is the very original."""
        return bool(self.file_says and self.file_says.place) and self.sha256 == self.published_sha256


class LicenceEvidence(models.Model):
    """Where it is written that the agency may use an asset: a letter or a page kept sealed, or an address."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    asset = models.ForeignKey(Asset, related_name="evidence", on_delete=models.CASCADE)
    link = models.CharField(max_length=500, blank=True)
    scan = models.BinaryField(default=b"", help_text="The letter or the page, encrypted.")
    scan_name = models.CharField(max_length=200, blank=True)
    scan_mime = models.CharField(max_length=60, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, related_name="+", on_delete=models.PROTECT)
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["added_at", "id"]


class Described(models.Model):
    """Somebody gave an asset other words: an edit of every draft that shows it."""

    asset = models.ForeignKey(Asset, related_name="descriptions", on_delete=models.CASCADE)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]


@dataclass(frozen=True, slots=True)
class Use:
    """What a picture is meant for: the channel it would go to, and the commitment its post supports (None: neither)."""

    channel: str
    commitment: UUID | None = None


class Depiction(models.Model):
    """A person shown in an asset: an adult, a child, or a crowd in which nobody is singled out. The name is sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    asset = models.ForeignKey(Asset, related_name="depictions", on_delete=models.CASCADE)
    kind = models.CharField(max_length=8, choices=[("adult", "Adult"), ("child", "Child"), ("crowd", "Crowd")])
    sealed = models.TextField(default="", help_text="The name, and the salt of its commitment, encrypted.")
    listed_by = models.CharField(max_length=80)
    listed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["listed_at", "id"]

    @property
    def name(self) -> str:
        """A name or initials, as the signed form says it; "" for a crowd."""
        return unseal_mapping(self.sealed).get("name", "")

    @property
    def taken_back_at(self) -> datetime | None:
        """When a permission to show them here was last taken back. Reads the prefetched rows."""
        return max((row.revoked_at for row in self.permissions.all() if row.revoked_at), default=None)

    def valid_on(self, day: date) -> list[Permission]:
        """The permissions that hold on `day`, for whatever use. Reads the prefetched rows."""
        taken_back_at = self.taken_back_at
        return [row for row in self.permissions.all() if row.state_on(day, taken_back_at) == "valid"]

    def permission_on(self, day: date, use: Use | None = None) -> Held:
        """The best permission held on `day` for `use`, or for any use where none is named. Reads the prefetched rows.

        A child needs a guardian's signature; an adult's own signature does not stand for a child. "other_use": one
        that is valid, and not for this. Whoever takes one back means to be shown no more: whatever was signed until
        then is over with it, and what is signed later counts.
        """
        best: Held = "none"
        taken_back_at = self.taken_back_at
        for permission in self.permissions.all():
            state = permission.state_on(day, taken_back_at)
            if state == "valid":
                if self.kind == "child" and not permission.guardian:
                    continue
                if use is None or permission.covers(use):
                    return "guardian" if permission.guardian else "written"
                best = "other_use"
            elif best in ("none", "expired"):
                best = state
        return best


class AskedPermission(models.Model):
    """A permission somebody is asked for on a screen: who, for which pictures, for what, where and until when.

    Names are sealed; `who` opens them. `depictions` are the people listed on pictures there are; `event` stands for
    any picture of an event, also of one not taken yet. `channels` are ids, empty for all; `until` is its last day.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8, choices=[("adult", "Adult"), ("child", "Child")])
    sealed = models.TextField(help_text="Names, relation, reasons and the salt of their commitments, encrypted.")
    depictions = models.ManyToManyField(Depiction, related_name="asked")
    event = models.CharField(max_length=160, blank=True)
    purpose = models.CharField(max_length=200)
    commitment = models.ForeignKey(Commitment, null=True, blank=True, on_delete=models.PROTECT)
    channels = models.JSONField(default=list)
    places = models.JSONField(default=list, help_text="The channels as they were named to whoever was asked.")
    until = models.DateField(null=True, blank=True)
    words = models.TextField(help_text="What they read before they sign, frozen when they were asked.")
    words_version = models.CharField(max_length=120)
    link_days = models.PositiveSmallIntegerField(help_text="How long a link to sign is good.")
    state = models.CharField(max_length=12, choices=PERMISSION.choices(), default=PERMISSION.initial, db_index=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, related_name="+", on_delete=models.PROTECT)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    signed_on = models.DateField(null=True, blank=True, help_text="The date whoever signed gave.")
    sealed_page = models.BinaryField(default=b"", help_text="The page as it was signed, encrypted.")
    page_sha256 = models.CharField(max_length=64, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When it was withdrawn or taken back.")

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]

    @property
    def subject(self) -> str:
        return f"permission:{self.id}"

    @property
    def who(self) -> dict[str, str]:
        """person, guardian, relation, signer, reason, salt: whatever of it is known."""
        return unseal_mapping(self.sealed)

    def has_ended(self, day: date) -> bool:
        """Whether what is asked for, or was given, is over on `day`; on its last day it still holds."""
        return self.until is not None and self.until < day


class PermissionLink(models.Model):
    """An address that is itself the right to sign, once, or to take back what was signed. Only its hash is kept.

    It speaks for what was asked for on a screen, or for one form signed on paper, which can only be taken back.
    """

    asked = models.ForeignKey(AskedPermission, related_name="links", null=True, blank=True, on_delete=models.CASCADE)
    form = models.ForeignKey("Permission", related_name="links", null=True, blank=True, on_delete=models.CASCADE)
    purpose = models.CharField(max_length=4, choices=[("sign", "To sign"), ("own", "To take back")])
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret, in hex.")
    made_at = models.DateTimeField()
    good_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=8, blank=True, help_text="used or replaced.")

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(asked__isnull=False, form=None) | models.Q(asked=None, form__isnull=False),
                name="link_speaks_for_one",
            )
        ]


class PermissionMail(models.Model):
    """A link to be mailed. It is made when the mail leaves; the address is sealed, and forgotten afterwards."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    asked = models.ForeignKey(AskedPermission, related_name="mails", on_delete=models.CASCADE)
    purpose = models.CharField(max_length=4, choices=[("sign", "To sign"), ("own", "To take back")])
    sealed_address = models.BinaryField()
    state = models.CharField(max_length=8, choices=PERMISSION_MAIL.choices(), default=PERMISSION_MAIL.initial)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    next_try = models.DateTimeField(db_index=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["due_at", "id"]


class Permission(models.Model):
    """A signed permission: who signed, for whom, for what, where, until when. What was signed is stored sealed.

    asked: where it was signed on a screen; `sealed` and `form` are empty then, and kept there. `channels` and
    `commitment` narrow what it may be used for; empty, they do not. `words_version` is that of the agency's own words;
    empty where a form has others, which its note names, or where nobody asked when it was recorded.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    depiction = models.ForeignKey(Depiction, related_name="permissions", on_delete=models.CASCADE)
    asked = models.ForeignKey(
        AskedPermission, related_name="permissions", null=True, blank=True, on_delete=models.PROTECT
    )
    sealed = models.TextField(
        default="", blank=True, help_text="Of a form: who signed, how they are related, notes, and a salt, encrypted."
    )
    guardian = models.BooleanField(default=False)
    purpose = models.CharField(max_length=200)
    channels = models.JSONField(default=list)
    commitment = models.ForeignKey(Commitment, null=True, blank=True, on_delete=models.PROTECT)
    words_version = models.CharField(max_length=120, blank=True, default="")
    signed_on = models.DateField()
    signed_at = models.DateTimeField(null=True, blank=True, help_text="The moment, where it was signed on a screen.")
    expires_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    form = models.BinaryField(default=b"", help_text="The uploaded form, encrypted.")
    form_mime = models.CharField(max_length=60)
    form_sha256 = models.CharField(max_length=64)
    recorded_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()

    def state_on(self, day: date, taken_back_at: datetime | None) -> Literal["valid", "expired", "revoked"]:
        """valid, expired or revoked on `day` (the agency's calendar).

        taken_back_at: when the same person last took back a permission for the same picture, this one or another.
        """
        if self.revoked_at is not None or (taken_back_at is not None and not self.signed_after(taken_back_at)):
            return "revoked"
        if self.expires_on is not None and self.expires_on < day:
            return "expired"
        return "valid"

    def covers(self, use: Use) -> bool:
        """Whether it was given for this channel and this commitment. One that names neither is for every use."""
        channel_fits = not self.channels or not use.channel or use.channel in self.channels
        return channel_fits and (self.commitment_id is None or self.commitment_id == use.commitment)

    def signed_after(self, moment: datetime) -> bool:
        """Paper has a date and no hour: a form of the same day counts as signed before, so that nobody is shown who
        may have said no."""
        return self.signed_at > moment if self.signed_at is not None else self.signed_on > local_day(moment)

    @property
    def who(self) -> dict[str, str]:
        """As `AskedPermission.who`; of a form signer, relation, words_note, form_name, reason where revoked, salt."""
        return self.asked.who if self.asked else unseal_mapping(self.sealed)

    @property
    def wording(self) -> str:
        """Which words were signed; "" where nobody noted it."""
        return self.words_version or self.who.get("words_note", "")

    @property
    def signed_by(self) -> str:
        """The name of whoever signed."""
        return self.who.get("signer", "")

    @property
    def subject(self) -> str:
        return f"permission:{self.id}"
