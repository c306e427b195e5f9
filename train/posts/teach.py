"""Teaches the upper layers to read posts: `python train/posts/teach.py SHARED.onnx VOCABULARY OUT_FOLDER`.

Without the development parts, so that thresholds are set on posts that taught nothing. One thread, a recorded seed, a
fixed number of rounds: about four minutes of a processor's time.
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path

import torch
from corpus import CODES, DEVELOPMENT, SEED, Post, among_others, posts
from encoder import LONGEST, WIDTH, Frozen, Upper, base_encoder

from masthead.reading.pieces import Vocabulary

ROUNDS, BATCH, RATE, HEAD_RATE, FAULTY_COUNTS = 4, 24, 2e-4, 2e-3, 2.0
Row = tuple[torch.Tensor, frozenset[str]]


def batch(rows: list[Row]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    longest = max(len(states) for states, _ in rows)
    held, mask = torch.zeros(len(rows), longest, WIDTH), torch.zeros(len(rows), longest)
    for place, (states, _) in enumerate(rows):
        held[place, : len(states)] = states.float()
        mask[place, : len(states)] = 1.0
    return held, mask, torch.tensor([[float(code in codes) for code in CODES] for _, codes in rows])


def teach(rows: list[Row]) -> Upper:
    """The upper layers after ROUNDS over `rows`."""
    torch.manual_seed(SEED)
    chance = random.Random(SEED)
    model = Upper(len(CODES), base_encoder()).train()
    groups = [
        {"params": model.tuned.parameters(), "most": RATE},
        {"params": model.head.parameters(), "most": HEAD_RATE},
    ]
    optimizer = torch.optim.AdamW(groups, lr=RATE, weight_decay=0.01)
    counts = torch.tensor(FAULTY_COUNTS)
    steps, step, begun = ROUNDS * -(-len(rows) // BATCH), 0, time.time()
    for done in range(ROUNDS):
        ordered = sorted(range(len(rows)), key=lambda place: (len(rows[place][0]) // 6, chance.random()))
        cut = [ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH)]
        chance.shuffle(cut)
        for places in cut:
            states, mask, gold = batch([rows[place] for place in places])
            for group in optimizer.param_groups:
                group["lr"] = group["most"] * min(1.0, (step + 1) / 30) * max(0.02, 1 - step / steps)
            logits = model(states, mask).sum(1)
            softened = gold * 0.97 + 0.01
            loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, softened, pos_weight=counts)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            step += 1
        print(f"round {done + 1} loss {float(loss):.3f} after {time.time() - begun:.0f} s", flush=True)
    return model.eval()


def read(model: Upper, rows: list[Row]) -> list[list[float]]:
    scores = []
    with torch.no_grad():
        for start in range(0, len(rows), 32):
            states, mask, _ = batch(rows[start : start + 32])
            scores += model(states, mask).sum(1).tolist()
    return scores


def main() -> None:
    shared, vocabulary, out = (Path(given) for given in sys.argv[1:4])
    torch.set_num_threads(1)  # more only wait for each other, and sums come out in the same order
    torch.use_deterministic_algorithms(True)
    out.mkdir(parents=True, exist_ok=True)
    words = Vocabulary(vocabulary.read_text("utf-8").split("\n"))
    frozen = Frozen(shared, out)

    def rows(labeled: list[Post]) -> list[Row]:
        pieces = [[p[0] for p in words.pieces(post.text)][: LONGEST - 2] for post in labeled]
        return [
            (frozen.states([words.opens, *own, words.closes]), post.codes)
            for own, post in zip(pieces, labeled, strict=True)
        ]

    every = posts()
    learned = [post for post in every if post.file not in DEVELOPMENT]
    developed = [post for post in every if post.file in DEVELOPMENT]
    first = rows(learned + among_others(learned))
    kept = rows(developed)
    print(len(first), "to learn from,", len(kept), "to set thresholds on", flush=True)
    model = teach(first)
    scores = read(model, kept)
    told = [
        {"codes": sorted(post.codes), "text": post.text, "scores": score}
        for post, score in zip(developed, scores, strict=True)
    ]
    (out / "development.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    torch.save(model.state_dict(), out / "weights.pt")


if __name__ == "__main__":
    main()
