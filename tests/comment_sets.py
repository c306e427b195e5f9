"""The suites of comments written for the tests: drawn from their templates, the same ones each time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from train.context.rows import part
from train.grammar import Section, Speaker, sections

from masthead.signals.engine.facts import CommentFacts

DATA = Path(__file__).parent / "data"
FUNCTIONAL = DATA / "functional"
OTHER_POSTS = DATA / "other_posts"
APART = DATA / "apart" / "comments.tsv"
LATER = DATA / "apart" / "later.tsv"
FREE = DATA / "free" / "comments.txt"
KEPT = Path(__file__).parents[1] / "train" / "free" / "development.tsv"
FREE_POST = "Story time moves to ten on Mondays at the Elm Street branch."
SEED = 41


@dataclass(frozen=True)
class Case:
    """A comment, what it tests, and the grounds it meets; `critical`: it is kept criticism of the agency."""

    name: str
    facts: CommentFacts
    grounds: frozenset[str]
    critical: bool = False


def functional() -> list[Case]:
    """Short comments, each testing one thing, without a post."""
    speaker = Speaker(SEED, [("race", "")], FUNCTIONAL)
    cases = []
    for section in sections("cases.txt", FUNCTIONAL):
        for text, kind in _drawn(speaker, section):
            grounds = frozenset(_ground(label, kind) for label in section.labels if label != "keep")
            cases.append(Case(section.name, CommentFacts(text), grounds))
    return cases


def other_posts() -> list[Case]:
    """Comments under posts of another agency, all grounds and all that must stay."""
    speaker = Speaker(SEED, [("race", "")], OTHER_POSTS)
    posts = [line for line in (OTHER_POSTS / "posts.txt").read_text("utf-8").splitlines() if line]
    races = [people for people in speaker.peoples if people.kind == "race"]
    cases = []
    for section in sections("comments.txt", OTHER_POSTS):
        for number, (text, _) in enumerate(_drawn(speaker, section)):
            text = text.replace("@people@", races[number % len(races)].plurals[0])
            post = posts[number % len(posts)]
            grounds = frozenset(label for label in section.labels if label not in ("keep", "critical"))
            cases.append(Case(section.name, CommentFacts(text, post), grounds, "critical" in section.labels))
    return cases


def free() -> list[Case]:
    """Comments written freely, without templates, under one post."""
    cases, ground = [], ""
    for line in FREE.read_text("utf-8").splitlines():
        if line.startswith("== "):
            ground = line[3:]
        elif line:
            cases.append(Case(ground, CommentFacts(line, FREE_POST), frozenset({ground} - {"keep"})))
    return cases


def kept_from_training() -> list[Case]:
    """Comments written freely under many posts, none of which the model learned from; thresholds were set on them."""
    return _labeled(KEPT)


def held_out() -> list[Case]:
    """Under each post that nothing of the context heads was fitted on: its own comments, those that stay under any
    post, and those that belong under none."""
    rows = part("held.txt")
    cases = []
    for subject in rows.subjects:
        for remark in (*subject.remarks, *rows.anywhere, *rows.nowhere):
            off = remark.place == "nowhere"
            if not off or not remark.tags & subject.tags:
                grounds = frozenset({"off_topic"} if off else ())
                cases.append(Case(remark.place, CommentFacts(remark.text, subject.posts[0]), grounds))
    return cases


def apart() -> list[Case]:
    """Comments by a hand that saw no rule, model or other comment. Four false alarms of theirs were read since."""
    return _labeled(APART)


def apart_later() -> list[Case]:
    """As `apart`, by another hand, while the model that is shipped was made."""
    return _labeled(LATER)


def _labeled(file: Path) -> list[Case]:
    """The rows of a file: labels, post and comment, with tabs between them."""
    cases = []
    for line in file.read_text("utf-8").splitlines():
        told, post, comment = line.split("\t")
        words = set(told.split(","))
        grounds = frozenset(words - {"keep", "criticism", "answers", "group"})
        cases.append(Case(told, CommentFacts(comment, post), grounds, "criticism" in words))
    return cases


def _drawn(speaker: Speaker, section: Section) -> list[tuple[str, str]]:
    speaker.words["R"] = ("@people@",)
    found: dict[str, str] = {}
    for turn in range(section.count * 8):
        if len(found) == section.count:
            break
        text, drawn = speaker.say(section.templates[turn % len(section.templates)])
        found.setdefault(text, drawn.people.kind)
    return list(found.items())


def _ground(label: str, kind: str) -> str:
    """The ground of a label of the functional suite. Groups other than peoples are put under `abusive`."""
    attacked = "racially_inflammatory" if kind == "race" else "abusive"
    return {
        "people": attacked, "disguised": attacked, "threat": "threatening", "person": "abusive",
        "vulgar": "offensive_language", "candidate": "endorses_candidate", "party": "endorses_party",
        "product": "endorses_product",
    }[label]  # fmt: skip
