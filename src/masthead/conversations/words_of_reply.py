"""What the policy asks of a reply: the same of its words as of a post's, and the same of the presence that says it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from masthead.agencies.models import the_agency
from masthead.channels.post import Post
from masthead.channels.ref import Ref
from masthead.channels.registry import connect, describe
from masthead.checks.engine.facts import ChannelFacts, DraftFacts
from masthead.checks.engine.finding import Finding
from masthead.judging.post import judged
from masthead.kernel.refusals import Invalid, Refused
from masthead.links.facts import link_facts
from masthead.policy.in_force import rulebook
from masthead.presences.connection import channel_for
from masthead.presences.facts import as_spoken_by
from masthead.presences.known_names import known_names, known_words
from masthead.presences.models import Presence


def findings_on(text: str, *, at: datetime, presence: Presence | None = None, private: bool = False) -> list[Finding]:
    """Every finding on a reply that leaves at `at`, gravest first.

    presence: what says it; None for an employee's answer from an account of their own, of which the words alone count;
    private: whether it answers a private message. It is checked like any other, and measured as the channel does.
    """
    facts = DraftFacts(text=text, links=link_facts(text), dictionary=known_words(), names=known_names(), leaves_at=at)
    if presence is None:
        return judged(facts, rulebook(), stages=("content",))
    there = as_spoken_by(presence, facts, at=at, agency=the_agency())
    told = _channel(presence, text, at, private)
    return judged(replace(there, channel=told), rulebook(), stages=("content", "presence"))


def refuse_unfit_words(
    text: str, *, presence: Presence, reason: str, at: datetime, private: bool = False
) -> list[Finding]:
    """Raise what stands in the way of `text`, citing the clause; return the questions that `reason` answers.

    Raises Invalid for words the channel will not take, Refused for a finding that blocks or a question without reason.
    """
    if violations := channel_for(presence).measure(_as_reply(text, at, private)).violations:
        raise Invalid(violations[0], field="text")
    findings = findings_on(text, at=at, presence=presence, private=private)
    for finding in findings:
        if finding.level == "blocks":
            raise Refused(finding.message, clause=finding.clause)
    asked = [finding for finding in findings if finding.level == "asks"]
    if asked and not reason:
        raise Refused(f"{asked[0].message} To send it all the same, give your reason.", clause=asked[0].clause)
    return asked


def _as_reply(text: str, at: datetime, private: bool) -> Post:
    """The words as an answer to somebody: channels ask less of one than of a post, or allow it less room."""
    return Post(text=text, created_at=at, reply_to=Ref("not yet known"), private=private)


def _channel(presence: Presence, text: str, at: datetime, private: bool) -> ChannelFacts:
    """What its channel says of the words, without reaching it."""
    connection = getattr(presence, "connection", None)
    there = connect(presence.channel, connection.settings if connection else {}, {})
    measured = there.measure(_as_reply(text, at, private))
    name = describe(presence.channel).name
    return ChannelFacts(name, violations=measured.violations, over_from=measured.over_from)
