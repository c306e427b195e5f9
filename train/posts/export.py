"""Writes what is shipped: `python train/posts/export.py RUN_FOLDER SHARED_FOLDER OUT_FOLDER`.

The layers that learned, with the frozen ones between them and the shared encoder, become one model in eight bits.
Thresholds are set on the development parts which taught nothing: for each
code the sum where precision and recall are best together, precision counting for more.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import torch
from corpus import CODES, SEED, posts
from encoder import FROZEN, SHARED, Layers, Upper, base_encoder, export, in_eight_bits

GRAVER = frozenset({"harassing", "indecent", "possible_defamation"})
RECALL_COUNTS, LEAST, DOUBTED = 0.5, 0.5, 0.1
"""Recall counts half as much as precision; no code is raised below LEAST, or below 1 where policies let it block."""
BLOCKING = frozenset({"patron_privacy", "harassing", "indecent", "endorses_candidate", "endorses_party"})


class Whole(torch.nn.Module):
    """What stands above the shared encoder."""

    def __init__(self, upper: Upper) -> None:
        super().__init__()
        self.frozen = Layers(base_encoder().encoder.layer[SHARED:FROZEN])
        self.upper = upper

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        return self.upper(self.frozen(states))


def limits(told: list[dict], place: int, code: str) -> tuple[float, float, float, float]:
    """From which sum a code is raised, below which it is doubted, and precision and recall there."""
    counted = [
        (row["scores"][place], code in row["codes"])
        for row in told
        if code in row["codes"] or not (code == "unprofessional_tone" and GRAVER & set(row["codes"]))
    ]
    total = sum(faulty for _, faulty in counted)
    share = RECALL_COUNTS
    least = 1.0 if code in BLOCKING else LEAST
    right, most, best = 0, 0.0, (max(score for score, _ in counted) + 1.0, 1.0, 0.0)
    for count, (score, faulty) in enumerate(sorted(counted, reverse=True), 1):
        right += faulty
        both = (1 + share**2) * right / (count + share**2 * total)
        if faulty and score >= least and both > most:
            most, best = both, (score, right / count, right / total)
    own = sorted(score for score, faulty in counted if faulty)
    return best[0], own[int(len(own) * DOUBTED)], best[1], best[2]


def main() -> None:
    run, shared, out = (Path(given) for given in sys.argv[1:4])
    out.mkdir(parents=True, exist_ok=True)
    upper = Upper(len(CODES), base_encoder())
    upper.load_state_dict(torch.load(run / "weights.pt"))
    export(Whole(upper).eval(), run / "whole.onnx", ["added"])
    in_eight_bits(run / "whole.onnx", out / "reader.onnx")
    told = json.loads((run / "development.json").read_text("utf-8"))
    codes = {}
    for place, code in enumerate(CODES):
        raised, doubt, precision, recall = limits(told, place, code)
        codes[code] = {"raised": round(raised, 3), "doubt": round(min(doubt, raised), 3)}
        print(f"{code:22} from {raised:6.2f}: precision {precision:.2f}, recall {recall:.2f} on unseen posts")
    digests = {
        "reader.onnx": hashlib.sha256((out / "reader.onnx").read_bytes()).hexdigest(),
        "encoder.bin": hashlib.sha256((shared / "encoder.bin").read_bytes()).hexdigest(),
    }
    corpus = hashlib.sha256("".join(f"{sorted(p.codes)}{p.text}\n" for p in posts()).encode()).hexdigest()
    record = {"seed": SEED, "posts": len(posts()), "corpus": corpus, "codes": codes, "sha256": digests}
    (out / "reader.json").write_text(json.dumps(record, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
