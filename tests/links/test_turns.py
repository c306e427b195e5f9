"""Many pages are fetched side by side, and no host notices."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.links import fetch_in_turns as fetching
from masthead.links.fetch import Fetched
from masthead.links.fetch_in_turns import fetch_in_turns
from masthead.links.turns import Turns


class Clock:
    """A clock that goes on only while somebody sleeps by it."""

    def __init__(self) -> None:
        self.at, self.slept = 100.0, list[float]()

    def monotonic(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    held = Clock()
    monkeypatch.setattr(fetching, "time", held)
    return held


def found(url: str) -> Fetched:
    return Fetched("ok", 200, url, hops=((url, 200),))


def urls(**pages: int) -> list[str]:
    return [f"https://{host}.example/{page}" for host, many in pages.items() for page in range(many)]


def asked(things: list[str], *, between: float = 2.0, longest: float = 60.0, at_once: int = 4) -> list[str]:
    """The addresses in the order in which they came in; each has to come with what was found there."""
    given = fetch_in_turns(things, url=lambda url: url, fetch=found, between=between, longest=longest, at_once=at_once)
    pairs = list(given)
    assert all(fetched.final_url == url for url, fetched in pairs)
    return [url for url, _ in pairs]


def test_a_host_that_is_asked_or_was_asked_just_now_waits() -> None:
    turns = Turns([("a", 1), ("a", 2), ("b", 3)], between=2.0)
    assert [turns.take(10.0), turns.take(10.0), turns.take(10.0)] == [("a", 1), ("b", 3), None]
    assert turns.soonest() is None, "until a host has answered nobody knows"
    turns.answered("a", 11.0)
    assert (turns.take(12.9), turns.soonest()) == (None, 13.0)
    assert turns.take(13.0) == ("a", 2)
    turns.answered("b", 13.0)
    turns.answered("a", 14.0)
    assert (turns.take(99.0), turns.soonest()) == (None, None)


def test_the_host_of_which_most_is_left_comes_first() -> None:
    turns = Turns([("a", 1), ("b", 2), ("b", 3), ("b", 4), ("c", 5), ("c", 6)], between=0.0)
    order = []
    while turn := turns.take(0.0):
        order.append(turn[1])
        turns.answered(turn[0], 0.0)
    assert order == [2, 5, 3, 1, 6, 4], "and of those with as much left, who waited longer"


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.integers(0, 3), min_size=60, max_size=60))
def test_all_are_asked_once_and_none_is_hurried(hosts: list[str], steps: list[int]) -> None:
    turns, now, open_, last = Turns(list(zip(hosts, range(20), strict=False)), between=2.0), 0.0, [], dict[str, float]()
    order = list[tuple[str, int]]()
    for step in steps:
        now += 1.0
        if step and (turn := turns.take(now)):
            assert turn[0] not in open_ and now >= last.get(turn[0], 0.0) + 2.0 * (turn[0] in last)
            open_.append(turn[0])
            order.append(turn)
        elif open_:
            host = open_.pop(0)
            last[host] = now
            turns.answered(host, now)
    assert max(Counter(order).values(), default=1) == 1
    for host in "abc":
        mine = [number for one, number in order if one == host]
        assert mine == sorted(mine), "what is asked of one host keeps its order"


def test_several_hosts_are_asked_at_once() -> None:
    met = threading.Barrier(3, timeout=60)

    def fetch(url: str) -> Fetched:
        met.wait()
        return found(url)

    got = fetch_in_turns(urls(a=1, b=1, c=1), url=str, fetch=fetch, between=0.0, longest=600.0, at_once=3)
    assert len(list(got)) == 3


def test_no_more_at_once_than_is_said_and_never_two_pages_of_one_host() -> None:
    lock, open_, most, together = threading.Lock(), Counter[str](), [0], list[str]()

    def fetch(url: str) -> Fetched:
        host = url.split("/")[2]
        with lock:
            open_[host] += 1
            most.append(sum(open_.values()))
            if open_[host] > 1:
                together.append(host)
        with lock:
            open_[host] -= 1
        return found(url)

    things = urls(a=20, b=20, c=20, d=20)
    got = fetch_in_turns(things, url=str, fetch=fetch, between=0.0, longest=600.0, at_once=2)
    assert sorted(url for url, _ in got) == sorted(things)
    assert max(most) <= 2 and not together


def test_a_link_whose_fetching_fails_costs_no_other() -> None:
    things = urls(a=2, b=1)

    def fetch(url: str) -> Fetched:
        if url == things[0]:
            raise RuntimeError("a stranger's doing")
        return found(url)

    got = dict(fetch_in_turns(things, url=str, fetch=fetch, between=0.0, longest=600.0))
    assert {url: fetched.state for url, fetched in got.items()} == dict.fromkeys(things, "ok") | {things[0]: "blocked"}
    assert got[things[0]].trouble == fetching.FAILED


def test_a_host_is_left_alone_between_two_pages(clock: Clock) -> None:
    assert asked(urls(a=3)) == urls(a=3)
    assert clock.slept == [2.0, 2.0]


def test_a_name_with_www_before_it_is_the_same_host(clock: Clock) -> None:
    assert len(asked(["https://www.a.example/1", "http://a.example/2"])) == 2
    assert clock.slept == [2.0]


def test_what_there_is_no_time_for_is_not_begun(clock: Clock) -> None:
    assert asked(urls(a=5), longest=5.0) == urls(a=3), "at once, after two and after four seconds"
    assert clock.slept == [2.0, 2.0], "and nobody waits for what will not come"


def test_without_time_nothing_is_begun(clock: Clock) -> None:
    assert asked(urls(a=2, b=2), longest=-1.0) == []


def test_a_host_that_answered_before_is_waited_for(clock: Clock) -> None:
    things = urls(a=2, b=1)
    given = fetch_in_turns(things, url=str, fetch=found, between=2.0, longest=60.0, waits={"a.example": 1.5})
    order = [(url, clock.at) for url, _ in given]
    assert order == [(things[2], 100.0), (things[0], 101.5), (things[1], 103.5)]


def test_when_it_is_enough_nothing_more_is_begun(clock: Clock) -> None:
    things, questions = urls(a=5), list[float]()

    def enough() -> bool:
        questions.append(clock.at)
        return clock.at >= 103.0

    given = fetch_in_turns(things, url=str, fetch=found, between=2.0, longest=60.0, enough=enough)
    assert [url for url, _ in given] == things[:2]
    assert questions == [101.0, 102.0, 103.0], "asked once a second, also while all hosts are left alone"


def test_nothing_to_ask_is_nothing_found(clock: Clock) -> None:
    assert (asked([]), clock.slept) == ([], [])
