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
from masthead.signals.engine.assess import THRESHOLD, assess
from masthead.signals.engine.facts import CommentFacts

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
    """What the signals would show a moderator of `text`, were it a comment, after what reasons to keep answer.

    The model of comments is not asked: posts have a reader of their own, and a desk has no room for both.
    """
    words = tuple(word for ground in book.grounds for word in ground.words)
    thresholds = dict.fromkeys((ground.id for ground in book.grounds), THRESHOLD)
    assessment = assess(CommentFacts(text, words=words), grounds=thresholds)
    return [
        Proposed(
            ground=sign.ground,
            name=book.ground(sign.ground).name,
            sentence=sign.sentence,
            span=sign.span,
        )
        for sign in assessment.signs
        if sign.direction == "remove" and sign.span is not None and sign.ground in assessment.grounds
    ]
