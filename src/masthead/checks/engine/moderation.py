"""The port to what moderation would propose of the words of a post. `masthead.judging` fills it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from masthead.checks.engine.prose import Span


@dataclass(frozen=True, slots=True)
class Proposed:
    """One reason to remove such words from a comment: the ground's id and name, the reason's sentence, its place."""

    ground: str
    name: str
    sentence: str
    span: Span


Moderation = Callable[[str], Sequence[Proposed]]
"""What moderation proposes of a text, under the grounds of the policy in force."""
