"""The third stage: `python train/free/teach.py SECOND.jsonl SHARED_FOLDER SECOND_STAGE_FOLDER OUT_FOLDER`.

Comments written freely, COPIES times in other names, among REPLAYED rows of the second stage's corpus, so that what was
learned there stays. The shared encoder in eight bits reckons each text once; the layers above it learn. As with posts
(`train/posts`), some pieces go unheard, and each text is asked again pushed a little where that misleads most. One
thread, a recorded seed, a fixed number of rounds.
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path
from typing import Any

import torch
from encoder import session
from rows import LABELS, rows, varied
from torch.nn.functional import binary_cross_entropy_with_logits
from upper import Upper, padded, second_stage

from masthead.reading.pieces import Vocabulary
from masthead.signals.engine.normalise import normalise

SEED, ROUNDS, BATCH, RATE, HEAD_RATE = 20261126, 2, 32, 1.2e-4, 8e-4
COPIES, REPLAYED, LONGEST = 2, 12_000, 48
SIXTEEN = True
"""Products in sixteen bits: half the time on a processor that has them, many times as long on one without."""
UNHEARD, PUSHED = 0.1, 1.0
"""The share of pieces unheard; how far a text is pushed."""
Row = dict[str, Any]


class Lower:
    """The shared encoder as shipped: from a text to the states of its pieces."""

    def __init__(self, folder: Path) -> None:
        self._words = Vocabulary.of(folder / "vocab.txt")
        self._session = session(folder / "encoder.onnx")

    def states(self, text: str) -> torch.Tensor:
        pieces = [piece[0] for piece in self._words.pieces(normalise(text).text)][: LONGEST - 2]
        numbers = torch.tensor([[self._words.opens, *pieces, self._words.closes]])
        given = {"input_ids": numbers.numpy(), "attention_mask": torch.ones_like(numbers).numpy()}
        return torch.from_numpy(self._session.run(None, given)[0][0]).half()


def to_learn(second: Path, chance: random.Random) -> list[Row]:
    """What the stage learns from, in a fixed order."""
    found: list[Row] = []
    for copy in range(COPIES):
        for row in rows("learned.tsv"):
            found.append({"text": varied(row, chance) if copy else row.comment, "labels": row.labels})
    replayed = [row for row in map(json.loads, second.read_text("utf-8").splitlines()) if not row["development"]]
    return found + chance.sample(replayed, REPLAYED)


def to_develop(second: Path) -> list[Row]:
    """What calibrates: free comments on other posts, and the second stage's own development rows."""
    free = [{"text": row.comment, "labels": row.labels, "free": True} for row in rows("development.tsv")]
    kept = [row for row in map(json.loads, second.read_text("utf-8").splitlines()) if row["development"]]
    return free + [{"text": row["text"], "labels": row["labels"], "free": False} for row in kept]


def gold(batch: list[Row]) -> tuple[torch.Tensor, torch.Tensor]:
    """What each row is, and which labels it tells."""
    is_so = torch.tensor([[float(row["labels"][name] or 0) for name in LABELS] for row in batch])
    told = torch.tensor([[float(row["labels"][name] is not None) for name in LABELS] for row in batch])
    return is_so, told


def read(model: Upper, batch: list[Row]) -> torch.Tensor:
    return model(*padded([row["states"] for row in batch])).sum(1)


def loss(logits: torch.Tensor, batch: list[Row]) -> torch.Tensor:
    """Of what is told alone."""
    is_so, told = gold(batch)
    each = binary_cross_entropy_with_logits(logits, is_so * 0.98 + 0.01, reduction="none")
    return (each * told).sum() / told.sum()


def learn(model: Upper, batch: list[Row]) -> None:
    """Leaves in the model what this batch would change."""
    states, mask = padded([row["states"] for row in batch])
    states.requires_grad_(True)

    def reading(given: torch.Tensor) -> torch.Tensor:
        heard = mask * (torch.rand(mask.shape) > UNHEARD)
        heard[:, 0] = 1.0  # what opens a text is always heard
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=SIXTEEN):
            return model(given, heard).float().sum(1)

    loss(reading(states), batch).backward()
    misleads = states.grad
    length = misleads.flatten(1).norm(dim=1)[:, None, None] + 1e-12
    loss(reading((states + PUSHED * misleads / length).detach()), batch).backward()


def teach(model: Upper, learned: list[Row], developed: list[Row], chance: random.Random) -> None:
    groups = [
        {"params": model.tuned.parameters(), "most": RATE},
        {"params": model.head.parameters(), "most": HEAD_RATE},
    ]
    optimizer = torch.optim.AdamW(groups, lr=RATE, weight_decay=0.01)
    steps, step, begun = ROUNDS * -(-len(learned) // BATCH), 0, time.time()
    for done in range(ROUNDS):
        ordered = sorted(learned, key=lambda row: (len(row["states"]) // 4, chance.random()))
        cut = [ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH)]
        chance.shuffle(cut)
        model.train()
        for batch in cut:
            for group in optimizer.param_groups:
                group["lr"] = group["most"] * min(1.0, (step + 1) / 40) * max(0.02, 1 - step / steps)
            optimizer.zero_grad()
            learn(model, batch)
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            step += 1
            if step % 50 == 0:
                print(f"step {step}/{steps}, {step * BATCH / (time.time() - begun):.0f} texts/s", flush=True)
        print(f"round {done + 1}: {measured(model, developed)}", flush=True)


def measured(model: Upper, developed: list[Row]) -> str:
    """The loss on either part of the development rows; each row keeps its scores."""
    model.eval()
    losses = []
    with torch.no_grad():
        for free in (True, False):
            part = [row for row in developed if row["free"] is free]
            lost, count = 0.0, 0.0
            for start in range(0, len(part), 64):
                batch = part[start : start + 64]
                logits, (is_so, told) = read(model, batch), gold(batch)
                each = binary_cross_entropy_with_logits(logits, is_so, reduction="none")
                lost, count = lost + float((each * told).sum()), count + float(told.sum())
                for row, scores in zip(batch, logits.tolist(), strict=True):
                    row["scores"] = scores
            losses.append(lost / count)
    return "loss on free comments {:.4f}, on the second stage's {:.4f}".format(*losses)


def main() -> None:
    second, shared, stage, out = (Path(given) for given in sys.argv[1:5])
    torch.set_num_threads(1)  # more only wait for each other, and sums come out in the same order
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(SEED)
    out.mkdir(parents=True, exist_ok=True)
    chance = random.Random(SEED)
    lower, model = Lower(shared), second_stage(stage)
    learned, developed = to_learn(second, chance), to_develop(second)
    for row in learned + developed:
        row["states"] = lower.states(row["text"])
    print(len(learned), "to learn from,", len(developed), "to develop on;", measured(model, developed), flush=True)
    teach(model, learned, developed, chance)
    told = [{key: row[key] for key in ("text", "labels", "free", "scores")} for row in developed]
    (out / "development.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    torch.save(model.state_dict(), out / "weights.pt")


if __name__ == "__main__":
    main()
