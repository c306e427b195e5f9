"""What the composer shows of a draft: findings with places to go, links with dossiers, previews as channels count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from masthead.agencies.models import Agency, the_agency
from masthead.channels.description import Description
from masthead.channels.post import Measure
from masthead.channels.registry import describe
from masthead.checks.engine.addresses import find_links
from masthead.checks.engine.finding import Finding, Remedy
from masthead.desk.look.findings import key_of
from masthead.links.facts import verdict
from masthead.links.look_again import latest_looks
from masthead.links.models import Dossier, Look
from masthead.links.sign import latest_dossiers, remark_wanted
from masthead.media.models import Asset, Depiction
from masthead.presences.models import Presence
from masthead.publishing.check import DraftFinding, findings_for
from masthead.publishing.facts import measure
from masthead.publishing.models import Attachment, Draft

_LISTED = 6
"""What is missing before approval, spelled out above the draft; the rest is one press away."""


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding as the page shows it: `finding` leads to places on this page; `key` names its card and mark."""

    about: DraftFinding
    finding: Finding
    key: str

    @property
    def reason(self) -> str:
        return self.about.answer.reason if self.about.answer else ""

    @property
    def asks(self) -> bool:
        return self.finding.level == "asks"


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link of the draft and what is known of it. `place` is its anchor on the page."""

    url: str
    place: str
    dossier: Dossier | None
    look: Look | None = None

    @property
    def key(self) -> str:
        return str(self.dossier.pk) if self.dossier else "none"

    @property
    def remark_wanted(self) -> str:
        return remark_wanted(self.dossier) if self.dossier else ""

    @property
    def stands(self) -> bool:
        """Whether somebody stands for it, and nothing has changed since."""
        return self.dossier is not None and verdict(self.dossier, self.look) == "researched"


@dataclass(frozen=True, slots=True)
class Preview:
    """The draft on one presence: its own words, how long they are there, what does not fit."""

    presence: Presence
    description: Description
    text: str
    own: str
    measure: Measure

    @property
    def over(self) -> int:
        return max(0, self.measure.length - self.measure.limit) if self.measure.limit else 0

    @property
    def fitting(self) -> str:
        return self.text if self.measure.over_from is None else self.text[: self.measure.over_from]

    @property
    def too_much(self) -> str:
        return "" if self.measure.over_from is None else self.text[self.measure.over_from :]


@dataclass(frozen=True)
class Composer:
    """Everything the composer's page reads, for one draft at one moment."""

    draft: Draft
    findings: Sequence[ShownFinding]
    links: Sequence[ShownLink]
    previews: Sequence[Preview]
    attachments: Sequence[Attachment]
    day: date

    @property
    def common(self) -> list[Finding]:
        """Findings on the common words, for the editor's marks."""
        own = {preview.presence.pk for preview in self.previews if preview.own}
        return [
            s.finding for s in self.findings if not (s.about.presences and {p.pk for p in s.about.presences} <= own)
        ]

    @property
    def missing(self) -> list[ShownFinding]:
        return [shown for shown in self.findings if shown.about.open]

    @property
    def listed(self) -> list[ShownFinding]:
        """The first of what is missing: as much as stands above the draft. `not_listed` is the rest."""
        return self.missing[:_LISTED]

    @property
    def not_listed(self) -> list[ShownFinding]:
        return self.missing[_LISTED:]

    @property
    def count_missing(self) -> int:
        return len(self.missing) + (0 if self.previews else 1)

    @property
    def all(self) -> list[Finding]:
        return [shown.finding for shown in self.findings]

    @property
    def assets(self) -> list[Asset]:
        return [attachment.asset for attachment in self.attachments]

    @property
    def pictures(self) -> list[tuple[Asset, list[tuple[Depiction, str]]]]:
        """Each picture with the people listed on it and the state of their permission today."""
        return [(asset, [(d, _permission(d, self.day)) for d in asset.depictions.all()]) for asset in self.assets]


def composer(draft: Draft, *, at: datetime, text: str | None = None) -> Composer:
    """Read a loaded draft (`publishing.facts.load`); `text` replaces its common words while somebody types."""
    common = draft.text if text is None else text
    agency = the_agency()
    previews = [_preview(draft, variant.presence, variant.text, common, at, agency) for variant in draft.variants.all()]
    texts = [common, *(preview.own for preview in previews if preview.own)]
    urls = list(dict.fromkeys(found.url for words in texts for found in find_links(words)))
    dossiers = latest_dossiers(urls)
    looks = latest_looks(dossiers.values())
    links = [_link(url, f"link-{number}", dossiers.get(url), looks) for number, url in enumerate(urls, start=1)]
    places = {link.url: f"#{link.place}" for link in links}
    found = findings_for(draft, at=at, text=text)
    return Composer(
        draft=draft,
        findings=[_shown(about, places) for about in found],
        links=links,
        previews=previews,
        attachments=list(draft.attachments.all()),
        day=timezone.localdate(at),
    )


def _link(url: str, place: str, dossier: Dossier | None, looks: Mapping[UUID, Look]) -> ShownLink:
    return ShownLink(url, place, dossier, looks.get(dossier.pk) if dossier else None)


def _permission(depiction: Depiction, day: date) -> str:
    return "not needed" if depiction.kind == "crowd" else depiction.permission_on(day)


def _preview(draft: Draft, presence: Presence, own: str, common: str, at: datetime, agency: Agency | None) -> Preview:
    words = own or common
    return Preview(
        presence, describe(presence.channel), words, own, measure(draft, presence, words, at=at, agency=agency)
    )


def _shown(about: DraftFinding, places: dict[str, str]) -> ShownFinding:
    finding = replace(about.finding, remedies=tuple(_at_home(r, about.finding, places) for r in about.finding.remedies))
    return ShownFinding(about, finding, key_of(finding))


def _at_home(remedy: Remedy, finding: Finding, places: dict[str, str]) -> Remedy:
    """A place to go, as an anchor of this page; a letter is added on the picture's own."""
    if remedy.kind != "go":
        return remedy
    if finding.code == "letter_not_kept":
        return replace(remedy, target=f"{reverse('desk:asset', args=[finding.asset])}#evidence")
    if finding.asset:
        return replace(remedy, target=f"#asset-{finding.asset}")
    if finding.link:
        whole = finding.link if "://" in finding.link else f"https://{finding.link}"
        return replace(remedy, target=places.get(whole, "#links"))
    anchors = {"no_commitment": "#id_commitment", "no_audience": "#id_audience", "does_not_fit": "#previews"}
    return replace(remedy, target=anchors.get(finding.code, "#text"))
