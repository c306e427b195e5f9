"""From a comment to an assessment: every signal looks, reasons to keep answer reasons to remove, the rest adds up.

Nothing is done by it. A person decides; what is below the threshold of a ground is not put before anyone. The model's
evidence is one more column: it joins here, is answered by the same reasons to keep, and where it cannot be used the
signals alone give the answer and the engine's name says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from masthead.policy.rulebook import Rulebook
from masthead.signals.engine.facts import NO_MODEL, Assessment, CommentFacts, Sign
from masthead.signals.engine.normalise import WINDOW, Normalised, normalise
from masthead.signals.engine.registry import engine_version, signals
from masthead.signals.model.evidence import Evidence, read
from masthead.signals.model.port import Reader, Unreadable
from masthead.signals.model.shipped import shipped

THRESHOLD = 0.5


def assess(facts: CommentFacts, *, grounds: Mapping[str, float] | Rulebook, reader: Reader | None = None) -> Assessment:
    """Propose, for the grounds the policy enumerates and no other, what a person should look at.

    `grounds`: ground id → threshold in (0, 1], or the rulebook in force (threshold THRESHOLD, its published words, and
    from which scores it heeds the model). `reader`: a model instead of the shipped one.
    The same facts, grounds and engine give the same assessment, byte for byte.
    """
    text = normalise(facts.comment)
    evidence, engine = Evidence((), {}, {}), engine_version()
    if isinstance(grounds, Rulebook):
        thresholds = dict.fromkeys((ground.id for ground in grounds.grounds), THRESHOLD)
        published = tuple(word for ground in grounds.grounds for word in ground.words)
        facts = replace(facts, words=published or facts.words)
        if any(ground.reads for ground in grounds.grounds):
            evidence, version = _evidence(text, grounds, reader or shipped())
            engine += version
    else:
        thresholds = dict(grounds)
    seen = [sign for signal in signals() for sign in signal.look(facts, text)] + list(evidence.signs)
    signs = _answered([sign for sign in seen if sign.direction == "keep" or sign.ground in thresholds])
    if text.cut:
        signs.append(_only_read_in_part(text))
    scores = _with_doubts(scores_of(signs), evidence, thresholds)
    proposed = tuple(ground for ground in thresholds if scores.get(ground, 0.0) >= thresholds[ground])
    return Assessment(remove=bool(proposed), grounds=proposed, scores=scores, signs=tuple(signs), engine=engine)


def _evidence(text: Normalised, book: Rulebook, reader: Reader | None) -> tuple[Evidence, str]:
    """The model's part, and what the engine's name says of it."""
    if reader is None:
        return Evidence((), {}, {}), NO_MODEL
    try:
        return read(text, book, reader), f"+{reader.version}"
    except Unreadable:
        return Evidence((), {}, {}), NO_MODEL


def _with_doubts(scores: dict[str, float], evidence: Evidence, thresholds: Mapping[str, float]) -> dict[str, float]:
    """`scores`, and the model's score where no sign stands: always below the threshold, for nobody is asked to look."""
    doubts = {ground: min(score, 0.49) for ground, score in evidence.scores.items() if ground in thresholds}
    return dict(sorted({**doubts, **scores}.items()))


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
    """Whether `other` makes `sign` needless: the same ground, a stretch that covers it, and no weaker."""
    if other.ground != sign.ground or other.span is None or sign.span is None:
        return False
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
    return Sign(signal="reads_in_part", direction="keep", sentence=sentence)
