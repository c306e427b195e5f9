"""Teaches the upper layers to read posts: `python train/posts/teach.py SHARED.onnx VOCABULARY OUT_FOLDER`.

Without the development parts, so that thresholds are set on posts that taught nothing. One thread, a recorded seed, a
fixed number of rounds, products in sixteen bits: about five minutes of a processor's time.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

import torch
from corpus import CODES, DEVELOPMENT, SEED, Post, among_others, posts
from encoder import LONGEST, WIDTH, Shared, Upper, base_encoder

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


def teach(rows: list[Row], among: dict[int, Row]) -> Upper:
    """The upper layers after ROUNDS over `rows`; a row that `among` has too is taken from there every other time."""
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
        given = [among[place] if place in among and chance.random() < 0.5 else row for place, row in enumerate(rows)]
        ordered = sorted(given, key=lambda row: (len(row[0]) // 6, chance.random()))
        cut = [ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH)]
        chance.shuffle(cut)
        for together in cut:
            states, mask, gold = batch(together)
            for group in optimizer.param_groups:
                group["lr"] = group["most"] * min(1.0, (step + 1) / 30) * max(0.02, 1 - step / steps)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                added = model(states, mask)
            logits = added.float().sum(1)
            softened = gold * 0.97 + 0.01
            loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, softened, pos_weight=counts)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            step += 1
        print(f"round {done + 1} loss {float(loss):.3f} after {time.time() - begun:.0f} s", flush=True)
    return model.eval()


def main() -> None:
    shared, vocabulary, out = (Path(given) for given in sys.argv[1:4])
    torch.set_num_threads(1)  # more only wait for each other, and sums come out in the same order
    torch.use_deterministic_algorithms(True)
    out.mkdir(parents=True, exist_ok=True)
    words = Vocabulary.of(vocabulary)
    below = Shared(shared)

    def row(post: Post) -> Row:
        pieces = [piece for piece, _, _ in words.pieces(post.text)][: LONGEST - 2]
        return below.states([words.opens, *pieces, words.closes]), post.codes

    learned = [post for post in posts() if post.file not in DEVELOPMENT]
    rows = [row(post) for post in learned]
    among = {place: row(post) for place, post in among_others(learned).items()}
    print(len(rows), "to learn from,", len(among), "of them also among others", flush=True)
    torch.save(teach(rows, among).state_dict(), out / "weights.pt")


if __name__ == "__main__":
    main()
