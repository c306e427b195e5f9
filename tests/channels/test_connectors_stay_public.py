"""Whoever connects a presence types the server's address; it must not open the agency's own network to the desk."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from masthead.channels.bluesky.identity import Network
from masthead.channels.bluesky.proofs import new_key
from masthead.channels.bluesky.signed_in import SignedIn
from masthead.channels.bluesky.xrpc import Xrpc
from masthead.channels.errors import Rejected
from masthead.channels.https import Https
from masthead.channels.mastodon.server import Server
from masthead.channels.sign_in_port import Tokens


@pytest.fixture
def inside(settings) -> Iterator[tuple[str, list[bytes]]]:
    """A server on this machine, as a desk in use sees it, and every byte it was sent."""
    settings.MASTHEAD_CHANNELS_ON_LOOPBACK = False
    heard: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        while True:
            try:
                met, _ = listening.accept()
            except OSError:
                return
            met.settimeout(2)
            with met:
                try:
                    heard.append(met.recv(100))
                except OSError:
                    heard.append(b"")

    threading.Thread(target=listen, daemon=True).start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}", heard
    listening.close()


def test_a_server_that_speaks_mastodons_language_inside_the_network_is_sent_nothing(inside) -> None:
    address, heard = inside
    with pytest.raises(Rejected, match="private network"), (server := Server(address, "token")).asked():
        server.api.account_verify_credentials()
    assert b"".join(heard) == b""


def test_a_server_asked_over_https_inside_the_network_is_sent_nothing(inside) -> None:
    address, heard = inside
    with pytest.raises(Rejected, match="private network"):
        Https("The site", address).ask("/")
    assert b"".join(heard) == b""


def test_a_server_that_blueskys_network_names_inside_the_network_is_sent_nothing(inside) -> None:
    address, heard = inside
    tokens = Tokens("token", bound={"key": new_key(), "did": "did:plc:x", "pds": address})
    with pytest.raises(Rejected, match="private network"):
        Xrpc(SignedIn(tokens)).query("app.bsky.actor.getProfile")
    for asked in (lambda: Network(resolver=address).owner("library.example.gov"), lambda: Network().authority(address)):
        with pytest.raises(Rejected, match="private network"):
            asked()
    with pytest.raises(Rejected, match="cannot be reached"):
        Network().tell(f"{address}/oauth/par", {"code": "secret"}, new_key())
    assert b"".join(heard) == b""
