"""What was learned of a comment beside its post: recorded numbers, the same answer every time.

`weights/context.onnx` makes of a text as many numbers as `context.json` says, over the numbers of the shared encoder; a
post is read once and remembered. `weights/heads.npz` holds two small heads that compare the numbers of two texts, or of
three. They are reckoned pair by pair in double precision, so that a comment gets the same scores beside any others.
`train/context` makes both. A file that is not the recorded one is not loaded.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from masthead.reading.encoder import numbers
from masthead.reading.sessions import Session, Unreadable, check, load
from masthead.signals.engine.normalise import normalise
from masthead.signals.model.english import is_english

BATCH = 16
"""Texts of one length side by side."""
POSTS = 512
"""Posts, and lines of threads, whose numbers are remembered."""
MOST = 4
"""Stretches of a post that are read. Beside a longer one nothing is said to be unrelated."""


@dataclass(frozen=True)
class Pair:
    """Stretches of a comment, normalised; the post; what was said before, the comment answered last."""

    comment: tuple[str, ...]
    post: str
    thread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Text:
    """A stretch of text: the numbers that the heads compare, and its direction from the middle of all texts."""

    numbers: Any
    mean: Any


class ContextHeads:
    """The heads of one folder. Raises Unreadable when a file is missing, altered or cannot be loaded."""

    def __init__(self, folder: Path) -> None:
        told = description(folder)
        digests = told["sha256"]
        model, heads = (check(folder, name, digests.get(name)) for name in ("context.onnx", "heads.npz"))
        shared = numbers()
        if shared.version != digests.get("encoder.bin"):
            raise Unreadable(f"{folder}: the heads were made for another encoder. Install Masthead again.")
        self.version: str = digests["context.onnx"][:12]
        self._calibration: dict[str, list[float]] = told["calibration"]
        self._labels: dict[str, list[str]] = told["labels"]
        self._room = int(told["longest"]) - 2
        self._vocabulary = shared.vocabulary
        self._session = Session(model, numbers_in=shared.folder)
        self._numpy, _ = load()
        with self._numpy.load(heads, allow_pickle=False) as file:
            self._heads: dict[str, Any] = {name: file[name].astype("float64") for name in file.files}
        self.of_post = lru_cache(maxsize=POSTS)(self._of_post)

    def scores(self, pairs: Sequence[Pair]) -> list[dict[str, float]]:
        """For each of `pairs`: label → calibrated score in [0, 1]; the same whatever stands beside it."""
        given = iter(self._of_texts([stretch for pair in pairs for stretch in pair.comment]))
        return [self._scored(pair, [next(given) for _ in pair.comment]) for pair in pairs]

    def _scored(self, pair: Pair, stretches: list[Text]) -> dict[str, float]:
        found = {label: self._calibrated(label, logit) for label, logit in self._compared(pair, stretches).items()}
        near = [self._near(one, other) for other in self._around(pair) for one in stretches]
        return {**found, "near": round(max(0.0, *near), 3)} if near else found

    def logits(self, pair: Pair) -> dict[str, float]:
        """What the heads say of one pair before it is calibrated."""
        return self._compared(pair, self._of_texts(pair.comment))

    def direction(self, text: str) -> Any | None:
        """The direction of `text`, or of its first MOST stretches together; None of a text without words."""
        plain = normalise(text)
        if not plain.words:
            return None
        stretches, _ = self._stretches(plain.text)
        return sum(self._of_rows([self._row(pieces)])[0].mean for pieces in stretches)

    def _around(self, pair: Pair) -> list[Text]:
        return [held for text in (pair.post, *pair.thread) for held in self.of_post(text)[0]]

    def _near(self, one: Text, other: Text) -> float:
        """The cosine of two texts, as seen from the middle of all texts."""
        return float((one.mean * other.mean).sum())

    def _compared(self, pair: Pair, stretches: list[Text]) -> dict[str, float]:
        read = [self.of_post(text) for text in (pair.post, *pair.thread)]
        posts, before = read[0][0], next(iter(read[-1][0]), None) if pair.thread else None
        logits: dict[str, float] = {}
        for stretch in stretches:
            for other in self._around(pair) if all(whole for _, whole in read) else ():
                for label, logit in self._told("belongs", _beside(self._numpy, other.numbers, stretch.numbers)):
                    logits[label] = min(logit, logits.get(label, logit))
            for other in posts[:1]:
                for label, logit in self._told("aims", _answering(self._numpy, other, before, stretch)):
                    logits[label] = max(logit, logits.get(label, logit))
        return logits

    def _told(self, head: str, seen: Any) -> Iterator[tuple[str, float]]:
        """What a head says of `seen`, label by label. No library for large matrices: its sums depend on the machine."""
        held = self._heads
        units = self._numpy.maximum((held[f"{head}.1.weight"] * seen).sum(1) + held[f"{head}.1.bias"], 0.0)
        told = (held[f"{head}.3.weight"] * units).sum(1) + held[f"{head}.3.bias"]
        yield from zip(self._labels[head], told.tolist(), strict=True)

    def _of_post(self, text: str) -> tuple[list[Text], bool]:
        """Each stretch of `text`, and whether all of it was read. Nothing of what is not English."""
        plain = normalise(text)
        if not plain.words or not is_english(plain, 0, len(plain.text)):
            return [], not plain.words
        stretches, whole = self._stretches(plain.text)
        return [self._of_rows([self._row(pieces)])[0] for pieces in stretches], whole and not plain.cut

    def _stretches(self, text: str) -> tuple[list[list[int]], bool]:
        """The pieces of `text`, cut to what is read at once, MOST times at most; and whether that was all of it."""
        pieces = [piece[0] for piece in self._vocabulary.pieces(text, MOST * self._room + 1)]
        cut = [pieces[start : start + self._room] for start in range(0, len(pieces), self._room)]
        return cut[:MOST], len(cut) <= MOST

    def _of_texts(self, texts: Sequence[str]) -> list[Text]:
        rows = [self._row([piece[0] for piece in self._vocabulary.pieces(text, self._room)]) for text in texts]
        given: dict[int, Text] = {}
        ordered = sorted(range(len(rows)), key=lambda place: len(rows[place]))
        for _, alike in groupby(ordered, key=lambda place: len(rows[place])):
            while few := list(islice(alike, BATCH)):
                given.update(zip(few, self._of_rows([rows[place] for place in few]), strict=True))
        return [given[place] for place in range(len(rows))]

    def _row(self, pieces: list[int]) -> list[int]:
        return [self._vocabulary.opens, *pieces[: self._room], self._vocabulary.closes]

    def _of_rows(self, rows: list[list[int]]) -> list[Text]:
        """What texts of one length are, each reckoned by itself."""
        added, means = self._session.all_of_pieces(rows)
        middle = self._heads["middle"]
        return [
            Text(
                _of_length_one(one.astype("float64").sum(0)),
                _of_length_one(_of_length_one(mean.astype("float64")) - middle),
            )
            for one, mean in zip(added, means, strict=True)
        ]

    def _calibrated(self, label: str, logit: float) -> float:
        slope, offset = self._calibration[label]
        return round(1 / (1 + math.exp(-max(-30.0, min(30.0, slope * logit + offset)))), 3)


def _beside(numpy: Any, post: Any, comment: Any) -> Any:
    """What the first head is given: both texts, how far apart they are, and their product."""
    return numpy.concatenate([post, comment, abs(post - comment), post * comment * math.sqrt(len(post))])


def _answering(numpy: Any, post: Text, before: Text | None, comment: Text) -> Any:
    """What the second head is given: as the first, and the comment answered (zeros where there is none)."""
    seen, spoken = _beside(numpy, post.numbers, comment.numbers), comment.numbers
    if before is None:
        return numpy.concatenate([seen, numpy.zeros(3 * len(spoken))])
    answered = before.numbers
    return numpy.concatenate([seen, answered, abs(answered - spoken), answered * spoken * math.sqrt(len(spoken))])


def _of_length_one(vector: Any) -> Any:
    return vector / max(1e-6, math.sqrt(float((vector * vector).sum())))


def description(folder: Path) -> dict[str, Any]:
    """What `context.json` says. Raises Unreadable when it is missing or not as it should be."""
    try:
        told = json.loads((folder / "context.json").read_text("utf-8"))
        if not isinstance(told, dict) or not all(told[key] for key in ("labels", "calibration", "longest", "sha256")):
            raise ValueError("something is missing")
    except OSError as reason:
        raise Unreadable(
            f"{folder}: context.json cannot be read ({reason.strerror}). Install Masthead again."
        ) from reason
    except (ValueError, KeyError) as reason:
        raise Unreadable(
            f"{folder}: context.json is not as it should be ({reason}). Install Masthead again."
        ) from reason
    return told
