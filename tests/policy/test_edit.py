"""A small change touches what it is about and no other byte of the file."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.kernel.text import BIDI_OVERRIDES
from masthead.policy.diff import compare
from masthead.policy.edit import BindingEdit, with_adoption, with_bindings, with_labels, with_words
from masthead.policy.pack import find_pack, known_packs, parse_pack

PACKS = {name: find_pack(name).read_bytes() for name in known_packs()}
SAID = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="".join(BIDI_OVERRIDES)), min_size=1, max_size=80
).map(str.strip).filter(bool)  # fmt: skip
each = pytest.mark.parametrize("name", PACKS)


def lines_changed(old: bytes, new: bytes) -> int:
    before, after = old.decode().splitlines(), new.decode().splitlines()
    return len(set(after) - set(before))


@each
def test_labels_and_the_day_of_the_vote(name: str) -> None:
    raw = PACKS[name]
    new = with_adoption(with_labels(raw, version="x1", rules="x2"), adopted=date(2030, 1, 2))
    policy = parse_pack(new)
    assert (policy.version, policy.working_rules_version, policy.adopted) == ("x1", "x2", date(2030, 1, 2))
    assert lines_changed(raw, new) == 3
    assert with_adoption(new, adopted=date(2030, 1, 2)) == new


@given(name=st.sampled_from(sorted(PACKS)), said=SAID)
def test_any_words_come_back_as_they_were_written(name: str, said: str) -> None:
    first = parse_pack(PACKS[name]).clauses[0]
    new = with_words(PACKS[name], {first.id: {"text": said, "duty": said}})
    clause = parse_pack(new).clauses[0]
    assert (clause.text, clause.duty) == (said, said)
    assert {c.what for c in compare(parse_pack(PACKS[name]), parse_pack(new)).changes} <= {"text", "duty"}


@each
def test_words_with_lines_and_taken_out_again(name: str) -> None:
    first = parse_pack(PACKS[name]).clauses[0].id
    new = with_words(PACKS[name], {first: {"text": 'One "line"\nand another \\'}})
    assert parse_pack(new).clauses[0].text == 'One "line"\nand another \\'
    assert not compare(parse_pack(PACKS[name]), parse_pack(with_words(new, {first: {"text": ""}}))).changes


def test_a_level_and_a_figure() -> None:
    raw = PACKS["okatoma-city-library"]
    new = with_bindings(raw, "rules.wait", {0: BindingEdit(level="asks", params={"minutes": 9})})
    found = compare(parse_pack(raw), parse_pack(new)).changes
    assert [(change.what, change.new) for change in found] == [
        ("check author paused", "asks"),
        ("check author paused, minutes", "9"),
    ]
    assert lines_changed(raw, new) == 1


@pytest.mark.parametrize("wrong", [("no.such", {0: BindingEdit(level="asks")}), ("rules.wait", {99: BindingEdit()})])
def test_what_is_not_there_cannot_be_changed(wrong: tuple[str, dict[int, BindingEdit]]) -> None:
    with pytest.raises(ValueError, match="cannot be changed here"):
        with_bindings(PACKS["okatoma-city-library"], *wrong)
