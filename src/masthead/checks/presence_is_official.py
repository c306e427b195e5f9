"""Posts go out only through approved presences that say they are official.

Source: the written policy (Presence approval and Presence 2). Whether a presence is approved, due for review or altered
is found by its own journey and told here. The policy says how grave it is that a review is overdue, that the profile
changed, or that it does not say "official".
"""

from __future__ import annotations

from collections.abc import Iterator

from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.finding import Raised, Remedy

CODES = ("presence_not_official", "review_overdue", "profile_changed", "profile_unclear")
STAGE = "presence"
PASSES = (DraftFacts("Hello.", presence_is_official=True, presence_faults=()),)
FAILS = (
    (
        DraftFacts("Hello.", presence_is_official=False, presence_reason="It is paused."),
        "presence_not_official",
    ),
    (DraftFacts("Hello."), "presence_not_official"),
    *(
        (DraftFacts("Hello.", presence_is_official=True, presence_faults=((code, "Look at it."),)), code)
        for code in ("review_overdue", "profile_changed", "profile_unclear")
    ),
)


def check(draft: DraftFacts) -> Iterator[Raised]:
    if draft.presence_is_official:
        for code, reason in draft.presence_faults:
            yield Raised(code, reason, remedies=(Remedy("go", "Open the presence", target="presence"),))
        return
    if draft.presence_is_official is None:
        message = "Nobody has said through which approved presence this post goes out; choose one."
    else:
        reason = draft.presence_reason.strip() or "It is not an approved, official presence."
        message = f"This presence may not publish now: {reason}"
    yield Raised("presence_not_official", message, remedies=(Remedy("go", "Open the presence", target="presence"),))
