"""The life of a version of the policy as a table: (state, act) → state. The diagram in docs/states is drawn from it."""

from __future__ import annotations

from masthead.kernel.states import StateTable

VERSION = StateTable(
    name="policy version",
    initial="draft",
    transitions={
        ("draft", "revise"): "draft",
        ("draft", "send_to_review"): "legal_review",
        ("draft", "withdraw"): "withdrawn",
        ("legal_review", "clear"): "cleared",
        ("legal_review", "return"): "returned",
        ("legal_review", "withdraw"): "withdrawn",
        ("returned", "revise"): "draft",
        ("returned", "withdraw"): "withdrawn",
        ("cleared", "adopt"): "adopted",
        ("cleared", "return"): "returned",
        ("cleared", "withdraw"): "withdrawn",
        ("adopted", "come_into_force"): "in_force",
        ("adopted", "withdraw"): "withdrawn",
        ("in_force", "supersede"): "superseded",
    },
    words={
        "legal_review": "in legal review",
        "cleared": "cleared by counsel",
        "adopted": "adopted, not yet in force",
        "clear": "note that counsel cleared it",
        "send_to_review": "send to legal review",
        "adopt": "record the adoption",
        "supersede": "be superseded",
    },
)

ADOPTED = frozenset({"adopted", "in_force", "superseded"})
"""The states of a version that can no longer change: its file and the facts of its adoption are fixed."""

OPEN = frozenset({"draft", "legal_review", "returned", "cleared"})
"""The states in which a version is still on its way."""
