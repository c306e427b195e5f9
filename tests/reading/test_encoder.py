"""The encoder that both readers share: the recorded files or none, the same numbers each time, one copy of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from masthead.reading.encoder import HERE, Encoder, Numbers, encoder, numbers, release
from masthead.reading.sessions import Unreadable

PACKAGE = HERE.parents[1]


@pytest.mark.parametrize("name", ["encoder.onnx", "encoder.bin", "vocab.txt", "encoder.json"])
def test_an_altered_or_missing_file_is_not_loaded(tmp_path: Path, name: str) -> None:
    copy = Path(shutil.copytree(HERE, tmp_path / "copy"))
    content = (copy / name).read_bytes()
    (copy / name).write_bytes(content[:-9])
    with pytest.raises(Unreadable):
        Encoder(Numbers(copy))
    (copy / name).unlink()
    with pytest.raises(Unreadable, match=name):
        Encoder(Numbers(copy))


def test_the_same_pieces_get_the_same_numbers_whatever_was_read_before() -> None:
    read = encoder()
    pieces = [read.vocabulary.opens, 2023, 2003, read.vocabulary.closes]
    first = read.states(pieces)
    read.states([read.vocabulary.opens, *range(2000, 2060), read.vocabulary.closes])
    assert (read.states(pieces) == first).all()
    assert first.shape == (1, 4, 384)


def test_it_is_loaded_once_and_again_after_it_was_let_go() -> None:
    first = encoder()
    assert encoder() is first and first.vocabulary is numbers().vocabulary
    release()
    assert encoder() is not first


def test_the_package_holds_it_once_and_all_models_stay_small() -> None:
    models = [*PACKAGE.rglob("*.onnx"), *PACKAGE.rglob("encoder.bin"), *PACKAGE.rglob("heads.npz")]
    assert [model.name for model in models].count("encoder.onnx") == 1
    assert sum(model.stat().st_size for model in models) <= 40_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="read from /proc")
def test_the_runtime_starts_nothing_that_could_report_to_its_maker():
    """As published it keeps a thread that sends; forbidden, there is none, and no thread of numpy's either."""
    probe = (
        "import os\n"
        "from masthead.reading.encoder import encoder\n"
        "assert encoder().states([101, 102]).size\n"
        "print(len(os.listdir('/proc/self/task')))\n"
    )
    clean = {name: value for name, value in os.environ.items() if name not in ("ORT_DISABLE_TELEMETRY", "CI")}
    done = subprocess.run([sys.executable, "-c", probe], env=clean, capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"
