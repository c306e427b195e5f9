"""How signals and model judge the comment sets of the tests, disguised ones too, and what it costs.

Beside them, where MASTHEAD_BENCH_PEERS names a Python that has better-profanity or alt-profanity-check, those peers on
the same comments in the same run; else it is said that they were not measured. The sets were written by the same hands
as the model's templates, without sharing sentences; figures on texts nobody here wrote are lower.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "train")]

from disguise import alike, dotted, drawn_out, invisible, leet  # noqa: E402

from comment_sets import Case, free, functional, other_posts  # noqa: E402
from masthead.policy.in_force import rulebook_of  # noqa: E402
from masthead.signals.engine.assess import assess  # noqa: E402
from masthead.signals.engine.facts import CommentFacts  # noqa: E402
from masthead.signals.model.shipped import shipped, why_not  # noqa: E402

QUICK = bool(os.environ.get("MASTHEAD_BENCH_QUICK"))
PEERS = {
    "better-profanity": "from better_profanity import profanity as p; p.load_censor_words(); f = p.contains_profanity",
    "alt-profanity-check": "from profanity_check import predict; f = lambda t: bool(predict([t])[0])",
}
_ASK = """
import json, sys, time
{load}
texts = json.load(sys.stdin); f(texts[0]); started = time.process_time()
flags = [bool(f(t)) for t in texts]
json.dump([flags, len(texts) / (time.process_time() - started)], sys.stdout)
"""


def rates(cases: list[Case], flags: list[bool]) -> str:
    """Shares of what may go that is flagged and of what stays that is not."""
    go = [flag for case, flag in zip(cases, flags, strict=True) if case.grounds]
    stay = [not flag for case, flag in zip(cases, flags, strict=True) if not case.grounds]
    return f"may go, flagged {sum(go) / len(go):6.1%}; stays, not flagged {sum(stay) / len(stay):6.1%}"


def peer(name: str, texts: list[str]) -> tuple[list[bool], float] | None:
    """The flags of a peer and its comments per second; None where it cannot be run."""
    python = os.environ.get("MASTHEAD_BENCH_PEERS", "")
    if not python:
        return None
    done = subprocess.run(
        [python, "-W", "ignore", "-c", _ASK.format(load=PEERS[name])],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=False,
    )
    return tuple(json.loads(done.stdout)) if done.returncode == 0 else None  # type: ignore[return-value]


def main() -> None:
    """Measure and print."""
    started = time.perf_counter()
    shipped()
    print(f"the model loads in {time.perf_counter() - started:.2f} s; {why_not() or 'it is the recorded one'}")
    book = rulebook_of("mlc-2012")
    sets = {
        "functional suite": functional(),
        "comments about other posts": other_posts(),
        "comments written freely": free(),
    }
    for name, cases in sets.items():
        cases = cases[::7] if QUICK else cases
        started = time.process_time()
        answers = [assess(case.facts, grounds=book) for case in cases]
        pace = len(cases) / (time.process_time() - started)
        print(f"\n{name}, {len(cases)} comments")
        print(f"  {'Masthead':20} {rates(cases, [answer.remove for answer in answers])}; {pace:,.0f} a second")
        for each in PEERS:
            told = peer(each, [case.facts.comment for case in cases])
            said = f"{rates(cases, told[0])}; {told[1]:,.0f} a second" if told else "not measured here"
            print(f"  {each:20} {said}")
        right = sum(bool(c.grounds & set(a.grounds)) for c, a in zip(cases, answers, strict=True) if c.grounds)
        print(f"  the labeled ground among those proposed: {right / sum(bool(c.grounds) for c in cases):.1%}")
        if critical := [a.remove for c, a in zip(cases, answers, strict=True) if c.critical]:
            print(f"  criticism of the agency proposed: {sum(critical) / len(critical):.2%}")
        _disguised(cases, [answer.remove for answer in answers])
    kept = [case.facts for case in sets["comments about other posts"] if not case.grounds]
    started = time.process_time()
    for facts in kept:
        assess(facts, grounds=book)
    took = (time.process_time() - started) / len(kept)
    print(f"\none comment that stays: {1000 * took:.1f} ms of one core, {1 / took:,.0f} a second")
    huge = CommentFacts("You closed the branch again. " * 37_000)
    started = time.process_time()
    assess(huge, grounds=book)
    print(f"one of {len(huge.comment):,} characters: {1000 * (time.process_time() - started):.0f} ms")
    print(f"memory of this process at its peak: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def _disguised(cases: list[Case], flags: list[bool]) -> None:
    """Of what is proposed plainly: how much still is when written around a filter."""
    book = rulebook_of("mlc-2012")
    proposed = [case for case, flag in zip(cases, flags, strict=True) if flag and case.grounds]
    told = []
    for way in (leet, dotted, drawn_out, invisible, alike):
        chance = random.Random(3)
        still = [
            assess(CommentFacts(way(c.facts.comment, chance), c.facts.post), grounds=book).remove for c in proposed
        ]
        told.append(f"{way.__name__} {sum(still) / len(still):.1%}")
    print(f"  still proposed when disguised: {', '.join(told)}")


if __name__ == "__main__":
    main()
