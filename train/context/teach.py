"""Teaches the context heads: `python train/context/teach.py SHARED_FOLDER OUT_FOLDER [cpu|cuda]`.

In each step some posts and some comments are read once, and every comment is compared with every post beside it: what
the rows tell of a pair is learned, what they do not tell is left out. A recorded seed and a fixed number of steps; on a
processor with one thread the same numbers come out again, on a graphics card the last digits differ.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path
from typing import Any

import torch
from encoder import Shared, base_encoder
from heads import Heads, answering, beside
from rows import AIMS, BELONGS, Remark, Subject, aimed, belongs, in_threads, part

from masthead.reading.pieces import Vocabulary
from masthead.signals.engine.normalise import normalise

SEED, LONGEST = 20261127, 48
STEPS, RATE, HEAD_RATE = 700, 6e-5, 1.5e-3
SUBJECTS, OF_EACH, ANYWHERE, NOWHERE, FREE, AIMED, THREADS = 14, 4, 16, 20, 24, 20, 24
FIRST = {"learned.tsv": 1_254, "development.tsv": 513}
"""Rows of `train/free` that there were. Taught with the later ones as well the heads told no more (README)."""
FREE_ROWS = Path(__file__).resolve().parents[1] / "free"


class Texts:
    """What the shared layers, as shipped, make of each text, reckoned once."""

    def __init__(self, shared: Path, device: str) -> None:
        self._words, self._lower, self._device = (
            Vocabulary.of(shared / "vocab.txt"),
            Shared(shared / "encoder.onnx"),
            device,
        )
        self._held: dict[str, torch.Tensor] = {}

    def states(self, text: str) -> torch.Tensor:
        if text not in self._held:
            pieces = [piece[0] for piece in self._words.pieces(normalise(text).text, LONGEST - 2)][: LONGEST - 2]
            self._held[text] = self._lower.states([self._words.opens, *pieces, self._words.closes])
        return self._held[text]

    def padded(self, texts: list[str]) -> tuple[torch.Tensor, torch.Tensor]:
        held = [self.states(text) for text in texts]
        longest = max(len(one) for one in held)
        block, mask = torch.zeros(len(held), longest, held[0].shape[1]), torch.zeros(len(held), longest)
        for place, one in enumerate(held):
            block[place, : len(one)], mask[place, : len(one)] = one.float(), 1.0
        return block.to(self._device), mask.to(self._device)


def free(name: str) -> list[tuple[Remark, dict[str, int | None]]]:
    """Rows of `train/free` with what they tell of the pair."""
    found = []
    for line in (FREE_ROWS / name).read_text("utf-8").splitlines()[: FIRST[name]]:
        told, post, text = line.split("\t")
        words = set(told.split(","))
        off = "off_topic" in words
        urges = any(word.startswith("endorses") for word in words)
        unknown = not off and "keep" not in words
        aim = {"urges": int(urges), "person": int("abusive" in words)}
        if "criticism" in words:
            aim |= {"work": 1, "offered": 0}
        pair = dict.fromkeys(BELONGS, None if unknown else int(off))
        found.append((Remark(text, "free", frozenset(), post, "", aim), pair))
    return found


class Drawn:
    """The posts and comments of one step, and what is told of each pair."""

    def __init__(self) -> None:
        self.posts: list[str] = []
        self.subjects: list[Subject | None] = []
        self.remarks: list[Remark] = []
        self.pairs: dict[tuple[int, int], dict[str, int | None]] = {}

    def post(self, text: str, subject: Subject | None = None) -> int:
        if text not in self.posts:
            self.posts.append(text)
            self.subjects.append(subject)
        return self.posts.index(text)


def draw(chance: random.Random, learned: Any, rows: Any, told: list[Remark]) -> Drawn:
    found = Drawn()
    for subject in chance.sample(learned.subjects, min(SUBJECTS, len(learned.subjects))):
        found.post(chance.choice(subject.posts), subject)
        found.remarks += chance.sample(subject.remarks, min(OF_EACH, len(subject.remarks)))
    found.remarks += chance.sample(learned.anywhere, ANYWHERE) + chance.sample(learned.nowhere, NOWHERE)
    for remark, pair in chance.sample(rows, FREE):
        found.pairs[len(found.remarks), found.post(remark.post)] = pair
        found.remarks.append(remark)
    spoken = chance.sample(told, AIMED) + in_threads([row.post for row in told], chance, THREADS, every=5, rest=0)
    for remark in spoken:
        urged = remark.aim.get("urges")
        found.pairs[len(found.remarks), found.post(remark.post)] = dict.fromkeys(BELONGS, None if urged else 0)
        found.remarks.append(remark)
    for number, remark in enumerate(found.remarks):
        for place, subject in enumerate(found.subjects):
            if (number, place) in found.pairs or remark.place in ("free", "told"):
                continue
            if subject is not None:
                found.pairs[number, place] = belongs(remark, subject)
            elif remark.place == "anywhere":
                found.pairs[number, place] = {"elsewhere": 0}
            elif remark.place == "nowhere" and not remark.tags:
                found.pairs[number, place] = dict.fromkeys(BELONGS, 1)
    return found


def lost(model: Heads, texts: Texts, drawn: Drawn) -> torch.Tensor:
    threads = [remark.thread for remark in drawn.remarks]
    every = list(dict.fromkeys((*drawn.posts, *(r.text for r in drawn.remarks), *(t for t in threads if t))))
    at = {text: place for place, text in enumerate(every)}
    given = model.of_texts(*texts.padded(every))
    nothing = torch.zeros_like(given[0])
    numbers, places, gold = [], [], []
    for (number, place), pair in drawn.pairs.items():
        numbers.append(at[drawn.remarks[number].text])
        places.append(at[drawn.posts[place]])
        gold.append([-1 if pair.get(name) is None else pair[name] for name in BELONGS])
    loss = _loss(model.belongs(beside(given[places], given[numbers])), gold)
    spoken = [remark for remark in drawn.remarks if remark.aim]
    before = torch.stack([given[at[r.thread]] if r.thread else nothing for r in spoken])
    seen = answering(given[[at[r.post] for r in spoken]], before, given[[at[r.text] for r in spoken]])
    return loss + _loss(model.aims(seen), [[r.aim.get(name, -1) for name in AIMS] for r in spoken])


def _loss(logits: torch.Tensor, gold: list[list[int]]) -> torch.Tensor:
    """The mean over what is told. Of each label, what is so counts as much as what is not."""
    is_so = torch.tensor(gold, dtype=torch.float32, device=logits.device)
    each = torch.nn.functional.binary_cross_entropy_with_logits(logits, is_so.clamp(0) * 0.96 + 0.02, reduction="none")
    total = logits.sum() * 0.0
    for value in (0.0, 1.0):
        which = (is_so == value).float()
        total = total + (each * which).sum(0).div(which.sum(0).clamp(min=1.0)).mean() / 2
    return total


def teach(model: Heads, texts: Texts, steps: int, rate: float, head_rate: float) -> None:
    chance, learned, rows, told = (
        random.Random(SEED),
        part("learned.txt"),
        free("learned.tsv"),
        aimed(development=False),
    )
    heads = [p for module in (model.head, model.belongs, model.aims) for p in module.parameters()]
    groups = [{"params": heads, "most": head_rate}]
    if rate:
        groups.append({"params": list(model.tuned.parameters()), "most": rate})
    optimizer, begun = torch.optim.AdamW(groups, lr=head_rate, weight_decay=0.02), time.time()
    model.train()
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = group["most"] * min(1.0, (step + 1) / 40) * max(0.02, 1 - step / steps)
        loss = lost(model, texts, draw(chance, learned, rows, told))
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for group in groups for p in group["params"]], 1.0)
        optimizer.step()
        if step % 50 == 49:
            print(f"step {step + 1}/{steps} loss {float(loss):.3f} after {time.time() - begun:.0f} s", flush=True)
    model.eval()


def main() -> None:
    shared, out = Path(sys.argv[1]), Path(sys.argv[2])
    device = sys.argv[3] if len(sys.argv) > 3 else "cpu"
    torch.set_num_threads(1)  # more only wait for each other, and sums come out in the same order
    torch.manual_seed(SEED)
    out.mkdir(parents=True, exist_ok=True)
    model = Heads(base_encoder()).to(device)
    texts = Texts(shared, device)
    teach(model, texts, STEPS, RATE, HEAD_RATE)
    from measure import report  # which reads rows as this file does

    print(report(model, texts), flush=True)
    torch.save({name: value.cpu().half() for name, value in model.state_dict().items()}, out / "weights.pt")


if __name__ == "__main__":
    main()
