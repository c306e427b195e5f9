"""Sees an obscene or vulgar term used by the writer: those the policy publishes, and the ones listed here.

Disguised spellings count as the word. Harmless words that contain one (Dickerson, Scunthorpe, cocktail), mild words (damn,
hell, crap) and terms quoted to report or denounce them do not. Every term here is sexual, scatological or a coarse insult
in its common use; the agency publishes its own list beside its policy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.grammar import found
from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.words import is_common

GROUND = "offensive_language"
SHOWS = (
    "This is bullshit.",
    "what a sh1tty catalog",
    "F*** this fee",
    "Esto es una mierda.",
    "middle finger to you 🖕",
    CommentFacts("You absolute nincompoop.", words=("nincompoop",)),
)
SILENT = (
    "The Dickersons of Scunthorpe ordered a cocktail and a shiitake pie.",
    "Damn, that is a lot of money. What the hell?",
    "He raised a cock and a hen, and the ass pulled the cart.",
    "My cousin Dick read Moby-Dick.",
    "El niño no encontró su cono.",
)

# Whole words. A trailing * takes any ending.
_OWN = """
fuck* mothafuck* motherfuck* clusterfuck* fck fcking fuk fukin fuking fuckin effing fuq wtf stfu gtfo
shit shits shitt* shite shitty shithole* shithead* shitshow* shitting bullshit* horseshit* dipshit* batshit chickenshit*
apeshit dogshit shitbag*
ass asses asshole* asshat* dumbass* jackass* badass* fatass* lardass* smartass* arse arsehole* asswipe* asskiss*
bitch* sonofabitch biatch
cunt* twat* pussy pussies dickhead* dickwad* dicks prick pricks cocksuck* cock cocks
bastard* whore* slut* skank* hoe hoes douchebag* douche wanker* wank bollocks tosser tits titties boobs
jizz cum blowjob* handjob* dildo* boner* pecker
piss pissed pissing pissant*
mierda* pendej* cabron* puta putas puto putos chinga* chingad* verga coño joder culero* carajo hijueputa
merde putain connard* scheisse arschloch
""".split()

# Terms with an innocent reading stay silent beside words that give it to them.
_INNOCENT = {
    "ass": r"\b(?:jenny|donkey|cart|ox|pulled|rode|colt|balaam)\b",
    "cock": r"\b(?:hen|rooster|gun|robin|weather|crow|farm)\b",
    "cocks": r"\b(?:hens|rooster|game|farm|south carolina)\b",
    "hoe": r"\b(?:garden|rake|row|shovel|tool|weed|dirt|soil|borrow)",
    "hoes": r"\b(?:garden|rake|row|shovel|tool|weed|dirt|soil|borrow)",
    "prick": r"\b(?:finger|needle|ears|thorn|skin)",
    "dicks": r"\b(?:sporting|store|drive-in|hatchery)\b",
    "cum": r"\b(?:laude|summa|magna)\b",
    "pissed": r"\b(?:off|about|at)\b",
    "pecker": r"\bwood",
    "pussy": r"\b(?:willow|cat)",
    "boner": r"\bpulled a\b",
}
_PICTURE = r"middle finger(?= to\b| at\b|\s*$|\s+middle)"
_MASKED = (
    r"\b(?:f[*#%_\-.]{1,4}(?:k|ck|ing|king|cking|er|ed)\b|f[*#%]{2,3}|s[*#%_\-.]{1,2}(?:t|it)(?:ty|s)?\b|sh[*#%]t\w*|"
)
_MASKED += r"b[*#%]{1,4}(?:ch|h)(?:es|y)?\b|b[*#%]tch\w*|a[*#%]{2}(?:hole|holes)?(?!\w)|c[*#%]nt\w*|d[*#%]ck\w*)"
_HALVES = frozenset({"fuck", "fucking", "fucker", "shit", "shitty", "bitch", "asshole", "cunt", "bullshit"})


def look(facts: CommentFacts, text: Normalised) -> Iterable[Sign]:
    """A sign for each vulgar term."""
    for match in _terms(facts.words).finditer(text.text):
        if not _innocent(match.group().split("'")[0], text.text):
            yield found(__name__, GROUND, text, *match.span(), "Uses a term of the published list.", _score(match[0]))
    for match in re.finditer(_MASKED, text.text):
        yield found(
            __name__, GROUND, text, *match.span(), "Uses a masked spelling of a term of the published list.", 0.9
        )
    for first, second in zip(text.words, text.words[1:], strict=False):
        if second[1] - first[2] == 1 and first[0] + second[0] in _HALVES and not is_common(first[0]):
            yield found(__name__, GROUND, text, first[1], second[2], "Uses a split spelling of a listed term.", 0.9)


@lru_cache(maxsize=8)
def _terms(published: tuple[str, ...]) -> re.Pattern[str]:
    terms = dict.fromkeys([*_OWN, *(word.lower().strip() for word in published if word.strip())])
    listed = "|".join(re.escape(term.rstrip("*")) + (r"\w*" if term.endswith("*") else "") for term in terms)
    return re.compile(rf"(?<![\w@/])(?:{listed})(?!\w)|{_PICTURE}")


def _innocent(term: str, text: str) -> bool:
    beside = _INNOCENT.get(term)
    return bool(beside and re.search(beside, text))


def _score(term: str) -> float:
    return 0.7 if term in _INNOCENT else 1.0
