"""Who is named in a sentence: people by title or by first and last name, and businesses by their form.

A name is a guess from capital letters. Known institutions, months and titles of office without a name are not people.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from masthead.checks.engine import lexicon
from masthead.checks.engine.prose import Span

_CAPITAL = r"[A-Z\u00c0-\u00de][\w\u00df-\u024f]*(?:['\u2019-][A-Z\u00c0-\u00de]?\w+)*"
_NAME = re.compile(
    rf"{_CAPITAL}(?:(?: (?:de|la|van|von|der|del) | [A-Z]\. | & | and (?=(?:Sons|Son|Co|Company|Brothers)\b)| |-)"
    rf"{_CAPITAL}){{0,5}}"
)
_TITLE = re.compile(
    r"(?:mr|mrs|ms|miss|dr|judge|mayor|sheriff|principal|coach|pastor|rev|reverend|father|senator|sen|rep|representative|governor|gov|officer|chief"
    r"|deputy|commissioner|director|president|professor|prof|councilman|councilwoman|alderman|alderwoman|trustee|supervisor|superintendent|attorney|captain)",
    re.IGNORECASE,
)
_BUSINESS = re.compile(
    r"(?:inc|llc|ltd|co|corp|company|brothers|bros|sons|roofing|plumbing|motors|auto|autos|movers|moving|construction|builders|electric|landscaping|bakery"
    r"|cafe|café|diner|grill|restaurant|pizza|pizzeria|seafood|barbecue|bbq|market|grocery|foods|store|shop|salon|spa|gym|fitness|insurance|realty|bank|pharmacy|drugs"
    r"|clinic|dental|hotel|inn|motel|farm|farms|tech|software|systems|carpet|carpets|flooring|furniture|hardware|tire|tires|towing|storage|daycare|cleaners|catering"
    r"|garage|repairs?|studio|bar|lounge|tavern|kitchen|bistro|deli|rentals?|heating|cooling|propane|contractors|contracting|enterprises"
    r"|donuts|doughnuts|coffee|books|jewelers|florist|nursery|marina|boats|pools|fencing|tree|lawn|glass|painting|tutoring|academy)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Named:
    """A name found in a sentence; `span` counts from where that text begins."""

    text: str
    span: Span
    kind: Literal["person", "business"]


def names(text: str) -> list[Named]:
    """People and businesses named in `text`. A lone capitalized word is nobody unless a title stands before it."""
    found: list[Named] = []
    for match in _NAME.finditer(text):
        parts = re.split(r"[ ]+", match.group())
        business = any(_BUSINESS.fullmatch(part.strip(".,")) for part in parts[1:])
        titled = _TITLE.fullmatch(parts[0]) is not None and (len(parts) > 1 or _title_goes_on(text, match.end()))
        if business:
            found.append(Named(match.group(), match.span(), "business"))
        elif titled:
            found.append(Named(match.group(), match.span(), "person"))
        else:
            found += _plain(match, parts)
    return found


def _title_goes_on(text: str, end: int) -> bool:
    """ "Mr. Oakley": the full stop ends the match before the name."""
    return re.match(rf"\. {_CAPITAL}", text[end : end + 60]) is not None


def _plain(match: re.Match[str], parts: list[str]) -> list[Named]:
    common = lexicon.words("not_names")
    dropped = 0
    while parts and parts[0].lower() in common:
        dropped += len(parts[0]) + 1
        parts = parts[1:]
    if not 2 <= len(parts) <= 4 or any(
        part.lower().removesuffix("'s").removesuffix("\u2019s") in common for part in parts
    ):
        return []
    return [Named(" ".join(parts), (match.start() + dropped, match.end()), "person")]
