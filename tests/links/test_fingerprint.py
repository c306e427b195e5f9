"""A fingerprint that was kept is compared with those of today: what it is made of does not change."""

from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.links.fingerprint import fingerprint, fingerprints, steady_fingerprint

TEXTS = st.text(max_size=200) | st.text("aZ \u00e9\u00df\u0130_1\u0661\u00b2.", max_size=200)


def _as_said(words: list[str]) -> list[str]:
    """The 64 least hashes of all runs of three words."""
    runs = {" ".join(words[n : n + 3]) for n in range(max(1, len(words) - 2))} - {""}
    return sorted(hashlib.blake2b(run.encode("utf-8", "replace"), digest_size=6).hexdigest() for run in runs)[:64]


@given(TEXTS)
def test_a_fingerprint_is_of_all_runs_of_three_words(text: str) -> None:
    assert fingerprint(text) == _as_said(re.findall(r"[^\W\d_]+", text.casefold()))


@pytest.mark.parametrize("accents", ["", " \u00e9t\u00e9"], ids=["plain", "with accents"])
def test_any_sign_parts_words_as_it_always_did(accents: str) -> None:
    text = "".join(f"a{chr(code)}b" for code in range(128)) + accents
    assert fingerprint(text) == _as_said(re.findall(r"[^\W\d_]+", text.casefold()))


@given(TEXTS, TEXTS)
def test_both_of_a_page_are_what_each_is_alone(text: str, main: str) -> None:
    for part in (main, text):
        assert fingerprints(text, part) == (fingerprint(text), steady_fingerprint(part))


def test_a_page_that_says_the_day_is_steady_all_the_same() -> None:
    (monday, one), (tuesday, other) = (
        fingerprints(*2 * [f"On {day} the doors are open to everybody"]) for day in ("Monday", "Tuesday")
    )
    assert one == other and monday != tuesday
