"""Every signal shows on its own examples and is silent on the others, and says a reason with a place."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from masthead.policy.pack import find_pack, known_packs, load_pack
from masthead.signals.engine import registry
from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.normalise import normalise
from masthead.signals.engine.registry import Example, Signal, engine_version, signals

SHOWN = [(signal, example) for signal in signals() for example in signal.shows]
SILENT = [(signal, example) for signal in signals() for example in signal.silent]


def signs_of(signal: Signal, example: Example) -> list[Sign]:
    facts = CommentFacts(example) if isinstance(example, str) else example
    return list(signal.look(facts, normalise(facts.comment)))


@pytest.mark.parametrize(("signal", "example"), SHOWN, ids=lambda value: getattr(value, "name", None))
def test_shows(signal: Signal, example: Example) -> None:
    signs = signs_of(signal, example)
    comment = example if isinstance(example, str) else example.comment
    assert signs, f"{signal.name} should see {comment!r}"
    for sign in signs:
        assert sign.signal == signal.name
        assert sign.span is not None and 0 <= sign.span[0] < sign.span[1] <= len(comment)
        assert sign.sentence.endswith((".", "”).")), "staff read the very sentence"
        assert 0 < sign.score <= 1
        if signal.ground:
            assert (sign.direction, sign.ground) == ("remove", signal.ground)
        else:
            assert sign.direction == "keep"


@pytest.mark.parametrize(("signal", "example"), SILENT, ids=lambda value: getattr(value, "name", None))
def test_is_silent(signal: Signal, example: Example) -> None:
    assert signs_of(signal, example) == []


def test_signals_name_grounds_some_policy_has_and_some_reasons_keep() -> None:
    enumerated = {ground.id for name in known_packs() for ground in load_pack(find_pack(name)).grounds}
    assert {signal.ground for signal in signals()} - {""} <= enumerated
    assert len({signal.ground for signal in signals()} - {""}) >= 8
    assert sum(not signal.ground for signal in signals()) >= 4


def test_a_file_without_examples_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = ModuleType("bare", "Sees nothing.")
    bare.GROUND, bare.SHOWS, bare.SILENT, bare.look = "", (), ("x",), list
    with pytest.raises(TypeError, match="needs examples"):
        registry._signal("bare", bare)
    with pytest.raises(TypeError, match="GROUND, SHOWS"):
        registry._signal("empty", ModuleType("empty", "Sees nothing."))


def test_a_file_laid_in_the_folder_is_a_signal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = (
        '"""Sees the letter q."""\nGROUND = "abusive"\nSHOWS = ("q",)\nSILENT = ("a",)\n\n\n'
        "def look(facts, text):\n    return ()\n"
    )
    (tmp_path / "sees_q.py").write_text(source, encoding="utf-8")
    monkeypatch.setattr(registry.house, "__path__", [*registry.house.__path__, str(tmp_path)])
    try:
        registry.signals.cache_clear()
        assert "sees_q" in {signal.name for signal in registry.signals()}
    finally:
        sys.modules.pop("masthead.signals.sees_q", None)
        registry.signals.cache_clear()


def test_the_engine_is_named_after_its_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = engine_version()
    assert before.startswith("signals/") and len(before) == len("signals/") + 12
    (tmp_path / "one.py").write_text("x = 1\n", encoding="utf-8")
    monkeypatch.setattr(registry.house, "__path__", [str(tmp_path)])
    registry.engine_version.cache_clear()
    first = engine_version()
    (tmp_path / "one.py").write_text("x = 2\n", encoding="utf-8")
    registry.engine_version.cache_clear()
    assert len({before, first, engine_version()}) == 3
    registry.engine_version.cache_clear()
