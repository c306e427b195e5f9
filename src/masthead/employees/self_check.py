"""“May I post this?”, answered in memory: a text goes in, an answer comes out, nothing is kept and nobody is told.

Source: the part of the policy on employees. What employees say on their own time, on their own accounts, is theirs:
this shows what the policy asks of such a post and does not judge the opinion in it. It therefore holds no model, writes
no log and fills no cache; the tests see to it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.finding import Finding
from masthead.checks.engine.run import LONGEST, run
from masthead.employees.about import Mention, mentions, mentions_in_profile
from masthead.employees.disclaimer import Disclaimer, disclaimer
from masthead.employees.personal import points_on_a_personal_post
from masthead.employees.raised import attach
from masthead.kernel.refusals import Invalid
from masthead.policy.notices import notice
from masthead.policy.rulebook import Rulebook

Role = Literal["personal", "official"]


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """The answer. It does not hold the text: spans point into what the employee still has before them.

    about_agency: what the employee said or, where they did not say, whether the text names the agency.
    mentions: why, each with its place. disclaimer: the words to copy, if the policy has any. advice: plain sentences.
    """

    findings: tuple[Finding, ...]
    disclaimer: Disclaimer | None
    advice: tuple[str, ...]
    about_agency: bool
    mentions: tuple[Mention, ...]

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
    profile: str = "",
    email_domains: Collection[str] = (),
) -> SelfCheck:
    """Tell an employee, privately, what the policy asks of a post before they decide to publish it.

    as_role: `personal` for an account of their own, `official` for one of the agency. about_agency: what the employee
    says of the post, or None to judge by its words. profile: what their profile says of them, if they paste it.
    email_domains: the agency's, beside those the policy names. Raises Invalid for a text too long to be a post.
    """
    if max(len(text), len(profile)) > LONGEST:
        raise Invalid(f"That is longer than {LONGEST:,} characters; paste only the post itself.", field="text")
    facts, exact = book.policy.facts, book.policy.disclaimer
    found = mentions(text, facts, disclaimer=exact, email_domains=email_domains)
    about = about_agency if about_agency is not None else any(m.kind == "agency" for m in found)
    if as_role == "official":
        return SelfCheck(tuple(run(DraftFacts(text), book)), None, _OFFICIAL, about, found)
    points = points_on_a_personal_post(
        text,
        about=about,
        sure=about_agency is not None,
        found=found,
        in_profile=mentions_in_profile(profile, facts, disclaimer=exact),
        words=disclaimer(book),
    )
    # What a patron reads stays confidential wherever an employee writes; all else on personal accounts is their own.
    kept = frozenset({"patron_privacy_is_kept"})
    confidential = (finding for finding in run(DraftFacts(text), book, only=kept) if finding.check in kept)
    return SelfCheck((*attach(points, book), *confidential), disclaimer(book), _PERSONAL, about, found)


_PERSONAL = (
    "What you say on your own time and your own accounts is yours to say; this only shows what the policy asks.",
    "If somebody asks you about work here, answer them here, then forward the whole exchange to your agency e-mail.",
)
_OFFICIAL = (
    "A post in the agency's name belongs on the desk: write it there, so that a second person can approve it.",
    "Wait a little before you send it, and read it once more as a stranger would.",
)
