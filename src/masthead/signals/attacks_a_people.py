"""Sees an attack on people for their race, color, ethnicity or national origin: slurs, contempt, exclusion,
incitement.

A people must be named (or be the "they" of the sentence after) and demeaned. Does not see a people mentioned, a
charge of discrimination, history, policy on immigration, or such speech quoted, denied or denounced. Every people is
read alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.grammar import NEGATION, before, denied, found, reported
from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.peoples import ADJECTIVES, DEMEANS, KINDS, NAMES, PEOPLE, SLURS
from masthead.signals.engine.person_names import follows_a_name
from masthead.signals.engine.sought import Sought

GROUND = "racially_inflammatory"
SHOWS = (
    "Haitians are vermin.",
    "White people are a plague.",
    "Keep the Chinese out of our library.",
    "I hate Mexicans.",
    "The Irish came here. They are filthy thieves, all of them.",
    "as1ans are d1sgust1ng",
    "Go back to your own country.",
    "The Jews control the banks.",
    "We don't want any Black people in this reading room.",
)
SILENT = (
    "Haitians are not vermin.",
    "Black families were kept out of this building until 1965.",
    "My white friend walked in and my Black son got stopped.",
    "Why are there no books for Mexican kids? It is shameful.",
    "The tables are filthy.",
    "Chinese food is great and the Indian dishes are hot.",
    "Immigrants are our neighbors and they work hard.",
    "I hate that Black kids get followed around in here.",
)

_ALL = (
    r"(?:(?:all|most|these|those|the|you|them|damn|fucking|f\*+ing|every|any|so many|more|dirty|filthy|"
    r"stupid|lazy|our) ){0,3}"
)
_BE = (
    r"(?: are|'re| r| is| were| be|'s| will (?:always|never) be| have always been| ain't nothing but| "
    r"look like| act like| behave like| smell like| live like)"
)
_SO = (
    r"(?: (?:all|just|nothing but|such|so|too|always|really|basically|literally|truly|by nature|born|"
    r"naturally|nothing more than|no better than|like|as|a|an|the|bunch of|lot of|race of|pack of|full of|"
    r"complete|total|absolute|fucking|very|most|more|known|of)){0,4}"
)
_SLURS = Sought(rf"\b{SLURS}\b")
_DEMEANED = Sought(
    rf"\b{_ALL}{PEOPLE}(?: (?:around here|in this (?:town|state|country|county)|here|who come "
    rf"here))?{_BE}{_SO}(?: \w+ly)?(?: (?:{DEMEANS}),?){{0,3}}(?: and)? (?:{DEMEANS})\b"
)
_EXCLUDED = Sought(
    rf"\b(?:keep|kick|throw|get|run|drive|ban|send|ship|deport|remove|kill|exterminate|gas|lynch|round up|"
    rf"wipe out|get rid of|eliminate|shoot)(?: out)? {_ALL}{PEOPLE}(?: (?:all|right|the hell))?"
    rf"(?: (?:and|or) {_ALL}{PEOPLE})?(?: (?:out|away|back|off|from|to)\b|\s*[.!]|$| now\b| all\b)|"
    rf"\b(?:kill|exterminate|gas|lynch|wipe out|get rid of) {_ALL}{PEOPLE}\b(?! (?:section|label|sign|"
    rf"books?|shelf|category))|"
    rf"\b(?:no|don't (?:let|want|need|allow)|do not (?:let|want|need|allow)|stop letting|quit letting|"
    rf"tired of|sick of|fed up with) (?:any |more |all ){{0,2}}{_ALL}{PEOPLE}"
    rf"(?: in\b| near\b| around\b| at\b| here\b| allowed\b| on our| taking over| everywhere| coming| "
    rf"ruining|\s*[.!]|$)|"
    rf"\b{PEOPLE} (?:don't|do not|doesn't|didn't|should not|shouldn't|never|can't|cannot|will never|ain't|"
    rf"won't ever) (?:\w+ )?(?:belong|deserve|be allowed|have the (?:brains|right)|be (?:human|american|"
    rf"americans|civilized|trusted)|"
    rf"care about|cared about|contribute|work|learn|be taught|read|think|wash|bathe|have brains|built|"
    rf"invented?|fit in|assimilate)\b(?! (?:because they are (?:denied|kept)|at this|here (?:any|until)))|"
    rf"\b{PEOPLE} (?:should|need to|ought to|must|can|better) (?:all )?(?:go back|go home|get out|leave|"
    rf"die|hang|burn|be (?:shot|killed|hanged|lynched|gassed|deported|banned|sterili[sz]ed|exterminated|"
    rf"locked up|slaves|wiped out|kept out))"
)
_SUBJECT = (
    rf"(?:(?:^|[.,;!?\n]\s*|\b(?:typical|all|these|those|the|them|because|and|but|how|when|since|another|"
    rf"before|until|bunch of|damn|fucking|every|no|to|on|for|guess|say|say the|bet) ){PEOPLE}|\b(?:every|"
    rf"any|another|no|some|a typical) (?:\w+ )?{ADJECTIVES}\b(?: {KINDS})?)"
)
_VERBS = (
    r"(?:ruin|steal|stink|smell|infest|breed|rape|cheat|lie and|leech|mooch|destroy|invade|poison|rob|"
    r"loot|pollute|corrupt|shoot up|spread|turned? (?:it|this|\w+) (?:to|into)|trash)(?:s|es|ed|ing|ling|"
    r"ning|in')?\b"
)
_CONTEMPT = Sought(
    rf"{_SUBJECT}(?:(?!\b(?:not|called|by|for|from|against|with|who (?:are|were)|were|was|about|asked|like "
    rf"everyone)\b)[^.!?\n]){{0,70}}?\b(?:{_VERBS}(?! (?:the show|a glance|hearts|home|of the|out|time))|"
    r"only care about (?:money|themselves|welfare)|(?:no|zero) business (?:in|at|being|here|around|near)|"
    r"(?:can|could) (?:barely|hardly) (?:read|spell|speak|write|count|think)|eat (?:dogs|cats|rats|bugs|"
    r"people)|"
    r"an honest (?:day|dollar)|never (?:did|built|contributed|invented|worked|amounted)|are all the same|"
    r"all look (?:alike|the same)|never (?:see (?:it|them|that|any of it) again|get it back)|can'?t be "
    r"trusted|no (?:culture|soul|morals|brains|manners|decency|intelligence)|live like (?:pigs|animals|"
    r"rats|dogs)|like (?:savages|animals|rats|pigs|dogs)|"
    r"greedy(?: \w+)?|throwing (?:it|money) away|too (?:lazy|stupid|dumb|ignorant|drunk|dirty) to|a (?:drunk|thief|"
    r"liar|crook|criminal|savage|thug|rapist)|know what they (?:do|are)|lazy|thieves|pigs|filthy|dirty|"
    r"(?:filth|vermin|animals|savages|disease|diseases|crime|rats|roaches|welfare|handouts|thugs)\b)"
)
_SINGLE = Sought(
    rf"\b(?:should|ought to) have (?:taken|killed|drowned|wiped out|finished|gotten rid of|burned|sunk) "
    rf"(?:every|all|the|those|them) (?:last |single )?(?:{PEOPLE}|{ADJECTIVES})\b|"
    rf"\b(?:wouldn't|would never|won't|don't|never|not gonna) (?:let|trust|hire|want) (?:an?|any|some|no) "
    rf"{ADJECTIVES}\b(?! (?:food|book|history|author|cake))(?: {KINDS})? ?(?:touch|near|in|around|with|"
    rf"next|to|[.!]|$)|"
    rf"\b(?:if|because|since) (?:you|he|she|they)(?:'re|'s| are| is| look) {ADJECTIVES},?(?: \w+){{0,4}} "
    rf"(?:a |an )?(?:thief|criminal|thug|animal|savage|rapist|terrorist|stupid|dumb|lazy|dirty|filthy|"
    rf"illiterate|worthless|liar)\b|"
    rf"\b(?:dirty|filthy|stupid|dumb|lazy|nasty|ugly|disgusting|worthless|thieving|stinking|smelly|savage|"
    rf"uncivilized|greedy|sneaky|inbred|some \w+ dirty) {ADJECTIVES} (?:\w+ )?{KINDS}\b|"
    r"\b(?:los|las|estos|esos|esas|estas|todos los|malditos|pinches) (?:negr[oa]s|blanc[oa]s|mexican[oa]s|"
    r"gring[oa]s|jud[ií]os|chin[oa]s|indi[oa]s|inmigrantes|haitian[oa]s|guatemaltec[oa]s|cuban[oa]s|"
    r"arabes|moros) (?:\w+ )?(?:son|huelen|roban|no son|nos roban)\b[^.!?\n]{0,40}"
)
_HATED = Sought(
    rf"\b(?:i|we)(?: \w+)? (?:hate|despise|can't stand|cannot stand|loathe|detest)(?: all| the| these| "
    rf"those| every){{0,3}} {PEOPLE}\b(?! (?:food|movies|books|weather|class|history|music|being|getting|"
    rf"are|have|get|can't|cannot|has|had)\b)|"
    rf"\bi (?:don't|do not) (?:want|trust|like) (?:any |these |those |the ){{0,2}}{PEOPLE}\b(?! (?:food|"
    rf"books|to (?:suffer|be (?:hurt|stopped|left)))\b)|"
    r"\bgo back to (?:your|where|mexico|africa|china|haiti|india|cuba|vietnam|asia|europe|ireland|russia|"
    r"the jungle|wherever)(?: own)?(?: country)?(?: you (?:came|come) from)?\b|\bgo back where (?:you|"
    r"they) (?:came|come) from\b|"
    r"\bsend (?:them|'em|you|him|her)(?: all)? back(?: to (?:where|mexico|africa|china|haiti|india|cuba|"
    r"asia|(?:their|your|his|her)(?: own)? country|the (?:jungle|border|desert))\b|\s*(?:[.!]|$))|"
    rf"\b(?:the )?{PEOPLE} (?:just |all |only |always |secretly |will |do nothing but |ruin|want to |are "
    rf"out to |are trying to ){{0,3}}(?:breed|run (?:every|all|the|everything)|control|own (?:the|every|"
    rf"all)|steal|ruin|destroy|infest|invade|poison|multiply|leech|mooch|stink|smell|rape|spread|lie and|"
    rf"cheat|take over|bring (?:crime|disease|drugs))(?:s|ed|ing)?\b|"
    rf"\b(?:dumb|stupid|filthy|dirty|lazy|disgusting|nasty|worthless|damn|vile|thieving|fucking|savage|"
    rf"violent|greedy|stinking) {PEOPLE}\b|"
    r"\b(?:your|their|that) kind (?:should|need|needs|don't|ought|belongs?|isn't|aren't|is|are|never|"
    r"can't|will never|always)\b|"
    r"\b(?:better off|belong|should (?:still )?be|put (?:them|you) back) (?:in (?:the fields?|chains|"
    r"cages?|shackles|the jungle|the zoo)|as slaves|picking cotton|on the plantation)\b|"
    r"\bknow (?:your|their) place\b|"
    rf"\b(?:waste|wasted|wasting) (?:of \w+ )?on {_ALL}{PEOPLE}\b|"
    rf"\b{PEOPLE} (?:only|just) (?:win|won|get|got|wins)\b[^.!?\n]{{0,60}}\b(?:quotas?|because they are|"
    rf"dumb|stupid|pity|affirmative action|handouts?)"
)
_NAMED = Sought(rf"\b(?:{NAMES}|{ADJECTIVES})")
_OF_A_NAME = frozenset({_DEMEANED, _EXCLUDED, _CONTEMPT})
_THEY = Sought(
    rf"\b(?:they|them|these people|those people|every (?:last )?one of them|none of them|that (?:race|"
    rf"kind)|their kind|your kind|you people)(?:'re| are| is| were| have always been|,| can't help "
    rf"it)?{_SO}(?: \w+ly)? (?:(?:{DEMEANS}),? ){{0,3}}(?:{DEMEANS})\b|"
    r"\b(?:they|these people|those people|none of them|their kind) (?:just |all |only )?(?:can't|cannot|"
    r"can) (?:be (?:taught|trusted|civilized)|read|help it|learn)\b|"
    r"\bthey (?:just |all |only ){0,3}(?:breed|ruin everything|steal everything|will strip|multiply|infest)\b|"
    r"\bthey (?:are|'re) (?:2|too) (?:dumb|stupid|lazy|ignorant)\b|\b(?:won't|will never|doesn't|don't) "
    r"make them (?:\w+ )?(?:americans?|human|civilized|smart)\b|"
    r"\b(?:never had|don't have|do not have|lack|lacks|ain't got|without) the (?:brains?|intelligence|iq|"
    r"sense|decency|morals) to\b|"
    r"\b(?:breed|breeding|multiply) like (?:roaches|rats|rabbits|flies|animals)\b|\bwent back to what "
    r"they are\b|\bchange what they are\b|\bborn (?:thieves|criminals|liars|stupid|lazy)\b|"
    r"\b(?:lying|sneaking|thieving|filthy|inferior|dirty|cursed|lesser|stupid|violent|backward)(?:,| "
    r"and)? ?(?:\w+ )?race(?: of people)?\b"
)
_ANY_PEOPLE = Sought(
    rf"\b{PEOPLE}\b|\bbecause (?:she|he)'?s black\b|\b(?:she|he)(?:'s| is) (?:black|white|mexican|jewish|"
    rf"asian|hispanic|indian|muslim|vietnamese|haitian)\b"
)
_POSTED = re.compile(
    rf"\b(?:{PEOPLE}|black|vietnamese|spanish|hispanic|choctaw|native|african|immigrants?|latino|bilingual|"
    rf"asian|jewish|indian|mexican)\b",
    re.I,
)
_HISTORY = re.compile(
    r"\b(?:was|were|used to be|in (?:18|19)\d\d|until (?:18|19)\d\d|back then|history of|segregat\w+|jim "
    r"crow|called|treated|told)\b"
)


def look(facts: CommentFacts, text: Normalised) -> Iterable[Sign]:
    """A sign for each attack."""
    for match in text.runs.each(_SLURS):
        yield found(__name__, GROUND, text, *match.span(), "Uses a slur for a people.")
    named = text.runs.first(_NAMED)
    for pattern, sentence in (
        (_DEMEANED, "Demeans a people."),
        (_EXCLUDED, "Would shut a people out, or denies its worth."),
        (_HATED, "Attacks a people."),
        (_CONTEMPT, "Says contemptible things of a people as such."),
        (_SINGLE, "Demeans a person for race, color or origin."),
    ):
        if not named and pattern in _OF_A_NAME:
            continue
        for match in text.runs.each(pattern):
            inner = NEGATION.search(match.group()) if pattern is _DEMEANED else None
            if not inner and not _told(text, match) and not follows_a_name(text, match.start()):
                yield found(__name__, GROUND, text, *match.span(), sentence)
    yield from _of_them(facts, text)


def _of_them(facts: CommentFacts, text: Normalised) -> Iterable[Sign]:
    """What is said of "them", where a people was named before, in the comment or else in the post."""
    named = text.runs.first(_ANY_PEOPLE)
    posted = bool(_POSTED.search(facts.post))
    for match in text.runs.each(_THEY):
        strong = "race" in match.group() or "american" in match.group() or match.group().startswith(("breed", "born"))
        spoken_of = (named and named.start() <= match.end()) or (posted and strong)
        if spoken_of and not _told(text, match):
            yield found(__name__, GROUND, text, *match.span(), "Demeans the people it speaks of.", 0.9)


def _told(text: Normalised, match: re.Match[str]) -> bool:
    """Denied, reported, or told as history."""
    return (
        denied(text, match.start(), 20)
        or reported(text, match.start())
        or bool(_HISTORY.search(before(text, match.start(), 40)))
    )
