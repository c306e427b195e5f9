"""What must be true before a comment is removed, and before an appeal is decided. Each gate answers with a reason."""

from __future__ import annotations

from collections.abc import Collection

from masthead.policy.gates import gate


@gate
def removal_cites_a_ground(*, ground: str, enumerated: Collection[str]) -> str | None:
    """A comment is removed only on a ground the policy enumerates. There is no ground "other"."""
    if ground in enumerated:
        return None
    return "Choose the ground for removal from the policy's list. If none fits, the comment stays."


@gate
def removal_quotes_the_comment(*, text: str, start: int, end: int) -> str | None:
    """The words that meet the ground are quoted from the comment as it was captured."""
    if not 0 <= start < end <= len(text):
        return "Mark the words in the comment that meet the ground."
    if not text[start:end].strip():
        return "You marked only blank space. Mark the words that meet the ground."
    return None


@gate
def removal_says_why(*, ground: str, why_required: bool, why: str) -> str | None:
    """For the grounds that call for judgment, the reviewer writes why this comment meets the definition."""
    if why_required and not why.strip():
        return f"For “{ground}”, write why this comment meets the definition. Its author will read it."
    return None


@gate
def another_person_reviews(*, first: str, second: str) -> str | None:
    """For the grounds that call for judgment, two persons agree. Both are actor ids."""
    if first == second:
        return "You asked for this removal yourself. Another person has to confirm it."
    return None


@gate
def another_person_decides_the_appeal(*, deciders: Collection[str], second: str) -> str | None:
    """An appeal is decided by somebody who had no part in the removal. All are actor ids."""
    if second in deciders:
        return "You took part in this removal. Somebody else has to decide the appeal."
    return None
