"""What the model adds to the signals: a score for each ground, and a sign with its words where the policy asks for one.

The policy gives, for a ground, the labels that speak for it and the score of each from which a person looks; and the
labels that speak for keeping, with the score from which the model's own reasons do not stand, or the signals' either.
The sentence shown is the one whose words added most to the score: the model sums what each word says, so nothing is
made up afterwards (of a model that does not tell, the whole stretch is shown).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from masthead.policy.clause import Ground
from masthead.policy.rulebook import Rulebook
from masthead.signals.engine.facts import Sign
from masthead.signals.engine.normalise import Normalised, sentences
from masthead.signals.model.english import is_english
from masthead.signals.model.port import Reader
from masthead.signals.model.spoken_of import is_spoken_of

SIGNAL = "model"
OF_THE_WHOLE = frozenset({"elsewhere"})
"""Labels about all that is said: no word of it stands for the rest, and any word may tie it to the post."""

SAYS = {
    "person": "Reads as an insult to a person",
    "race": "Reads as an attack on people for their race, color, ethnicity or origin",
    "group": "Reads as an attack on a group of people; whether the ground covers that group is for you to decide",
    "threat": "Reads as a threat, or a call for harm",
    "vulgar": "Reads as vulgar language",
    "candidate": "Reads as urging support of a candidate",
    "party": "Reads as urging support of a party",
    "product": "Reads as an advertisement",
    "answers": "Reads as denying, quoting or denouncing such words",
    "elsewhere": "Reads as something that belongs elsewhere",
    "criticism": "Reads as criticism of the agency, of work or of a decision",
}


@dataclass(frozen=True)
class Evidence:
    """The model's part: signs, and the score of each ground (0.5 stands for the threshold of the policy)."""

    signs: tuple[Sign, ...]
    scores: dict[str, float]
    labels: dict[str, float]


def read(texts: Sequence[Normalised], book: Rulebook, reader: Reader) -> list[Evidence]:
    """What `reader` makes of each of `texts`, of their English where it reads no more, under the policy. Nothing where
    that asks for no model."""
    asked = {ground.id: ground for ground in book.grounds if ground.reads}
    if not asked:
        return [Evidence((), {}, {})] * len(texts)
    places = [
        [place for place in reader.pieces(text.text) if reader.any_language or is_english(text, *place)]
        for text in texts
    ]
    given = iter(
        reader.scores([text.text[slice(*place)] for text, of in zip(texts, places, strict=True) for place in of])
    )
    return [
        _weighed(text, [(place, next(given)) for place in of], asked, reader)
        for text, of in zip(texts, places, strict=True)
    ]


def _weighed(
    text: Normalised,
    stretches: list[tuple[tuple[int, int], dict[str, float]]],
    asked: dict[str, Ground],
    reader: Reader,
) -> Evidence:
    signs: list[Sign] = []
    scores: dict[str, float] = {}
    labels: dict[str, float] = {}
    for place, given in stretches:
        for label, score in given.items():
            labels[label] = max(score, labels.get(label, 0.0))
        for ground in asked.values():
            kept = next((name for name, least in ground.keeps.items() if given.get(name, 0.0) >= least), "")
            if kept:
                signs.append(_keep(text, place, kept, ground.id))
            answered = [name for name, least in ground.answered_by.items() if given.get(name, 0.0) >= least]
            for label, least in ground.reads.items():
                score = scaled(given.get(label, 0.0), least)
                if score >= 0.5 and not is_spoken_of(label, text):
                    score = 0.49
                if answered and score >= 0.5:
                    score = 0.49
                    if not kept:
                        signs.append(_keep(text, place, answered[0], ground.id))
                scores[ground.id] = max(score, scores.get(ground.id, 0.0))
                if score >= 0.5:
                    signs.append(_sign(text, place, label, ground.id, score, given[label], reader))
    return Evidence(tuple(signs), scores, labels)


def scaled(score: float, least: float) -> float:
    """`score` so that `least` becomes 0.5: below it in proportion, above it up to 1."""
    if score < least:
        return round(0.5 * score / least, 3) if score / least < 0.998 else 0.499
    return round(0.5 + 0.5 * (score - least) / max(1e-9, 1 - least), 3)


def _sign(
    text: Normalised, place: tuple[int, int], label: str, ground: str, score: float, told: float, reader: Reader
) -> Sign:
    start, end = _sentence_that_counts(text.text, place, label, reader)
    sentence = f"{SAYS.get(label, f'Reads as {label}')} (model, {round(100 * told)} of 100)."
    return Sign(SIGNAL, "remove", sentence, span=text.span(start, end), ground=ground, score=score)


def _keep(text: Normalised, place: tuple[int, int], label: str, ground: str) -> Sign:
    start, end = _trimmed(text.text, *place)
    return Sign(SIGNAL, "keep", f"{SAYS.get(label, label)} (model).", span=text.span(start, end), ground=ground)


def _sentence_that_counts(text: str, place: tuple[int, int], label: str, reader: Reader) -> tuple[int, int]:
    """The sentence of the stretch whose words added most to the score of `label`, beyond what any word adds."""
    stretch = text[slice(*place)]
    cut = sentences(stretch) if label not in OF_THE_WHOLE else ()
    words = reader.words(stretch, label) if len(cut) > 1 else []
    if not words:
        return _trimmed(text, *place)

    least = min(added for _, _, added in words)

    def weight(sentence: tuple[int, int]) -> float:
        return sum(added - least for start, _, added in words if sentence[0] <= start < sentence[1])

    start, end = max(cut, key=weight)
    return _trimmed(text, place[0] + start, place[0] + end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end - 1 and text[start].isspace():
        start += 1
    while end - 1 > start and text[end - 1].isspace():
        end -= 1
    return start, end
