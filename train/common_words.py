"""Writes the list of common words that tells a name or a disguise from ordinary English.

A word is common when it stands in at least `LEAST` texts of the labeled collections named below, and is written in
lower case at least three times in four when it does not open a sentence. Run it where the collections are:

    python train/common_words.py DATA_FOLDER > src/masthead/signals/engine/common_words.txt
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

LEAST = 7
SOURCES = (
    ("edos/data_edos_labelled_aggregated.csv", "text"),
    ("perspective/example_data_perspective_wikipedia_2k_score_sample_20180829.csv", "comment_text"),
    ("davidson/data_labeled_data.csv", "tweet"),
)
WORD = re.compile(r"(?<![\w@#&./])[A-Za-z]+(?:'[a-z]+)?(?![\w/])")


def texts(folder: Path) -> Iterator[str]:
    """Every text of the sources, one by one."""
    for name, column in SOURCES:
        with (folder / name).open(encoding="utf-8", errors="replace", newline="") as rows:
            for row in csv.DictReader(rows):
                yield row[column]


def common(folder: Path) -> list[str]:
    """The common words, sorted."""
    seen: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    for text in texts(folder):
        if text.isupper():
            continue
        for word in set(WORD.findall(text)):
            seen[word.lower()] += 1
        for match in WORD.finditer(text):
            if text[: match.start()].rstrip()[-1:] not in ("", ".", "!", "?", ":", '"'):
                inside[match.group().lower()] += 1
                lower[match.group().lower()] += match.group().islower()
    return sorted(
        word
        for word, count in seen.items()
        if count >= LEAST and len(word) > 1 and inside[word] and lower[word] / inside[word] >= 0.75
    )


if __name__ == "__main__":
    sys.stdout.write("\n".join(["a", "i", *common(Path(sys.argv[1]))]) + "\n")
