"""Posts go out only through approved presences that say they are official.

Source: the written policy (prior approval from management before launch; sites "are clearly identified as official
agency sites"). Whether a presence is approved, due for review or altered is found by its own journey and told here.
"""

from __future__ import annotations

from collections.abc import Iterator

from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.finding import Raised, Remedy

CODES = ("presence_not_official",)
STAGE = "form"
PASSES = (DraftFacts("Hello.", presence_is_official=True),)
FAILS = (
    (
        DraftFacts("Hello.", presence_is_official=False, presence_reason="Its yearly review is overdue."),
        "presence_not_official",
    ),
    (DraftFacts("Hello."), "presence_not_official"),
)


def check(draft: DraftFacts) -> Iterator[Raised]:
    if draft.presence_is_official:
        return
    if draft.presence_is_official is None:
        message = "Nobody has said through which approved presence this post goes out; choose one."
    else:
        reason = draft.presence_reason.strip() or "It is not an approved, official presence."
        message = f"This presence may not publish now: {reason}"
    yield Raised("presence_not_official", message, remedies=(Remedy("go", "Open the presence", target="presence"),))
