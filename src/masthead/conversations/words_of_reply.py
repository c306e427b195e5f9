"""What the policy asks of the words of a reply: the same content checks as of a post."""

from __future__ import annotations

from datetime import datetime

from masthead.channels.port import Post
from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.finding import Finding
from masthead.checks.engine.run import run
from masthead.conversations.models import Comment
from masthead.kernel.refusals import Invalid, Refused
from masthead.links.facts import link_facts
from masthead.policy.in_force import rulebook
from masthead.presences.connection import channel_for
from masthead.presences.known_names import known_names, known_words
from masthead.presences.models import Presence


def findings_on(text: str) -> list[Finding]:
    """Every finding on the words of a reply, gravest first."""
    return run(
        DraftFacts(text=text, links=link_facts(text), dictionary=known_words(), names=known_names()),
        rulebook(),
        stages=("content",),
    )


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
