"""Sees an obscene or vulgar term used by the writer: those the policy publishes, and the ones listed here.

Disguised spellings, forms and compounds count as the word. Harmless words that contain one (Dickerson, Scunthorpe,
cocktail), mild words (damn, hell, crap) and terms quoted to report or denounce them do not. Where the policy
publishes a list, a term with an everyday meaning counts only if it is on that list, and any other term found here
scores less: the published list is the rule (Tanner v. Ziegenhorn), this one is a hint to the person who decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.grammar import found
from masthead.signals.engine.normalise import Normalised, normalise
from masthead.signals.engine.sought import Sought
from masthead.signals.engine.vulgar import VULGAR
from masthead.signals.engine.words import is_common

GROUND = "offensive_language"
SHOWS = (
    "This is bullshit.",
    "what a sh1tty catalog",
    "F*** this fee",
    "This is bullsh*t, and that is bull****.",
    "Esto es una mierda.",
    "middle finger to you 🖕",
    CommentFacts("You absolute nincompoop.", words=("nincompoop",)),
)
SILENT = (
    "The Dickersons of Scunthorpe ordered a cocktail and a shiitake pie.",
    "I am pissed off about the hours.",
    CommentFacts("I am pissed off about the hours.", words=("piss",)),
    "Damn, that is a lot of money. What the hell?",
    "He raised a cock and a hen, and the ass pulled the cart.",
    "My cousin Dick read Moby-Dick.",
    "El niño no encontró su cono.",
)

# Terms with an everyday meaning, silent beside the words that give it to them.
_INNOCENT = {
    "ass": r"\btypo\b|\b(?:jenny|donkey|cart|ox|pulled|rode|colt|balaam)\b",
    "cock": r"-a-doodle|\b(?:hen|rooster|gun|robin|weather|crow|farm)\b",
    "cocks": r"\b(?:hens|rooster|game|farm|south carolina)\b",
    "hoe": r"\b(?:garden|rake|row|shovel|tool|weed|dirt|soil|borrow)",
    "hoes": r"\b(?:garden|rake|row|shovel|tool|weed|dirt|soil|borrow)",
    "prick": r"\b(?:finger|needle|ears|thorn|skin)",
    "dick": r"(?:tracy|moby|van dyke|cheney|nixon|uncle|cousin|mr)\b|\bdick (?:and jane|clark|francis)|[a-z] \bspotted",
    "dicks": r"\b(?:sporting|store|drive-in|hatchery)\b",
    "cum": r"\b(?:laude|summa|magna)\b",
    "pissed": r"\b(?:off|about|at)\b",
    "bitch": r"\b(?:breeders?|puppy|puppies|litter|kennel|whelp\w*)\b",
    "pecker": r"\bwood",
    "pussy": r"\b(?:willow|cat)",
    "boner": r"\bpulled a\b",
}
_PICTURE = r"middle finger(?= to\b| at\b|\s*$|\s+middle)"
_FORMS = r"(?:e?s|ed|in|ing|ting|er|ers|y|ty|face|head|heads|hole|holes|wad|bag|show|storm)"
_MASKED = re.compile(
    r"\b(?:bull|horse|dip|bat|dog|chicken|ape|mother|cluster|dumb|jack|smart|bad)?(?:(?:f|ph)[*#%_\-.]{1,4}(?:k|ck|ing|king|cking|er|ed)\b|f[*#%]{2,3}|s[*#%_\-.]{1,2}(?:t|it)(?:ty|"
    r"s)?\b|sh[*#%]t\w*|sh[*#%]{2}(?!\w)|as[*#%]holes?(?!\w)|ass[*#%]oles?(?!\w)|"
    r"b[*#%]{1,4}(?:ch|h)(?:es|y)?\b|b[*#%]tch\w*|a[*#%]{2}(?:hole|holes)?(?!\w)|c[*#%]nt\w*|d[*#%]ck\w*)|"
    r"\bbull[*#%]{2,5}(?!\w)"
)
_HALVES = frozenset({"fuck", "fucking", "fucker", "shit", "shitty", "bitch", "asshole", "cunt", "bullshit"})


def look(facts: CommentFacts, text: Normalised) -> Iterable[Sign]:
    """A sign for each vulgar term."""
    published, own = _terms(facts.words)
    listed: set[int] = set()
    for match in published.finditer(text.text) if published else ():
        listed.add(match.start())
        everyday = _INNOCENT.get(match.group())
        if everyday and re.search(everyday, text.text[max(0, match.start() - 40) : match.end() + 40]):
            continue
        yield found(__name__, GROUND, text, *match.span(), "Uses a term of the published list.")
    for match in text.runs.each(own):
        everyday = _INNOCENT.get(match.group().split("'")[0])
        if match.start() in listed or (everyday and (published or re.search(everyday, text.text))):
            continue
        sentence = "Uses a vulgar term; it is not on the published list." if published else "Uses a vulgar term."
        yield found(__name__, GROUND, text, *match.span(), sentence, 0.7 if published or everyday else 1.0)
    for match in _MASKED.finditer(text.text):
        yield found(__name__, GROUND, text, *match.span(), "Uses a vulgar term with some letters masked.", 0.9)
    for first, second in zip(text.words, text.words[1:], strict=False):
        if second[1] - first[2] == 1 and first[0] + second[0] in _HALVES and not is_common(first[0]):
            yield found(__name__, GROUND, text, first[1], second[2], "Uses a vulgar term split in two.", 0.9)


@lru_cache(maxsize=8)
def _terms(published: tuple[str, ...]) -> tuple[re.Pattern[str] | None, Sought]:
    """The published terms with their forms, None when none are published; and the terms of this file."""
    terms = "|".join(sorted({re.escape(plain) for word in published if (plain := normalise(word.strip()).text)}))
    return (
        re.compile(rf"(?<![\w@/])(?:{terms}){_FORMS}?(?!\w)") if terms else None,
        _own(),
    )


@cache
def _own() -> Sought:
    """The terms of this file."""
    own = "|".join(re.escape(term.rstrip("*")) + (r"\w*" if term.endswith("*") else "") for term in VULGAR)
    return Sought(rf"(?<![\w@/])(?:{own})(?!\w)|{_PICTURE}")
