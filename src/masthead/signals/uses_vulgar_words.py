"""Sees an obscene or vulgar term used by the writer: those the policy publishes, and the ones listed here.

Disguised spellings, forms and compounds count as the word. Harmless words that contain one (Dickerson, Scunthorpe,
cocktail), mild words (damn, hell, crap) and terms quoted to report or denounce them do not; nor do words of another
language that are spelled alike ("Det er slut kl. 5."). Where the policy publishes a list, that list is the rule (Tanner
v. Ziegenhorn): another term is told to the person who looks, and is never enough for a proposal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.grammar import found
from masthead.signals.engine.normalise import Normalised, normalise
from masthead.signals.engine.sought import Sought
from masthead.signals.engine.tongue import may_be_of
from masthead.signals.engine.vulgar import VULGAR
from masthead.signals.engine.vulgar_forms import DISGUISED, INFLECTED, SAME_IN_ALL, tongue_of
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
    CommentFacts("Vete a la chingada.", words=("chingar",)),
)
SILENT = (
    "The Dickersons of Scunthorpe ordered a cocktail and a shiitake pie.",
    "I am pissed off about the hours.",
    CommentFacts("I am pissed off about the hours.", words=("piss",)),
    "Damn, that is a lot of money. What the hell?",
    "He raised a cock and a hen, and the ass pulled the cart.",
    "My cousin Dick read Moby-Dick.",
    "El niño no encontró su cono.",
    CommentFacts("Det er slut kl. 5.", words=("slut",)),
    CommentFacts("La verga del barco es de madera.", words=("verga",)),
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
    "verga": r"\b(?:barco|buque|navio|velero|velas?|mastil|marin\w+|proa|popa|trinquete|mesana)\b",
    "puto": r"\b(?:rice cakes?|bumbong|filipino|dinuguan|bibingka|kutsinta)\b",
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


FULL, HALF, DOUBT = 1.0, 0.7, 0.3
"""Scores: of a listed term; of one that is less plain; of one that the policy does not list, which is no proposal."""


@dataclass(frozen=True)
class _List:
    """What a policy publishes: the terms, as normalised, and the expression that finds them and their forms."""

    terms: frozenset[str]
    sought: re.Pattern[str]

    def means(self, word: str) -> bool:
        """Whether `word` is a form, a compound or a plain disguise of a listed term."""
        return DISGUISED.get(word) in self.terms or any(term in word for term in self.terms)

    def hides(self, masked: str) -> bool:
        """Whether letters in place of the signs of `masked` make it a listed term."""
        return re.fullmatch(r"[*#%_\-.]+", masked) is None and any(
            re.fullmatch(re.sub(r"[*#%_\-.]+", "[a-z]{1,4}", masked), f"{term}{end}")
            for term in self.terms
            for end in ("", "s", "es", "ing", "ed", "er", "y", "ty")
        )


def look(facts: CommentFacts, text: Normalised) -> Iterable[Sign]:
    """A sign for each vulgar term."""
    published, own = _published(facts.words), _own()
    listed: set[int] = set()
    for match in published.sought.finditer(text.text) if published else ():
        listed.add(match.start())
        around = text.text[max(0, match.start() - 40) : match.end() + 40]
        if not _means_something_else(match.group(), around) and _is_of_its_tongue(text, match):
            yield found(__name__, GROUND, text, *match.span(), "Uses a term of the published list.")
    for match in text.runs.each(own):
        word = match.group().split("'")[0]
        if match.start() in listed or (word in _INNOCENT and (published or _means_something_else(word, text.text))):
            continue
        if _is_of_its_tongue(text, match):
            yield _told(text, match.span(), published is None or published.means(word), published is not None, word)
    for match in _MASKED.finditer(text.text):
        if published is None or published.hides(match.group()):
            yield found(__name__, GROUND, text, *match.span(), "Uses a vulgar term with some letters masked.", 0.9)
    for first, second in zip(text.words, text.words[1:], strict=False):
        whole = first[0] + second[0]
        if second[1] - first[2] != 1 or whole not in _HALVES or is_common(first[0]):
            continue
        if published is None or published.means(whole):
            yield found(__name__, GROUND, text, first[1], second[2], "Uses a vulgar term split in two.", 0.9)


def _told(text: Normalised, place: tuple[int, int], counts: bool, published: bool, word: str) -> Sign:
    """What is said of a term of this file."""
    if not counts:
        sentence = "Uses a term that is not on the published list: by itself it is no ground."
        return found(__name__, GROUND, text, *place, sentence, DOUBT)
    if published:
        return found(__name__, GROUND, text, *place, "Uses a form or a compound of a term of the published list.", HALF)
    return found(__name__, GROUND, text, *place, "Uses a vulgar term.", HALF if word in _INNOCENT else FULL)


def _means_something_else(word: str, around: str) -> bool:
    return word in _INNOCENT and re.search(_INNOCENT[word], around) is not None


def _is_of_its_tongue(text: Normalised, match: re.Match[str]) -> bool:
    """Whether the term found is no word of another language that is spelled alike."""
    word = match.group()
    return word.startswith(SAME_IN_ALL) or may_be_of(tongue_of(word), text, *match.span())


@lru_cache(maxsize=8)
def _published(words: tuple[str, ...]) -> _List | None:
    """The list that a policy publishes; None where it publishes none."""
    terms = sorted({plain for word in words if (plain := normalise(word.strip()).text)})
    if not terms:
        return None
    forms = "|".join(INFLECTED.get(term) or f"{re.escape(term)}{_FORMS}?" for term in terms)
    return _List(frozenset(terms), re.compile(rf"(?<![\w@/])(?:{forms})(?!\w)"))


@cache
def _own() -> Sought:
    """The terms of this file."""
    own = "|".join(re.escape(term.rstrip("*")) + (r"\w*" if term.endswith("*") else "") for term in VULGAR)
    return Sought(rf"(?<![\w@/])(?:{own})(?!\w)|{_PICTURE}")
