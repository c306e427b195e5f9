"""A second person approved exactly what is about to be sent.

Source: a working rule of management (a second person approves posts). The approval is bound to the content: whatever
is changed afterwards, however small, is approved again.
"""

from __future__ import annotations

from collections.abc import Iterator

from masthead.checks.engine.facts import ApprovalFacts, DraftFacts
from masthead.checks.engine.finding import Raised, Remedy

CODES = ("not_approved_by_another",)
STAGE = "leaving"
PASSES = (DraftFacts("Hello.", approval=ApprovalFacts("inez", "lorene", same_content=True)),)
FAILS = (
    (DraftFacts("Hello."), "not_approved_by_another"),
    (DraftFacts("Hello.", approval=ApprovalFacts("inez")), "not_approved_by_another"),
    (DraftFacts("Hello.", approval=ApprovalFacts("inez", "inez", same_content=True)), "not_approved_by_another"),
    (DraftFacts("Hello.", approval=ApprovalFacts("inez", "lorene", same_content=False)), "not_approved_by_another"),
)


def check(draft: DraftFacts) -> Iterator[Raised]:
    if fault := _fault(draft.approval):
        remedy = Remedy("go", "Ask for approval", target="approval")
        yield Raised("not_approved_by_another", fault, remedies=(remedy,))


def _fault(approval: ApprovalFacts | None) -> str | None:
    if approval is None or not approval.author or not approval.approver:
        return "Nobody but the author has approved this post; ask a second person."
    if approval.approver == approval.author:
        return "The author approved this post; a second person must approve it."
    if not approval.same_content:
        return "The post was changed after it was approved; ask for approval of what it says now."
    return None
