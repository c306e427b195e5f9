"""What changed between two versions is told clause by clause, with who decides it; of one file with itself, nothing."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from masthead.policy.clause import Binding, Policy
from masthead.policy.diff import Change, compare
from masthead.policy.pack import find_pack, known_packs, load_pack

PACKS = {name: load_pack(find_pack(name)) for name in known_packs()}
CITY = PACKS["okatoma-city-library"]
LINKS = next(clause for clause in CITY.clauses if clause.id == "4.2")


def with_links(**changes: object) -> Policy:
    changed = replace(LINKS, **changes)  # type: ignore[arg-type]
    return replace(CITY, clauses=tuple(changed if clause.id == LINKS.id else clause for clause in CITY.clauses))


def told(new: Policy, old: Policy = CITY) -> list[tuple[str, str, str, str, str]]:
    return [(c.kind, c.layer, c.what, c.old, c.new) for c in compare(old, new).changes]


@pytest.mark.parametrize("name", PACKS)
def test_a_file_differs_from_itself_in_nothing(name: str) -> None:
    assert compare(PACKS[name], PACKS[name]).changes == ()


@pytest.mark.parametrize("old", PACKS)
@pytest.mark.parametrize("new", PACKS)
def test_between_any_two_packs_every_clause_and_ground_is_told(old: str, new: str) -> None:
    difference = compare(PACKS[old], PACKS[new])
    come, gone = ({c.where for c in difference.changes if c.kind == kind} for kind in ("added", "removed"))
    for part in ("clauses", "grounds"):
        before, after = ({item.id for item in getattr(PACKS[name], part)} for name in (old, new))
        assert after - before <= come
        assert before - after <= gone
    assert json.loads(json.dumps(difference.as_json()))["to"] == PACKS[new].stamp
    back = compare(PACKS[new], PACKS[old])
    assert len(back.changes) == len(difference.changes)


def test_a_reworded_duty_is_the_boards_and_its_plain_words_are_managements() -> None:
    assert told(with_links(duty="Links are read.", public="We read links.")) == [
        ("reworded", "policy", "duty", LINKS.duty, "Links are read."),
        ("reworded", "rules", "public", LINKS.public, "We read links."),
    ]


def test_words_pasted_where_there_were_none_change_nothing_that_was_adopted() -> None:
    pasted = with_links(text="Links shall be read.")
    assert told(pasted) == [("reworded", "rules", "text", "", "Links shall be read.")]
    assert told(with_links(text="Links may be read."), pasted)[0][1] == "policy"


def test_other_words_to_sign_are_managements() -> None:
    words = replace(CITY.permission, version="2", child="I agree for the child.")
    assert [(layer, what, new) for _, layer, what, _, new in told(replace(CITY, permission=words))] == [
        ("rules", "version", "2"),
        ("rules", "child", "I agree for the child."),
    ]


def test_levels_and_figures_are_told_with_what_they_are_of() -> None:
    binding, *others = LINKS.enforced_by
    changed = replace(binding, level="advises", levels={}, params={"days": 30})
    assert told(with_links(enforced_by=(changed, *others))) == [
        ("level", "rules", "check links are researched", "asks", "advises"),
        ("level", "rules", "check links are researched, link dead", "blocks", "advises"),
        ("level", "rules", "check links are researched, link listed", "blocks", "advises"),
        ("parameter", "rules", "check links are researched, days", "", "30"),
    ]


def test_another_short_name_for_what_a_check_finds_is_managements() -> None:
    binding, *others = LINKS.enforced_by
    named = with_links(enforced_by=(replace(binding, nickname="Read links"), *others))
    assert told(named) == [("reworded", "rules", "check links are researched, its short name", "", "Read links")]


def test_another_keeper_and_another_sentence_for_a_person() -> None:
    people = with_links(enforced_by=(Binding("human", "The author reads it."),))
    assert [kind for kind, *_ in told(people)] == [*["unbound"] * len(LINKS.enforced_by), "bound"]
    reworded = with_links(enforced_by=(Binding("human", "A colleague reads it."),))
    assert told(reworded, people) == [
        ("reworded", "rules", "what a person looks at", "The author reads it.", "A colleague reads it.")
    ]


def test_a_ground_and_its_words() -> None:
    ground = PACKS["sweetgum-bayou-schools"].grounds[-1]
    fewer = dict(list(ground.word_reasons.items())[1:])
    changed = replace(ground, definition="Another.", why_required=True, words=tuple(fewer), word_reasons=fewer)
    old = replace(CITY, grounds=(ground,))
    found = compare(old, replace(CITY, grounds=(changed,))).changes
    assert [change.what for change in found] == ["definition", "a written reason", "the word list"]
    assert all(change.layer == "policy" for change in found)
    assert found[-1] == Change(
        "ground", "policy", ground.id, f"Ground “{ground.name}”", "the word list", found[-1].old, ""
    )


def test_a_change_is_said_in_plain_words_and_a_short_value_is_replaced_not_marked() -> None:
    (plain,) = compare(CITY, with_links(public="We read links.")).changes
    assert plain.sentence == f"{LINKS.label}, the words for the public: reworded"
    version = compare(CITY, replace(CITY, working_rules_version="2026-12")).changes[-1]
    assert version.replaced
    assert not plain.replaced
