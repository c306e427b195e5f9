"""Teaches the upper layers to read posts: `python train/posts/teach.py SHARED.onnx VOCABULARY OUT_FOLDER [cuda]`.

Without the development parts, so that thresholds are set on posts that taught nothing. Three things keep it from
learning single words by heart: a tenth of a post's pieces go unheard; two readings of a post with other pieces missing
have to agree; and it is asked again about the same post pushed a little where that misleads it most. Six copies learn
side by side, and the mean of their weights is kept. Recorded seeds, a fixed number of rounds, products in sixteen bits:
a minute and a half on one H200, many hours on a processor.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

import torch
from corpus import CODES, DEVELOPMENT, SEED, Post, among_others, posts
from encoder import LONGEST, WIDTH, Shared
from several import Several
from torch.nn.functional import binary_cross_entropy_with_logits

from masthead.reading.pieces import Vocabulary

ROUNDS, TIMES, BATCH, RATE, HEAD_RATE, FAULTY_COUNTS = 6, 6, 24, 3e-4, 2e-3, 2.0
UNHEARD, AGREE, PUSHED = 0.1, 1.0, 1.0
"""The share of pieces unheard; what disagreement of two readings costs; how far a post is pushed."""
Row = tuple[torch.Tensor, frozenset[str]]
Together = tuple[torch.Tensor, torch.Tensor, torch.Tensor]


def cut(rows: list[Row], among: dict[int, Row], chance: random.Random) -> list[list[Row]]:
    """All rows in batches of like length; a row that `among` has too is taken from there every other time."""
    given = [among[place] if place in among and chance.random() < 0.5 else row for place, row in enumerate(rows)]
    ordered = sorted(given, key=lambda row: (len(row[0]) // 6, chance.random()))
    return [ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH)]


def batch(copies: list[list[Row]], device: str) -> Together:
    """States, mask and softened labels of one batch for each copy."""
    longest = max(len(states) for rows in copies for states, _ in rows)
    shape = len(copies), max(map(len, copies)), longest
    held, mask, gold = torch.zeros(*shape, WIDTH), torch.zeros(shape), torch.zeros(*shape[:2], len(CODES))
    for copy, rows in enumerate(copies):
        for place, (states, codes) in enumerate(rows):
            held[copy, place, : len(states)] = states.float()
            mask[copy, place, : len(states)] = 1.0
            gold[copy, place] = torch.tensor([float(code in codes) for code in CODES])
    return held.to(device), mask.to(device), gold.to(device) * 0.97 + 0.01


def loss(sums: torch.Tensor, gold: torch.Tensor) -> torch.Tensor:
    """The copies' losses together; each learns from its own."""
    counts = torch.tensor(FAULTY_COUNTS, device=sums.device)
    each = binary_cross_entropy_with_logits(sums, gold, pos_weight=counts, reduction="none")
    return each.mean((1, 2)).sum()


def products(device: str) -> torch.autocast:
    """Sixteen bits on a GPU alone; a processor without a unit for them takes many times as long with them."""
    return torch.autocast(device, dtype=torch.bfloat16, enabled=device == "cuda")


def learn(model: Several, together: Together) -> None:
    """Leaves in the model what this batch would change."""
    held, mask, gold = together
    held.requires_grad_(True)
    with products(held.device.type):
        one, other = model(held, mask), model(held, mask)
    apart = ((one.sigmoid() - other.sigmoid()) * (one - other)).mean((1, 2)).sum()
    ((loss(one, gold) + loss(other, gold)) / 2 + AGREE * apart).backward()
    misleads = held.grad
    length = misleads.flatten(2).norm(dim=2)[..., None, None] + 1e-12
    with products(held.device.type):
        pushed = model((held + PUSHED * misleads / length).detach(), mask)
    loss(pushed, gold).backward()
    changes = list(model.parameters())
    lengths = torch.stack([one.grad.flatten(1).square().sum(1) for one in changes]).sum(0).sqrt()
    shorter = (1.0 / (lengths + 1e-6)).clamp(max=1.0)
    for one in changes:
        one.grad.mul_(shorter.view(-1, *[1] * (one.dim() - 1)))


def teach(rows: list[Row], among: dict[int, Row], device: str) -> Several:
    """The copies after ROUNDS over `rows`."""
    torch.manual_seed(SEED)
    model = Several(len(CODES), TIMES, UNHEARD, SEED).to(device).train()
    chances = [random.Random(SEED + copy) for copy in range(TIMES)]
    groups = [{"params": model.layers(), "most": RATE}, {"params": model.heads(), "most": HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, lr=RATE, weight_decay=0.01)
    steps, step, begun = ROUNDS * -(-len(rows) // BATCH), 0, time.time()
    for done in range(ROUNDS):
        cuts = [cut(rows, among, chance) for chance in chances]
        order = list(range(len(cuts[0])))
        chances[0].shuffle(order)
        for place in order:
            for group in optimizer.param_groups:
                group["lr"] = group["most"] * min(1.0, (step + 1) / 30) * max(0.02, 1 - step / steps)
            optimizer.zero_grad()
            learn(model, batch([one[place] for one in cuts], device))
            optimizer.step()
            step += 1
        print(f"round {done + 1} after {time.time() - begun:.0f} s", flush=True)
    return model.eval()


def main() -> None:
    shared, vocabulary, out = (Path(given) for given in sys.argv[1:4])
    device = sys.argv[4] if len(sys.argv) > 4 else "cpu"
    torch.set_num_threads(1)  # more only wait for each other, and sums come out in the same order
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
    torch.save(teach(rows, among, device).mean(len(CODES)).state_dict(), out / "weights.pt")


if __name__ == "__main__":
    main()
