"""Reads a noun phrase from the beginning of a clause, or gives up: determiner, plain words, "of ...", "and ..."."""

from __future__ import annotations

import re
from dataclasses import dataclass

from masthead.checks.engine import lexicon

_TOKEN = re.compile(r"[^\W_]+(?:[-'\u2019&][^\W_]+)*")
_SINGULAR_DETERMINERS = frozenset({"a", "an", "this", "that", "each", "every", "another"})
_PLURAL_DETERMINERS = frozenset({"these", "those", "many", "several", "few", "both", "all"})
_PLURAL_DETERMINERS |= frozenset({"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"})
_DETERMINERS = frozenset({"the", "our", "my", "your", "his", "her", "its", "their", "some", "no"})
_OF = frozenset({"of", "in", "from", "for", "at", "on", "with", "near", "by"})
_IRREGULAR = frozenset({"children", "people", "men", "women", "teens"})
_LONGEST = 5
_NUMBERED = re.compile(r"\d[\d,.]*")


@dataclass(frozen=True, slots=True)
class Token:
    """A word and what stands before it: a comma (or bracket, or quotation mark), or a full stop within the sentence."""

    text: str
    start: int
    after_comma: bool
    after_stop: bool

    @property
    def lower(self) -> str:
        return lexicon.straighten(self.text).lower()

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def breaks(self) -> bool:
        return self.after_comma or self.after_stop


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """`end` is the place after its last word; `joined` means two with "and". Neither plural nor singular: unclear."""

    head: Token
    end: int
    plural: bool
    singular: bool
    joined: bool = False


def tokens(text: str, offset: int) -> list[Token]:
    """The words of one sentence; `offset` is where the sentence begins in the post."""
    found: list[Token] = []
    before = 0
    for match in _TOKEN.finditer(text):
        between = text[before : match.start()] if found else ""
        stop = any(mark in ":;" for mark in between)
        comma = not stop and any(not mark.isspace() for mark in between)
        found.append(Token(match.group(), offset + match.start(), comma, stop))
        before = match.end()
    return found


def read_phrase(words: list[Token], start: int) -> NounPhrase | None:
    """The noun phrase that begins at `start`, with what hangs on it, or None where there is none to be sure of."""
    first = _simple(words, start)
    if first is None:
        return None
    end = first.end
    for _ in range(2):
        if end + 1 >= len(words) or words[end].lower not in _OF or words[end].breaks:
            break
        hanging = _simple(words, end + 1, article=False)
        if hanging is None:
            return None
        end = hanging.end
    if end + 1 < len(words) and words[end].lower == "and" and not words[end].breaks and end == first.end:
        second = _simple(words, end + 1)
        if second is None or words[end + 1].breaks:
            return None
        return NounPhrase(second.head, second.end, plural=True, singular=False, joined=True)
    return NounPhrase(first.head, end, first.plural, first.singular)


def _simple(words: list[Token], start: int, *, article: bool = True) -> NounPhrase | None:
    """Determiner and plain words. Without a determiner it must be a common plural noun, unless `article` is False."""
    determiner = words[start].lower
    counted = determiner in _PLURAL_DETERMINERS or _NUMBERED.fullmatch(determiner) is not None
    known = counted or determiner in _SINGULAR_DETERMINERS or determiner in _DETERMINERS
    place = start + 1 if known else start
    if known and place < len(words) and words[place].lower in _PLURAL_DETERMINERS and not words[place].breaks:
        counted, place = True, place + 1
    begin = place
    while (
        place < len(words)
        and place - begin < _LONGEST
        and _is_plain(words[place])
        and not (place > start and words[place].breaks)
    ):
        place += 1
    if place == begin:
        is_pronoun = determiner in ("these", "those") and counted
        return NounPhrase(words[place - 1], place, plural=True, singular=False) if is_pronoun else None
    head = words[place - 1]
    # A capital inside the sentence may begin a title ("Great Expectations is"), whose number cannot be told.
    named = head.text[0].isupper() and place - 1 > 0
    if not known and article and head.lower not in lexicon.words("plural_nouns"):
        return None
    if named or head.lower in lexicon.words("neutral_nouns") or head.lower.endswith(("est", "ed", "ing", "ese", "ish")):
        return NounPhrase(head, place, plural=False, singular=False)
    many = head.lower in _IRREGULAR or (head.lower.endswith("s") and not head.lower.endswith(("ss", "us", "is", "'s")))
    one = known and not counted and not head.lower.endswith("s") and head.lower not in _IRREGULAR
    return NounPhrase(head, place, plural=many and determiner not in ("a", "an"), singular=one and head.text.isalpha())


def _is_plain(token: Token) -> bool:
    lower = token.lower
    if lower in lexicon.words("verbs") or lower in lexicon.words("not_nouns") or lower.endswith("ly"):
        return False
    return not lower.endswith("'s") or lower.removesuffix("'s").isalpha()
