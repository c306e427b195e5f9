"""Bits in which texts that say the like agree: of their letters, and of their meaning."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.moderation.likeness import BITS, groups_of, near, overlap, sketch
from masthead.signals.context.meaning import meaning, version

INSULT, LIKE_IT = "Your clerk is an idiot and a moron", "What a lazy worthless idiot works at the front desk"
SPANISH, ALMOST = "Voy a quemar la biblioteca esta noche", "¡Voy a quemar su biblioteca esta misma noche!"


def bits(one: bytes, other: bytes) -> int:
    return (int.from_bytes(one, "little") ^ int.from_bytes(other, "little")).bit_count()


@given(st.text(max_size=200))
def test_a_bit_is_set_where_most_groups_of_letters_have_it(text: str) -> None:
    groups, most = groups_of(text), [0] * BITS
    for group in groups:
        digest = hashlib.blake2b(group.encode("utf-8", "replace"), digest_size=BITS // 8).digest()
        for place in range(BITS):
            most[place] += int.from_bytes(digest, "little") >> place & 1
    told = sum(1 << place for place, count in enumerate(most) if count > len(groups) // 2)
    assert sketch(text) == (told.to_bytes(BITS // 8, "little") if groups else b"")


def test_like_words_are_near_in_any_language_and_others_are_not() -> None:
    assert near(bits(sketch(SPANISH), sketch(ALMOST))) > 0.6
    assert overlap(groups_of(SPANISH), groups_of(ALMOST)) > 0.6
    assert near(bits(sketch(SPANISH), sketch(INSULT))) < 0.3
    assert sketch("SHUT up, you!") == sketch("shut UP you")


@pytest.mark.parametrize("text", ["", "  ", "!!!", "🎉"])
def test_what_has_no_words_is_like_nothing(text: str) -> None:
    assert sketch(text) == b"" and meaning(text) == b"" and overlap(groups_of(text), groups_of(text)) == 0.0


def test_what_means_the_like_in_other_words_is_near() -> None:
    assert overlap(groups_of(INSULT), groups_of(LIKE_IT)) < 0.3
    assert near(bits(meaning(INSULT), meaning(LIKE_IT))) > 0.45
    assert near(bits(meaning(INSULT), meaning("When do you open on Sunday?"))) < 0.3


def test_the_same_text_has_the_same_bits_and_the_model_has_a_name() -> None:
    assert meaning(INSULT) == meaning(INSULT) != b""
    assert len(meaning(INSULT)) == len(sketch(INSULT)) == BITS // 8 and version()
    assert len(meaning("Not a word of it is true. " * 4_000)) == BITS // 8
