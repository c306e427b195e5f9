"""A duty is told in our own words, with its section and number: nobody takes our sentence for the written policy.

The written policy itself is not in this repository. Its runs of six words are, as the beginning of a SHA-256 each.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
RUNS = frozenset((ROOT / "tests/data/policy/runs-of-six-words.txt").read_text().split())
ENDINGS = frozenset({".py", ".toml", ".md", ".html", ".json", ".txt", ".js"})


def copied(text: str) -> list[str]:
    words = re.findall(r"[a-z0-9]+", re.sub(r"<[^>]+>|[*#]", " ", text).lower())
    runs = (" ".join(words[n : n + 6]) for n in range(len(words) - 5))
    return [run for run in runs if hashlib.sha256(run.encode()).hexdigest()[:10] in RUNS]


def ours() -> Iterator[Path]:
    for top in ("src", "policies", "docs", "tests", "bench", "README.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        for file in (ROOT / top).rglob("*") if (ROOT / top).is_dir() else [ROOT / top]:
            if file.suffix in ENDINGS and "vendor" not in file.parts:
                yield file


def test_no_sentence_of_the_written_policy_is_copied_but_the_disclaimer() -> None:
    found = {str(file.relative_to(ROOT)): runs for file in ours() if (runs := copied(file.read_text(errors="replace")))}
    assert found == {}


def test_a_copied_sentence_would_be_found() -> None:
    backwards = "published be not should information posting before pause"
    assert copied(backwards) == []
    assert len(copied(" ".join(reversed(backwards.split())))) == 3
