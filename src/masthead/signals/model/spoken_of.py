"""Whether a comment speaks of a person, a people or another group at all, of a party, or of trade: without that, an
attack, a call to vote for a party or an advertisement is no reading of it; nor is a threat, a vote or an advertisement
where it plainly speaks of something else. The words of an address are not the writer's."""

from __future__ import annotations

import re

from masthead.signals.engine.addresses import without_addresses
from masthead.signals.engine.campaign_words import PARTY
from masthead.signals.engine.harm import DONE, WEAPON
from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.peoples import ADJECTIVES, NAMES, SLURS
from masthead.signals.engine.words import is_common

_THEM = r"(?:those|these|such|you) people|your kind|their kind|that lot|your own country|where you came from"
_OTHERS = (
    r"(?:wom[ae]n|girls?|females?|ladies|m[ae]n|guys?|males?|gays?|homosexuals?|lesbians?|trans\w*|queers?|lgbt\w*|"
    r"bisexuals?|drag queens?|muslims?|islam\w*|christians?|catholics?|evangelicals?|mormons?|hindus?|sikhs?|jew\w*|"
    r"atheists?|nonbelievers?|disabled|handicapped|cripples?|autis\w+|deaf|blind|wheelchair|down syndrome|mentally ill|"
    r"retard\w*|elderly|old people|seniors|boomers|fag\w*|dyke\w*|trann\w+|homos?|sissy|sissies|special needs)"
)
_SOMEBODY = (
    r"(?:you\w*|ur?|y'?all|he|she|him|hers?|his|they|them|theirs?|whoever|somebody|someone|mayor|director|clerks?|"
    r"librarians?|managers?|teachers?|wom[ae]n|m[ae]n|lady|ladies|guys?|girls?|boys?|kids?|dude|fellows?|people|folks|"
    r"mr|mrs|ms|dr|miss|wife|husband|mother|mama|momma|father|son|daughter|family)"
)
_TRADE = (
    r"(?:buy\w*|sells?|selling|shop\w*|stores?|sales?|deals?|discount\w*|coupons?|codes?|promo\w*|dm|inbox|message|text|"
    r"call|whatsapp?|telegram|links?|bio|profile|storefront|subscri\w+|sign up|join|visit|try|hir(?:e|ing)|book|"
    r"appointments?|invest\w*|earn\w*|made|loans?|lend\w*|cash|credit|guarantee\w*|free|off|half|open|come|ask|"
    r"deposits?|deliver\w*|apply|switch\w*|get|grab|clients?|customers?|bucks|pric\w+|cheap|same day|available|"
    r"taking|orders? (?:now|today|here|at|yours)|stop by|unlock\w*|samples?|swear by|best|worth|need|want)"
)
_BALLOT = (
    r"(?:vot\w+|elect\w*|re-?elect\w*|ballots?|polls?|precincts?|november|primary|turn|keep|flip|paint|go|lever|wave)"
)
_SIDE = rf"(?:{_BALLOT}\b[^.!?\n]{{0,40}}\b(?:blue|red|left|right|r'?s|d'?s)|(?:blue|red) (?:all|down|wave|up))\b"
_HARM = (
    rf"\b(?:kill\w*|murder\w*|die[sd]?|dead|dying|guns?|rifles?|bullets?|bombs?|burn\w*|blood\w*|hurt\w*|beat\w*|shoot\w*|"
    rf"shots?|stab\w*|hang\w*|lynch\w*|poison\w*|fires?|{WEAPON}|{DONE})\b"
)
_HARMLESS = (
    r"\b(?:(?:flu|covid|booster|tetanus|measles|mmr|rabies|allergy|pneumonia|shingles|polio|insulin) (?:shots?|jabs?)|"
    r"(?:screen|head|mug|snap)[- ]?shots?|shot clocks?|(?:long|best) shot|photo ?shoots?|"
    r"shoot(?:ing)? (?:hoops|pool|baskets|free throws|an? (?:film|movie|video|scene))|"
    r"shoot (?:me|us|them|him|her|you) (?:an? )?(?:e-?mail|message|text|note|dm)|bath bombs?|"
    r"fire (?:drills?|extinguishers?|departments?|stations?|alarms?|trucks?|fighters?|exits?|codes?|marshals?)|"
    r"burn(?:s|ed|ing)? (?:\w+ )?(?:cds?|dvds?|discs?|calories))\b"
)
SHORTEST_NAME = 3
FEWEST_COMMON = 3
"""Common words. A fragment of fewer belongs nowhere in particular."""
NEEDS = {
    "product": re.compile(rf"[$%€£]|\b{_TRADE}\b"),
    "person": re.compile(rf"\b{_SOMEBODY}\b"),
    "race": re.compile(
        rf"\b(?:{NAMES}|{ADJECTIVES}|{SLURS}|{_THEM}|ethiop\w+|navajos?|polish|race|[a-z]{{4,}}ians?)\b"
    ),
    "group": re.compile(rf"\b(?:{_OTHERS}|{_THEM})\b"),
    "party": re.compile(
        rf"\b(?:(?!(?:blue|red|left|right)\b){PARTY}|green|constitution|part(?:y|ies)|elephants?|donkeys?|{_SIDE})\b"
    ),
}

