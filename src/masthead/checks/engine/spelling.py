"""Which unknown words are misspelled, and which are names, other languages, dialect in a quotation, or library words.

A misspelling is told with confidence; a name is left in peace. A capitalized word that the dictionary lacks is taken
for a name unless it is one slip away from a word that is often capitalized (`capitalized_words.txt`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from masthead.checks.engine import lexicon
from masthead.checks.engine.grammar import Slip
from masthead.checks.engine.prose import WORD, Inside, Sentence, Span, addresses, edits, quotations, sentences

_PREFIXED = re.compile(
    r"(?:anti|bi|co|de|e|inter|mega|micro|mini|multi|non|over|post|pre|re|semi|sub|super|un|under)-?[a-z]{4,}"
)
_WEEKDAY = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|april|june|july|september|october|november|december"
)
SHORT = 6
"""Words of a sentence that a foreign neighbor tells the language of."""


@dataclass(frozen=True, slots=True)
class Misspelling:
    """A word that standard English spells otherwise. `meant` is the best guess, or "" where there is none."""

    word: str
    span: Span
    meant: str


def misspellings(text: str, unknown: Iterable[Slip], accepted: frozenset[str]) -> Iterator[Misspelling]:
    """The misspelled words of `text`, in the order of the text.

    unknown: what the engine's dictionary lacks; accepted: the agency's own words and names, lower-cased.
    """
    skipped, quoted = Inside(addresses(text)), Inside(quotations(text))
    certain = lexicon.pairs("misspellings")
    found: dict[int, Misspelling] = {}
    for match in WORD.finditer(text):
        meant = certain.get(lexicon.straighten(match.group()).lower())
        if meant and match.start() not in skipped and match.group().lower() not in accepted:
            found[match.start()] = Misspelling(match.group(), match.span(), _as_written(match.group(), meant))
    words = [slip for slip in unknown if slip.kind == "unknown_word" and slip.span[0] not in skipped]
    foreign = Inside(other_languages(text, words))
    for slip in words:
        start, end = slip.span
        word = text[start:end]
        if (
            start in found
            or start in quoted
            or start in foreign
            or _is_known(word, accepted)
            or _is_part(text, start, end)
        ):
            continue
        if (meant := _meant(word, slip.offers, _opens_sentence(text, start))) is not None:
            found[start] = Misspelling(word, slip.span, meant)
    yield from (found[start] for start in sorted(found))


def confusions(text: str) -> Iterator[Misspelling]:
    """Words of `text` that sound like the one that is meant: the principle of a school. Quotations are passed over."""
    quoted = Inside(quotations(text))
    for meant in lexicon.tables("confused"):
        for start, end in lexicon.spans(lexicon.phrases("confused", meant), text):
            if start not in quoted:
                word = text[start:end]
                yield Misspelling(word, (start, end), _as_written(word, meant))


def _is_known(word: str, accepted: frozenset[str]) -> bool:
    plain = lexicon.straighten(word).lower()
    stem = plain.removesuffix("'s").removesuffix("'")
    known = lexicon.words("library_words")
    return any(form in known or form in accepted for form in (plain, stem, stem.removesuffix("s")))


def _is_part(text: str, start: int, end: int) -> bool:
    """Digits, initials (e.e.), and short halves of a compound (Wi-Fi, walk-ins) are no words to spell."""
    word = text[start:end]
    if any(not (letter.isalpha() or letter in "'\u2019-") for letter in word):
        return True
    if not lexicon.straighten(word).isascii():
        return True
    if word.endswith("in") and text[end : end + 1] in ("'", "\u2019"):
        return True  # "Come knockin'": speech, written as it sounds.
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    return any(mark.isdigit() or mark in "_@#&/" for mark in around) or ("-" in around and len(word) <= 4)


def _opens_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 4) : start].rstrip(" \"'\u201c\u2018(")
    return not before or before[-1] in ".!?\n:"


def _meant(word: str, offers: tuple[str, ...], opens: bool) -> str | None:
    """The word meant; "" for a lower-case word nobody knows; None when it is no misspelling as far as can be told."""
    plain = lexicon.straighten(word)
    lower = plain.lower()
    if plain.isupper() or any(letter.isupper() for letter in plain[1:]):
        return None  # An acronym or a made-up name (TechBarn).
    if plain[0].isupper():
        often = lexicon.words("capitalized_words")
        near = [candidate for candidate in often if len(candidate) > 4 and edits(lower, candidate, 1) == 1]
        if near:
            return _as_written(word, min(near))
        close = [offer for offer in offers if offer.islower() and edits(lower, offer, 1) <= 1]
        return _as_written(word, close[0]) if opens and len(word) >= 9 and close else None
    if len(plain) < 3:
        return None
    if _PREFIXED.fullmatch(lower) and not any(
        edits(lower, offer.lower(), 2) <= max(1, len(lower) // 4) for offer in offers
    ):
        return None
    if _WEEKDAY.fullmatch(lower):
        return plain.capitalize()
    if any(offer.lower() == lower for offer in offers):
        return None  # Known under a capital letter: a name its owner writes small (bell hooks, e.e. cummings).
    ranked = sorted((edits(lower, offer.lower(), 4), place, offer) for place, offer in enumerate(offers))
    if ranked and _is_compound(lower, ranked[0][2].lower()):
        return None  # Two words written as one (trailhead, shoebox): more of them are right than any dictionary holds.
    return ranked[0][2] if ranked and ranked[0][0] <= max(1, len(plain) // 3) else ""


def _is_compound(word: str, offer: str) -> bool:
    parts = offer.split(" ")
    return len(parts) == 2 and "".join(parts) == word and all(len(part) >= 3 for part in parts)


def _as_written(word: str, meant: str) -> str:
    return meant[0].upper() + meant[1:] if word[0].isupper() else meant


def other_languages(text: str, slips: Iterable[Slip]) -> list[Span]:
    """Sentences, mostly of unknown words, with a small word or a letter of another language in them.

    Beside one of them a short sentence without such a word is taken for one as well: "No hace falta."
    """
    starts = {slip.span[0] for slip in slips if slip.kind == "unknown_word"}
    whole = sentences(text)
    told = [_is_foreign(one, starts) for one in whole]
    beside = [_is_strange(one, starts) and any(told[max(0, at - 1) : at + 2]) for at, one in enumerate(whole)]
    return [(one.start, one.end) for one, own, near in zip(whole, told, beside, strict=True) if own or near]


def _is_strange(sentence: Sentence, unknown: set[int]) -> bool:
    words = list(WORD.finditer(sentence.text))
    strange = sum(sentence.start + word.start() in unknown for word in words)
    return len(words) <= SHORT and strange * 3 >= len(words)


def _is_foreign(sentence: Sentence, unknown: set[int]) -> bool:
    small = lexicon.words("foreign_words")
    words = list(WORD.finditer(sentence.text))
    told = [
        word for word in words if word.group().lower() in small or not word.group().replace("\u2019", "'").isascii()
    ]
    strange = [word for word in words if word in told or sentence.start + word.start() in unknown]
    return bool(told) and len(strange) >= 2 and len(strange) / len(words) >= 0.4
