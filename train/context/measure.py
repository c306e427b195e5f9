"""How well the heads tell, on rows that they did not learn from: shares of pairs in the right order, and what is found
where hardly anything that stays is."""

from __future__ import annotations

import random
from typing import Any

import torch
from heads import Heads, answering, beside
from rows import AIMS, Remark, aimed, belongs, in_threads, part
from teach import Texts, free


def above(high: list[float], low: list[float]) -> float:
    """The share of pairs in which the first is higher."""
    return sum((a > b) + (a == b) / 2 for a in high for b in low) / max(1, len(high) * len(low))


def found(high: list[float], low: list[float], spared: float) -> float:
    """The share of `high` above all but `spared` of `low`."""
    ordered = sorted(low, reverse=True)
    least = ordered[int(spared * len(ordered))]
    return sum(one > least for one in high) / max(1, len(high))


class Measure:
    def __init__(self, model: Heads, texts: Texts) -> None:
        self._model, self._texts, self._held = model, texts, {}

    def _of(self, text: str) -> torch.Tensor:
        if text not in self._held:
            with torch.no_grad():
                self._held[text] = self._model.of_texts(*self._texts.padded([text]))[0]
        return self._held[text]

    def belongs(self, post: str, comment: str) -> list[float]:
        with torch.no_grad():
            return self._model.belongs(beside(self._of(post), self._of(comment))).tolist()

    def aims(self, remark: Remark) -> list[float]:
        before = self._of(remark.thread) if remark.thread else torch.zeros_like(self._of(remark.post))
        with torch.no_grad():
            return self._model.aims(answering(self._of(remark.post), before, self._of(remark.text))).tolist()

    def told(self, name: str) -> dict[str, float]:
        rows, result = part(name), {}
        own, other, nowhere, stays, here = [], [], [], [], []
        for subject in rows.subjects:
            for post in subject.posts:
                for remark in rows.nowhere:
                    (nowhere if belongs(remark, subject)["elsewhere"] else here).append(self.belongs(post, remark.text))
                stays += [self.belongs(post, remark.text) for remark in rows.anywhere]
                for one in rows.subjects:
                    for remark in one.remarks:
                        is_own = one is subject
                        if is_own or belongs(remark, subject)["unrelated"]:
                            (own if is_own else other).append(self.belongs(post, remark.text))
        result["own below other"] = above([o[0] for o in other], [o[0] for o in own])
        result["own below other by elsewhere"] = above([o[1] for o in other], [o[1] for o in own])
        kept = [o[1] for o in own + stays]
        result["elsewhere"] = above([o[1] for o in nowhere], kept)
        result["found at 0.5%"] = found([o[1] for o in nowhere], kept, 0.005)
        result["found at 2%"] = found([o[1] for o in nowhere], kept, 0.02)
        result["plausible here below the same elsewhere"] = above([o[1] for o in nowhere], [o[1] for o in here])
        return result

    def free(self) -> dict[str, float]:
        rows = free("development.tsv")
        off = [self.belongs(r.post, r.text)[1] for r, pair in rows if pair["elsewhere"] == 1]
        kept = [self.belongs(r.post, r.text)[1] for r, pair in rows if pair["elsewhere"] == 0]
        return {
            "free elsewhere": above(off, kept),
            "free at 0.5%": found(off, kept, 0.005),
            "free at 2%": found(off, kept, 0.02),
        }

    def aimed(self) -> dict[str, float]:
        result: dict[str, Any] = {}
        posts = [row.post for row in aimed(development=True)]
        threads = in_threads(posts, random.Random(5), 300, every=-5, rest=0)
        for kind, rows in (("aimed", aimed(development=True)), ("threads", threads)):
            given = [(row, self.aims(row)) for row in rows]
            for place, aim in enumerate(AIMS):
                high = [told[place] for row, told in given if row.aim[aim]]
                if high:
                    result[f"{kind} {aim}"] = above(high, [told[place] for row, told in given if not row.aim[aim]])
        return result


def report(model: Heads, texts: Texts, names: tuple[str, ...] = ("development.txt",)) -> str:
    measure = Measure(model, texts)
    told = {
        **{f"{name[:4]} {k}": v for name in names for k, v in measure.told(name).items()},
        **measure.free(),
        **measure.aimed(),
    }
    return "; ".join(f"{name} {value:.3f}" for name, value in told.items())
