"""A slip as an editor reads it: no space at its ends, and no two offers that look alike."""

from __future__ import annotations

from dataclasses import replace

from masthead.checks.engine.grammar import Slip


def tidy(text: str, slip: Slip) -> Slip:
    """The slip without the white space around its words, in span and offers alike; each offer once.

    A space that keeps an offer apart from the word beside it stays; one that would stand beside another space, a mark
    or the end of `text` does not. Where the space itself is the slip, nothing is trimmed.
    """
    start, end = slip.span
    words = text[start:end]
    bare = words.strip()
    if not bare or any(offer.strip() == bare for offer in slip.offers):
        return replace(slip, offers=tuple(dict.fromkeys(slip.offers)))
    start += len(words) - len(words.lstrip())
    end = start + len(bare)
    beside = text[start - 1 : start] if start else "", text[end : end + 1]
    looks: dict[str, str] = {}
    for offer in (_apart(offer, *beside) for offer in slip.offers):
        looks[offer.strip()] = max(looks.get(offer.strip(), ""), offer, key=len)
    return replace(slip, span=(start, end), offers=tuple(looks.values()))


def _apart(offer: str, before: str, after: str) -> str:
    bare = offer.strip()
    if not bare:
        return bare
    left = " " if offer[0].isspace() and before.isalnum() else ""
    right = " " if offer[-1].isspace() and after.isalnum() else ""
    return f"{left}{bare}{right}"
