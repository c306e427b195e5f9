"""Posts and comments written for the context heads, and what each comment is to each post.

`learned.txt`, `development.txt`, `held.txt`: a heading names a subject and its tags; `P` a post about it; `+` a comment
that belongs under these posts and no others; `=` one that belongs here and stays anywhere. Under `anywhere` stand
comments that stay under any post of an agency, under `nowhere` those that belong under none, except where a tag in
brackets makes them plausible. A subject stands in one file only.
`aimed.txt`: `kind thread | comment` under a post; `thread.txt`: what is said before, and what may follow it.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
AIMS = ("offered", "urges", "person", "work")
"""Recommends what the post itself offers; urges something else; insults a person; blames work or a decision."""
BELONGS = ("unrelated", "elsewhere")
"""Says nothing of what the post is about; belongs under no post of an agency."""


@dataclass(frozen=True)
class Remark:
    """A comment: where it belongs, and what it does (`aim`, or "" for nothing told)."""

    text: str
    place: str  # own, stays, anywhere, nowhere
    tags: frozenset[str] = frozenset()
    post: str = ""
    thread: str = ""
    aim: dict[str, int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Subject:
    """Posts about one thing, with the comments that belong under them."""

    tags: frozenset[str]
    posts: tuple[str, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class Part:
    """One file: its subjects, and the comments that stay anywhere or belong nowhere."""

    subjects: tuple[Subject, ...]
    anywhere: tuple[Remark, ...]
    nowhere: tuple[Remark, ...]


def part(name: str) -> Part:
    """A file of this folder. Raises ValueError for a line that is none of the above."""
    subjects, loose = [], {"anywhere": [], "nowhere": []}
    for block in (HERE / name).read_text("utf-8").split("\n# "):
        heading, *lines = block.removeprefix("# ").strip().split("\n")
        if heading in loose:
            loose[heading] = [_loose(line, heading) for line in lines if line]
            continue
        title, _, tags = heading.partition(":")
        own = frozenset((title, *tags.split()))
        posts = tuple(line[2:] for line in lines if line.startswith("P "))
        if not posts:
            raise ValueError(f"{name}: {heading} has no post.")
        said = [line for line in lines if line and not line.startswith("P ")]
        if odd := [line for line in said if line[:2] not in ("+ ", "= ")]:
            raise ValueError(f"{name}: {odd[0]}")
        remarks = tuple(Remark(line[2:], "own" if line[0] == "+" else "stays", own) for line in said)
        subjects.append(Subject(own, posts, remarks))
    return Part(tuple(subjects), tuple(loose["anywhere"]), tuple(loose["nowhere"]))


def _loose(line: str, place: str) -> Remark:
    found = re.fullmatch(r"[+-] (?:\[([a-z ]+)\] )?(.+)", line)
    if not found:
        raise ValueError(line)
    return Remark(found[2], place, frozenset((found[1] or "").split()))


def belongs(remark: Remark, subject: Subject) -> dict[str, int | None]:
    """What `remark` is to the posts of `subject`: 1, 0, or None where the files do not tell."""
    together = bool(remark.tags & subject.tags)
    if remark.place == "nowhere":
        return dict.fromkeys(BELONGS, None if together else 1)
    if remark.place == "anywhere":
        return {"unrelated": None, "elsewhere": 0}
    if together:
        return {"unrelated": 0 if remark in subject.remarks else None, "elsewhere": 0}
    return {"unrelated": 1 if remark.place == "own" else None, "elsewhere": None if remark.place == "own" else 0}


def aimed(*, development: bool) -> list[Remark]:
    """The rows of `aimed.txt`: of the posts learned from, or of those kept for development."""
    learned, _, kept = (HERE / "aimed.txt").read_text("utf-8").partition("== development\n")
    found = []
    for block in (kept if development else learned).split("\n# "):
        _, *lines = block.removeprefix("# ").strip().split("\n")
        post = next((line[2:] for line in lines if line.startswith("P ")), "")
        for line in lines:
            kind, _, rest = line.partition(" ")
            if kind in (*AIMS, "plain"):
                thread, bar, text = rest.partition(" | ")
                thread, text = (thread, text) if bar else ("", rest.removeprefix("- "))
                found.append(Remark(text, "told", frozenset(), post, thread, _aim(kind)))
    return found


def _aim(kind: str) -> dict[str, int]:
    return {aim: int(aim == kind) for aim in AIMS}


def in_threads(posts: list[str], chance: random.Random, count: int, *, every: int, rest: int) -> list[Remark]:
    """`count` comments that follow another under some post, made of `thread.txt`; of its lines those whose place leaves
    `rest` when divided by `every` are left out (every > 0) or are the only ones (every < 0)."""
    sections = {}
    for block in (HERE / "thread.txt").read_text("utf-8").split("\n# "):
        heading, *lines = block.removeprefix("# ").strip().split("\n")
        sections[heading] = [line for number, line in enumerate(lines) if (number % abs(every) == rest) is (every < 0)]
    before = sections.pop("said before")
    kinds = {"insults": "person", "answers": "plain", "blames": "work", "urges": "urges", "names": "plain"}
    found = []
    for _ in range(count):
        heading = chance.choice(sorted(sections))
        line = chance.choice(before)
        name = line.partition(":")[0]
        text = chance.choice(sections[heading]).replace("@", name)
        kind = kinds[heading.split()[0]]
        thread = line
        if kind in ("work", "urges") and chance.random() < 0.4:
            thread = ""
        if kind == "person" and chance.random() < 0.3 and name not in text:
            text = chance.choice((f"{name}, {text}", f"{text}, {name}"))
        found.append(Remark(text, "told", frozenset(), chance.choice(posts), thread, _aim(kind)))
    return found
