"""Cuts a whole model of comments into the shared encoder and what stands on it.

`python train/posts/split.py WHOLE_FOLDER src/masthead/reading/weights STAGE2_FOLDER`, where WHOLE_FOLDER is what
`train/export.py` wrote and STAGE2_FOLDER is what `train/free/teach.py` goes on from. Both halves together give the same
numbers as the whole.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path

from encoder import split


def main() -> None:
    whole, shared, upper = (Path(given) for given in sys.argv[1:4])
    upper.mkdir(parents=True, exist_ok=True)
    split(whole / "model.onnx", shared / "encoder.onnx", upper / "model.onnx")
    shutil.copyfile(whole / "vocab.txt", shared / "vocab.txt")
    digests = {name: _digest(shared / name) for name in ("encoder.onnx", "encoder.bin", "vocab.txt")}
    (shared / "encoder.json").write_text(json.dumps({"sha256": digests}, indent=1) + "\n", "utf-8")
    told = json.loads((whole / "model.json").read_text("utf-8"))
    told["sha256"] = {"model.onnx": _digest(upper / "model.onnx"), "encoder.bin": digests["encoder.bin"]}
    (upper / "model.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")


def _digest(file: Path) -> str:
    file.chmod(0o644)
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
