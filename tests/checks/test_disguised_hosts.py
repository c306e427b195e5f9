"""A host whose letters look like others is told to whoever signs; a host in its own alphabet is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.checks.engine.disguised_hosts import disguised
from masthead.checks.engine.facts import DraftFacts, LinkFacts
from masthead.checks.links_are_researched import check


@pytest.mark.parametrize(
    ("host", "says"),
    [
        ("p\u0430ypal.example", "mixes Cyrillic and Latin letters"),
        ("xn--pypal-4ve.example", "mixes Cyrillic and Latin letters"),
        ("www.g\u03bf\u03bfds.example", "mixes Greek and Latin letters"),
        ("\u0430\u0440\u0440\u04cf\u0435.com", "is of Cyrillic letters that look like Latin ones"),
    ],
)
def test_letters_that_look_like_others_are_told(host: str, says: str) -> None:
    assert disguised(f"https://{host}/x").endswith(says)
    link = LinkFacts("https://library.example/", "researched", signed_by="Inez Tate", final_url=f"https://{host}/x")
    [raised] = check(DraftFacts("", links=(link,)))
    assert (raised.code, raised.only_advice) == ("host_disguised", True) and host in raised.message


@pytest.mark.parametrize(
    "host",
    ["library.example", "bücher.example", "пример.рф", "例え.jp", "ibm例え.jp", "библиотека.com", "ελλάδα.gr", "😀.ws"],
)
def test_a_host_in_its_own_letters_is_left_alone(host: str) -> None:
    assert disguised(f"https://{host}/") == ""


@given(st.text(max_size=40), st.text("abcxn-019", max_size=60))
def test_no_host_makes_it_fail(one: str, other: str) -> None:
    assert isinstance(disguised(f"https://{one}.xn--{other}.example/"), str)
