"""Each policy here says from when the web rule binds its agency; nothing is told of one that says none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from masthead.policy.pack import find_pack, known_packs, load_pack
from masthead.policy.web_rule import web_rule_from


@pytest.mark.parametrize("name", known_packs())
def test_a_policy_names_one_of_the_two_days_of_the_rule(name: str) -> None:
    assert web_rule_from(load_pack(find_pack(name))) in (date(2027, 4, 26), date(2028, 4, 26))


@pytest.mark.parametrize("said", [None, "", "spring", "2027-02-30", 2027, ["2027-04-26"]])
def test_what_is_no_day_is_told_nowhere(said: object) -> None:
    policy = load_pack(find_pack("mlc-2012"))
    facts = {name: value for name, value in policy.facts.items() if name != "web_rule_from"}
    assert web_rule_from(replace(policy, facts=facts if said is None else {**facts, "web_rule_from": said})) is None
