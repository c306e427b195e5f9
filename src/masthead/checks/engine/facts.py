"""What a check may look at: one post for one presence, frozen. None means "not known at this stage", never "fine"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from masthead.checks.engine.cues import Cue
from masthead.checks.engine.moderation import Moderation


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """A link in the post. `state` is what its dossier says; `signed_by` is the person who signed it, or "".

    changed: what is no longer as it was signed, as a clause of a sentence; researched_at: when it was signed;
    looked_at: when it was last fetched; page: its title and the first of its words where they are English, else "";
    listed: what a list of harmful sites, or the agency itself, has against it, as the rest of a sentence, else "".
    certificate_ends: when the first certificate on the way runs out; certificate_told_from: from when on that is near;
    certificate_refused: why one was not accepted, as a clause of a sentence, else "".
    """

    url: str
    state: Literal["unresearched", "researched", "dead", "blocked", "redirects_elsewhere", "campaign_site"]
    final_url: str = ""
    title: str = ""
    signed_by: str = ""
    changed: str = ""
    researched_at: datetime | None = None
    looked_at: datetime | None = None
    start: int | None = None
    end: int | None = None
    page: str = ""
    listed: str = ""
    certificate_ends: datetime | None = None
    certificate_told_from: datetime | None = None
    certificate_refused: str = ""


@dataclass(frozen=True, slots=True)
class PersonShown:
    """Somebody shown in an asset. `permission` is the state of the best permission held for this use.

    other_use: a valid one that does not cover this channel, or this commitment.
    """

    kind: Literal["adult", "child", "crowd"]
    permission: Literal["none", "written", "guardian", "expired", "revoked", "other_use"]
    name: str = ""


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """An image or video of the post. `people_listed` is False until a person has looked for who is shown.

    public_event: staff say that it was taken at an event open to everybody. cues: the captions of a video, empty where
    its file cannot be read; captions_language: their BCP 47 tag as staff state it, or ""; length: of a video, in
    milliseconds. text_shown: whether there is text in a picture, as staff say: none, few, much, or "" where nobody did;
    None where nobody can be asked. faces: how many a machine saw in a picture, which may be wrong; None where it has
    not looked or could not. rights: the copyright notice and terms of use that stand in a picture's own file, or "".
    maker: who made it or whose it is, as staff noted and as its file says, or "".
    evidence: whether it is kept where its license is written; None where that is not known.
    contrast: of the palest text-like row that a machine saw in a picture with its ground (WCAG 2.1, 1.4.3), 1 to 21,
    which may be wrong; None where it has not looked or saw none.
    names_place: what would be published says in its file where it was taken.
    """

    kind: Literal["image", "video"]
    alt: str = ""
    people: tuple[PersonShown, ...] = ()
    people_listed: bool = True
    licence: str = "unknown"
    captions: bool | None = None
    id: str = ""
    name: str = ""
    mime: str = ""
    bytes: int = 0
    width: int = 0
    height: int = 0
    public_event: bool = False
    cues: tuple[Cue, ...] | None = None
    captions_language: str = ""
    length: int | None = None
    text_shown: str | None = None
    faces: int | None = None
    rights: str = ""
    maker: str = ""
    evidence: bool | None = None
    names_place: bool = False
    contrast: float | None = None


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """What the channel allows, and how long this text is as the channel counts it (from `Channel.measure`)."""

    name: str
    violations: tuple[str, ...] = ()
    over_from: int | None = None


@dataclass(frozen=True, slots=True)
class ApprovalFacts:
    """The author, the approver if any, and whether what was approved is still what would be sent."""

    author: str
    approver: str | None = None
    same_content: bool = False


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """One post as it would go to one presence. `moderation`: whom to ask what it would propose of the words."""

    text: str
    links: tuple[LinkFacts, ...] = ()
    assets: tuple[AssetFacts, ...] = ()
    commitment: str | None = None
    audience: str | None = None
    channel: ChannelFacts | None = None
    presence_is_official: bool | None = None
    presence_reason: str = ""
    presence_faults: tuple[tuple[str, str], ...] = ()
    last_edit: datetime | None = None
    leaves_at: datetime | None = None
    approval: ApprovalFacts | None = None
    dictionary: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    extra: Mapping[str, str] = field(default_factory=dict)
    moderation: Moderation | None = field(default=None, compare=False, repr=False)
