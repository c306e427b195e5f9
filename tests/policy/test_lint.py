"""The lint says which duty is kept by nothing, which name binds nothing, which enforcer nobody asks for."""

from __future__ import annotations

from dataclasses import replace

from masthead.policy.clause import Binding, Clause, Policy
from masthead.policy.lint import unbound, unenforced, unknown_bindings
from masthead.policy.pack import find_pack, load_pack


def policy(*bindings: Binding) -> Policy:
    clause = Clause("4.2", "clause", "Article", "Accounts", "4.2", "Checked links", "Links are read.", bindings)
    return replace(load_pack(find_pack("okatoma-city-library")), clauses=(clause,))


CHECK, GATE, NOTICE = Binding("check", "links"), Binding("gate", "pause"), Binding("notice", "page")
HUMAN = Binding("human", "The author reads it.")


def test_a_clause_kept_by_nothing_is_named() -> None:
    assert unenforced(policy()) == ("4.2",)
    assert unenforced(policy(HUMAN)) == ()


def test_a_binding_to_nothing_is_named() -> None:
    whole = policy(CHECK, GATE, NOTICE, HUMAN)
    assert unknown_bindings(whole, {"links"}, {"pause"}, {"page"}) == ()
    assert unknown_bindings(whole, (), {"pause"}, {"page"}) == ("4.2: check links",)
    assert unknown_bindings(whole, {"links", "pause"}, {"page"}, ()) == ("4.2: gate pause", "4.2: notice page")


def test_an_enforcer_nobody_asks_for_is_named() -> None:
    some, more = policy(CHECK), policy(GATE)
    assert unbound([some, more], {"links"}, {"pause"}, ()) == ()
    assert unbound([some], {"links", "more"}, {"pause"}, {"page"}) == ("check more", "gate pause", "notice page")
