"""What people decided before of comments that say the like, both ways: shown beside a case, so that like cases are
decided alike. It explains, and is no part of what the machine proposes.

The newest NEWEST decisions each way are compared bit by bit, the FEW nearest of them word by word, and up to SHOWN each
way are shown. Kept and removed are looked for apart and alike, so that neither crowds the other out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import nsmallest
from itertools import islice
from typing import Any
from uuid import UUID

from masthead.conversations.models import Comment, CommentVersion
from masthead.moderation.likeness import BITS, fingerprint, near, overlap, sketch
from masthead.moderation.models import Decision, Likeness
from masthead.moderation.note_likeness import made_by
from masthead.signals.context.meaning import meaning

NEWEST = 10_000
FEW = 16
SHOWN = 3
MEANING, WORDS = 0.45, 0.45
"""From these cosines comments are called similar, by what they mean or by their letters."""
LONGEST = 200
"""Letters of a past comment that are shown."""

Buffer = bytes | memoryview
"""As a column of bytes is read on one database or the other."""
Bits = tuple[int, int]
"""The sketches of words and of meaning as whole numbers; 0 where there is none."""


@dataclass(frozen=True, slots=True)
class Precedent:
    """A decision that stands on a similar comment. No author, and nobody's name.

    same_words: it says the same; likeness: how near it is, in (0, 1]; harms: it was removed as a threat, or the machine
    pointed at one: shown blurred where the case is.
    """

    case_id: UUID
    outcome: str
    ground: str
    clause: str
    policy: str
    at: datetime
    text: str
    likeness: float
    same_words: bool
    harms: bool

    def as_json(self) -> dict[str, Any]:
        return {
            "case": str(self.case_id),
            "outcome": self.outcome,
            "ground": self.ground,
            "clause": self.clause,
            "policy": self.policy,
            "decided_at": self.at.isoformat(),
            "text": self.text,
            "likeness": self.likeness,
            "same_words": self.same_words,
        }


@dataclass(frozen=True, slots=True)
class Precedents:
    """The most similar first, each way."""

    kept: tuple[Precedent, ...] = ()
    removed: tuple[Precedent, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.kept or self.removed)

    def as_json(self) -> list[dict[str, Any]]:
        return [one.as_json() for one in (*self.kept, *self.removed)]


NONE = Precedents()


def precedents(comment: Comment, wording: CommentVersion) -> Precedents:
    """What was decided of comments like `wording`, other than `comment` itself. Four queries at most."""
    noted = Likeness.objects.filter(version=wording, made_by=made_by()).first()
    # Of a wording that came in a moment ago the words alone are compared: a page loads no model.
    bits = _bits(noted.words, noted.meaning) if noted else _bits(sketch(wording.text), b"")
    return _found(wording.text, bits, besides=comment.pk)


def precedents_of_words(text: str) -> Precedents:
    """What was decided of comments like `text`, which need not be here."""
    return _found(text, _bits(sketch(text), meaning(text)), besides=None)


def _found(text: str, bits: Bits, *, besides: UUID | None) -> Precedents:
    nearest = {outcome: _nearest(bits, outcome) for outcome in ("keep", "remove")}
    alike = Likeness.objects.filter(pk__in=[*nearest["keep"], *nearest["remove"]])
    rows = Decision.objects.filter(version__in=alike.values("version"), case__comment__conversation__private=False)
    rows = rows.exclude(case__comment=besides).select_related("case", "version__likeness")
    # Whether it stands is asked here: of the database, it would go through all that stand rather than these few.
    decisions = [one for one in rows if one.state == "final"]
    return Precedents(*(_shown(text, decisions, outcome, nearest[outcome]) for outcome in ("keep", "remove")))


def _nearest(bits: Bits, outcome: str) -> dict[int, float]:
    """Of the newest wordings decided so, the FEW nearest: id of the likeness → how near it is in meaning."""
    words, means = bits
    if not words and not means:
        return {}
    rows = Likeness.objects.filter(outcome=outcome, made_by=made_by()).order_by("-decided_at", "-id")
    each = enumerate(rows.values_list("pk", "words", "meaning")[:NEWEST])
    found = nsmallest(FEW, ((*_apart(words, means, told[1], told[2]), place, told[0]) for place, told in each))
    return {pk: near(apart) for _, apart, _, pk in found}


def _apart(words: int, means: int, other_words: Buffer, other_means: Buffer) -> tuple[int, int]:
    """(the fewer of both, those of the meaning) bits in which two differ; as of strangers where one has none."""
    in_means = (means ^ int.from_bytes(other_means, "little")).bit_count() if means and other_means else BITS // 2
    if not words or not other_words:
        return in_means, in_means
    return min(in_means, (words ^ int.from_bytes(other_words, "little")).bit_count()), in_means


def _shown(text: str, decisions: list[Decision], outcome: str, nearest: dict[int, float]) -> tuple[Precedent, ...]:
    rows = [(one, nearest.get(one.version.likeness.pk)) for one in decisions if one.outcome == outcome]
    found = [_precedent(text, one, means) for one, means in rows if means is not None]
    ranked = sorted(found, key=lambda found: (found[0].likeness, found[0].at, str(found[0].case_id)), reverse=True)
    return tuple(islice(_each_wording_once(ranked), SHOWN))


def _each_wording_once(found: list[tuple[Precedent, str, bool]]) -> Iterator[Precedent]:
    seen = set()
    for precedent, said, similar in found:
        if similar and said not in seen:
            seen.add(said)
            yield precedent


def _precedent(text: str, decision: Decision, means: float) -> tuple[Precedent, str, bool]:
    """What is shown of a decision, the fingerprint of its words, and whether they are similar at all."""
    said = decision.version.text
    same, words = fingerprint(said) == fingerprint(text), overlap(text, said)
    precedent = Precedent(
        case_id=decision.case_id,
        outcome=decision.outcome,
        ground=decision.ground,
        clause=decision.clause,
        policy=decision.policy,
        at=decision.at,
        text=_shortened(said),
        likeness=1.0 if same else round(max(words, means), 2),
        same_words=same,
        harms=decision.ground == "threatening" or "threatening" in decision.case.proposal.get("grounds", ()),
    )
    return precedent, fingerprint(said), bool(said) and (same or means >= MEANING or words >= WORDS)


def _bits(words: Buffer, means: Buffer) -> Bits:
    return int.from_bytes(words, "little"), int.from_bytes(means, "little")


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    if len(words) <= LONGEST:
        return words
    return words[: words.rfind(" ", 0, LONGEST) if " " in words[:LONGEST] else LONGEST] + " …"
