"""From a comment to an assessment: every signal looks, reasons to keep answer reasons to remove, the rest adds up.

Nothing is done by it. A person decides; what is below the threshold of a ground is not put before anyone. The model's
evidence is one more column: it joins here, is answered by the same reasons to keep, and where it cannot be used the
signals alone give the answer and the engine's name says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from masthead.policy.rulebook import Rulebook
from masthead.signals.context import evidence as context
from masthead.signals.context.shipped import shipped as heads_shipped
from masthead.signals.engine.addresses import is_only_addresses
from masthead.signals.engine.facts import NO_MODEL, Assessment, CommentFacts, Sign
from masthead.signals.engine.normalise import WINDOW, Normalised, normalise
from masthead.signals.engine.registry import engine_version, signals
from masthead.signals.model.evenly import evenly
from masthead.signals.model.evidence import SIGNAL as MODEL
from masthead.signals.model.evidence import Evidence, read
from masthead.signals.model.heeded import is_mute
from masthead.signals.model.port import Reader, Unreadable
from masthead.signals.model.shipped import shipped

THRESHOLD = 0.5
ONLY_A_LINK = Sign("only_a_link", "keep", "Only a link: what stands where it leads is for you to look at.")
ANSWERED = 0.3
"""What is left of a doubt that a reason to keep answers."""


def assess(facts: CommentFacts, *, grounds: Mapping[str, float] | Rulebook, reader: Reader | None = None) -> Assessment:
    """Propose, for the grounds the policy enumerates and no other, what a person should look at.

    `grounds`: ground id → threshold in (0, 1], or the rulebook in force (threshold THRESHOLD, its published words, and
    from which scores it heeds the model). `reader`: a model instead of the shipped one. One that fails, or of which the
    policy names no label, is none: the signals answer alone and the engine's name says so.
    The same facts, grounds and engine give the same assessment, byte for byte.
    """
    return assess_all((facts,), grounds=grounds, reader=reader)[0]


def assess_all(
    many: Sequence[CommentFacts], *, grounds: Mapping[str, float] | Rulebook, reader: Reader | None = None
) -> list[Assessment]:
    """For each of `many` the very answer that `assess` gives to it alone. Faster: the model reads those of like length
    side by side.
    """
    texts = [normalise(facts.comment) for facts in many]
    found, engine = [Evidence((), {}, {})] * len(texts), [engine_version()] * len(texts)
    if not isinstance(grounds, Rulebook):
        seen = [_seen(*one) for one in zip(many, texts, strict=True)]
        return [_assessed(*one, dict(grounds)) for one in zip(texts, seen, found, engine, strict=True)]
    thresholds = dict.fromkeys((ground.id for ground in grounds.grounds), THRESHOLD)
    published = tuple(word for ground in grounds.grounds for word in ground.words)
    many = [replace(facts, words=published or facts.words) for facts in many]
    seen = [_seen(*one) for one in zip(many, texts, strict=True)]
    if any(ground.reads for ground in grounds.grounds):
        reader = reader or shipped()
        if reader and is_mute(grounds, reader):
            reader = None
        even = [evenly(text) for text in texts]
        found, versions = _evidence(even, grounds, reader, seen)
        found, versions = _in_context(many, even, found, seen, versions, book=grounds, reader=reader)
        engine = [f"{of_signals}{version}" for of_signals, version in zip(engine, versions, strict=True)]
    given = [_assessed(*one, thresholds) for one in zip(texts, seen, found, engine, strict=True)]
    return [replace(one, policy=grounds.stamp, policy_digest=grounds.policy.digest) for one in given]


def _seen(facts: CommentFacts, text: Normalised) -> list[Sign]:
    return [sign for signal in signals() for sign in signal.look(facts, text)]


def _in_context(
    many: Sequence[CommentFacts],
    texts: list[Normalised],
    found: list[Evidence],
    seen: list[list[Sign]],
    versions: list[str],
    *,
    book: Rulebook,
    reader: Reader | None,
) -> tuple[list[Evidence], list[str]]:
    """`found` with what the context heads say where the policy asks, and what the engine's name says of it. Where the
    model or the heads gave no answer, or the heads cannot be used, both stay as they are."""
    asked = context.asks(book)
    heads = heads_shipped() if asked and reader else None
    places = [place for place, version in enumerate(versions) if version != NO_MODEL]
    if heads is None or reader is None or not places:
        return found, versions

    def told(some: list[int]) -> list[tuple[int, Evidence]]:
        seen_of = [(many[place], texts[place], found[place], seen[place]) for place in some]
        try:
            return list(zip(some, context.beside(seen_of, asked=asked, reader=reader, heads=heads), strict=True))
        except Unreadable:  # of many, each is tried by itself
            return [one for place in some for one in told([place])] if len(some) > 1 else []

    beside = dict(told(places))
    return (
        [beside.get(place, evidence) for place, evidence in enumerate(found)],
        [f"+{heads.version}{version}" if place in beside else version for place, version in enumerate(versions)],
    )


def _assessed(
    text: Normalised, seen: Sequence[Sign], evidence: Evidence, engine: str, thresholds: Mapping[str, float]
) -> Assessment:
    every = (*seen, *evidence.signs)
    if is_only_addresses(text):
        every = (ONLY_A_LINK,)
    signs = _answered([sign for sign in every if sign.direction == "keep" or sign.ground in thresholds])
    if text.cut:
        signs.append(_only_read_in_part(text))
    scores = _with_doubts(signs, evidence, thresholds)
    proposed = tuple(ground for ground in thresholds if scores.get(ground, 0.0) >= thresholds[ground])
    return Assessment(remove=bool(proposed), grounds=proposed, scores=scores, signs=tuple(signs), engine=engine)


def _evidence(
    texts: list[Normalised], book: Rulebook, reader: Reader | None, seen: list[list[Sign]]
) -> tuple[list[Evidence], list[str]]:
    """The model's part in each, and what the engine's name says of it. A model that fails in one is asked of each."""
    nothing = Evidence((), {}, {})
    if reader is None:
        return [nothing] * len(texts), [NO_MODEL] * len(texts)
    try:
        return read(texts, book, reader, seen), [f"+{reader.version}"] * len(texts)
    except Unreadable:
        if len(texts) == 1:
            return [nothing], [NO_MODEL]
    each = [_evidence([text], book, reader, [signs]) for text, signs in zip(texts, seen, strict=True)]
    return [evidence for [evidence], _ in each], [version for _, [version] in each]


def _with_doubts(signs: Sequence[Sign], evidence: Evidence, thresholds: Mapping[str, float]) -> dict[str, float]:
    """The scores of `signs`, and the model's score where none stands: always below the threshold, for nobody is asked
    to look; lower still where a reason to keep answers that ground alone."""
    answered = {sign.ground for sign in signs if sign.direction == "keep"}
    doubts = {
        ground: round(min(score, 0.49) * (ANSWERED if ground in answered else 1.0), 3)
        for ground, score in evidence.scores.items()
        if ground in thresholds
    }
    return dict(sorted({**doubts, **scores_of(signs)}.items()))


def scores_of(signs: Iterable[Sign]) -> dict[str, float]:
    """Ground → the strongest sign for it, in order of ground. Many weak signs stay weak: length is no reason."""
    scores: dict[str, float] = {}
    for sign in signs:
        if sign.direction == "remove":
            scores[sign.ground] = max(sign.score, scores.get(sign.ground, 0.0))
    return dict(sorted(scores.items()))


def _answered(signs: list[Sign]) -> list[Sign]:
    """`signs` without the reasons to remove that a reason to keep answers; in order of place, then of name."""
    kept = [sign for sign in signs if sign.direction == "keep"]
    standing = [s for s in signs if s.direction == "remove" and not any(_answers(reason, s) for reason in kept)]
    standing = [sign for sign in standing if not any(_says_more(other, sign) for other in standing)]
    signs = list(dict.fromkeys((*standing, *kept)))
    return sorted(signs, key=lambda s: (s.direction == "keep", s.span or (-1, -1), s.signal, s.ground))


def _says_more(other: Sign, sign: Sign) -> bool:
    """Whether `other` makes `sign` needless: the same ground, a stretch that covers it, and no weaker; or words that a
    signal names within a sentence of which the model only has a score."""
    if other.ground != sign.ground or other.span is None or sign.span is None:
        return False
    if MODEL in (other.signal, sign.signal) and other.signal != sign.signal:
        return sign.signal == MODEL and sign.span[0] <= other.span[0] and other.span[1] <= sign.span[1]
    if other.span == sign.span:
        return _strength(other) > _strength(sign)
    return other.span[0] <= sign.span[0] and sign.span[1] <= other.span[1] and other.score >= sign.score


def _strength(sign: Sign) -> tuple[float, str, str]:
    return sign.score, sign.signal, sign.sentence


def _answers(keep: Sign, remove: Sign) -> bool:
    """A reason to keep answers what it overlaps; where it names a ground, that ground only."""
    if keep.span is None or remove.span is None or keep.ground not in ("", remove.ground):
        return False
    return keep.span[0] < remove.span[1] and remove.span[0] < keep.span[1]


def _only_read_in_part(text: Normalised) -> Sign:
    sentence = f"The comment has {len(text.original):,} characters; only {WINDOW:,} of them were read here."
    return Sign(signal="reads_in_part", direction="note", sentence=sentence)
