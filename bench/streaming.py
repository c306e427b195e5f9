"""Memory and pace of `masthead assess --jsonl` on 100,000 rows by the signals, and on fewer with the model.

Every row is another one. Measured from outside: what the process holds when half is answered and at the end.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from comment_sets import other_posts  # noqa: E402
from streamed import stream  # noqa: E402

QUICK = bool(os.environ.get("MASTHEAD_BENCH_QUICK"))
GROWTH = 8.0
"""MB that a process may hold more at the end than half way."""


def comments() -> Iterator[str]:
    """The comments about other posts again and again, each with a number of its own."""
    texts = [case.facts.comment for case in other_posts()]
    number = 0
    while True:
        for text in texts:
            number += 1
            yield f"{text} ({number})"


def main() -> int:
    """Measure and print; 1 where memory grew."""
    grown = False
    for model, count in ((False, 5_000 if QUICK else 100_000), (True, 500 if QUICK else 5_000)):
        started = time.perf_counter()
        told = stream(comments(), count, model=model)
        took = time.perf_counter() - started
        progress = sum("comments assessed" in line for line in told.said)
        print(
            f"{'signals and model' if model else 'signals alone'}: {told.answered:,} of {count:,} rows answered "
            f"in order, {count / took:,.0f} a second; {told.early:.1f} MB half way, {told.late:.1f} MB at the end; "
            f"{progress} words about progress"
        )
        grown = grown or told.late - told.early > GROWTH or told.answered != count
    return 1 if grown else 0


if __name__ == "__main__":
    sys.exit(main())
