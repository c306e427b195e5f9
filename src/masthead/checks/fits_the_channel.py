"""A post fits the channel it goes to: length, number, size and kind of media.

Source: the limits each channel publishes. The channel itself measures, because each counts characters its own way;
what it found is told here, with the place from which the text is too long.
"""

from __future__ import annotations

from collections.abc import Iterator

from masthead.checks.engine.facts import ChannelFacts, DraftFacts
from masthead.checks.engine.finding import Raised, Remedy

CODES = ("does_not_fit",)
STAGE = "presence"
PASSES = (DraftFacts("Hello.", channel=ChannelFacts("roomy")),)
FAILS = (
    (
        DraftFacts("Hello.", channel=ChannelFacts("tiny", ("The text is 2 characters too long.",), over_from=4)),
        "does_not_fit",
    ),
    (DraftFacts("Hello.", channel=ChannelFacts("tiny", over_from=4)), "does_not_fit"),
    (DraftFacts("Hello."), "does_not_fit"),
)


def check(draft: DraftFacts) -> Iterator[Raised]:
    channel = draft.channel
    if channel is None:
        message = "Nobody has said to which channel this post goes, so its limits are not known; choose a presence."
        yield Raised("does_not_fit", message, remedies=(Remedy("go", "Choose a presence", target="presence"),))
        return
    over = None
    if channel.over_from is not None and channel.over_from < len(draft.text):
        over = (max(0, channel.over_from), len(draft.text))
    violations = channel.violations or ((f"The text is too long for {channel.name}; shorten it.",) if over else ())
    for position, violation in enumerate(violations):
        yield Raised("does_not_fit", violation, span=over if position == 0 else None)
