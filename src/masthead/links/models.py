"""A link, what was found behind it, what was found later, what a person is asked about it, the sites no link may
lead to, imported lists of sites that do harm,
and the agency's own word on a site."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from masthead.checks.engine.addresses import leads_elsewhere
from masthead.kernel.ids import new_id
from masthead.links.states import LINK_FINDING


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
    fingerprint = models.JSONField(default=list, help_text="Of the page's words: links/fingerprint.py.")
    steady = models.JSONField(default=list, help_text="Of those of its words that do not change by themselves.")
    snapshot = models.FileField(upload_to="links/snapshots/", blank=True, help_text="What was answered, as WARC.")
    snapshot_sha256 = models.CharField(max_length=64, blank=True)
    secure = models.BooleanField(default=False)
    certificates = models.JSONField(default=list, help_text="Of the hosts on the way: links/certificate.py.")
    trouble = models.TextField(blank=True, help_text="What went wrong, in one sentence.")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT)
    signed_at = models.DateTimeField(null=True, blank=True)
    remark = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]

    @property
    def leads_elsewhere(self) -> bool:
        """Whether the link ends at another site than it names, or at a front page instead of its page."""
        return self.state == "ok" and leads_elsewhere(self.link.url, self.final_url)


class Look(models.Model):
    """A later look at a signed link by the machine. It never stands in for a signature; it can undo one's effect."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, related_name="looks", on_delete=models.PROTECT)
    at = models.DateTimeField()
    state = models.CharField(max_length=12, help_text="ok, dead or blocked.")
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    final_url = models.CharField(max_length=2000, blank=True)
    hops = models.JSONField(default=list, help_text="[[address, status], …] as followed.")
    title = models.CharField(max_length=300, blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    certificates = models.JSONField(default=list, help_text="Of the hosts on the way: links/certificate.py.")
    trouble = models.TextField(blank=True)
    changed = models.TextField(blank=True, help_text="What is no longer as it was signed; empty: it is as it was.")

    class Meta:
        ordering: ClassVar = ["-at", "-id"]


class Watch(models.Model):
    """A link that stands in a live post or reply: what is so of it, when it was looked at, and when it is next.

    What was seen once and may be a passing trouble is a doubt, not yet a state. A claim is a lease, as of deliveries.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    link = models.OneToOneField(Link, related_name="watch", on_delete=models.PROTECT)
    host = models.CharField(max_length=255, db_index=True)
    since = models.DateTimeField(help_text="When the newest post with it went out.")
    state = models.CharField(
        max_length=12, default="ok", help_text="ok, dead, blocked, changed, elsewhere, listed or campaign."
    )
    doubt = models.CharField(max_length=12, blank=True, help_text="dead or blocked, seen once.")
    looked_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True, db_index=True, help_text="Empty: no live post carries it.")
    judged = models.PositiveIntegerField(
        default=0, db_index=True, help_text="By which edition of the lists of sites it was judged last."
    )
    claim = models.UUIDField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        verbose_name_plural = "watches"
        ordering: ClassVar = ["-id"]


class LinkFinding(models.Model):
    """A link in a live post or reply is not as it was signed: told once. A person corrects it, signs or dismisses.

    What was seen is kept with it: a dismissal is of that, and of nothing else.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    link = models.ForeignKey(Link, related_name="findings", on_delete=models.PROTECT)
    dossier = models.ForeignKey(
        Dossier, related_name="findings", null=True, blank=True, on_delete=models.PROTECT, help_text="What was signed."
    )
    kind = models.CharField(max_length=12, help_text="dead, blocked, changed, elsewhere, listed or campaign.")
    listed_as = models.CharField(max_length=700, blank=True, help_text="On what it stands, as links/listed.py says.")
    listed_address = models.CharField(max_length=2000, blank=True, help_text="Which address it leads to stands there.")
    why = models.TextField()
    clause = models.CharField(max_length=80, blank=True)
    level = models.CharField(max_length=12, blank=True)
    final_url = models.CharField(max_length=2000, blank=True)
    title = models.CharField(max_length=300, blank=True)
    excerpt = models.TextField(blank=True)
    steady = models.JSONField(default=list)
    content_sha256 = models.CharField(max_length=64, blank=True)
    found_at = models.DateTimeField()
    state = models.CharField(max_length=12, default=LINK_FINDING.initial, db_index=True)
    settled_by = models.CharField(max_length=80, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    signed = models.ForeignKey(
        Dossier, related_name="+", null=True, blank=True, on_delete=models.PROTECT, help_text="What was signed anew."
    )

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["link"], condition=models.Q(state="open"), name="one_open_finding_per_link")
        ]

    @property
    def subject(self) -> str:
        return f"link_finding:{self.id}"


class CampaignSite(models.Model):
    """A site the staff know to belong to a political campaign: a host, or a host with the start of a path."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.CharField(max_length=500)
    why = models.TextField()
    listed_by = models.ForeignKey(settings.AUTH_USER_MODEL, related_name="+", on_delete=models.PROTECT)
    listed_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True, blank=True, help_text="When it was taken off the list.")

    class Meta:
        ordering: ClassVar = ["site", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["site"], condition=models.Q(struck_at=None), name="campaign_site_listed_once"
            )
        ]

    def __str__(self) -> str:
        return self.site

    @property
    def subject(self) -> str:
        return f"campaign_site:{self.id}"


class CandidateSite(models.Model):
    """A campaign's site as a register of candidates has it. The register's next import replaces its sites whole."""

    register = models.CharField(max_length=80, db_index=True, help_text="Subject of the register.")
    register_name = models.CharField(max_length=120)
    as_of = models.DateField()
    key = models.CharField(max_length=1000, help_text="The register's own id of the candidate's row.")
    site = models.CharField(max_length=500, db_index=True)
    candidate = models.CharField(max_length=300)
    runs_for = models.CharField(max_length=720, blank=True, help_text="Office and year, as far as told.")
    file = models.CharField(max_length=300, blank=True)
    line = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["site", "id"]

    def __str__(self) -> str:
        return self.site


class SiteList(models.Model):
    """A list of malware or phishing sites, as its newest file has it. The next import replaces it whole."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100, unique=True)
    as_of = models.DateField()
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=80)
    file_name = models.CharField(max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    sites = models.PositiveIntegerField(default=0)
    skipped = models.JSONField(default=list, help_text="[[line, why], …], the first of them.")
    skipped_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        return f"site_list:{self.id}"


class ListedSite(models.Model):
    """A row of such a list: a host with everything below it, or one page."""

    site_list = models.ForeignKey(SiteList, related_name="rows", on_delete=models.CASCADE)
    entry = models.CharField(max_length=500, db_index=True, help_text="As links/sites.py spells it.")
    line = models.PositiveIntegerField()
    threat = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering: ClassVar = ["line", "id"]

    def __str__(self) -> str:
        return self.entry


class ListEdition(models.Model):
    """One row: how often a list of sites, or the agency's word on one, has changed."""

    number = models.PositiveIntegerField()

    def __str__(self) -> str:
        return str(self.number)


class SiteWord(models.Model):
    """The agency's own word on a site: no link may lead there, or what imported lists say of it does not count."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.CharField(max_length=500)
    allowed = models.BooleanField()
    why = models.TextField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, related_name="+", on_delete=models.PROTECT)
    said_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["site", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["site"], condition=models.Q(taken_back_at=None), name="one_word_on_a_site_stands"
            )
        ]

    def __str__(self) -> str:
        return self.site

    @property
    def subject(self) -> str:
        return f"site_word:{self.id}"
