"""Slang in a post, with what an agency writes instead (`lexicons/slang.toml`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from masthead.checks.engine import lexicon
from masthead.checks.engine.prose import Inside, Span, addresses, quotations


@dataclass(frozen=True, slots=True)
class Slang:
    """A turn of slang and where it stands. `offer`: what to write instead, as it would be written there; "" for
    nothing."""

    span: Span
    offer: str


def slang(text: str) -> Iterator[Slang]:
    """The slang in `text`, by what to write instead. Quotations, links and hashtags are somebody else's words."""
    aside, links = Inside(quotations(text)), Inside(addresses(text))
    taken: list[Span] = []
    for offer in lexicon.tables("slang"):
        for start, end in lexicon.spans(lexicon.phrases("slang", offer), text):
            if start in aside or start in links or any(start < stop and begin < end for begin, stop in taken):
                continue
            taken.append((start, end))
            opens = not text[:start].strip() or text[:start].rstrip()[-1] in ".!?:"
            written = "" if offer.startswith("(") else offer
            yield Slang((start, end), written[:1].upper() + written[1:] if opens else written)
