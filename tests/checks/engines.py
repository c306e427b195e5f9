"""A grammar engine of a test's own, which no other test reads with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from masthead.checks.engine import grammar


@contextmanager
def engine_of_its_own() -> Iterator[pytest.MonkeyPatch]:
    """What is loaded in here is forgotten after. Gives what changes are made with: they are undone first.

    A check begins to read on a thread and may have answered before it has: that thread is waited for, or it would load
    what the test asks for after the test.
    """
    _nothing_is_read()
    grammar._loaded.cache_clear()
    try:
        with pytest.MonkeyPatch.context() as changed:
            try:
                yield changed
            finally:
                _nothing_is_read()
    finally:
        grammar._loaded.cache_clear()


def _nothing_is_read() -> None:
    grammar._alone.submit(lambda: None).result()
