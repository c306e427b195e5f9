"""Private messages to the account, by the interface that Facebook and Instagram share, and what one of ours may hold.

By https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login: conversations-api,
messaging-api; the length of a text by …/messenger-platform/instagram/features/send-message.
"""

from __future__ import annotations

from itertools import accumulate

from masthead.channels.graph_messages import Manner, Messages
from masthead.channels.instagram.account import Account
from masthead.channels.instagram.description import MESSAGE_BYTES, PERMISSION, WITHIN
from masthead.channels.post import Measure, Post
from masthead.channels.ref import Ref

MANNER = Manner(
    platform="Instagram",
    kind="instagram",
    within=WITHIN,
    permission=PERMISSION,
    stranger="A person on Instagram",
    place="in the Instagram app",
    message="message:",
    thread="thread:",
)


def is_message(ref: Ref) -> bool:
    return ref.native_id.startswith(MANNER.message)


def messages_of(account: Account) -> Messages:
    return Messages(account, MANNER)


def measured_message(post: Post) -> Measure:
    """Length in bytes of UTF-8, as Instagram counts a message."""
    ends = list(accumulate(len(letter.encode()) for letter in post.text))
    length = ends[-1] if ends else 0
    violations = []
    if (over := length - MESSAGE_BYTES) > 0:
        violations.append(f"The text is {over} bytes too long for a private message on Instagram.")
    if not post.text.strip():
        violations.append("The answer is empty.")
    if post.assets:
        violations.append("Private messages on Instagram go out without pictures here.")
    over_from = next((place for place, end in enumerate(ends) if end > MESSAGE_BYTES), None)
    return Measure(tuple(violations), length, MESSAGE_BYTES, over_from, unit="bytes")
