"""The reader beside the rules: refused when altered, the same every time, never without words, made from our posts."""

from __future__ import annotations

import hashlib
import json
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from masthead.checks.engine import weighing
from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.reader import HERE, LONGEST, Limits, Reader, reader
from masthead.checks.engine.run import run
from masthead.checks.engine.weighing import doubtful, weighed
from masthead.policy.in_force import rulebook_of
from masthead.reading.encoder import encoder
from masthead.reading.sessions import Unreadable

DATA = Path(__file__).parents[1] / "data" / "checks"
CODES = {
    *("advice_law", "advice_medicine", "advice_tax", "endorses_candidate", "endorses_party", "endorses_product"),
    *("urges_ballot_vote", "possible_defamation", "harassing", "indecent", "unprofessional_tone", "patron_privacy"),
}
_ADVICE = "Thanks for coming to craft night. A landlord who keeps your deposit owes you double, so stop paying."


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HERE, tmp_path / "copy"))


@pytest.mark.parametrize("name", ["reader.onnx", "reader.json"])
def test_an_altered_or_missing_file_is_refused(copy: Path, name: str) -> None:
    content = (copy / name).read_bytes()
    (copy / name).write_bytes(content[:-9])
    with pytest.raises(Unreadable):
        Reader(copy, encoder())
    (copy / name).unlink()
    with pytest.raises(Unreadable, match=name):
        Reader(copy, encoder())


def test_a_reader_made_for_another_encoder_is_refused(copy: Path) -> None:
    told = json.loads((copy / "reader.json").read_text("utf-8"))
    told["sha256"]["encoder.bin"] = "0" * 64
    (copy / "reader.json").write_text(json.dumps(told), "utf-8")
    with pytest.raises(Unreadable, match="another encoder"):
        Reader(copy, encoder())


def test_without_the_reader_a_post_is_blocked_and_not_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Reader:
        raise Unreadable("reader.onnx cannot be read.")

    monkeypatch.setattr(weighing, "reader", missing)
    found = run(DraftFacts("The library opens at nine on Monday."), rulebook_of("mlc-2012"))
    assert {(one.code, one.level) for one in found} == {("check_failed", "blocks")}


def test_what_is_raised_is_a_sentence_of_the_post_with_its_words() -> None:
    found = weighed(_ADVICE, "advice_law")
    assert found is not None
    start, end = found.span
    assert _ADVICE[start:end].startswith("A landlord")
    assert 1 <= len(found.words) <= 3
    assert all(word in _ADVICE[start:end] for word in found.words)


def test_words_that_only_hold_a_sentence_together_are_not_quoted() -> None:
    found = weighed("Our former director stole from the Friends and nobody says so.", "possible_defamation")
    assert found is not None
    assert "stole" in found.words and not {"from", "the", "and", "so"} & set(found.words)


def test_a_weak_rule_is_not_believed_where_the_reader_sees_nothing() -> None:
    book = rulebook_of("mlc-2012")
    tied = "Theo Barnes checked out a thousand westerns, and he told our librarian about each one of them."
    loose = "Pastor Theo Barnes reads from his book on Friday. Check it out at the desk, which is open until nine."
    for text, deserved in ((tied, True), (loose, False)):
        assert doubtful(text, "patron_privacy") is not deserved
        assert ("patron_privacy" in {one.code for one in run(DraftFacts(text), book)}) is deserved


def test_every_code_of_judgment_has_a_limit_and_the_gravest_of_a_person_a_higher_one() -> None:
    limits = {code: one.raised for code, one in reader().limits.items()}
    assert set(limits) == CODES
    assert limits["harassing"] > max(limit for code, limit in limits.items() if code != "harassing")
    assert all(one.doubt < one.raised for one in reader().limits.values())


def test_where_a_rule_found_a_cue_the_reader_is_heeded_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = reader()
    sums = asked.read(_ADVICE)[0].sums["advice_law"]
    assert sums > 0.5
    monkeypatch.setitem(asked.limits, "advice_law", Limits(raised=sums + 1, doubt=sums - 0.5))
    assert weighed(_ADVICE, "advice_law") is None
    assert weighed(_ADVICE, "advice_law", cued=True) is not None
    monkeypatch.setitem(asked.limits, "advice_law", Limits(raised=sums + 1, doubt=sums + 0.5))
    assert weighed(_ADVICE, "advice_law", cued=True) is None


def test_the_same_post_is_read_the_same_whatever_was_read_before() -> None:
    asked = Reader(HERE, encoder())
    once = asked.read(_ADVICE)
    for text in ("x", "Vote for Ann Bell. " * 30, "¿"):
        asked.read(text)
    assert Reader(HERE, encoder()).read(_ADVICE) == once


def test_all_of_a_long_post_is_read_in_order_and_in_its_place() -> None:
    text = "The branch opens at nine. " * 60 + _ADVICE
    read = reader().read(text)
    assert len(read) > 2 and read[0].span[0] == 0 and read[-1].span[1] == len(text)
    assert all(one.span[1] <= other.span[0] for one, other in pairwise(read))
    found = weighed(text, "advice_law")
    assert found is not None and text[found.span[0] : found.span[1]].startswith("A landlord")


@pytest.mark.parametrize("text", ["", " ", "?!", "¿", "a" * 5000, "Ann Bell " * 2000, "\u0301\u200d", "12 12"])
def test_any_text_can_be_read(text: str) -> None:
    for code in reader().limits:
        weighed(text, code)
        doubtful(text, code)
    assert all(len(one.added) <= LONGEST for one in reader().read(text))


def test_the_reader_was_made_from_the_posts_that_stand_here() -> None:
    """Whoever changes what it learns from must teach it again: `train/posts/README.md`."""
    told = json.loads((HERE / "reader.json").read_text("utf-8"))
    lines: list[tuple[frozenset[str], str]] = []
    for file in (DATA / "posts.txt", *sorted((DATA / "labeled/learned").glob("*.tsv"))):
        for line in file.read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                codes, text = line.split("\t")
                lines.append((frozenset(codes.split(",")) - {"clean"}, text))
    for row in map(json.loads, (DATA / "drafts.jsonl").read_text("utf-8").splitlines()):
        lines.append((frozenset(row["expect"]), row["text"]))
    digest = hashlib.sha256("".join(f"{sorted(codes)}{text}\n" for codes, text in lines).encode()).hexdigest()
    assert told["posts"] == len(lines)
    assert told["corpus"] == digest


@pytest.mark.parametrize("text", ["Good morning, readers.", "Happy New Year, everyone.", "Yes, we have that.", "Hello"])
def test_a_greeting_is_left_to_the_rules(text: str) -> None:
    assert all(weighed(text, code) is None and not doubtful(text, code) for code in reader().limits)
