"""A connector's client goes to public servers only; nothing but settings of their own lets tests reach this machine."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest

import masthead
from masthead.channels.port import Rejected
from masthead.channels.public_only import PublicTransport, server_address
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
