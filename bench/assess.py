"""What assessing comments costs and how well it judges: `python bench/assess.py [comments.jsonl]`.

Speed is measured warm, on one core, comment by comment and together. Judgment is measured against a labeled file (when
none is named: comments_dev.jsonl under MASTHEAD_SHARED or beside the checkout, else the one the tests use): recall on
any ground and on each, precision, criticism of the agency proposed for removal, answers that change when only the
political direction changes, disguised comments still proposed. A file that does not hold one JSON object to a line,
with `comment` and `grounds`, is refused in one sentence that names the line, and the exit status is 2.

The signals were written with both files in view, so figures on them are the best case; figures on a file nobody has
read are the ones to publish.
"""

from __future__ import annotations

import os
import sys
import time
import tracemalloc
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from masthead.policy.in_force import rulebook_of
from masthead.project.rows import lines, read_row
from masthead.signals.engine.assess import assess, assess_all
from masthead.signals.engine.facts import Assessment, CommentFacts

ROOT = Path(__file__).resolve().parents[1]
EXPECTED = (
    'each line must be one JSON object with "comment" (a text), "grounds" (a list) and, where there are any, "post" (a '
    'text) and "thread" (a list).'
)
SECONDS = 1.0 if os.environ.get("MASTHEAD_BENCH_QUICK") else 5.0


@dataclass(frozen=True)
class Row:
    """A labeled comment."""

    id: str
    facts: CommentFacts
    grounds: frozenset[str]
    stance: str
    traits: tuple[str, ...]


def rows(path: Path) -> list[Row]:
    """Every row of a labeled file. Exits with 2 and one sentence on standard error where one cannot be read."""
    read = []
    try:
        with path.open("rb") as source:
            for number, line in lines(source):
                try:
                    read.append(_row(number, read_row(line)))
                except ValueError as reason:
                    _refuse(f"{path}, line {number}: {reason}; {EXPECTED}")
    except OSError as reason:
        _refuse(f"{path} cannot be read: {reason.strerror}; {EXPECTED}")
    if not read:
        _refuse(f"{path} holds no row; {EXPECTED}")
    return read


def _row(number: int, row: object) -> Row:
    """Raises ValueError saying in one sentence what the row lacks."""
    if not isinstance(row, dict) or not isinstance(row.get("comment"), str):
        raise ValueError('the row has no "comment" that is a text')
    for name in ("post", "stance"):
        if not isinstance(row.get(name, ""), str):
            raise ValueError(f'"{name}" must be a text')
    for name in ("grounds", "thread", "traits"):
        told = row.get(name, None if name == "grounds" else [])
        if not isinstance(told, list) or not all(isinstance(one, str) for one in told):
            raise ValueError(f'"{name}" must be a list of texts')
    return Row(
        id=str(row.get("id", number)),
        facts=CommentFacts(row["comment"], row.get("post", ""), tuple(row.get("thread", ()))),
        grounds=frozenset(row["grounds"]),
        stance=row.get("stance", ""),
        traits=tuple(row.get("traits", ())),
    )


def _refuse(sentence: str) -> NoReturn:
    print(f"assess.py: {sentence}", file=sys.stderr)
    raise SystemExit(2)


def share(part: int, whole: int) -> str:
    """`9 of 10 (90.0 %)`."""
    return f"{part} of {whole} ({100 * part / whole:.1f} %)" if whole else "none to measure"


def judge(labeled: list[Row], answers: dict[str, Assessment], grounds: tuple[str, ...]) -> None:
    """Print how well the answers fit the labels."""
    removable = [row for row in labeled if row.grounds]
    kept = [row for row in labeled if not row.grounds]
    critical = [row for row in kept if row.stance == "critical"]
    disguised = [row for row in removable if "obfuscated" in row.traits]
    print(
        "removable comments proposed, any ground:", share(sum(answers[r.id].remove for r in removable), len(removable))
    )
    right = sum(len(r.grounds & set(answers[r.id].grounds)) for r in removable)
    print("labeled grounds proposed:", share(right, sum(len(r.grounds) for r in removable)))
    print("kept comments proposed:", share(sum(answers[r.id].remove for r in kept), len(kept)))
    print("critical of the agency, proposed:", share(sum(answers[r.id].remove for r in critical), len(critical)))
    print("disguised comments still proposed:", share(sum(answers[r.id].remove for r in disguised), len(disguised)))
    pairs = defaultdict(list)
    for row in labeled:
        for trait in row.traits:
            if trait.startswith("swap_pair:"):
                pairs[frozenset((row.id, trait.partition(":")[2]))].append(row.id)
    flips = [pair for pair in pairs if len({answers[one].grounds for one in pair}) > 1]
    print("swap pairs answered differently:", share(len(flips), len(pairs)))
    for ground in grounds:
        labeled_so = [r for r in labeled if ground in r.grounds]
        proposed = [r for r in labeled if ground in answers[r.id].grounds]
        hits = [r for r in labeled_so if ground in answers[r.id].grounds]
        print(f"  {ground}: found {share(len(hits), len(labeled_so))}, right {share(len(hits), len(proposed))}")


def _at_hand() -> Path:
    """The labeled file beside the checkout, or the copy the tests use where there is none."""
    shared = Path(os.environ.get("MASTHEAD_SHARED") or ROOT.parent / "shared") / "data/agency/comments_dev.jsonl"
    if shared.is_file():
        return shared
    print(f"{shared} is not here; judged on the labeled comments of the tests instead.")
    return ROOT / "tests/data/comments/library_comments.jsonl"


def main() -> None:
    """Measure and print."""
    labeled = rows(path := Path(sys.argv[1]) if len(sys.argv) > 1 else _at_hand())
    book = rulebook_of("mlc-2012")
    answers = {row.id: assess(row.facts, grounds=book) for row in labeled}
    print(f"engine {next(iter(answers.values())).engine}, {len(labeled)} comments of {path.name}")
    judge(labeled, answers, tuple(ground.id for ground in book.grounds))

    done, started = 0, time.process_time()
    while time.process_time() - started < SECONDS:
        assess(labeled[done % len(labeled)].facts, grounds=book)
        done += 1
    print(f"comments per second of one core, one by one: {done / (time.process_time() - started):.0f}")
    many, done, started = [row.facts for row in labeled], 0, time.process_time()
    while time.process_time() - started < SECONDS:
        done += len(assess_all(many, grounds=book))
    print(f"comments per second of one core, {len(many)} together: {done / (time.process_time() - started):.0f}")
    huge = CommentFacts("You closed the branch again. " * 37_000)
    started = time.process_time()
    assess(huge, grounds=book)
    print(f"one comment of {len(huge.comment):,} characters: {1000 * (time.process_time() - started):.0f} ms")
    tracemalloc.start()
    assess(labeled[0].facts, grounds=book)
    print(f"peak memory of one assessment: {tracemalloc.get_traced_memory()[1] / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
