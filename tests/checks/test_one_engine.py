"""A process holds one dictionary, whoever asks first."""

from __future__ import annotations

import threading
import time

import pytest

from masthead.checks.engine import grammar


def test_threads_that_ask_while_it_loads_wait_for_the_same_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []

    class Slow:
        def __init__(self) -> None:
            time.sleep(0.1)
            made.append(self)

    monkeypatch.setattr(grammar, "HarperEngine", Slow)
    grammar._loaded.cache_clear()
    got: list[object] = []
    threads = [threading.Thread(target=lambda: got.append(grammar.engine())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    grammar._loaded.cache_clear()
    assert len(made) == 1
    assert got == made * 4
