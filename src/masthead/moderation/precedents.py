"""What people decided before of comments that say the like, both ways: shown beside a case, so that like cases are
decided alike. It explains, and is no part of what the machine proposes.

The newest NEWEST decisions each way are compared bit by bit. Of the NEAREST of them copies of one wording are made one,
the FEW nearest wordings are compared word by word, and up to SHOWN each way are shown. Kept and removed are looked for
apart and alike, so that neither crowds the other out.
"""

from __future__ import annotations

from collections.abc import Collection, Set
from dataclasses import dataclass
from datetime import datetime
from heapq import nsmallest
from typing import Any
from uuid import UUID

from masthead.conversations.models import Comment, CommentVersion
from masthead.moderation.likeness import BITS, fingerprint, groups_of, near, overlap, sketch
from masthead.moderation.models import Decision, Likeness
from masthead.moderation.note_likeness import made_by
from masthead.signals.context.meaning import meaning

NEWEST = 10_000
NEAREST = 400
"""So many copies of one wording leave room for others."""
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
            "harms": self.harms,
        }


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is read of the comment in question once, however many it is compared with."""

    fingerprint: str
    groups: Set[str]


@dataclass(frozen=True, slots=True)
class _Wording:
    """What is read of a past wording once. means: how near it is in meaning, in [-1, 1]."""

    fingerprint: str
    means: float


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
    """What was decided of comments like `wording`, other than `comment` itself. Five queries at most."""
    noted = Likeness.objects.filter(version=wording, made_by=made_by()).first()
    # Of a wording that came in a moment ago the words alone are compared: a page loads no model.
    bits = _bits(noted.words, noted.meaning) if noted else _bits(sketch(wording.text), b"")
    return _found(wording.text, bits, besides=comment.pk)


def precedents_of_words(text: str) -> Precedents:
    """What was decided of comments like `text`, which need not be here."""
    return _found(text, _bits(sketch(text), meaning(text)), besides=None)


def _found(text: str, bits: Bits, *, besides: UUID | None) -> Precedents:
    nearest = {outcome: _nearest(bits, outcome) for outcome in ("keep", "remove")}
    wordings = _each_wording_once(nearest.values(), besides)
    rows = Decision.objects.filter(version__in=list(wordings)).select_related("case", "version")
    # Whether it stands is asked here: of the database, it would go through all that stand rather than these few.
    decisions = [one for one in rows if one.state == "final"]
    asked = _Asked(fingerprint(text), groups_of(text))
    return Precedents(*(_shown(asked, decisions, outcome, wordings) for outcome in ("keep", "remove")))


def _nearest(bits: Bits, outcome: str) -> dict[int, float]:
    """Of the newest wordings decided so, the NEAREST: id of the likeness → how near it is in meaning, nearest first."""
    words, means = bits
    if not words and not means:
        return {}
    rows = Likeness.objects.filter(outcome=outcome, made_by=made_by()).order_by("-decided_at", "-id")
    each = enumerate(rows.values_list("pk", "words", "meaning")[:NEWEST])
    found = nsmallest(NEAREST, ((*_apart(words, means, told[1], told[2]), place, told[0]) for place, told in each))
    return {pk: near(apart) for _, apart, _, pk in found}


def _apart(words: int, means: int, other_words: Buffer, other_means: Buffer) -> tuple[int, int]:
    """(the fewer of both, those of the meaning) bits in which two differ; as of strangers where one has none."""
    in_means = (means ^ int.from_bytes(other_means, "little")).bit_count() if means and other_means else BITS // 2
    if not words or not other_words:
        return in_means, in_means
    return min(in_means, (words ^ int.from_bytes(other_words, "little")).bit_count()), in_means


def _each_wording_once(ways: Collection[dict[int, float]], besides: UUID | None) -> dict[UUID, _Wording]:
    """Of each way's nearest the FEW first that say different things, by the id of their wording; none is private.

    Copies that differ in a sign or in spacing are one, or a flood of them would leave no room for anything else.
    """
    keys = [pk for way in ways for pk in way]
    rows = Likeness.objects.filter(pk__in=keys, version__comment__conversation__private=False)
    rows = rows.exclude(version__comment=besides)
    said = {pk: (version, text) for pk, version, text in rows.values_list("pk", "version", "version__text")}
    found: dict[UUID, _Wording] = {}
    for way in ways:
        seen: set[str] = set()
        for pk, means in way.items():
            if len(seen) == FEW:
                break
            if pk not in said or not (text := said[pk][1]):
                continue
            if (told_once := fingerprint(text)) not in seen:
                seen.add(told_once)
                found[said[pk][0]] = _Wording(told_once, means)
    return found


def _shown(
    asked: _Asked, decisions: list[Decision], outcome: str, wordings: dict[UUID, _Wording]
) -> tuple[Precedent, ...]:
    # A wording that was decided twice is shown once, as it was decided last: they come in the order of their time.
    last = {one.version_id: one for one in decisions if one.outcome == outcome}
    found = [_precedent(asked, one, wordings[version]) for version, one in last.items()]
    similar = [precedent for precedent in found if precedent is not None]
    similar.sort(key=lambda precedent: (precedent.likeness, precedent.at, str(precedent.case_id)), reverse=True)
    return tuple(similar[:SHOWN])


def _precedent(asked: _Asked, decision: Decision, wording: _Wording) -> Precedent | None:
    """What is shown of a decision; None where its words are not similar."""
    said = decision.version.text
    same, words = wording.fingerprint == asked.fingerprint, overlap(asked.groups, groups_of(said))
    if not same and wording.means < MEANING and words < WORDS:
        return None
    return Precedent(
        case_id=decision.case_id,
        outcome=decision.outcome,
        ground=decision.ground,
        clause=decision.clause,
        policy=decision.policy,
        at=decision.at,
        text=_shortened(said),
        likeness=1.0 if same else round(max(words, wording.means), 2),
        same_words=same,
        harms=decision.ground == "threatening" or "threatening" in decision.case.proposal.get("grounds", ()),
    )


def _bits(words: Buffer, means: Buffer) -> Bits:
    return int.from_bytes(words, "little"), int.from_bytes(means, "little")


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    if len(words) <= LONGEST:
        return words
    return words[: words.rfind(" ", 0, LONGEST) if " " in words[:LONGEST] else LONGEST] + " …"
