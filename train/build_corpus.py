"""Writes the corpus the model learns from: `python train/build_corpus.py DATA_FOLDER OUT.jsonl [--second]`.

Our own templates, drawn with a seed, and the public collections of `public_sets`. A template goes whole to training or
whole to development (by a digest of its words), so that the development figures are about sentences of another making.
Prints how many rows each part has and the SHA-256 of the file.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
from collections import Counter
from pathlib import Path

from disguise import disguise
from grammar import Section, Speaker, sections
from public_sets import LABELS, read, slurs

FILES = ("peoples_attacked.txt", "peoples_kept.txt", "threats.txt", "persons.txt", "endorsements.txt", "elsewhere.txt")
SECOND = (*FILES, "more.txt")
"""What the second stage reads: less of the first, and more ways of saying."""
SEED = 20261125
TRIES = 6
TIMES, AGAIN = 1.2, 0.5


def for_development(template: str) -> bool:
    """Whether `template` is kept from training: about one in nine."""
    return hashlib.sha256(template.encode()).digest()[0] < 28


def labels_of(section: Section, kind: str) -> dict[str, int | None]:
    """The labels of a sentence of `section`; `people` becomes race or group, after the group that was drawn."""
    told: dict[str, int | None] = dict.fromkeys(LABELS, 0)
    for label in section.labels:
        if label == "people":
            told[kind] = 1
        elif label in told:
            told[label] = 1
    if set(section.labels) & {"candidate", "party", "product"}:
        told["elsewhere"] = None
    return told


def own_rows(folder: Path, seed: int, files: tuple[str, ...]) -> list[dict[str, object]]:
    """Sentences of our templates, some beside a sentence about the library, some misspelled or disguised."""
    speaker = Speaker(seed, slurs(folder))
    chance = random.Random(seed + 1)
    beside = next(s for s in sections("endorsements.txt") if s.name == "library chatter")
    blame = next(s for s in sections("persons.txt") if s.name == "blame of work")
    rows: list[dict[str, object]] = []
    seen: set[str] = set()
    for file in files:
        for section in sections(file):
            made = 0
            count = round(section.count * (AGAIN if file in FILES and files != FILES else TIMES))
            for turn in range(count * TRIES):
                if made >= count:
                    break
                template = section.templates[turn % len(section.templates)]
                text, drawn = speaker.say(template)
                if text in seen:
                    continue
                seen.add(text)
                made += 1
                kind = drawn.slur[0] if "slur" in section.labels else drawn.people.kind
                told = labels_of(section, kind)
                development = for_development(template)
                text, told = _varied(text, told, speaker, chance, beside, blame)
                rows.append({"text": text, "labels": told, "from": section.name, "development": development})
    return rows


def _varied(
    text: str, told: dict[str, int | None], speaker: Speaker, chance: random.Random, beside: Section, blame: Section
) -> tuple[str, dict[str, int | None]]:
    told = dict(told)
    turn = chance.random()
    if told["elsewhere"] == 1:
        pass
    elif turn < 0.16:
        other, _ = speaker.say(chance.choice(beside.templates))
        text = f"{other}. {text}" if chance.random() < 0.5 else f"{text}. {other}"
    elif turn < 0.24:
        other, _ = speaker.say(chance.choice(blame.templates[:10]))
        text, told["criticism"] = f"{other}. {text}", 1
    text = text.replace("..", ".").replace("?.", "?").replace("!.", "!")
    turn = chance.random()
    if turn < 0.25:
        text += chance.choice([".", "!", "!!", "..", "?" if text.split()[0] in ("Why", "How", "Who") else "."])
    elif turn < 0.4:
        text = disguise(text, chance)
    return text, told


def main() -> None:
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    seed = SEED + 1 if "--second" in sys.argv else SEED
    second = "--second" in sys.argv
    rows = own_rows(folder, seed, SECOND if second else FILES)
    for name, (text, labels) in read(folder, seed, second=second):
        told = {label: labels.get(label) for label in LABELS}
        rows.append({"text": text, "labels": told, "from": name, "development": for_development(text)})
    written = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    out.write_text(written, "utf-8")
    for name, count in Counter(str(row["from"]) for row in rows).items():
        print(f"{count:6} {name}")
    print(f"{len(rows)} rows, {sum(bool(row['development']) for row in rows)} for development")
    print("sha256", hashlib.sha256(written.encode()).hexdigest())


if __name__ == "__main__":
    main()
