"""The public collections, each under its license, with what their labels mean here. A label they do not tell is None.

Of Davidson 2017 only what nobody found offensive is read: its other labels follow dialect rather than meaning and call
African American English offensive. P-Stance is read for what it is not (no slur, no threat, nothing sold).
"""

from __future__ import annotations

import ast
import csv
import json
import random
from collections.abc import Iterator
from pathlib import Path

LABELS = (
    "person",
    "race",
    "group",
    "threat",
    "vulgar",
    "candidate",
    "party",
    "product",
    "answers",
    "criticism",
    "elsewhere",
)
FIRST = frozenset({"hatemoji", "edos", "madlibs", "perspective", "janitr", "pstance"})
"""Read in both stages; in the second, half as much."""
Row = tuple[str, dict[str, int | None]]

_GROUPS = frozenset(
    ["mus", "wom", "dis", "gayman", "lgbtqa", "trans", "gaywom", "gay", "muswom", "bis", "sikh", "sikhwom", "hind"]
)


def read(folder: Path, seed: int, *, second: bool = False) -> Iterator[tuple[str, Row]]:
    """(collection, row) of every collection used, in a fixed order; the second stage reads three more."""
    chance = random.Random(seed)
    for name, rows, most in (
        ("hatemoji", _hatemoji(folder), 2200),
        ("edos", _edos(folder), 500),
        ("madlibs", _madlibs(folder, chance), 400),
        ("perspective", _perspective(folder), 500),
        ("janitr", _janitr(folder), 600),
        ("pstance", _pstance(folder), 200),
        *(
            (
                ("davidson", _davidson(folder), 1500),
                ("foxnews", _foxnews(folder), 300),
                ("dialect_pairs", _dialect(folder), 300),
            )
            if second
            else ()
        ),
    ):
        drawn = list(rows)
        chance.shuffle(drawn)
        yield from ((name, row) for row in drawn[: most // 2 if second and name in FIRST else most])


def slurs(folder: Path) -> list[tuple[str, str]]:
    """(kind, term) for the slurs of the profanity list that name a people or another group."""
    named = ("fag", "dyke", "trann", "homo", "queer", "shemale", "poof", "lesbo", "retard", "butch", "sodomite")
    found = []
    for row in _csv(folder / "surge_profanity/profanity_en.csv"):
        term, category = row["text"].strip().lower(), row["category_1"]
        if not term.replace(" ", "").isalpha() or float(row["severity_rating"]) < 1.6:
            continue
        if category.startswith("racial"):
            found.append(("race", term))
        elif any(term.startswith(part) for part in named):
            found.append(("group", term))
    return found


def _csv(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)


def _none(*labels: str) -> dict[str, int | None]:
    return dict.fromkeys(labels or LABELS, 0)


def _hatemoji(folder: Path) -> Iterator[Row]:
    for row in _csv(folder / "hatemoji/HatemojiBuild_train.csv"):
        if row["label_gold"] == "0":
            yield row["text"], _none("race", "group", "threat")
            continue
        target = ast.literal_eval(row["target"]) if row["target"].startswith("[") else [row["target"]]
        groups = any(one in _GROUPS for one in target)
        race = any(one not in _GROUPS and one != "none" for one in target)
        threat = int(row["type"] == "threateninglanguage")
        yield row["text"], {"race": int(race), "group": int(groups), "threat": threat, "answers": 0}


def _edos(folder: Path) -> Iterator[Row]:
    kept = 0
    for row in _csv(folder / "edos/data_edos_labelled_aggregated.csv"):
        text = row["text"].replace("[USER]", "").replace("[URL]", "")
        if row["label_sexist"] == "not sexist":
            kept += 1
            if kept % 7 == 0:
                yield text, {"group": 0}
        elif row["label_category"].startswith(("1", "2")):
            yield text, {"group": 1, "threat": int(row["label_category"].startswith("1")), "answers": 0}


def _madlibs(folder: Path, chance: random.Random) -> Iterator[Row]:
    path = folder / "madlibs/archive_unintended_ml_bias_eval_datasets_bias_madlibs_77k.csv"
    for row in _csv(path):
        if row["Label"] == "NOT_BAD" and chance.random() < 0.05:
            yield row["Text"], _none()


def _perspective(folder: Path) -> Iterator[Row]:
    path = folder / "perspective/example_data_perspective_wikipedia_2k_score_sample_20180829.csv"
    for row in _csv(path):
        text = row["comment_text"]
        if len(text) > 240:
            continue
        told = {
            "person": max(float(row["INSULT"]) - (1 - float(row["ATTACK_ON_COMMENTER"])) * 0.3, 0.0),
            "threat": float(row["THREAT"]),
            "vulgar": float(row["OBSCENE"]),
            "race": float(row["IDENTITY_ATTACK"]),
            "group": float(row["IDENTITY_ATTACK"]),
        }
        labels: dict[str, int | None] = {}
        for label, score in told.items():
            if score < 0.25:
                labels[label] = 0
            elif score > 0.9 and label not in ("race", "group"):
                labels[label] = 1
        yield text, {**labels, "candidate": 0, "party": 0}


def _janitr(folder: Path) -> Iterator[Row]:
    selling = {"scam", "promo", "affiliate", "phishing", "giveaway", "recovery_scam", "lead_gen"}
    for line in (folder / "janitr/data_sample.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        labels = set(row["labels"])
        if "topic_language_other" in labels or len(row["text"]) > 400:
            continue
        if labels & selling:
            yield row["text"], {"product": 1, "race": 0, "group": 0, "candidate": 0, "party": 0}
        elif "clean" in labels or "topic_news" in labels:
            yield row["text"], {"product": 0, "race": 0, "group": 0, "threat": 0}


def _pstance(folder: Path) -> Iterator[Row]:
    for row in _csv(folder / "pstance/data_raw_train_all.csv"):
        if row["Stance"] == "AGAINST":
            yield row["Tweet"], {"race": 0, "group": 0, "threat": 0, "product": 0}


def _davidson(folder: Path) -> Iterator[Row]:
    for row in _csv(folder / "davidson/data_labeled_data.csv"):
        if row["class"] == "2" and row["neither"] == row["count"]:
            yield row["tweet"].replace("&amp;", "&"), _none("person", "race", "group", "threat", "vulgar", "answers")


def _foxnews(folder: Path) -> Iterator[Row]:
    for line in (folder / "foxnews/threads_dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if not row["label"] and len(row["text"]) < 300:
            yield row["text"], _none("race", "group", "threat", "product")


def _dialect(folder: Path) -> Iterator[Row]:
    for line in (folder / "dialect_pairs/data_pairs_habitual.txt").read_text("utf-8").splitlines():
        for said in line.split("\t"):
            yield said, _none()
