"""A host whose name is not found is dead, or nobody can tell: then a person looks."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from masthead.channels import look_up as looking
from masthead.links.fetch import Fetcher
from masthead.links.names import names_are_found

PATIENCE = 300


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A resolver that answers nothing, and nobody who waits long for it."""
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(PATIENCE))
    monkeypatch.setattr(looking, "LONGEST", 0.01)
    yield
    over.set()


def test_a_name_that_nobody_answers_for_is_not_called_dead(silent: None) -> None:
    found = Fetcher(online=lambda: True).fetch("https://host.example/")
    assert (found.state, found.reached) == ("blocked", False)
    assert found.trouble.startswith("The desk could not look it up.")


def test_a_resolver_that_answers_nothing_finds_no_names(silent: None) -> None:
    assert not names_are_found()
