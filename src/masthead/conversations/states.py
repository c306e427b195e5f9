"""The lives of a conversation, a comment and a forwarding, as tables."""

from __future__ import annotations

from masthead.kernel.states import StateTable

CONVERSATION = StateTable(
    "conversation",
    "open",
    {
        ("open", "hear"): "open",
        ("open", "answer"): "answered",
        ("answered", "hear"): "open",
        ("answered", "answer"): "answered",
        ("answered", "take_back"): "open",
        ("open", "take_back"): "open",
    },
    words={"hear": "take in a comment", "take_back": "take the answer back"},
)

# What the public sees of a comment. A removal of ours outlasts whatever the channel does to the comment except its
# deletion, so that a restored comment comes back only by an act of ours.
COMMENT = StateTable(
    "comment",
    "shown",
    {
        ("shown", "remove"): "removed",
        ("removed", "restore"): "shown",
        ("shown", "hide_elsewhere"): "hidden_elsewhere",
        ("hidden_elsewhere", "show_elsewhere"): "shown",
        ("hidden_elsewhere", "remove"): "removed",
        ("hidden_elsewhere", "restore"): "shown",
        ("shown", "delete"): "deleted_by_author",
        ("removed", "delete"): "deleted_by_author",
        ("hidden_elsewhere", "delete"): "deleted_by_author",
    },
    words={
        "hidden_elsewhere": "hidden by the channel",
        "deleted_by_author": "deleted by its author",
        "hide_elsewhere": "hide on the channel",
        "show_elsewhere": "show on the channel",
    },
)

# An e-mail leaves at most once. "unconfirmed" is the honest state after a lost answer: the mailbox or a person settles
# it, and what is sent then is a new revision with a Message-ID of its own.
FORWARDING = StateTable(
    "forwarding",
    "due",
    {
        ("due", "claim"): "sending",
        ("due", "replace"): "replaced",
        ("sending", "accepted"): "sent",
        ("sending", "put_off"): "due",
        ("sending", "give_up"): "failed",
        ("sending", "lose"): "unconfirmed",
        ("unconfirmed", "accepted"): "sent",
        ("unconfirmed", "replace"): "replaced",
        ("failed", "replace"): "replaced",
    },
    words={
        "claim": "send",
        "accepted": "note the arrival",
        "put_off": "try later",
        "lose": "lose the answer",
        "replace": "send again as a new revision",
        "unconfirmed": "sent, its arrival unconfirmed",
    },
)
