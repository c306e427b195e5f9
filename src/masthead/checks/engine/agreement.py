"""Subjects and verbs that do not agree, and set phrases that are wrong: what set-phrase engines miss.

There is no parser here. A noun phrase is read from the beginning of a clause, word by word, with closed word lists;
as soon as anything is unclear nothing is said. A missed error costs an editor's eye, a false one costs the check its
trust.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from masthead.checks.engine import lexicon
from masthead.checks.engine.grammar import Slip
from masthead.checks.engine.noun_phrase import NounPhrase, Token, read_phrase, tokens
from masthead.checks.engine.prose import sentences

_SUBORDINATE = frozenset({"because", "since", "while", "until", "although", "after", "before", "when"})
_COORDINATE = frozenset({"and", "but", "that", "or", "so"})
_ADVERBS = frozenset({"also", "now", "still", "already", "always", "often", "never", "only", "all", "both", "usually"})
_PLURAL_PRONOUNS = frozenset({"we", "you", "they", "these", "those"})
_SINGULAR_PRONOUNS = frozenset({"he", "she", "it"})
_EVERY = frozenset({"everyone", "everybody", "somebody", "someone", "nobody", "anyone"})
_MANY = frozenset({"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "many", "several"})
_ONE_OF = frozenset({"one", "each", "either", "neither"})
_OBJECTS = {"me": "I", "him": "he", "her": "she", "us": "we", "them": "they"}
_AUXILIARY = frozenset({"is", "was", "has", "does", "isn't", "wasn't", "hasn't", "doesn't"})
_PAIRS = {"is": "are", "was": "were", "has": "have", "does": "do", "isn't": "aren't", "wasn't": "weren't"}
_PAIRS |= {"hasn't": "haven't", "doesn't": "don't", "goes": "go"}
_OPPOSITE = _PAIRS | {plural: singular for singular, plural in _PAIRS.items()}
_DOES_NOT_FOLLOW_THEY = re.compile(
    r".*(?:ss|us|is)|as|always|sometimes|perhaps|towards|afterwards|besides|across|yes|thus|its|.*'s"
)


@dataclass(frozen=True, slots=True)
class _Clause:
    """Where a clause may begin. `opens` is false after a comma or a coordinating word, where a list may be going on."""

    start: int
    opens: bool


def disagreements(text: str) -> Iterator[Slip]:
    """Slips of agreement and wrong set phrases in `text`; quotations are for the caller to leave out."""
    for sentence in sentences(text):
        words = tokens(sentence.text, sentence.start)
        for clause in _clauses(words):
            if (slip := _in_clause(words, clause)) is not None:
                yield slip
    yield from _set_phrases(text)


def _clauses(words: list[Token]) -> Iterator[_Clause]:
    for place, token in enumerate(words):
        if place == 0 or token.after_stop:
            yield _Clause(place, opens=True)
        elif token.after_comma:
            yield _Clause(place, opens=False)
        elif words[place - 1].lower in _SUBORDINATE:
            yield _Clause(place, opens=True)
        elif words[place - 1].lower in _COORDINATE:
            yield _Clause(place, opens=False)


def _in_clause(words: list[Token], clause: _Clause) -> Slip | None:
    first = words[clause.start]
    following = words[clause.start + 1] if clause.start + 1 < len(words) else None
    if following is None or following.breaks:
        return None
    previous = words[clause.start - 1].lower if clause.start else ""
    return (
        _pronoun(first, following, previous)
        or _there(words, clause)
        or _one_of(words, clause)
        or _object(words, clause)
        or _phrase(words, clause)
    )


def _pronoun(subject: Token, verb: Token, previous: str) -> Slip | None:
    """They was; she have; everyone are; they reads; they parents."""
    if subject.lower in _PLURAL_PRONOUNS and verb.lower in _AUXILIARY:
        return _slip(subject, verb)
    if subject.lower in _SINGULAR_PRONOUNS and verb.lower in ("have", "are", "do", "don't", "aren't", "haven't"):
        return _slip(subject, verb) if previous != "that" else None
    if subject.lower in ("he", "she", "it") and verb.lower in ("were", "weren't") and previous == "":
        return _slip(subject, verb)
    if subject.lower in _EVERY and verb.lower in ("are", "were", "have", "do", "don't"):
        return _slip(subject, verb)
    if subject.lower == "they" and verb.lower.endswith("s") and not _DOES_NOT_FOLLOW_THEY.fullmatch(verb.lower):
        return Slip(
            "grammar", (subject.start, verb.end), "'they' does not go with this word; check the verb, or write 'their'."
        )
    return None


def _there(words: list[Token], clause: _Clause) -> Slip | None:
    """There is three branches; there was many new books; there's six computers."""
    place, first = clause.start, words[clause.start].lower
    short = first == "there's"
    begin = place + (1 if short else 2)
    if first not in ("there", "there's") or len(words) < begin + 2:
        return None
    verb = words[begin - 1]
    amount, noun = words[begin : begin + 2]
    named = noun if noun.lower.endswith("s") or len(words) < begin + 3 else words[begin + 2]
    many = amount.lower in _MANY and named.lower.endswith("s") and not named.lower.endswith("'s")
    if not many or amount.after_comma or not (short or verb.lower in ("is", "was")):
        return None
    if short:
        message = f"the verb does not agree with '{amount.text}'; write 'there are'."
        return Slip("grammar", (verb.start, verb.end), message, ("There are" if verb.text[0] == "T" else "there are",))
    return _slip(amount, verb)


