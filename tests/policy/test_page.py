"""The page of a policy names each clause, the file that keeps it, and what is missing."""

from __future__ import annotations

import re
from dataclasses import replace

from masthead.policy.pack import find_pack, load_pack
from masthead.policy.page import render_page

CITY = load_pack(find_pack("okatoma-city-library"))
LINKS = {("check", "links_are_researched"): "src/masthead/checks/links_are_researched.py"}
HELD = {"pause_has_passed": [("tests/publishing/test_publishing.py", "test_the_pause_is_kept")]}


def test_every_clause_and_ground_is_on_the_page() -> None:
    page = render_page(CITY, LINKS, HELD)
    for clause in CITY.clauses:
        assert f"**{clause.label}**<br>{clause.nickname}<br>`{clause.id}`" in page
        assert clause.duty in page
    for ground in CITY.grounds:
        assert f"### {ground.name}" in page
    assert f"> {CITY.disclaimer}" in page


def test_an_enforcer_is_linked_to_its_file_with_levels_and_parameters() -> None:
    page = render_page(CITY, LINKS, HELD)
    row = next(line for line in page.splitlines() if "`links_are_researched`" in line)
    assert "(../../src/masthead/checks/links_are_researched.py)" in row
    assert "asks<br>link_dead: blocks" in row
    assert "| minutes = 5 |" in page


def test_a_gate_is_linked_to_the_test_that_holds_it_and_one_that_nothing_holds_shows() -> None:
    assert "| [test_the_pause_is_kept](../../tests/publishing/test_publishing.py) |" in render_page(CITY, LINKS, HELD)
    assert "**no such file** | **no test** |" in render_page(CITY, LINKS, {})


def test_what_keeps_nothing_shows() -> None:
    assert "gate `pause_has_passed`<br>**no such file**" in render_page(CITY, LINKS, HELD)
    bare = replace(CITY, clauses=tuple(replace(clause, enforced_by=()) for clause in CITY.clauses))
    assert render_page(bare, LINKS, {}).count("**nothing**") == len(CITY.clauses)


def test_tables_stay_tables() -> None:
    """Each row has seven cells, whatever stands in a duty."""
    odd = replace(CITY, clauses=(replace(CITY.clauses[0], duty="Either | or\nboth."),), grounds=())
    rows = [line for line in render_page(odd, {}, {}).splitlines() if line.startswith("|")]
    assert rows
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 8 for row in rows)
