"""The labeled posts that the reader of posts learns from, in one order, with settings they might stand in.

A post is labeled as a whole; in life its fault often stands between sentences that deserve nothing. So some posts are
given in some rounds with sentences of a clean post before or after them. Nothing of the measured parts is read here.
"""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "tests/data/checks"
CODES = (
    "advice_law",
    "advice_medicine",
    "advice_tax",
    "endorses_candidate",
    "endorses_party",
    "endorses_product",
    "urges_ballot_vote",
    "possible_defamation",
    "harassing",
    "indecent",
    "unprofessional_tone",
    "patron_privacy",
)
SEED = 20261125
DEVELOPMENT = frozenset({"part-3.tsv", "part-6.tsv", "part-18.tsv", "part-23.tsv"})
"""Whole files: thresholds are set where nothing was learned. The hands of 18 and 23 wrote learned parts as well."""
SET_AMONG_OTHERS = 0.5
LONGEST_SETTING = 160


@dataclass(frozen=True)
class Post:
    codes: frozenset[str]
    text: str
    file: str


def posts() -> list[Post]:
    """Every labeled post there is to learn from."""
    found: list[Post] = []
    for file in (DATA / "posts.txt", *sorted((DATA / "labeled/learned").glob("*.tsv"))):
        for line in file.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                codes, text = line.split("\t")
                found.append(Post(frozenset(codes.split(",")) - {"clean"}, text, file.name))
    for line in (DATA / "drafts.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found.append(Post(frozenset(row["expect"]), row["text"], "drafts.jsonl"))
    return found


def among_others(labeled: list[Post]) -> dict[int, Post]:
    """Some of `labeled` by their place, each beside a sentence or two of a clean post of the same parts."""
    chance = random.Random(SEED)
    clean = [post.text for post in labeled if not post.codes]
    found = {}
    for place, post in enumerate(labeled):
        if chance.random() >= SET_AMONG_OTHERS:
            continue
        setting = re.split(r"(?<=[.!?])\s+", chance.choice(clean))
        beside = " ".join(setting[: chance.randint(1, 2)])
        if len(beside) <= LONGEST_SETTING:
            text = f"{beside} {post.text}" if chance.random() < 0.6 else f"{post.text} {beside}"
            found[place] = Post(post.codes, text, post.file)
    return found
