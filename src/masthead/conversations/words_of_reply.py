"""What the policy asks of the words of a reply: the same content checks as of a post."""

from __future__ import annotations

from datetime import datetime

from masthead.channels.port import Post
from masthead.checks.engine.facts import DraftFacts, LinkFacts
from masthead.checks.engine.finding import Finding
from masthead.checks.engine.run import run
from masthead.conversations.models import Comment
from masthead.kernel.refusals import Invalid, Refused
from masthead.links.find import find_links
from masthead.links.sign import latest_dossiers
from masthead.policy.in_force import rulebook
from masthead.presences.connection import channel_for
from masthead.presences.models import Presence


def findings_on(text: str) -> list[Finding]:
    """Every finding on the words of a reply, gravest first."""
    return run(DraftFacts(text=text, links=_links(text)), rulebook(), stages=("content",))


def refuse_unfit_words(text: str, *, presence: Presence, comment: Comment, reason: str, at: datetime) -> list[Finding]:
    """Raise what stands in the way of `text`, citing the clause; return the questions that `reason` answers.

    Raises Invalid for words the channel will not take, Refused for a finding that blocks or a question without reason.
    """
    if violations := channel_for(presence).measure(Post(text=text, created_at=at)).violations:
        raise Invalid(violations[0], field="text")
    findings = findings_on(text)
    for finding in findings:
        if finding.level == "blocks":
            raise Refused(finding.message, clause=finding.clause)
    asked = [finding for finding in findings if finding.level == "asks"]
    if asked and not reason:
        raise Refused(f"{asked[0].message} To send it all the same, give your reason.", clause=asked[0].clause)
    return asked


def _links(text: str) -> tuple[LinkFacts, ...]:
    found = find_links(text)
    dossiers = latest_dossiers([link.url for link in found])
    facts = []
    for link in found:
        dossier = dossiers.get(link.url)
        if dossier is None:
            facts.append(LinkFacts(url=link.url, state="unresearched", start=link.start, end=link.end))
            continue
        facts.append(
            LinkFacts(
                url=link.url,
                state=dossier.verdict,
                final_url=dossier.final_url,
                title=dossier.title,
                signed_by=dossier.signed_by.name if dossier.signed_by else "",
                start=link.start,
                end=link.end,
            )
        )
    return tuple(facts)
