"""Where a text shouts: three or more words in capitals in a row, a short post all in capitals, or everyday words in
capitals here and there; acronyms aside."""

from __future__ import annotations

import re
from collections.abc import Iterator

from masthead.checks.engine import lexicon
from masthead.checks.engine.prose import Inside, Span, addresses, quotations

_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")


_SCATTERED, _SHARE = 3, 7
"""How many everyday words in capitals are a tone, where they are at least one in so many of all."""


def shouted(text: str) -> Iterator[Span]:
    """Runs of capitals, from their first word to their last. Titles in quotation marks and links are passed over."""
    aside, links = Inside(quotations(text)), Inside(addresses(text))
    words = [match for match in _WORD.finditer(text) if match.start() not in aside and match.start() not in links]
    loud = [match for match in words if _is_loud(match.group())]
    least = 2 if words and len(loud) * 10 >= len(words) * 6 else 3
    shouts = list(_runs(text, words, least))
    yield from shouts or _here_and_there(words, loud)


def _runs(text: str, words: list[re.Match[str]], least: int) -> Iterator[Span]:
    run: list[re.Match[str]] = []
    for match in words:
        if run and (not _may_belong(match.group()) or _listed(text, run[-1], match)):
            yield from _close(run, least)
            run = []
        if run or _is_loud(match.group()):
            run.append(match)
    yield from _close(run, least)


def _here_and_there(words: list[re.Match[str]], loud: list[re.Match[str]]) -> Iterator[Span]:
    """ "Sign up NOW, it is TOO LATE soon": everyday words, which no acronym hides behind, so many that it is a tone."""
    everyday = [match for match in loud if match.group().lower() in lexicon.words("everyday_words")]
    if len(everyday) < _SCATTERED or len(everyday) * _SHARE < len(words):
        return
    begin, end = everyday[0].span()
    for match in everyday[1:]:
        if match.start() > end + 1:
            yield begin, end
            begin = match.start()
        end = match.end()
    yield begin, end


def _close(run: list[re.Match[str]], least: int) -> Iterator[Span]:
    while run and not _is_loud(run[-1].group()):
        run.pop()
    if sum(_is_loud(match.group()) for match in run) >= least and any(len(match.group()) >= 4 for match in run):
        yield run[0].start(), run[-1].end()


def _is_loud(word: str) -> bool:
    letters = [letter for letter in word if letter.isalpha()]
    return (
        len(letters) >= 2
        and all(letter.isupper() for letter in letters)
        and word.lower() not in lexicon.words("acronyms")
    )


def _may_belong(word: str) -> bool:
    """Numbers, single capitals and acronyms neither make a run nor end it."""
    return word.isdigit() or word.isupper()


def _listed(text: str, before: re.Match[str], after: re.Match[str]) -> bool:
    """Short capitals set apart by commas are acronyms the list does not know yet."""
    return max(len(before.group()), len(after.group())) <= 5 and "," in text[before.end() : after.start()]
