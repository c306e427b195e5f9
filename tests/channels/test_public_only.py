"""A connector's client goes to public servers only; nothing but settings of their own lets tests reach this machine."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpcore
import httpx
import pytest

import masthead
from masthead.channels.errors import Rejected
from masthead.channels.public_only import Guarded, NotPublic, PublicTransport, server_address
from masthead.kernel.public_addresses import is_public
from masthead.kernel.refusals import Invalid

PATIENCE = 300
"""Seconds; on this machine alone, an answer takes none."""


@pytest.fixture
def inside() -> Iterator[str]:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_address_inside_is_refused_and_the_tests_own_setting_lets_it_pass(inside: str, settings: object) -> None:
    with httpx.Client(transport=PublicTransport(), timeout=PATIENCE) as client:
        assert client.get(inside).status_code == 200
    settings.MASTHEAD_CHANNELS_ON_LOOPBACK = False  # type: ignore[attr-defined]
    with (
        httpx.Client(transport=PublicTransport(), timeout=PATIENCE) as client,
        pytest.raises(Rejected, match="private network"),
    ):
        client.get(inside)


def test_a_public_name_that_leads_inside_is_refused_at_the_moment_of_connecting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inward = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.5", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inward)
    with httpx.Client(transport=PublicTransport(), timeout=PATIENCE) as client, pytest.raises(Rejected):
        client.get("https://host.example/")


class Network:
    """Stands where the library connects: some addresses answer, the others refuse or say nothing."""

    def __init__(self, answering: set[str], trouble: type[Exception]) -> None:
        self.answering, self.trouble = answering, trouble
        self.tried, self.shares = list[str](), list[float | None]()

    def connect_tcp(self, host: str, _port: int, timeout: float | None, *_: object) -> str:
        self.tried.append(host)
        self.shares.append(timeout)
        if host not in self.answering:
            raise self.trouble
        return host


def _named(monkeypatch: pytest.MonkeyPatch, addresses: list[str]) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)


def _guarded(answering: set[str], trouble: type[Exception] = httpcore.ConnectError) -> tuple[Guarded, Network]:
    guarded, network = Guarded(is_public), Network(answering, trouble)
    guarded._inner = network  # type: ignore[assignment]
    return guarded, network


FIRST, SECOND, THIRD = "93.184.216.34", "93.184.216.35", "93.184.216.36"


@pytest.mark.parametrize("trouble", [httpcore.ConnectError, httpcore.ConnectTimeout])
def test_where_one_address_of_a_host_does_not_answer_the_next_is_tried(
    trouble: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    _named(monkeypatch, [FIRST, SECOND, THIRD])
    guarded, network = _guarded({SECOND}, trouble)
    assert guarded.connect_tcp("host.example", 443, 9.0) == SECOND  # type: ignore[comparison-overlap]
    assert network.tried == [FIRST, SECOND]
    assert network.shares[0] is not None and network.shares[0] <= 3.0, "the others keep their part of the time"


def test_where_none_answers_the_last_trouble_is_told_and_not_hundreds_are_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _named(monkeypatch, [f"93.184.217.{number}" for number in range(200)])
    guarded, network = _guarded(set(), httpcore.ConnectTimeout)
    with pytest.raises(httpcore.ConnectTimeout):
        guarded.connect_tcp("host.example", 443)
    assert network.tried == [f"93.184.217.{number}" for number in range(8)]


@pytest.mark.parametrize("place", range(10))
def test_all_addresses_are_judged_before_the_first_is_tried(place: int, monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = [f"93.184.217.{number}" for number in range(9)]
    addresses.insert(place, "10.0.0.5")
    _named(monkeypatch, addresses)
    guarded, network = _guarded(set(addresses))
    with pytest.raises(NotPublic):
        guarded.connect_tcp("host.example", 443)
    assert network.tried == []


def test_a_host_there_is_not_is_as_unreachable_as_any(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    with httpx.Client(transport=PublicTransport(), timeout=PATIENCE) as client, pytest.raises(httpx.ConnectError):
        client.get("https://host.example/")


@pytest.mark.parametrize(
    "written",
    ["http://host.example", "host.example", "ftp://host.example", "https://u:p@host.example", "https://host.example/x?y",
     "https://", "https://[", "https://host.example:99999"],
)  # fmt: skip
def test_only_the_https_address_of_a_server_will_do(written: str, settings: object) -> None:
    settings.MASTHEAD_CHANNELS_ON_LOOPBACK = False  # type: ignore[attr-defined]
    with pytest.raises(Invalid) as refusal:
        server_address(written, field="service")
    assert refusal.value.field == "service"
    assert server_address(" https://host.example:8443/ ", field="service") == "https://host.example:8443"


def test_no_environment_variable_opens_this_machine() -> None:
    source = (Path(masthead.__file__).parent / "project" / "settings.py").read_text()
    assert "\nMASTHEAD_CHANNELS_ON_LOOPBACK = False\n" in source
