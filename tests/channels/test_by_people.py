"""Where people put posts up, the two connectors for it send nothing and say who does what they cannot."""

from __future__ import annotations

from typing import Any

import pytest

from channels.conformance import post
from masthead.channels.errors import Rejected
from masthead.channels.feeds.channel import FeedChannel
from masthead.channels.hand.channel import ByHand
from masthead.channels.outcomes import Absent, HandedOver
from masthead.channels.ref import Ref

ANSWER = post("On Monday.", reply_to=Ref("comment:1"))
BOTH = pytest.mark.parametrize(
    ("channel", "cure"),
    [
        (FeedChannel("https://library.example/feed"), "Open the page's own system and do it there."),
        (ByHand("Kudzu", "https://kudzu.example/library", ""), "Do it on Kudzu yourself."),
    ],
    ids=["feeds", "hand"],
)


@BOTH
def test_an_answer_is_handed_over_and_never_arrives_by_itself(channel: Any, cure: str) -> None:
    pending = channel.begin(ANSWER, "key")
    assert channel.advance(pending) == pending and channel.commit(pending) == HandedOver()
    assert channel.probe(pending) == Absent() and channel.read_back(Ref("comment:1")) is None
    assert channel.recheck([Ref("comment:1")]) == {"comment:1": "unknown"}


@BOTH
def test_what_it_cannot_do_is_refused_with_the_reason_and_where_to_do_it(channel: Any, cure: str) -> None:
    for act, call in (
        ("edit", lambda: channel.edit(Ref("post:1"), post())),
        ("delete_own", lambda: channel.delete_own(Ref("post:1"))),
        ("moderate", lambda: channel.moderate(Ref("comment:1"), "hide", "")),
    ):
        with pytest.raises(Rejected) as refused:
            call()
        assert (refused.value.sentence, refused.value.cure) == (channel.describe().capability(act).reason, cure)


@BOTH
def test_words_that_do_not_fit_are_refused_before_anybody_has_them(channel: Any, cure: str) -> None:
    with pytest.raises(Rejected, match="too long") as refused:
        channel.begin(post("a" * 1_000_000, reply_to=Ref("comment:1")), "key")
    assert refused.value.cure
