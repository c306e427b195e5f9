"""Every check passes its own good examples and fails its own bad ones, by the code it says."""

from __future__ import annotations

from types import ModuleType

import pytest

from masthead.checks.engine.registry import Check, collect, registered

CHECKS = tuple(registered().values())


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_check_keeps_to_its_own_examples(check: Check) -> None:
    for draft in check.passes:
        assert list(check.function(draft)) == [], draft
    for draft, code in check.fails:
        assert code in {raised.code for raised in check.function(draft)}, draft
    assert {code for _, code in check.fails} == set(check.codes), "every code has an example that raises it"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_what_a_check_says_is_a_sentence_with_its_place_inside_the_text(check: Check) -> None:
    for draft, _ in check.fails:
        for raised in check.function(draft):
            assert raised.message.endswith("."), raised.message
            if raised.span:
                assert 0 <= raised.span[0] < raised.span[1] <= len(draft.text)


def _module(name: str, **members: object) -> ModuleType:
    module = ModuleType(f"masthead.checks.{name}", "A duty, and why.")
    parts = {"CODES": ("a",), "STAGE": "content", "PASSES": (1,), "FAILS": (1,), "check": lambda draft: ()}
    for key, value in {**parts, **members}.items():
        setattr(module, key, value)
    return module


def test_a_code_belongs_to_one_check() -> None:
    with pytest.raises(TypeError, match="two and one both raise 'a'"):
        collect([_module("one"), _module("two")])


@pytest.mark.parametrize("missing", ["CODES", "STAGE", "PASSES", "FAILS", "check"])
def test_a_check_that_lacks_a_part_is_refused_by_name(missing: str) -> None:
    module = _module("lame")
    delattr(module, missing)
    with pytest.raises(TypeError, match=f"check lame has no {missing}"):
        collect([module])


def test_a_check_without_its_reason_is_refused() -> None:
    module = _module("mute")
    module.__doc__ = " "
    with pytest.raises(TypeError, match="does not say what duty"):
        collect([module])


def test_a_stage_is_one_of_two() -> None:
    with pytest.raises(TypeError, match="stages are content, form"):
        collect([_module("odd", STAGE="later")])