def _one_of(words: list[Token], clause: _Clause) -> Slip | None:
    """One of the computers are; neither of the rooms have."""
    first, of = words[clause.start], words[clause.start + 1]
    if not clause.opens or first.lower not in _ONE_OF or of.lower != "of":
        return None
    phrase = read_phrase(words, clause.start + 2) if clause.start + 2 < len(words) else None
    if phrase is None or not phrase.plural or phrase.end >= len(words) or words[phrase.end].breaks:
        return None
    return _slip(first, words[phrase.end]) if words[phrase.end].lower in lexicon.words("verbs_plural") else None


def _object(words: list[Token], clause: _Clause) -> Slip | None:
    """Her and the director will present; me and my staff are."""
    first, link = words[clause.start], words[clause.start + 1]
    if not clause.opens or first.lower not in _OBJECTS or link.lower != "and" or clause.start + 3 >= len(words):
        return None
    rest = words[clause.start + 2 : clause.start + 8]
    verb = next((place for place, word in enumerate(rest) if word.breaks or word.lower in lexicon.words("verbs")), 0)
    if verb == 0 or rest[verb].breaks or any(word.lower in _COORDINATE for word in rest[:verb]):
        return None
    right = _OBJECTS[first.lower]
    message = f"as the subject, '{first.text.lower()}' should be '{right}'."
    return Slip("grammar", (first.start, first.end), message, (right.capitalize(),))


def _phrase(words: list[Token], clause: _Clause) -> Slip | None:
    phrase = read_phrase(words, clause.start)
    if phrase is None:
        return None
    place = phrase.end
    if place < len(words) and words[place].lower in ("who", "that") and not words[place].breaks and phrase.plural:
        return _verb(phrase, words, place + 1, clause)
    if place < len(words) and words[place].lower in _ADVERBS and not words[place].breaks:
        place += 1
    return _verb(phrase, words, place, clause)


def _verb(phrase: NounPhrase, words: list[Token], place: int, clause: _Clause) -> Slip | None:
    if place >= len(words) or words[place].breaks:
        return None
    verb, lower = words[place], words[place].lower
    if phrase.joined:
        return _slip(phrase.head, verb) if lower in _AUXILIARY else None
    if phrase.plural and lower in lexicon.words("verbs_singular"):
        return _slip(phrase.head, verb)
    if phrase.singular and clause.opens and lower in lexicon.words("verbs_plural"):
        return _slip(phrase.head, verb)
    return None


def _set_phrases(text: str) -> Iterator[Slip]:
    for message in lexicon.tables("grammar"):
        for span in lexicon.spans(lexicon.phrases("grammar", message), text):
            yield Slip("grammar", span, f"{message}.")


def _slip(subject: Token, verb: Token) -> Slip:
    offer = _OPPOSITE.get(verb.lower, "")
    message = f"the verb does not agree with '{subject.text}'" + (f"; write '{offer}'." if offer else ".")
    return Slip("grammar", (verb.start, verb.end), message, (offer,) if offer else ())