ELSE = {
    "product": re.compile(r"\b(?:libby|hoopla|kanopy|overdrive)\b"),
    "candidate": re.compile(r"\bvot(?:e|ed|es|ing) for (?:your|my|our|her|his|their) favou?rites?\b"),
}
"""What speaks of something else: a library's own services, a vote on what people like best."""
OF_SOMEBODY = frozenset(("person", "group", "race", "threat"))
_BARE = re.compile(r"(?:you\w*|ur?|y'?all|he|she|him|hers?|his|they|them|theirs?|i|me|we|us|it|and|or)(?:'\w+)?")
"""Words that speak to or of somebody and say nothing: "you. you. you."."""
_COPY = re.compile(r"\b(?:get|grab|read|find|pick up|snag|borrow) (?:a|your|yourself a|the|one) cop(?:y|ies)\b")
_SOLD = re.compile(
    r"[$%€£]|\b(?:buy|order|sells?|selling|sale|store|shop|link|codes?|discount|coupon|deal|my (?:new |latest |first )?"
    r"(?:book|novel|cookbook|memoir)|amazon|etsy|dm|message|off)\b"
)
"""A copy of a book is what a library has, too: it is no advertisement where nothing is said of a sale."""
_HARMFUL, _HARMLESS_THINGS = re.compile(_HARM), re.compile(_HARMLESS)


def is_spoken_of(label: str, text: Normalised) -> bool:
    """Whether `text` names what `label` would be an attack on: a person also by name, which is written with a capital
    or is no common word. True for a label that needs no name, unless the words speak plainly of something else."""
    written = without_addresses(text)
    if label in ELSE and ELSE[label].search(written):
        return False
    if label in OF_SOMEBODY and all(_BARE.fullmatch(word) for word, _, _ in text.words):
        return False
    if label == "product" and _COPY.search(written) and not _SOLD.search(written):
        return False
    if label == "threat":
        return not _HARMLESS_THINGS.search(written) or bool(_HARMFUL.search(_HARMLESS_THINGS.sub(" ", written)))
    if label == "elsewhere":
        return sum(is_common(word) for word, _, _ in text.words) >= FEWEST_COMMON
    if label not in NEEDS or NEEDS[label].search(written):
        return True
    return label == "person" and any(_is_name(text, word, start) for word, start, _ in text.words)


def _is_name(text: Normalised, word: str, start: int) -> bool:
    if len(word) < SHORTEST_NAME or text.shouted:
        return len(word) >= SHORTEST_NAME and not is_common(word)
    return text.capital(start) and (not is_common(word) or not _opens(text, start))


def _opens(text: Normalised, start: int) -> bool:
    return any(
        text.text[opened:start].strip(" \"'“‘(") == "" for opened, end in text.sentences if opened <= start < end
    )
