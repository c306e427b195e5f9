"""Titles of works that hold a rude word: the musical Damn Yankees is announced, and nobody swears.

A title is told by quotation marks around words that begin with capitals, by capitals within a sentence, or by a list.
"""

from __future__ import annotations

import re
from functools import cache

from masthead.checks.engine import lexicon
from masthead.checks.engine.people import names
from masthead.checks.engine.prose import Span, quotations, sentences

_CAPITAL = r"[A-Z][a-z][\w'\u2019*-]*"
_RUN = re.compile(rf"{_CAPITAL}(?: (?:(?:of|the|and|a|an|in|for|to|or|is|out|not) ){{0,3}}{_CAPITAL})+")
_SMALL = frozenset({"of", "the", "and", "a", "an", "in", "for", "to", "or", "on", "by", "with", "at", "from", "is"})
_WORD = re.compile(r"[^\W\d_][\w'\u2019*-]*")


def rude_titles(text: str) -> list[Span]:
    """Where `text` names a work whose title is rude, each stretch once or more."""
    found = [match.span() for match in _listed().finditer(text)]
    vulgar = lexicon.phrases("language", "vulgar")
    for start, end in quotations(text):
        words = _WORD.findall(text[start + 1 : end - 1])
        if (
            vulgar.search(text, start, end)
            and all(word[0].isupper() or word in _SMALL for word in words)
            and not text[start:end].isupper()
        ):
            found.append((start, end))
    for sentence in sentences(text):
        for run in _RUN.finditer(sentence.text):
            bare = vulgar.sub(" ", run.group())
            if run.start() and bare != run.group() and not _is_day_or_person(bare):
                found.append((sentence.start + run.start(), sentence.start + run.end()))
    return found


def _is_day_or_person(rest: str) -> bool:
    """What a curse stands before: "a Damn Monday", "that Damn Dora Minchew"."""
    plain = " ".join(rest.split())
    known = lexicon.words("not_names")
    return bool(names(plain)) or all(word.lower() in known for word in _WORD.findall(plain))


@cache
def _listed() -> re.Pattern[str]:
    entries = sorted(lexicon.words("rude_titles"), key=len, reverse=True)
    # As a title is written: its first letter is a capital.
    return re.compile(r"(?<!\w)(?=[A-Z'])(?:" + "|".join(f"(?i:{re.escape(entry)})" for entry in entries) + r")(?!\w)")
