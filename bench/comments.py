"""How signals and model judge the comment sets of the tests, disguised ones too, by ground, and what it costs.

Beside them, where MASTHEAD_BENCH_PEERS names a Python that has better-profanity or alt-profanity-check, those peers on
the same comments in the same run, and where it has torch and transformers a model of BERT-base's size, for speed alone;
else it is said that they were not measured. Then how often the model's scores came true, how off topic stands apart
from what stays, and how many pairs that differ in a name, a party or a people are answered differently, by kind.

The sets were written by the same hands as the model's templates, without sharing sentences. What was written freely,
and what stands under posts kept from training, is nearer to life.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "train")]

from disguise import alike, dotted, drawn_out, invisible, leet  # noqa: E402

from comment_sets import Case, apart, apart_later, free, functional, held_out, kept_from_training, other_posts  # noqa: E402
from masthead.policy.in_force import rulebook_of  # noqa: E402
from masthead.signals.engine.assess import assess, assess_all  # noqa: E402
from masthead.signals.engine.facts import Assessment, CommentFacts  # noqa: E402
from masthead.signals.engine.normalise import normalise  # noqa: E402
from masthead.signals.model.evenly import evenly  # noqa: E402
from masthead.signals.model.shipped import shipped, why_not  # noqa: E402
from swaps import POST, pairs  # noqa: E402

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

_BERT = """
import json, sys, time, torch
from transformers import BertConfig, BertModel
torch.set_num_threads(1)
model, lengths = BertModel(BertConfig()).eval(), json.load(sys.stdin)
with torch.no_grad():
    model(torch.ones(1, 9, dtype=torch.long))
    started = time.process_time()
    for start in range(0, len(lengths), 16):
        some = lengths[start:start + 16]
        model(torch.ones(len(some), max(some), dtype=torch.long))
