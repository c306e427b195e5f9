"""`python bench/assess.py FILE`: a file it cannot read is refused in one sentence that says where and what is meant."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench" / "assess.py"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"keep\tA post\tA comment\n", "line 1: the line is not JSON"),
        (b'{"comment": "a", "grounds": []}\n\nabusive\tYou moron.\n', "line 3: the line is not JSON"),
        (b'[\n{"comment": "a", "grounds": []}\n]\n', "line 1: the line is not JSON"),
        (b'"a text"\n', 'line 1: the row has no "comment"'),
        (b'{"comment": "a"}\n', 'line 1: "grounds" must be a list'),
        (b'{"comment": "a", "grounds": "abusive"}\n', 'line 1: "grounds" must be a list'),
        (b'{"comment": "a", "grounds": [], "post": 3}\n', 'line 1: "post" must be a text'),
        (b"\xff\xfe\x00\n", "line 1: the line is not UTF-8"),
        (b"", "holds no row"),
        (None, "cannot be read: No such file"),
    ],
)
def test_a_file_of_another_shape_is_refused_in_one_sentence(tmp_path: Path, content: bytes | None, told: str) -> None:
    path = tmp_path / "labeled.tsv"
    if content is not None:
        path.write_bytes(content)
    done = subprocess.run([sys.executable, BENCH, path], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert line.startswith(f"assess.py: {path}")
    assert told in line
    assert line.endswith('"thread" (a list).')
