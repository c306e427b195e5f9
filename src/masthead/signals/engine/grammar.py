"""What several signals need of English: who is spoken of, what is denied, asked or reported, and how a sign is made."""

from __future__ import annotations

import re
from functools import lru_cache

from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.words import is_common

REACH = 400
"""Letters. A sentence longer than this is no sentence, and reading it whole again for each word would take for ever."""

NEGATION = re.compile(
    r"\b(?:not|no|never|nobody|no one|none|neither|nor|without|cannot|stop|quit|against|refuse[sd]? to|"
    r"(?:do|does|did|is|are|was|were|wo|ca|would|should|could|has|have|had|ai)n'?t)\b"
)
REPORT = re.compile(
    r"\b(?:(?:he|she|they|who|somebody|someone|people|folks|man|woman|guy|lady|kids?|boy|girl|neighbor|sign|graffiti|"
    r"anybody|anyone|everybody|politicians?|[a-z]+) (?:(?:just|always|even|keeps?|kept|was|were|is|are) )?"
    r"(?:said|says|say|saying|told|tells|telling|yelled|screamed|shouted|wrote|writes|claims?|claimed|claiming|"
    r"called|calls|calling|believes?|thinks|insists?|insisted|painted)|"
    r"heard|according to|quoting|the (?:word|phrase|term|slur)|accus(?:ed|ing)|"
    r"(?:saying|calling|claiming|telling|suggesting|implying|the idea|the lie|the myth) (?:that )?)\b"
)
ASKED_BY = re.compile(r"\b(?:i|we)(?:'ve| have| had)? (?:said|say|told|wrote|called|call)\b")
_QUOTED = re.compile(r"\"([^\"\n]{2,400})\"|(?<!\w)'((?:[^'\n]|(?<=\w)'(?=\w)){2,400})'(?!\w)")
_SPEAKER = re.compile(r"^([^:\n]{1,40}):")


def found(signal: str, ground: str, text: Normalised, start: int, end: int, sentence: str, score: float = 1.0) -> Sign:
    """The sign of a reason to remove. `signal` is the module's __name__; [start, end) stands in `text.text`, of which
    what closes the sentence before is left out: a reason to keep that one answers no other."""
    words = text.text[start:end]
    start = end - len(words.lstrip(" .,;!?\n") or words)
    name = signal.rpartition(".")[2]
    return Sign(name, "remove", sentence, span=text.span(start, end), ground=ground, score=score)


def kept(signal: str, text: Normalised, start: int, end: int, sentence: str, ground: str = "") -> Sign:
    """The sign of a reason to keep what stands at [start, end); `ground`: the only ground it answers."""
    return Sign(signal.rpartition(".")[2], "keep", sentence, span=text.span(start, end), ground=ground)


def before(text: Normalised, start: int, reach: int = 60) -> str:
    """What stands before `start` in its own sentence, at most `reach` letters of it."""
    return text.text[max(text.sentence_at(start)[0], start - reach) : start]


def sentence_of(text: Normalised, start: int) -> str:
    """The sentence that `start` stands in; of an endless one, what stands within REACH letters of `start`."""
    opens, closes = text.sentence_at(start)
    return text.text[max(opens, start - REACH) : min(closes, start + REACH)]


def denied(text: Normalised, start: int, reach: int = 28) -> bool:
    """Whether a denial stands shortly before `start` in its clause."""
    clause = re.split(r"[;:,]| but | and ", before(text, start, reach))[-1]
    return bool(NEGATION.search(clause))


def reported(text: Normalised, start: int) -> bool:
    """Whether the sentence tells, before `start`, what somebody else says."""
    ahead = before(text, start, 90)
    return bool(REPORT.search(ahead)) and not ASKED_BY.search(ahead)


def quoted(text: Normalised) -> list[tuple[int, int]]:
    """[start, end) of each quotation in `text.text`, without its marks."""
    return [match.span(1) if match.group(1) else match.span(2) for match in _QUOTED.finditer(text.text)]


@lru_cache(maxsize=256)
def named_before(facts: CommentFacts) -> frozenset[str]:
    """First words of the names in the post and of those who wrote in the thread, lower case."""
    speakers = {match[1].split()[0].lower() for line in facts.thread if (match := _SPEAKER.match(line))}
    shown = re.findall(r"(?<!^)(?<![.!?] )\b[A-Z][a-z]+(?:-[A-Z][a-z]+)?\b", facts.post)
    return frozenset(speakers | {word.lower() for word in shown if not is_common(word.lower())})


def speakers(facts: CommentFacts) -> frozenset[str]:
    """First names of those who wrote in the thread, lower case."""
    return frozenset(m[1].split()[0].lower().rstrip(".") for line in facts.thread if (m := _SPEAKER.match(line)))


def is_name(facts: CommentFacts, text: Normalised, start: int, end: int) -> bool:
    """Whether the word at [start, end) looks like a name: known from the thread, or capital and no common word."""
    word = re.sub(r"'s?$", "", text.text[start:end])
    if word in named_before(facts):
        return True
    if is_common(word) or len(word) < 2:
        opens = max(text.sentence_at(start)[0], start - REACH)
        inside = text.text[opens:start].strip() != ""
        return inside and text.capital(start) and not text.shouted and word not in _NEVER_NAMES
    return text.capital(start) or not text.original[text.places[start]].isalpha()


# Capitals on these are a habit of writing, not a name.
# fmt: off
_NEVER_NAMES = frozenset({
    "a", "all", "an", "and", "any", "at", "board", "branch", "but", "by", "city", "commission", "county",
    "democrat", "democratic", "democrats", "director", "every", "for", "from", "gop", "governor", "green", "he",
    "her", "his", "how", "i", "i'd", "i'll", "i'm", "i've", "if", "in", "it", "libertarian", "libertarians",
    "librarian", "librarians", "libraries", "library", "mayor", "my", "no", "not", "of", "on", "or", "our", "party",
    "republican", "republicans", "senator", "she", "so", "some", "staff", "state", "that", "the", "their", "these",
    "they", "this", "those", "to", "town", "we", "what", "when", "where", "who", "why", "with", "yes", "you", "your",
})
# fmt: on
