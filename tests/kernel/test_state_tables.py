"""A state table answers, refuses in words, and draws itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.kernel.refusals import Refused
from masthead.kernel.states import TABLES, StateTable
from masthead.outbox.states import DELIVERY, ENDED, WAITS_FOR_A_PERSON


@pytest.fixture
def door() -> Iterator[StateTable]:
    table = StateTable(
        "door",
        "shut",
        {("shut", "open"): "ajar", ("ajar", "close"): "shut", ("ajar", "break"): "broken"},
        words={"ajar": "half open"},
    )
    yield table
    del TABLES["door"]


def test_it_answers_what_follows_and_refuses_what_does_not(door: StateTable) -> None:
    assert door.to("shut", "open") == "ajar"
    with pytest.raises(
        Refused, match=r"This door is half open, so it cannot “open”\. What can be done now: close, break\."
    ):
        door.to("ajar", "open")
    with pytest.raises(Refused, match="Nothing more can be done"):
        door.to("broken", "close")


def test_it_draws_every_transition(door: StateTable) -> None:
    assert door.mermaid() == (
        "stateDiagram-v2\n    [*] --> shut\n    shut --> ajar: open\n    ajar --> shut: close\n"
        "    ajar --> broken: break\n    broken --> [*]\n"
    )
    assert door.choices()[1] == ("ajar", "Half open")


def test_a_state_nothing_leads_to_and_a_second_table_of_one_name_are_refused(door: StateTable) -> None:
    with pytest.raises(TypeError, match="nothing leads to c"):
        StateTable("island", "a", {("a", "go"): "b", ("c", "go"): "b"})
    with pytest.raises(TypeError, match="two state tables"):
        StateTable("door", "a", {("a", "go"): "b"})


ACTS = sorted(DELIVERY.acts)


@given(st.lists(st.sampled_from(ACTS), max_size=40))
def test_no_road_sends_an_unknown_delivery_again_without_proof_or_a_person(acts: list[str]) -> None:
    state, unsettled = DELIVERY.initial, False
    for act in acts:
        if not DELIVERY.may(state, act):
            with pytest.raises(Refused):
                DELIVERY.to(state, act)
            continue
        if act == "commit":
            assert not unsettled
        state = DELIVERY.to(state, act)
        if act == "lose":
            unsettled = True
        if act in ("prove_absent", "settle_absent"):
            unsettled = False
    assert state in DELIVERY.states


def test_every_state_of_a_delivery_is_moving_ended_or_waits_for_a_person() -> None:
    assert {"delivered", "said", "rejected", "cancelled"} == ENDED
    assert {"held", "by_hand"} == WAITS_FOR_A_PERSON


def test_only_reading_back_leads_to_delivered_and_only_a_person_leads_to_said() -> None:
    assert {act for (_, act), to in DELIVERY.transitions.items() if to == "delivered"} == {"confirm"}
    assert {act for (_, act), to in DELIVERY.transitions.items() if to == "said"} == {"say_posted", "settle_found"}
