"""From a template to sentences: `[one|another|]` chooses, `{name}` takes a word of the lexicon. Seeded."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "templates"
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class People:
    """A group, and how it is spoken of. kind: "race" (race, color, ethnicity, origin) or "group" (any other)."""

    kind: str
    plurals: tuple[str, ...]
    adjective: str
    ones: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """Templates that test one thing. labels: what each of their sentences is; count: how many are drawn."""

    name: str
    labels: tuple[str, ...]
    count: int
    templates: tuple[str, ...]


@dataclass
class Drawn:
    """What the slots of one sentence have been filled with, so that a name stays the same in it."""

    people: People
    other: People
    slur: tuple[str, str]
    woman: bool
    used: dict[str, str] = field(default_factory=dict)


def peoples(folder: Path = FOLDER) -> tuple[People, ...]:
    """Every group of the lexicon."""
    rows = (row.split("|") for row in _rows(folder / "peoples.txt"))
    return tuple(
        People(kind.strip(), _options(plurals), adjective.strip(), _options(ones))
        for kind, plurals, adjective, ones in rows
    )


def lexicon(folder: Path = FOLDER) -> dict[str, tuple[str, ...]]:
    """Slot name → the words that may fill it."""
    rows = (row.partition(":") for row in _rows(folder / "lexicon.txt"))
    return {name: _options(words) for name, _, words in rows}


def sections(file: str, folder: Path = FOLDER) -> list[Section]:
    """The sections of one template file. A heading reads `== name | labels | count`."""
    found: list[tuple[str, str, int, list[str]]] = []
    for row in _rows(folder / file):
        if row.startswith("=="):
            name, labels, count = (part.strip() for part in row.lstrip("= ").split("|"))
            found.append((name, labels, int(count), []))
        else:
            found[-1][3].append(row)
    return [Section(name, tuple(labels.split()), count, tuple(rows)) for name, labels, count, rows in found]


class Speaker:
    """Fills templates. The same seed says the same sentences."""

    def __init__(self, seed: int, slurs: list[tuple[str, str]], folder: Path = FOLDER) -> None:
        self.random = random.Random(seed)
        self.words = lexicon(folder)
        self.peoples = peoples(folder)
        self.slurs = slurs

    def say(self, template: str) -> tuple[str, Drawn]:
        """A sentence of `template`, and what it was filled with."""
        people, other = self.random.sample(self.peoples, 2)
        drawn = Drawn(people, other, self.random.choice(self.slurs), self.random.random() < 0.5)
        return tidy(self._fill(self._choose(template), drawn)), drawn

    def _choose(self, text: str) -> str:
        while match := _CHOICE.search(text):
            text = text[: match.start()] + self.random.choice(match[1].split("|")) + text[match.end() :]
        return text

    def _fill(self, text: str, drawn: Drawn) -> str:
        while match := _SLOT.search(text):
            text = text[: match.start()] + self._word(match[1], drawn) + text[match.end() :]
        return text

    def _word(self, slot: str, drawn: Drawn) -> str:
        pronouns = {"him": ("him", "her"), "he": ("he", "she"), "He": ("He", "She"), "his": ("his", "her")}
        special = {
            "P": lambda: self.random.choice(drawn.people.plurals),
            "P2": lambda: self.random.choice(drawn.other.plurals),
            "A": lambda: drawn.people.adjective,
            "Ps": lambda: self.random.choice(drawn.people.ones),
            "slur": lambda: drawn.slur[1] + ("" if drawn.slur[1].endswith("s") else "s"),
            "sluro": lambda: drawn.slur[1],
            "youhim": lambda: self.random.choice(["you", "him", "her"]),
            "cand2": lambda: self.random.choice(self.words["cand"]),
            "exclude": lambda: self.random.choice(
                ["Keep {P} out", "{P} go home", "{P} are {beasts}", "No {P} here", "Death to {P}", "{P} {wrongs}"]
            ),
        }
        if slot in pronouns:
            return pronouns[slot][drawn.woman]
        if slot in ("names", "cand", "party", "firm", "ware") and slot in drawn.used:
            return drawn.used[slot]
        word = special[slot]() if slot in special else self.random.choice(self.words[slot])
        drawn.used[slot] = word
        return word


def tidy(text: str) -> str:
    """Spaces as a writer sets them, and a capital at the start."""
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r" ([,.!?;:])", r"\1", text)
    text = re.sub(r",+([.!?,])", r"\1", text)
    return text[:1].upper() + text[1:]


def _rows(file: Path) -> list[str]:
    rows = (row.strip() for row in file.read_text("utf-8").splitlines())
    return [row for row in rows if row and not row.startswith("#")]


def _options(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split(";") if word.strip())
