"""The life of a draft as a table: (state, act) → state. Any edit leads back to writing: approval is of a content."""

from __future__ import annotations

from masthead.kernel.states import StateTable

DRAFT = StateTable(
    name="draft",
    initial="writing",
    transitions={
        ("writing", "edit"): "writing",
        ("asked", "edit"): "writing",
        ("returned", "edit"): "writing",
        ("approved", "edit"): "writing",
        ("writing", "ask"): "asked",
        ("asked", "approve"): "approved",
        ("asked", "return"): "returned",
        ("returned", "ask"): "asked",
        ("approved", "schedule"): "scheduled",
        ("scheduled", "take_back"): "approved",
        ("scheduled", "leave"): "published",
        ("writing", "discard"): "discarded",
        ("returned", "discard"): "discarded",
        ("approved", "discard"): "discarded",
    },
    words={"take_back": "take back", "asked": "waiting for approval", "leave": "leave"},
)
