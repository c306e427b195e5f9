"""The words of an answer that an employee gives on an account of their own: offered, checked, and copied by them.

It is asked what a post of the agency is asked, because it is about its business, and what a post on one's own account
is asked, because that is where it stands: say who you are, and add the disclaimer.
"""

from __future__ import annotations

from datetime import datetime

from masthead.checks.engine.finding import Finding
from masthead.conversations.words_of_reply import findings_on
from masthead.employees.about import mentions, mentions_in_profile
from masthead.employees.disclaimer import disclaimer
from masthead.employees.personal import points_on_a_personal_post
from masthead.employees.raised import attach
from masthead.policy.rulebook import Rulebook

_ASKED = frozenset({"missing_disclaimer", "not_self_identified", "agency_email_used"})


def offered_answer(book: Rulebook) -> str:
    """Words to begin with. They pass every check; what the question asks for is for the employee to say."""
    policy, words = book.policy, disclaimer(book)
    begun = f"Thank you for asking. I work for the {policy.agency}. Its official accounts can tell you more."
    return f"{begun}\n\n{words.text}" if words else begun


def findings_on_answer(text: str, *, book: Rulebook, at: datetime) -> list[Finding]:
    """Every finding on `text` as an answer given at `at`, gravest first."""
    facts, exact, words = book.policy.facts, book.policy.disclaimer, disclaimer(book)
    points = points_on_a_personal_post(
        text,
        about=True,
        sure=True,
        found=mentions(text, facts, disclaimer=exact),
        in_profile=mentions_in_profile("", facts),
        words=words,
    )
    said = [finding for finding in findings_on(text, at=at) if not _within(finding, text, words.text if words else "")]
    own = attach((point for point in points if point.code in _ASKED), book)
    order = ("blocks", "asks", "advises")
    return sorted((*said, *own), key=lambda finding: order.index(finding.level))


def _within(finding: Finding, text: str, words: str) -> bool:
    """Whether it finds fault with the disclaimer, whose words are the agency's and not the employee's to choose."""
    start = text.find(words) if words else -1
    return start >= 0 and finding.span is not None and start <= finding.span[0] <= finding.span[1] <= start + len(words)
