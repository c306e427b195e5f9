"""How long the oddest comments take, and whether language or length is ever held against one.

Each is assessed five times, warm, on one core, with the model; the middle time counts. The goal is an answer within
50 ms and nothing proposed, for endless repetitions of the beginnings of a threat too.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests")]

from masthead.policy.in_force import rulebook_of  # noqa: E402
from masthead.signals.engine.assess import assess  # noqa: E402
from masthead.signals.engine.facts import CommentFacts  # noqa: E402
from odd_comments import ODD, in_languages  # noqa: E402

GOAL = 50.0
TIMES = 3 if os.environ.get("MASTHEAD_BENCH_QUICK") else 5
POST = "The Fern Valley branch moves story time to Mondays at 10."
BOOK = rulebook_of("mlc-2012")
ENDLESS = {f"{words}, without end": f"{words} " * 90_000 for words in ("i will", "you are so", "they are")}


def took(comment: str) -> tuple[float, bool]:
    """The middle time in ms, and whether anything is proposed."""
    times = []
    for _ in range(TIMES):
        started = time.process_time()
        remove = assess(CommentFacts(comment, POST), grounds=BOOK).remove
        times.append(1000 * (time.process_time() - started))
    return sorted(times)[TIMES // 2], remove


def main() -> int:
    """Measure and print; 1 where a goal was missed."""
    assess(CommentFacts("Thank you for the story time.", POST), grounds=BOOK)
    missed = []
    for name, comment in (ODD | ENDLESS).items():
        taken, proposed = took(comment)
        print(f"  {name:34} {len(comment):9,} characters {taken:6.1f} ms{'  PROPOSED' if proposed else ''}")
        if taken > GOAL or proposed:
            missed.append(name)
    comments = [(language, comment) for language, said in in_languages().items() for comment in said]
    proposed = [f"{language}: {comment}" for language, comment in comments if took(comment)[1]]
    print(f"{len(comments)} comments in {len(in_languages())} languages, proposed: {len(proposed)} {proposed or ''}")
    if missed:
        print(f"more than {GOAL:.0f} ms, or proposed: {', '.join(missed)}")
    return 1 if missed or proposed else 0


if __name__ == "__main__":
    sys.exit(main())
