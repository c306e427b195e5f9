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
from masthead.signals.model.apart import Part, Place, Stretch, read_apart
from masthead.signals.model.english import is_english
from masthead.signals.model.port import Reader
from masthead.signals.model.spoken_of import is_spoken_of

SIGNAL = "model"
PROPOSED, DOUBT = 0.5, 0.49
"""The score from which a person is asked to look, and the highest from which nobody is."""
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


def read(
    texts: Sequence[Normalised], book: Rulebook, reader: Reader, seen: Sequence[Sequence[Sign]] = ()
) -> list[Evidence]:
    """What `reader` makes of each of `texts`, of their English where it reads no more, under the policy. Nothing where
    that asks for no model. `seen`: what the signals saw in each of them."""
    asked = {ground.id: ground for ground in book.grounds if ground.reads}
    if not asked:
        return [Evidence((), {}, {})] * len(texts)

    def scores(stretches: Sequence[tuple[Normalised, Place]]) -> list[dict[str, float]]:
        return reader.scores([text.text[slice(*place)] for text, place in stretches])

    signs = seen or [()] * len(texts)
    places = [
        (number, place)
        for number, text in enumerate(texts)
        for place in reader.pieces(text.text)
        if reader.any_language or is_english(text, *place)
    ]
    given = scores([(texts[number], place) for number, place in places])
    stretches = [Stretch(texts[n], place, told, signs[n]) for (n, place), told in zip(places, given, strict=True)]
    of: list[list[tuple[Stretch, list[Part]]]] = [[] for _ in texts]
    for (number, _), stretch, parts in zip(
        places, stretches, read_apart(stretches, list(asked.values()), scores), strict=True
    ):
        of[number].append((stretch, parts))
    return [_weighed(text, one, asked, reader) for text, one in zip(texts, of, strict=True)]


def _weighed(
    text: Normalised, stretches: list[tuple[Stretch, list[Part]]], asked: dict[str, Ground], reader: Reader
) -> Evidence:
    signs: list[Sign] = []
    scores: dict[str, float] = {}
    labels: dict[str, float] = {}
    for stretch, parts in stretches:
        place, given = stretch.place, stretch.scores
        for label, score in given.items():
            labels[label] = max(score, labels.get(label, 0.0))
        for ground in asked.values():
            standing = [p for p in parts if ground.keeps and p.attacks(ground, stretch.names(p.place, ground.id))]
            kept = next((name for name, least in ground.keeps.items() if given.get(name, 0.0) >= least), "")
            if kept:
                signs += _keeps(text, place, standing, kept, ground.id)
            answered = [name for name, least in ground.answered_by.items() if given.get(name, 0.0) >= least]
            for label, least in ground.reads.items():
                score = scaled(given.get(label, 0.0), least)
                if score >= PROPOSED and not is_spoken_of(label, text):
                    score = DOUBT
                if answered and score >= PROPOSED:
                    score = DOUBT
                    if not kept:
                        signs += _keeps(text, place, standing, answered[0], ground.id)
                alone = [
                    (part, told)
                    for part in standing
                    if (told := scaled(part.scores.get(label, 0.0), least)) >= PROPOSED and is_spoken_of(label, text)
                ]
                if score >= PROPOSED and not alone:
                    signs.append(_sign(text, place, label, ground.id, score, given[label], reader))
                for part, told in alone:
                    score = max(told, score)
                    signs.append(_sign(text, part.place, label, ground.id, told, part.scores[label], reader))
                scores[ground.id] = max(score, scores.get(ground.id, 0.0))
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


def _keeps(text: Normalised, place: Place, standing: Sequence[Part], label: str, ground: str) -> list[Sign]:
    """A reason to keep what stands at `place`, but for the parts that nothing answers."""
    signs, start = [], place[0]
    for opens, closes in (*(part.place for part in standing), (place[1], place[1])):
        if text.text[start:opens].strip():
            span = text.span(*_trimmed(text.text, start, opens))
            signs.append(Sign(SIGNAL, "keep", f"{SAYS.get(label, label)} (model).", span=span, ground=ground))
        start = max(start, closes)
    return signs


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
