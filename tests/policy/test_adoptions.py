"""The version at a moment is a function of the adoptions: of those begun, the one begun last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from masthead.policy.adoptions import Adoption, holding_at

START = datetime(2026, 1, 1, tzinfo=UTC)
ADOPTIONS = st.lists(
    st.builds(lambda n, d: Adoption(n, f"{n}-{d}", START + timedelta(days=d)), st.integers(1, 9), st.integers(0, 50)),
    max_size=8,
    unique_by=lambda adoption: adoption.number,
)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def test_each_holds_from_its_day_until_the_next() -> None:
    one, two = Adoption(1, "a", day(10)), Adoption(2, "b", day(20))
    held = [holding_at([two, one], day(number)) for number in (5, 10, 19, 20, 99)]
    assert held == [one, one, one, two, two]
    assert holding_at([], day(0)) is None


@given(ADOPTIONS, st.integers(-5, 60), st.randoms())
def test_the_order_they_are_told_in_changes_nothing(found: list[Adoption], number: int, chance: object) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    held = holding_at(found, day(number))
    assert holding_at(shuffled, day(number)) == held
    if held and held.holds_from <= day(number):
        assert not [other for other in found if held.holds_from < other.holds_from <= day(number)]
