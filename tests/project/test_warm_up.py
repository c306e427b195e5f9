"""The checks are ready before somebody types, and a desk without them is served all the same."""

from __future__ import annotations

import pytest
from django.core.signals import request_finished

from masthead.checks.engine import grammar
from masthead.policy.rulebook import Rulebook
from masthead.project import warm_up


def test_the_engine_is_loaded_when_the_thread_ends_and_no_policy_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_chosen() -> Rulebook:
        raise LookupError("no policy")

    monkeypatch.setattr(warm_up, "rulebook", none_chosen)
    grammar._loaded.cache_clear()
    warm_up.warm_up().join(timeout=300)
    assert grammar._loaded.cache_info().currsize == 1


def test_what_does_not_load_is_told_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> grammar.GrammarEngine:
        raise OSError("the dictionary is damaged")

    monkeypatch.setattr(warm_up, "engine", broken)
    warm_up.warm_up().join(timeout=300)
    assert "could not be made ready" in caplog.text


@pytest.mark.django_db  # the end of an answer also looks after the connection
def test_it_begins_with_the_first_answer_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []
    monkeypatch.setattr(warm_up, "warm_up", lambda: begun.append(1))
    warm_up.warm_up_after_the_first_answer()
    assert begun == []
    request_finished.send(sender=object)
    request_finished.send(sender=object)
    assert begun == [1]
