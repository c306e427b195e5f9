"""“May I post this?”, answered in memory: a text goes in, an answer comes out, nothing is kept and nobody is told.

Source: the part of the policy on employees. What employees say on their own time, on their own accounts, is theirs:
this shows what the policy asks of such a post and does not judge the opinion in it. It therefore reads no model, writes
no log and fills no cache; the tests see to it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from masthead.checks.engine.facts import ChannelFacts, DraftFacts
from masthead.checks.engine.finding import Finding
from masthead.employees.about import Mention, mentions, mentions_in_profile
from masthead.employees.as_staff import ASKED_OF_STAFF, points_as_staff
from masthead.employees.disclaimer import Disclaimer, disclaimer
from masthead.employees.personal import points_on_a_personal_post
from masthead.employees.places import ANYWHERE, Place
from masthead.employees.placing import Placement, place_disclaimer
from masthead.employees.profile import Profile, points_on_a_profile
from masthead.employees.raised import attach, gravest_first
from masthead.judging.post import LONGEST, judged
from masthead.kernel.refusals import Invalid
from masthead.policy.notices import notice
from masthead.policy.rulebook import Rulebook

Role = Literal["personal", "official"]
_ALWAYS = frozenset({"patron_privacy_is_kept"})
"""What a patron reads stays confidential wherever an employee writes; all else on personal accounts is their own."""
_FITNESS = frozenset({"language_is_fit"})
_LENGTH = frozenset({"fits_the_channel"})


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """The answer. Its findings and mentions point into the text, which the employee still has before them.

    findings: gravest first. about_agency: what the employee said or, where they did not say, whether the text names
    the agency. mentions: why, each with its place. disclaimer: the words to copy, None where this post does not need
    them; placement: where they go. advice: plain sentences.
    """

    findings: tuple[Finding, ...]
    disclaimer: Disclaimer | None
    advice: tuple[str, ...]
    about_agency: bool
    mentions: tuple[Mention, ...]
    placement: Placement | None = None

    @property
    def changes(self) -> int:
        """How many findings ask for a change; advice alone does not."""
        return sum(finding.level != "advises" for finding in self.findings)


@notice
def self_check(
    text: str,
    *,
    book: Rulebook,
    as_role: Role,
    about_agency: bool | None,
    profile: Profile = Profile(),  # noqa: B008 - frozen
    place: Place = ANYWHERE,
    email_domains: Collection[str] = (),
) -> SelfCheck:
    """Tell an employee, privately, what the policy asks of a post before they decide to publish it.

    as_role: `personal` for an account of their own, `official` for one of the agency. about_agency: what the employee
    says of the post, or None to judge by its words. profile: their account there, as far as they show it. place: where
    it will appear. email_domains: the agency's, beside those the policy names. Raises Invalid for a text too long to be
    a post.
    """
    if max(len(text), len(profile.bio), len(profile.name), len(profile.handle), len(profile.email)) > LONGEST:
        raise Invalid(f"That is longer than {LONGEST:,} characters; paste only the post itself.", field="text")
    facts, exact = book.policy.facts, book.policy.disclaimer
    found = mentions(text, facts, disclaimer=exact, email_domains=email_domains)
    about = about_agency if about_agency is not None else any(m.kind == "agency" for m in found)
    if as_role == "official":
        return SelfCheck(_official(text, book, place), None, _OFFICIAL, about, found)
    in_bio = mentions_in_profile(profile.bio, facts, disclaimer=exact)
    words = disclaimer(book)
    asked = judged(_draft(text, book), book, only=_ALWAYS | ASKED_OF_STAFF) if text.strip() else []
    points = [
        *points_on_a_personal_post(
            text,
            about=about,
            sure=about_agency is not None,
            found=found,
            in_profile=in_bio,
            words=words,
        ),
        *points_as_staff(
            text,
            of_work=about or bool(found),
            as_staff=any(m.kind == "employment" for m in found) or any(m.kind == "agency" for m in in_bio),
            found=asked,
        ),
        *points_on_a_profile(
            profile,
            in_bio=in_bio,
            in_name=mentions(f"{profile.name}\n{_spelled_out(profile.handle)}", facts),
            in_email=mentions(profile.email, facts, email_domains=email_domains),
            unfit=bool(profile.bio.strip()) and _unfit(profile.bio, book),
            words=words,
        ),
    ]
    always = (f for f in asked if f.check in _ALWAYS or f.code == "check_failed")
    findings = gravest_first((*attach(points, book), *always))
    needed = words if about or any(finding.code == "about_unclear" for finding in findings) else None
    placement = place_disclaimer(text, needed.text, place, profile=profile.bio) if needed and text.strip() else None
    return SelfCheck(findings, needed, _PERSONAL, about, found, placement)


def _official(text: str, book: Rulebook, place: Place) -> tuple[Finding, ...]:
    """What the desk's own checks say of the text as a post of the agency: one engine, one implementation."""
    length = place.length(text)
    draft = _draft(text, book)
    findings = judged(draft, book)
    if place.post and length > place.post:
        violation = f"The text takes {length:,} characters; {place.name} allows {place.post:,}. Shorten it."
        long = DraftFacts(text, channel=ChannelFacts(place.id, (violation,), over_from=place.post))
        findings += judged(long, book, stages=("presence",), only=_LENGTH)
    return gravest_first(findings)


def _unfit(bio: str, book: Rulebook) -> bool:
    return any(finding.check in _FITNESS for finding in judged(_draft(bio, book), book, only=_FITNESS))


def _spelled_out(handle: str) -> str:
    """`@City_Library.news` as words, so that a name inside a handle is found."""
    return handle.translate(str.maketrans("_.-@", "    "))


def _draft(text: str, book: Rulebook) -> DraftFacts:
    """With the names the policy file lists, so that no town of the agency is taken for a misspelling."""
    return DraftFacts(text, names=frozenset(str(name) for name in book.policy.facts.get("names", ())))


_PERSONAL = (
    "What you say on your own time and your own accounts is yours to say; this only shows what the policy asks.",
    "If somebody asks you about work here, answer them here, then hand the whole exchange over to the agency.",
)
_OFFICIAL = (
    "A post in the agency's name belongs on the desk: write it there, so that a second person can approve it.",
    "Wait a little before you send it, and read it once more as a stranger would.",
)
