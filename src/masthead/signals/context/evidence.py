"""What the context heads add to signals and model: a sign where the policy asks for one, or a reason to keep.

They are asked only where their answer could count: of a comment in English under a post, to which no word ties it, or
in which the model reads an endorsement or an insult. Everything else they leave as it is. Of what is off topic they say
nothing of a short remark, nor beside a post in another language or one too long to be read whole. What a signal saw
they never answer: they answer what the model alone made of the words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from masthead.policy.clause import Ground
from masthead.policy.rulebook import Rulebook
from masthead.signals.context.heads import ContextHeads, Pair
from masthead.signals.engine.addresses import without_addresses
from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.normalise import Normalised
from masthead.signals.model.english import is_english
from masthead.signals.model.evidence import Evidence, scaled
from masthead.signals.model.port import Reader

SIGNAL = "context"
LABELS = frozenset({"unrelated", "near", "offered", "urges", "person_here", "work"})
LIKENESSES = frozenset({"near"})
"""Labels whose score is a cosine, not a chance."""
DOUBTED = frozenset({"urges", "person_here"})
"""Labels that count only where the model doubts too: from ASKED_FROM for the same ground."""
FEWEST = 4
"""Words. Of a shorter comment nothing is said to be unrelated."""
LINES = 3
"""Of a thread so many last lines are looked at."""
LONGEST = 4_000
"""Letters. A longer comment is not compared with its post."""
PROPOSED, DOUBT = 0.5, 0.49
"""The score from which a person is asked to look, and the highest from which nobody is."""
SURELY = 0.9
"""From this score an attack on a group is no blame for work, whatever the post is about."""
SHOWN = 70
"""Letters of a post that a sentence quotes at most."""
ASKED_FROM = 0.25
"""The score of an endorsement or an insult from which it is looked at beside the post (0.5: it is proposed)."""
SAYS = {
    "unrelated": "Says nothing of what the post is about: “{post}”",
    "near": "Comes near to what the post is about: “{post}”",
    "offered": "Recommends what the post itself offers: “{post}”",
    "urges": "Beside this post, reads as urging support or a purchase",
    "person_here": "Answers the thread, and reads as an insult to a person",
    "work": "Beside this post, reads as blame for work or a decision",
}

Seen = tuple[CommentFacts, Normalised, Evidence, Sequence[Sign]]
"""A comment, its text, the model's part in it, and what the signals saw."""


def asks(book: Rulebook) -> dict[str, Ground]:
    """The grounds of which the policy wants to hear what the heads say."""
    return {g.id: g for g in book.grounds if LABELS & (g.reads.keys() | g.answered_by.keys())}


def beside(many: Sequence[Seen], *, asked: Mapping[str, Ground], reader: Reader, heads: ContextHeads) -> list[Evidence]:
    """The model's part in each of `many`, with what the heads say. `reader` cuts a comment into the stretches read."""
    pairs: dict[int, Pair] = {}
    for place, (facts, text, evidence, signs) in enumerate(many):
        if (
            facts.post
            and len(text.text) <= LONGEST
            and not text.cut
            and _could_count(facts, text, evidence, signs, asked)
        ):
            stretches = reader.pieces(text.text)
            if stretches and all(is_english(text, *stretch) for stretch in stretches):
                read = tuple(text.text[start:end] for start, end in stretches)
                pairs[place] = Pair(read, facts.post, tuple(facts.thread[-LINES:]))
    told = dict(zip(pairs, heads.scores(list(pairs.values())), strict=True))
    return [_joined(*one, told[place], asked) if place in told else one[2] for place, one in enumerate(many)]


def _could_count(
    facts: CommentFacts, text: Normalised, evidence: Evidence, seen: Sequence[Sign], asked: Mapping[str, Ground]
) -> bool:
    """Whether what the heads say could change the answer."""
    for ground in asked.values():
        if ground.answered_by.keys() & LABELS and any(sign.ground == ground.id for sign in evidence.signs):
            return True
        for label in ground.reads.keys() & LABELS:
            if _may_be_said(label, ground.id, facts, text, evidence, seen):
                return True
    return False


def _may_be_said(
    label: str, ground: str, facts: CommentFacts, text: Normalised, evidence: Evidence, seen: Sequence[Sign]
) -> bool:
    """A short remark is not unrelated, nor one that has a reason to stay; an answer needs somebody to answer. Where a
    signal named the words, nothing is left to say."""
    if any(sign.direction == "remove" and sign.ground == ground for sign in seen):
        return False
    if label in DOUBTED:
        return evidence.scores.get(ground, 0.0) >= ASKED_FROM and (label != "person_here" or bool(facts.thread))
    said = sum(any(map(str.isalpha, word)) for word in without_addresses(text).split())
    return said >= FEWEST and not any(s.direction == "keep" and s.ground in ("", ground) for s in seen)


def _joined(
    facts: CommentFacts,
    text: Normalised,
    evidence: Evidence,
    seen: Sequence[Sign],
    told: Mapping[str, float],
    asked: Mapping[str, Ground],
) -> Evidence:
    signs, scores = list(evidence.signs), dict(evidence.scores)
    for ground in asked.values():
        every = {**evidence.labels, **told}
        on_a_group = every.get("group", 0.0) >= SURELY
        answer = next(
            (
                name
                for name, least in ground.answered_by.items()
                if every.get(name, 0.0) >= least and not (name == "work" and on_a_group)
            ),
            "",
        )
        for label in sorted(ground.reads.keys() & told.keys()):
            if not _may_be_said(label, ground.id, facts, text, evidence, seen):
                continue
            score = scaled(told[label], ground.reads[label])
            if score >= PROPOSED and not answer:
                signs.append(_sign(facts, text, label, told[label], ground=ground.id, score=score))
            before, score = scores.get(ground.id, 0.0), min(score, DOUBT) if answer else score
            doubt = before < PROPOSED and score < PROPOSED
            scores[ground.id] = round((before + score) / 2, 3) if doubt else max(before, score)
        by_model = [sign for sign in signs if sign.ground == ground.id and sign.direction == "remove"]
        if answer in LABELS and by_model and not any(s.ground == ground.id and s.direction == "remove" for s in seen):
            signs = [sign for sign in signs if sign not in by_model]
            signs.append(_sign(facts, text, answer, told[answer], ground=ground.id, keep=True))
            scores[ground.id] = min(scores.get(ground.id, 0.0), DOUBT)
    return replace(evidence, signs=tuple(signs), scores=scores)


def _sign(
    facts: CommentFacts,
    text: Normalised,
    label: str,
    told: float,
    *,
    ground: str,
    score: float = 1.0,
    keep: bool = False,
) -> Sign:
    """A reason over the whole comment: what the heads say is said of no word of it."""
    # A likeness is no chance: shown as a number it would be read as one.
    how_surely = "" if label in LIKENESSES else f", {round(100 * told)} of 100"
    sentence = f"{SAYS[label].format(post=_opening(facts.post))} (model{how_surely})."
    span = text.span(text.words[0][1], text.words[-1][2]) if text.words else (0, len(text.original))
    return Sign(SIGNAL, "keep" if keep else "remove", sentence, span=span, ground=ground, score=score)


def _opening(post: str) -> str:
    """The first words of a post, as they are shown in a sentence."""
    words = " ".join(post.split())
    return (
        words if len(words) <= SHOWN else words[: words.rfind(" ", 0, SHOWN) if " " in words[:SHOWN] else SHOWN] + " …"
    )
