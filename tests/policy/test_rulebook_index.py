"""Asks of a policy in force: parameters given by several clauses are put together."""

from __future__ import annotations

from masthead.policy.pack import find_pack, load_pack
from masthead.policy.rulebook import Rulebook

COMMISSION = Rulebook(load_pack(find_pack("mlc-2012")))
CITY = Rulebook(load_pack(find_pack("okatoma-city-library")))


def test_the_clause_asks_and_the_working_rules_say_how_long() -> None:
    asks = COMMISSION.gate("pause_has_passed")
    assert asks is not None
    assert asks.id == "employees.4"
    assert COMMISSION.params("gate", "pause_has_passed") == {"minutes": 15}
    assert COMMISSION.params("gate", "undo_window_has_passed") == {"minutes": 2}
    assert COMMISSION.params("check", "author_paused") == {"minutes": 15}
    assert CITY.params("gate", "pause_has_passed") == {"minutes": 5}


def test_what_a_policy_does_not_ask_is_not_bound() -> None:
    assert CITY.bound("check", "no_endorsement") == []
    assert CITY.gate("another_person_reviews") is None
    assert CITY.params("notice", "nothing") == {}
