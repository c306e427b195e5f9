"""A channel is a folder: beside it, only the lists named here and in docs/adding-a-channel.md know it by its id."""

from __future__ import annotations

import ast
from pathlib import Path

import masthead
from masthead.channels.registry import descriptions, on_own_pages

HOUSE = Path(masthead.__file__).parent
LISTS = {
    "employees/places.py": "how long a post may be wherever employees write, with a channel of ours or without",
    "following/accounts.py": "networks on which registers name accounts, with a channel of ours or without",
    "desk/look/channels.py": "two letters and a name; who is not listed goes by the first two letters of the id",
}
NAMED_BY_OTHERS = {
    "desk/views/hand_over.py": "the name of a button, to hand over",
    "employees/exports/read.py": "words in the names of exports' files",
    "project/demo_registers.py": "networks in invented registers",
    "following/registers/congress.py": "words of the register's own files",
    "following/registers/headings.py": "headings of lists of candidates",
    "following/registers/openstates.py": "words of the register's own files",
    "jobs/send_confirmations.py": "the name of the Noticeboard's own job in the records",
}


def _named_in(file: Path, ids: set[str]) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and node.value in ids}


def _outside() -> dict[str, set[str]]:
    ids = set(descriptions())
    # Migrations speak of rows as they were on a day gone by; nothing asks them again.
    files = {str(file.relative_to(HOUSE)): file for file in HOUSE.rglob("*.py") if file.parent.name != "migrations"}
    found = {name: _named_in(file, ids) for name, file in files.items() if not name.startswith("channels/")}
    return {name: named for name, named in found.items() if named}


def test_no_other_file_asks_which_channel_it_has_before_it() -> None:
    assert {name: ids for name, ids in _outside().items() if name not in {**LISTS, **NAMED_BY_OTHERS}} == {}


def test_every_exception_is_one_still_and_the_lists_are_named_to_who_adds_a_channel() -> None:
    assert set(LISTS) | set(NAMED_BY_OTHERS) == set(_outside())
    page = (Path(__file__).parents[2] / "docs" / "adding-a-channel.md").read_text(encoding="utf-8")
    assert [name for name in LISTS if f"../src/masthead/{name}" not in page] == []


def test_no_channel_knows_another_by_its_id() -> None:
    for folder in (HOUSE / "channels").iterdir():
        if folder.is_dir():
            # A stream of its own may bear a word that is another channel's name.
            own_words = {folder.name, *getattr(descriptions().get(folder.name), "streams", ())}
            others = set(descriptions()) - own_words
            assert {f.name: _named_in(f, others) for f in folder.rglob("*.py") if _named_in(f, others)} == {}


def test_only_the_board_of_our_own_is_read_on_our_own_pages() -> None:
    assert on_own_pages() == {each.id for each in descriptions().values() if each.own_pages}
    assert {descriptions()[each].proved for each in on_own_pages()} == {"own"}
