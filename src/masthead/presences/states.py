"""The life of a presence as a table: (state, act) → state. The diagram in docs/states is drawn from it.

Who may do what is the table of rights: `presences.<act>` in agencies/rights.py; `fall_due` is the worker's.
"""

from __future__ import annotations

from masthead.kernel.states import StateTable

PRESENCE = StateTable(
    name="presence",
    initial="proposed",
    transitions={
        ("proposed", "discuss"): "in_discussion",
        ("in_discussion", "discuss"): "in_discussion",
        ("returned", "discuss"): "returned",
        ("in_discussion", "approve"): "approved",
        ("proposed", "return"): "returned",
        ("in_discussion", "return"): "returned",
        ("in_discussion", "decline"): "declined",
        ("proposed", "revise"): "proposed",
        ("in_discussion", "revise"): "in_discussion",
        ("returned", "revise"): "in_discussion",
        # An approval of other words is none: the proposal goes back to be talked over.
        ("approved", "revise"): "in_discussion",
        ("proposed", "withdraw"): "withdrawn",
        ("in_discussion", "withdraw"): "withdrawn",
        ("returned", "withdraw"): "withdrawn",
        ("approved", "connect"): "connected",
        ("connected", "connect"): "connected",
        ("live", "connect"): "live",
        ("due", "connect"): "due",
        ("paused", "connect"): "paused",
        ("connected", "launch"): "live",
        ("live", "fall_due"): "due",
        ("live", "renew"): "live",
        ("due", "renew"): "live",
        ("live", "pause"): "paused",
        ("due", "pause"): "paused",
        ("paused", "resume"): "live",
        ("approved", "retire"): "retired",
        ("connected", "retire"): "retired",
        ("live", "retire"): "retired",
        ("due", "retire"): "retired",
        ("paused", "retire"): "retired",
    },
    words={"due": "due for review", "fall_due": "fall due for review"},
)

SPEAKS = frozenset({"live", "due"})
"""The only states in which anything may be posted. There is no other list."""

NEVER_ONE = frozenset({"declined", "withdrawn"})
"""The states of a proposal that came to nothing: its name was never the agency's."""

OFFICIAL = frozenset({"live", "due", "paused"})
"""The states in which the public sees the presence as ours."""

ENDED = frozenset({"declined", "withdrawn", "retired"})
"""The states in which a presence takes up neither its name nor its account."""

LOOKALIKE = StateTable(
    name="look-alike",
    initial="told",
    transitions={
        ("told", "watch"): "watched",
        ("told", "dismiss"): "not_one",
        ("watched", "dismiss"): "not_one",
        ("watched", "report"): "reported",
        ("reported", "report"): "reported",
        ("reported", "note_taken_down"): "taken_down",
        ("reported", "note_left_up"): "left_up",
        ("watched", "note_taken_down"): "taken_down",
        ("left_up", "report"): "reported",
        ("left_up", "note_taken_down"): "taken_down",
    },
    words={"dismiss": "find that it is none", "report": "report to its platform"},
)
"""An account that could be taken for one of ours, from the day somebody tells of it."""
