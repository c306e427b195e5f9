"""A post judged by all that Masthead knows of words: the checks, and what moderation would propose of the same words.

What the agency may not leave standing under a post it does not write itself. So whoever has a post checked asks here.
"""

from __future__ import annotations

from dataclasses import replace

from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.finding import Finding
from masthead.checks.engine.moderation import Proposed
from masthead.checks.engine.registry import Stage
from masthead.checks.engine.run import LONGEST, run
from masthead.policy.rulebook import Rulebook
from masthead.signals.engine.assess import assess
from masthead.signals.engine.facts import CommentFacts
from masthead.signals.model.evidence import SIGNAL as MODEL

__all__ = ["LONGEST", "judged", "proposed"]


def judged(
    draft: DraftFacts,
    book: Rulebook,
    *,
    stages: tuple[Stage, ...] = ("content",),
    only: frozenset[str] | None = None,
) -> list[Finding]:
    """Every point the policy's checks raise about `draft`, as `checks.engine.run` tells them.

    Of its words a check may ask what moderation would propose under the grounds of `book`.
    """
    return run(replace(draft, moderation=lambda text: proposed(text, book)), book, stages=stages, only=only)


def proposed(text: str, book: Rulebook) -> list[Proposed]:
    """What a moderator would be shown of `text`, were it a comment; what a reason to keep answers is not among it."""
    assessment = assess(CommentFacts(text), grounds=book)
    return [
        Proposed(
            ground=sign.ground,
            name=book.ground(sign.ground).name,
            sentence=sign.sentence,
            span=sign.span,
            guessed=sign.signal == MODEL,
        )
        for sign in assessment.signs
        if sign.direction == "remove" and sign.span is not None and sign.ground in assessment.grounds
    ]
