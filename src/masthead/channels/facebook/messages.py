"""Private messages to the Page, by the interface that Facebook and Instagram share."""

from __future__ import annotations

from masthead.channels.facebook.description import PERMISSION, WITHIN
from masthead.channels.facebook.page import Page
from masthead.channels.graph_messages import Manner, Messages

MANNER = Manner(
    platform="Facebook",
    kind="messenger",
    within=WITHIN,
    permission=PERMISSION,
    stranger="A person on Facebook",
    place="on the Page",
    form={"messaging_type": "RESPONSE"},
)


def is_message(native_id: str) -> bool:
    return native_id.startswith(("m_", "mid."))


def messages_of(page: Page) -> Messages:
    return Messages(page, MANNER)
