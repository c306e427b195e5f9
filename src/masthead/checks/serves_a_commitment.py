"""A post supports an existing commitment of the agency and is meant for somebody.

Source: the written policy (Presence 4) as kept by a working rule: the author names the commitment and the audience
before the post goes to approval.
"""

from __future__ import annotations

from collections.abc import Iterator

from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.finding import Raised, Remedy

CODES = ("no_commitment", "no_audience")
STAGE = "form"
PASSES = (DraftFacts("Come and read.", commitment="Summer reading", audience="families"),)
FAILS = (
    (DraftFacts("Come and read.", audience="families"), "no_commitment"),
    (DraftFacts("Come and read.", commitment="Summer reading", audience=" "), "no_audience"),
)


def check(draft: DraftFacts) -> Iterator[Raised]:
    if not (draft.commitment or "").strip():
        message = "Nobody has said which commitment of the agency this post supports; choose one."
        yield Raised("no_commitment", message, remedies=(Remedy("go", "Choose a commitment", target="commitment"),))
    if not (draft.audience or "").strip():
        message = "Nobody has said for whom this post is meant; name its audience."
        yield Raised("no_audience", message, remedies=(Remedy("go", "Name the audience", target="audience"),))
