"""The life of a permission asked for on a screen, and of a mail with a link, as tables.

What a day makes of them is not stored: a link that ran out, a permission that ended (`standing.standing_of`).
"""

from __future__ import annotations

from masthead.kernel.states import StateTable

PERMISSION = StateTable(
    "permission",
    "asked",
    {
        ("asked", "give"): "given",
        ("asked", "decline"): "declined",
        ("asked", "send_again"): "asked",
        ("asked", "withdraw"): "withdrawn",
        ("given", "take_back"): "taken_back",
    },
    words={"send_again": "make another link", "taken_back": "taken back", "withdraw": "withdraw the question"},
)

PERMISSION_MAIL = StateTable(
    "mail with a link",
    "due",
    {
        ("due", "accept"): "sent",
        ("due", "put_off"): "due",
        ("due", "refuse"): "refused",
        ("due", "give_up"): "failed",
        ("due", "drop"): "dropped",
    },
    words={"dropped": "not needed any more", "refused": "refused by the mail server", "drop": "find it not needed"},
)