json.dump(len(lengths) / (time.process_time() - started), sys.stdout)
"""
"""Untrained weights of BERT-base, which read no better or worse, sixteen texts of like length at a time."""
SOME = 256
"""Comments read together in a batch."""
SPEAKS_FOR = {
    "person": "abusive", "race": "racially_inflammatory", "threat": "threatening",
    "vulgar": "offensive_language", "candidate": "endorses_candidate", "party": "endorses_party",
    "product": "endorses_product", "elsewhere": "off_topic",
}  # fmt: skip
"""Label of the model → the ground under which all comments of that label, and no others, are filed. Attacks on groups
share theirs with insults to a person, so what is said of them cannot be counted here."""
BINS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.01)


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
        "comments on posts kept from training": kept_from_training(),
        "comments beside posts that no context head was fitted on": held_out(),
        "comments written apart, by a hand that saw nothing here": apart(),
        "comments written apart later, by another": apart_later(),
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
        _by_ground(cases, answers)
        _off_topic(cases, answers)
        _disguised(cases, [answer.remove for answer in answers])
    _came_true([*apart(), *apart_later()])
    _swapped()
    _pace([case.facts for case in sets["comments about other posts"]])
    huge = CommentFacts("You closed the branch again. " * 37_000)
    started = time.process_time()
    assess(huge, grounds=book)
    print(f"one of {len(huge.comment):,} characters: {1000 * (time.process_time() - started):.0f} ms")
    print(f"memory of this process at its peak: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def _by_ground(cases: list[Case], answers: list[Assessment]) -> None:
    """Of what may go on each ground, how much is proposed; and what comes of other thresholds, all moved."""
    for ground in sorted({ground for case in cases for ground in case.grounds}):
        found = [answer.remove for case, answer in zip(cases, answers, strict=True) if ground in case.grounds]
        print(f"    {ground:22} {sum(found)} of {len(found)} proposed")
    likeliest = [max(answer.scores.values(), default=0.0) for answer in answers]
    told = []
    for least in (0.3, 0.4, 0.45, 0.5, 0.6, 0.8):
        go = [score >= least for case, score in zip(cases, likeliest, strict=True) if case.grounds]
        stay = [score >= least for case, score in zip(cases, likeliest, strict=True) if not case.grounds]
        told.append(f"{least}: {sum(go) / len(go):.0%} and {sum(stay) / len(stay):.1%}")
    print(f"    from a score of (0.5 as shipped): may go, proposed, and stays, proposed: {'; '.join(told)}")


def _off_topic(cases: list[Case], answers: list[Assessment]) -> None:
    """In how many pairs the score of what is off topic stands above that of what stays (0.5: chance)."""
    scores = [answer.scores.get("off_topic", 0.0) for answer in answers]
    go = [score for case, score in zip(cases, scores, strict=True) if "off_topic" in case.grounds]
    stay = [score for case, score in zip(cases, scores, strict=True) if not case.grounds]
    if go and stay:
        above = sum((one > other) + (one == other) / 2 for one in go for other in stay)
        every = len(go) * len(stay)
        print(f"    off topic stands above what stays in {above / every:.1%} of {every:,} pairs")


def reliability(told: list[tuple[float, bool]]) -> tuple[float, list[tuple[float, float, int]]]:
    """The expected calibration error of (score, whether it came true), and of each bin of BINS that has any: the mean
    score, the share that came true, and how many."""
    bins = []
    for least, below in pairwise(BINS):
        within = [one for one in told if least <= one[0] < below]
        if within:
            count = len(within)
            bins.append((sum(s for s, _ in within) / count, sum(true for _, true in within) / count, count))
    return sum(count * abs(said - true) for said, true, count in bins) / max(1, len(told)), bins


def _came_true(cases: list[Case]) -> None:
    """Of each label of the shipped model, on the sets written apart: what was said and what came true."""
    model = shipped()
    if model is None:
        return
    cases = cases[::4] if QUICK else cases
    read = []
    for case in cases:
        text = evenly(normalise(case.facts.comment))
        given = model.scores([text.text[slice(*place)] for place in model.pieces(text.text)])
        read.append({label: max((one[label] for one in given), default=0.0) for label in SPEAKS_FOR})
    print(f"\ncalibration of the model's scores on {len(cases)} comments written apart (said, came true, of how many)")
    for label, ground in SPEAKS_FOR.items():
        error, bins = reliability([(one[label], ground in case.grounds) for one, case in zip(read, cases, strict=True)])
        shown = "; ".join(f"{said:.2f} {true:.2f} {count}" for said, true, count in bins)
        print(f"  {label:10} expected calibration error {error:.3f}: {shown}")


def _swapped() -> None:
    """Of each kind of swap, how many pairs are answered differently."""
    book, flips, count = rulebook_of("mlc-2012"), 0, 0
    told = []
    for kind, every in pairs().items():
        some = every[::10] if QUICK else every
        texts = sorted({text for pair in some for text in pair})
        answers: dict[str, tuple[str, ...]] = {}
        for start in range(0, len(texts), SOME):
            batch = texts[start : start + SOME]
            given = assess_all([CommentFacts(text, POST) for text in batch], grounds=book)
            answers.update((text, answer.grounds) for text, answer in zip(batch, given, strict=True))
        differ = sum(answers[one] != answers[other] for one, other in some)
        flips, count = flips + differ, count + len(some)
        told.append(f"  {kind:20} {differ} of {len(some)}")
    print(f"\npairs answered differently: {flips} of {count} ({flips / count:.2%})", *told, sep="\n")


def _pace(many: list[CommentFacts]) -> None:
    """Comments a second of one core: one by one, some together, and beside a model of BERT-base's size."""
    book = rulebook_of("mlc-2012")
    started = time.process_time()
    for facts in many:
        assess(facts, grounds=book)
    alone = (time.process_time() - started) / len(many)
    started = time.process_time()
    for start in range(0, len(many), SOME):
        assess_all(many[start : start + SOME], grounds=book)
    together = (time.process_time() - started) / len(many)
    print(f"\none comment: {1000 * alone:.1f} ms of one core, {1 / alone:,.0f} a second")
    print(f"{SOME} together: {1000 * together:.1f} ms each, {1 / together:,.0f} a second")
    python = os.environ.get("MASTHEAD_BENCH_PEERS", "")
    lengths = sorted(len(facts.comment.split()) * 5 // 4 + 2 for facts in many)[:: 8 if QUICK else 2]
    command = [python or sys.executable, "-W", "ignore", "-c", _BERT]
    done = subprocess.run(command, input=json.dumps(lengths), capture_output=True, text=True, check=False)
    if done.returncode:
        print("a model of BERT-base's size: not measured here")
        return
    pace = float(done.stdout)
    print(f"a model of BERT-base's size: {pace:,.0f} a second; Masthead {1 / together / pace:.0f} times that")


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
