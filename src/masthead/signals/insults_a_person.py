"""Sees an insult to one identifiable person: looks, mind, family, disability, worth; and calls to harass.

The person is named, spoken to as one ("you moron"), or another commenter. Does not see blame for work, choices,
honesty or office ("incompetent", "liar", "should be fired"), or insults to the agency, a board or "you people".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.grammar import NEGATION, before, denied, found, is_name, named_before, speakers
from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.persons import EITHER, FILLER, INSULT, KIN, PLAIN_SLIGHT, SLIGHT, THING, UNMISTAKABLE
from masthead.signals.engine.sought import Sought

GROUND = "abusive"
SHOWS = (
    "Brenda is a fat ugly cow.",
    "You worthless moron.",
    "l00k at y0u, y0u path3tic l0ser",
    CommentFacts("You are hideous.", thread=("Carol T.: I liked it.",)),
    CommentFacts("Carol is too dumb to read.", thread=("Carol T.: I liked it.",)),
    "Nobody loves you, not even your own mother.",
    "Can anyone as dumb as Phyllis hold a job?",
    "Phyllis is a babbling idiot.",
    "Y'all come pound on his door till he quits.",
    "Everybody go call her house tonight and wake her up.",
    "Nobody believes Phyllis is a slob, but we all know it.",
)
SILENT = (
    "You are incompetent and should resign.",
    "Brenda is a liar and she picked the wrong contractor.",
    "This is a stupid policy and your website is ugly.",
    "I am such an idiot, I forgot my card.",
    "You people are cowards.",
    "Brenda is not stupid.",
    "The pig in the picture book is a fat loser.",
    "The cow is brown.",
    "Our couch is as ugly as Marvin's old recliner.",
    "Let's all go knock on doors for the levy.",
    "Nobody thinks Phyllis is a slob.",
    "I never said Miss Phyllis was stupid, I said the room was too small.",
)

_BE = r"(?:'s|'re| is| are| was| looks like| sounds like| must be| be|r|'r)"
_SO = (
    r"(?: (?:so|too|just|really|very|such|truly|as|also|nothing but|clearly|obviously|still|always|a bit|"
    r"pretty|one|not only)){0,4}"
)
_GAP = (
    r"(?:(?!(?:and|that|who|but|to|the|for|in|on|of|know|think|like|call|have|had|want|my|our|"
    r"people)\b)[a-z'-]+,? +){0,4}?"
)
_YOU_ARE = r"(?:(?:you(?:'re| are| r)|youre|u r)|(?:your|ur)(?= (?:an?|such|the|so|too|just) ))"
_TO_YOU = (
    # "you moron", "you bitter old hag"
    Sought(rf"\b(?:you|u|ya)(?: +(?:{FILLER},?)){{0,5}} +(?:{INSULT})\b(?!s\b)"),
    # "you are a moron", "your such a dried-out loser", "you're the biggest moron"
    Sought(rf"\b{_YOU_ARE}{_SO} (?:an? |the |one )?{_GAP}(?:{INSULT})\b(?!s\b)"),
    Sought(rf"\b{_YOU_ARE}{_SO} (?:an? |one )(?:{FILLER},? +){{0,5}}(?:{SLIGHT}),? (?:\w+ )?(?!{THING}\b)[a-z-]+\b"),
    # "you brainless leftist", "you pathetic little man"
    Sought(
        rf"\byou (?:{FILLER},? +){{0,5}}(?:{SLIGHT}),? (?:{FILLER},? +){{0,5}}(?!{THING}\b)(?!and\b|to\b|but\b|"
        rf"for\b|in\b|or\b)[a-z-]{{3,}}\b"
    ),
    # "you must be the dumbest woman", "what a loser you are", "as thick as two planks"
    Sought(
        r"\byou(?:'re| are| must be| have to be)(?: \w+)? the (?:dumbest|stupidest|ugliest|fattest|most "
        r"(?:stupid|pathetic|ignorant|disgusting|hideous)) \w+"
    ),
    Sought(rf"\bwhat an? (?:{FILLER} ){{0,5}}(?:{INSULT}|{SLIGHT} \w+) (?:you are|he is|she is|you're)\b"),
    Sought(
        rf"\b(?:crawl|get|go) back (?:in|to|under|into) [^.!?\n]{{1,25}}\byou\b[^.!?\n]{{0,20}}|\bshut (?:up|"
        rf"your (?:\w+ )?(?:mouth|face|hole|trap))\b[^.!?\n]{{0,15}}\b(?:{INSULT}|you {FILLER})"
    ),
)
_YOU_SLIGHT = Sought(
    rf"\b(?:you(?:'re| are| r| look| sound| smell)|youre|ur|u r){_SO} (?:{FILLER} )?(?:{SLIGHT})\b(?! "
    rf"(?:policy|decision|to (?:close|cut)))"
)
_TOO = Sought(
    r"\btoo (?:stupid|dumb|ugly|fat|old and stupid|slow|ignorant|dense|illiterate) (?:to|for)\b|\b(?:dumb|"
    r"dumber|stupid|thick) (?:as|than) (?:a |an )?\w+"
)
_MEASURED = Sought(
    rf"\bas (?:{SLIGHT}) as (?:(?:mr|mrs|ms|dr|old|that|miss)\.? )?(?P<who>[a-z][a-z\-]+)(?!'|[a-z\-]| \w+'s\b)"
)
_OF_ONE = Sought(
    rf"\b(?P<who>[a-z][a-z'\-]+)(?: (?:at|in|from|behind|on|with|over at|up at|down at|the)(?: "
    rf"[a-z]+){{1,4}}?)?{_BE}{_SO}(?: an?| the)?(?: (?:{FILLER},?)){{0,5}}"
    rf"(?:(?: [a-z]{{3,}}(?:ing|ed|less))? {UNMISTAKABLE}| (?:(?P<noun>{INSULT})|"
    rf"(?!{EITHER}\b(?! (?:little|old|excuse for a|human|man|woman|person)))(?P<slight>{SLIGHT})))\b"
)
_SOMEONE = (
    r"(?:(?:that|this|the|whoever|our|your|his|her) (?:\w+ ){0,2}?(?:girl|woman|lady|man|guy|boy|kid|"
    r"clerk|librarian|manager|director|person|fool|commenter|"
    r"teacher|driver|coach|janitor|mayor|governor|senator|cashier|volunteer|wife|husband|son|daughter|"
    r"mother|one)|whoever|some(?:body|one)|anyone who wrote)"
)
_OF_SOMEONE = Sought(
    rf"\b{_SOMEONE}\b(?:(?!\b(?:not|never|called|said)\b)[^.!?\n]){{0,45}}?(?:'s| is| has to be| must be| "
    rf"looks like){_SO}(?: an?| the)? (?:{FILLER},? ){{0,5}}(?:{INSULT}\b|(?:{SLIGHT})\b(?! (?:idea|policy|"
    rf"rule|decision)))|"
    rf"\b(?:some(?:one|body)|anyone|a (?:man|woman|person)) (?:that|so|this) (?:{SLIGHT})\b|\b(?:has|have|"
    rf"with|got) (?:the|an) (?:iq|brain|brains|intelligence|face|personality|looks) (?:of|like) an? \w+|"
    rf"\bno wonder (?:your|his|her) {KIN} (?:left|hates?|ran|died|drinks|can't|won't)|\b(?:a|an|what an?) "
    rf"(?:{SLIGHT}),? (?:{FILLER},? ){{0,5}}(?:{INSULT})\b"
)
_THAT = Sought(
    rf"\b(?:that|this|the) (?:{FILLER},? ){{0,5}}(?:(?:{FILLER},? )(?:{INSULT})|(?:{SLIGHT},? "
    rf")(?:{FILLER},? ){{0,5}}(?:woman|man|lady|girl|clerk|librarian|kid|boy|guy|director|manager))\b(?= "
    rf"(?:at|who|in|from|behind|on|is|needs|should)\b|[.!]|$)"
)
_HOSTILE = Sought(
    rf"\bno(?:body| one|t even \w+)(?: \w+){{0,5}}? (?:can stand|could stand|loves|love|likes|like|wants|"
    rf"will ever love|cares about) (?:you|u|him|her)\b(?! (?:to|back|here|there|at|in|reading|better|"
    rf"more))|"
    rf"\b(?:your|his|her|ur)(?: \w+)? {KIN} (?:can'?t stand|hates?|must (?:be|have been)(?: so)? "
    rf"(?:ashamed|blind|drunk|embarrassed)|should (?:be ashamed|have (?:swallowed|aborted|left))|"
    rf"(?:is|are|was|were) (?:so )?(?:ashamed of|embarrassed by|a (?:{INSULT})|(?:{SLIGHT})))|"
    rf"\bembarrassed by (?:you|him|her)\b|\bwhoever (?:married|had|dated|would|raised|made|gave "
    rf"birth)[^.!?\n]{{0,40}}\bmust (?:be|have been)\b|"
    r"\b(?:one|two|three|half a|not a) brain ?cells?\b|\b(?:dropped|fell) on (?:your|his|her) head\b|"
    r"\bface only a (?:mother|blind)\b|\bwaste of (?:space|oxygen|air|skin)\b|"
    r"\b(?:nobody|no one) wants to (?:hear|see|look at|smell|listen to) (?:you|your|that|his|her)(?: "
    r"\w+)? ?(?:stutter|lisp|face|fat|ugly|stammer|voice|accent|limp|mouth|self)|"
    r"\b(?:with|because of) (?:that|your|his|her) (?:stutter|stammer|lisp|limp|wheelchair|crooked \w+|"
    r"ugly \w+|fat \w+)\b[^.!?\n]{0,60}\b(?:laugh|hide|stay home|embarrass|nobody|no one|joke|shut)|"
    r"\b(?:stay home|hide|shut up|embarrass\w*|laugh\w*)\b[^.!?\n]{0,40}\b(?:stutter|stammer|lisp|limp|deformed)\b|"
    r"\b(?:stutter|stammer|lisp)\w*[^.!?\n]{0,40}\b(?:sounds? like|idiot|retard|dying|broken|painful to|"
    r"makes? (?:me|us|people) (?:sick|laugh|cringe))|"
    r"\b(?:get|go|do (?:us|the world|everyone)(?: all)? a favor and) (?:die|drop dead|disappear|kill "
    r"yourself|off yourself|jump)\b|\bdrop dead\b"
)
_HARASS = Sought(
    r"\b(?:every(?:one|body)|y'?all|let's|lets|somebody|someone|go|people|we should|we "
    r"all)\b[^.!?\n]{0,25}\b(?:call|text|email|message|flood|blow up|spam|harass|dox|bother|visit|show up "
    r"at|egg|follow)\b"
    r" (?:(?:her|him|[a-z]+) (?:\w+ ){{0,2}}until|(?:her|his|their|\w+'s) (?:house|home|cell|phone|"
    r"personal|kids|job|husband|wife|porch|inbox|driveway|family))|"
    r"\b(?:every(?:one|body)|y'?all|let'?s(?: all)?|come on|people|folks)\b[^.!?\n]{0,15}\b(?:bang|pound|knock|honk|"
    r"scream|yell|camp(?: out)?|wait|spit|throw \w+)\b[^.!?\n]{0,20}\b(?:on|at|outside|in front of|against|behind) "
    r"(?:her|his|their|[a-z]+'s) (?:\w+ )?(?:car|truck|door|house|home|windows?|driveway|porch|yard|apartment|"
    r"trailer)\b|"
    r"\b(?:here is|here's|this is|post(?:ing)?|share) (?:her|his|their|\w+'s) (?:home )?(?:address|phone "
    r"number|cell)\b|\bmake (?:her|his|their) life (?:hell|miserable|a living hell)\b"
)
_SUBJECT = re.compile(
    r"(?P<who>[a-z][a-z'-]+?)(?:'s)?(?: (?:is|are|was|must be))?(?: (?:just|so|way|far|even|clearly))? ?$"
)
_SLIGHTS = Sought(
    rf"\b(?:(?:{PLAIN_SLIGHT})\b(?! (?:{THING}|pan|lid|dog|cat|fish|food|weather|\w+ (?:policy|rule|"
    rf"idea))\b)|(?:{UNMISTAKABLE})\b|something (?:a|the) (?:dog|cat) \w+)"
)
_NOT_CALLED = re.compile(
    r"(?:\b(?:never|nobody|no one|none of us|(?:do|does|did) not)|\b(?:do|does|did)n't)"
    r"(?: (?!(?:know|care|like)\b)\w+){0,2}? "
    r"(?:said|say|says|thinks?|thought|believes?|believed|called?|calls|claims?|claimed|meant?)(?: that)?"
    r"(?: (?:miss|mr|mrs|ms|dr)\.?)? $"
)
_KNOWN = re.compile(r"\b(?:i|we|everybody|everyone|they all)(?: all)? (?:just |all )?know\b")
_OF_THINGS = re.compile(
    rf"\b(?:i'm|i am|i was|me|myself|felt like|feel like|book|novel|story|movie|puppet|character|villain|"
    rf"it's|it is|it was|this is|that was|{THING}) ?(?:\w+ ){{0,4}}$"
)
_NOT_WHO = frozenset(
    [
        "it",
        "this",
        "that",
        "there",
        "here",
        "what",
        "which",
        "i",
        "he's",
        "she's",
        "who",
        "everything",
        "nothing",
        "everybody",
        "everyone",
        "nobody",
        "mine",
        "ours",
        "yours",
    ]
)


def look(facts: CommentFacts, text: Normalised) -> Iterable[Sign]:
    """A sign for each insult and each call to harass."""
    for pattern in _TO_YOU:
        for match in text.runs.each(pattern):
            if not denied(text, match.start()) and not _plural(match.group()):
                yield found(__name__, GROUND, text, *match.span(), "Insults the person it speaks to.")
    if speakers(facts) or _calls_by_name(facts, text):
        for match in text.runs.each(_YOU_SLIGHT):
            if not denied(text, match.start()):
                yield found(
                    __name__, GROUND, text, *match.span(), "Insults the looks or mind of the person it speaks to.", 0.9
                )
    for match in text.runs.each(_OF_ONE):
        if _one_person(facts, text, match) and not denied(text, match.end()) and not _not_called(text, match.start()):
            yield found(__name__, GROUND, text, *match.span(), "Insults a person it names.")
    for match in text.runs.each(_MEASURED):
        if is_name(facts, text, *match.span("who")):
            yield found(__name__, GROUND, text, *match.span(), "Makes a person the measure of a slight.", 0.8)
    for match in text.runs.each(_THAT):
        yield found(__name__, GROUND, text, *match.span(), "Insults a person it points to.", 0.8)
    for start, end in _beside_a_name(facts, text):
        yield found(__name__, GROUND, text, start, end, "Slights the person it names.", 0.7)
    for match in text.runs.each(_TOO):
        if _says_who(facts, text, match.start()):
            yield found(__name__, GROUND, text, *match.span(), "Insults the mind or looks of one person.", 0.9)
    for match in text.runs.each(_OF_SOMEONE):
        if not _of_a_thing(text, match.start()) and not denied(text, match.end()):
            yield found(__name__, GROUND, text, *match.span(), "Insults the looks, mind or worth of one person.", 0.8)
    for pattern, sentence in ((_HOSTILE, "Demeans one person."), (_HARASS, "Urges people to harass a person.")):
        for match in text.runs.each(pattern):
            yield found(__name__, GROUND, text, *match.span(), sentence, 0.9)


def _one_person(facts: CommentFacts, text: Normalised, match: re.Match[str]) -> bool:
    """Whether "X is a …" speaks of one person: he, she, or a name. A thing may be ugly; nobody is insulted."""
    who = re.sub(r"'s?$", "", match["who"])
    if who in ("he", "she"):
        return True
    if who in _NOT_WHO or re.match(r"(?:'re| are| were| r)\b", match.group()[len(match["who"]) :]):
        return False
    start = match.start("who")
    return who in named_before(facts) or is_name(facts, text, start, match.end("who"))


def _says_who(facts: CommentFacts, text: Normalised, start: int) -> bool:
    """Whether what stands before `start` is one person and "is": "she is", "you are just", a name."""
    ahead = _SUBJECT.search(before(text, start, 40))
    if not ahead or ahead["who"] in ("you", "you're", "she", "he", "she's", "he's", "ur", "youre"):
        return bool(ahead)
    begin = max(text.sentence_at(start)[0], start - 40) + ahead.start("who")
    return is_name(facts, text, begin, begin + len(ahead["who"]))


def _beside_a_name(facts: CommentFacts, text: Normalised) -> Iterable[tuple[int, int]]:
    """Slights in a sentence that names another commenter, where nothing but that person can be meant."""
    if not text.runs.may_hold(_SLIGHTS):
        return
    for start, end in text.sentences:
        sentence = text.text[start:end]
        if not speakers(facts) & set(re.findall(r"[a-z]+", sentence)):
            continue
        for match in _SLIGHTS.compiled.finditer(sentence):
            ahead = sentence[max(0, match.start() - 30) : match.start()]
            if not _OF_THINGS.search(ahead) and not NEGATION.search(ahead):
                yield start + match.start(), start + match.end()


def _of_a_thing(text: Normalised, start: int) -> bool:
    """Whether the sentence speaks of the writer, of a story or of a thing rather than of somebody."""
    return bool(_OF_THINGS.search(before(text, start, 60)))


def _not_called(text: Normalised, start: int) -> bool:
    """Whether the sentence denies that anybody says or thinks so of whom it names at `start`, and does not go on to
    say that all know it."""
    return bool(_NOT_CALLED.search(before(text, start, 60))) and not _KNOWN.search(
        text.text, start, text.sentence_at(start)[1]
    )


def _calls_by_name(facts: CommentFacts, text: Normalised) -> bool:
    """Whether the comment opens by calling somebody: "Carol, …", "Hey Carol …"."""
    opening = [word for word in text.words[:3] if word[0] not in ("hey", "oh", "well", "so", "and")]
    return bool(opening) and is_name(facts, text, opening[0][1], opening[0][2])


def _plural(words: str) -> bool:
    """ "You stupid people", "you idiots": the agency as a body."""
    last = words.split()[-1]
    return last in ("people", "folks", "guys", "all", "lot") or (last.endswith("s") and not last.endswith("ss"))
