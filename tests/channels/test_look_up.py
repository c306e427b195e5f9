"""A name is looked up within a time, whatever the resolver does, and few threads are ever left with it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import httpx
import pytest

from masthead.channels import look_up as looking
from masthead.channels.look_up import NotFoundInTime, look_up
from masthead.channels.public_only import PublicTransport

PATIENCE = 300
"""Seconds; an answer that is there takes none."""
ANSWER = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.7", 443))]


class Resolver:
    """Says nothing until it is let go."""

    def __init__(self) -> None:
        self.asked, self.goes, self.two = list[str](), threading.Event(), threading.Event()

    def __call__(self, host: str, *_: object, **__: object) -> list[object]:
        self.asked.append(host)
        if len(self.asked) == 2:
            self.two.set()
        self.goes.wait(PATIENCE)
        return [*ANSWER, *ANSWER]


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> Iterator[Resolver]:
    resolver = Resolver()
    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    monkeypatch.setattr(looking, "_free", threading.BoundedSemaphore(2))
    yield resolver
    resolver.goes.set()


def test_a_resolver_that_says_nothing_is_left_when_the_time_is_over(
    stuck: Resolver, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotFoundInTime):
        look_up("host.example", 443, seconds=0.01)
    monkeypatch.setattr(looking, "LONGEST", 0.01)
    with httpx.Client(transport=PublicTransport(), timeout=PATIENCE) as client, pytest.raises(httpx.ConnectTimeout):
        client.get("https://host.example/")


def test_no_more_are_asked_at_once_than_is_said_and_later_ones_are_answered_again(stuck: Resolver) -> None:
    for number in range(5):
        with pytest.raises(NotFoundInTime):
            look_up(f"{number}.example", 443, seconds=0.01)
    assert stuck.two.wait(PATIENCE)
    assert sorted(stuck.asked) == ["0.example", "1.example"], "the others wait for one of these to end"
    stuck.goes.set()
    assert look_up("again.example", 443) == ["192.0.2.7"]


def test_what_the_resolver_says_of_a_name_is_what_the_asker_hears(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    with pytest.raises(socket.gaierror, match="not known"):
        look_up("host.example", 443)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_an_address_waits_for_no_resolver(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "_free", threading.Semaphore(0))
    assert look_up(address, 443, seconds=0.0) == [address]
