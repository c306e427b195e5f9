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
_AFTER_TITLE = re.compile(rf"(?:[A-Z]\. ){{0,3}}{_NAME.pattern}")
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
    told = 0
    for match in _NAME.finditer(text):
        parts = re.split(r"[ ]+", match.group())
        business = any(_BUSINESS.fullmatch(part.strip(".,")) for part in parts[1:])
        titled = _TITLE.fullmatch(parts[0]) is not None
        if business:
            found.append(Named(match.group(), match.span(), "business"))
        elif match.start() < told:
            continue  # it was taken together with its title
        elif titled and len(parts) == 1 and (end := _titled_until(text, match.end())):
            found.append(Named(text[match.start() : end], (match.start(), end), "person"))
            told = end
        elif titled and len(parts) > 1:
            found.append(Named(match.group(), match.span(), "person"))
        else:
            found += _plain(match, parts)
    return found


def untitled(name: str) -> str:
    """ "Mr. Terrence Oakley" and "Mr Terrence Oakley" are Terrence Oakley; a name without a title is itself."""
    first, _, rest = name.partition(" ")
    return rest if rest and _TITLE.fullmatch(first.rstrip(".")) else name


def _titled_until(text: str, end: int) -> int:
    """ "Mr. Oakley": where the name ends that goes on after the full stop of a title; 0 where none does.

    Of the name of a business it takes the first word: "Mr. Oakley Plumbing" is a person's.
    """
    name = _AFTER_TITLE.match(text, end + 2) if text.startswith(". ", end) else None
    if name is None:
        return 0
    parts = re.split(r"[ ]+", name.group())
    business = any(_BUSINESS.fullmatch(part.strip(".,")) for part in parts[1:])
    return name.start() + len(parts[0]) if business else name.end()


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
