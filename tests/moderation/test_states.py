"""Every state and every act: what the tables do not allow is refused in a sentence, and nothing is stranded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.conversations.states import COMMENT, CONVERSATION, FORWARDING
from masthead.kernel.refusals import Refused
from masthead.kernel.states import StateTable
from masthead.moderation.states import APPEAL, CASE, DECISION, ENFORCEMENT, NOTICE

TABLES = [COMMENT, CONVERSATION, FORWARDING, APPEAL, CASE, DECISION, ENFORCEMENT, NOTICE]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_what_is_not_in_the_table_is_refused_in_words(table: StateTable) -> None:
    for state in table.states:
        for act in table.acts:
            if not table.may(state, act):
                with pytest.raises(Refused, match=r"^This .*\.$"):
                    table.to(state, act)


@given(st.lists(st.sampled_from(sorted(FORWARDING.acts)), max_size=30))
def test_an_exchange_that_was_sent_is_never_sent_again(acts: list[str]) -> None:
    state, sent = FORWARDING.initial, False
    for act in acts:
        if FORWARDING.may(state, act):
            assert not (sent and act == "claim")
            state = FORWARDING.to(state, act)
            sent = sent or state in ("sent", "unconfirmed")


@given(st.lists(st.sampled_from(sorted(DECISION.acts)), max_size=30))
def test_a_decision_that_fell_never_stands_again(acts: list[str]) -> None:
    state, fell = DECISION.initial, False
    for act in acts:
        if DECISION.may(state, act):
            state = DECISION.to(state, act)
            assert not (fell and state == "final")
            fell = fell or state in ("withdrawn", "overturned")
