"""A failed download is tried again, and says so each time."""

from __future__ import annotations

import pytest

from peers.again import again


def test_each_failure_is_told_until_it_works(capsys: pytest.CaptureFixture[str]) -> None:
    says = iter(["npm warn\nnpm error ECONNRESET", "npm error ETIMEDOUT", "", "never asked"])
    assert again("Bluesky's servers", lambda: next(says), pauses=(0.0, 0.0, 0.0)) == ""
    told = capsys.readouterr().err.splitlines()
    assert [line.partition(" Trying")[0] for line in told] == [
        "Bluesky's servers: npm error ECONNRESET",
        "Bluesky's servers: npm error ETIMEDOUT",
    ]
    assert next(says) == "never asked"


def test_what_fails_to_the_end_says_why() -> None:
    asked: list[int] = []

    def attempt() -> str:
        asked.append(1)
        return f"no network ({len(asked)})"

    assert again("apt-get", attempt, pauses=(0.0, 0.0)) == "no network (3)"
