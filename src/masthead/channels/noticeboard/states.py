"""The life of a comment on the Noticeboard. It is visible as soon as its author confirms it: nobody approves speech."""

from __future__ import annotations

from masthead.kernel.states import StateTable

COMMENT = StateTable(
    "comment on the Noticeboard",
    "pending",
    {
        ("pending", "confirm"): "visible",
        ("pending", "delete"): "deleted",
        ("visible", "edit"): "visible",
        ("visible", "hide"): "hidden",
        ("visible", "delete"): "deleted",
        ("hidden", "edit"): "hidden",
        ("hidden", "restore"): "visible",
        ("hidden", "delete"): "deleted",
    },
    words={"pending": "waiting for its author to confirm it"},
)
