"""The lint names what is vague, empty, kept by nothing or absurd, with the court that warned of it."""

from __future__ import annotations

from pathlib import Path

import pytest

import masthead
from masthead.checks.engine.registry import registered
from masthead.policy.enforcers import find_keepers
from masthead.policy.lint import Finding, lint
from masthead.policy.pack import find_pack, known_packs

KEEPERS = find_keepers(Path(masthead.__file__).parent)
GOOD = find_pack("okatoma-city-library").read_text(encoding="utf-8")
DEFINED = 'definition = "The comment urges people to buy something or visit a business."'


def found(text: str) -> dict[str, Finding]:
    return {finding.code: finding for finding in lint(text.encode(), KEEPERS)}


def changed(old: str, new: str) -> dict[str, Finding]:
    assert old in GOOD
    return found(GOOD.replace(old, new))


@pytest.mark.parametrize("name", known_packs())
def test_every_shipped_pack_is_clean(name: str) -> None:
    assert lint(find_pack(name).read_bytes(), KEEPERS) == ()


def test_the_codes_read_from_the_source_are_those_the_checks_raise() -> None:
    assert {name: frozenset(check.codes) for name, check in registered().items()} == dict(KEEPERS.checks)


@pytest.mark.parametrize(
    ("old", "new", "code", "where", "level", "court"),
    [
        (
            DEFINED,
            'definition = "The comment is offensive."',
            "vague_ground",
            "ground endorses_product",
            "asks",
            "Robinson",
        ),
        (DEFINED, 'definition = "Buying is urged."', "vague_ground", "ground endorses_product", "asks", "Robinson"),
        (
            DEFINED,
            'definition = "Anything that is deemed by our staff to urge buying."',
            "vague_ground",
            "ground endorses_product",
            "asks",
            "Robinson",
        ),
        (
            DEFINED,
            'definition = "The comment urges buying, including but not limited to shops."',
            "open_ended_ground",
            "ground endorses_product",
            "asks",
            "Robinson",
        ),
        (DEFINED, "", "ground_without_definition", "ground endorses_product", "blocks", "Robinson"),
        (
            'does_not_count = ["“I bought that book.”"]',
            "",
            "ground_without_counterexamples",
            "ground endorses_product",
            "blocks",
            "Krasno",
        ),
        (
            'counts = ["“Half off at the tire shop, come on down!”"]',
            "counts = []",
            "ground_without_examples",
            "ground endorses_product",
            "blocks",
            "",
        ),
        (
            'name = "Advertising"',
            'name = "Misinformation"',
            "catch_all_ground",
            "ground endorses_product",
            "blocks",
            "Robinson",
        ),
        ('id = "endorses_product"', 'id = "other"', "catch_all_ground", "ground other", "blocks", "Robinson"),
        ("why_required = true", "", "why_not_asked", "ground endorses_product", "asks", "Krasno"),
        (
            "why_required = true",
            'why_required = true\nwords = ["damn"]',
            "word_list_without_reasons",
            "ground endorses_product",
            "blocks",
            "Tanner",
        ),
        (
            "why_required = true",
            'why_required = true\nwords = { damn = "Bad." }',
            "word_list_without_reasons",
            "ground endorses_product",
            "asks",
            "Tanner",
        ),
        (
            'public = "Our accounts bear our name."',
            'public = "We remove comments that are inappropriate or rude."',
            "vague_duty",
            "clause 4.1",
            "asks",
            "Robinson",
        ),
        ('  { check = "fits_the_channel" },\n', "", "duty_bound_to_nothing", "clause channel", "blocks", ""),
        ('check = "fits_the_channel"', 'check = "fits_the_chanel"', "unknown_check", "clause channel", "blocks", ""),
        ('gate = "pause_has_passed"', 'gate = "pause"', "unknown_gate", "clause rules.wait", "blocks", ""),
        ('notice = "disclaimer"', 'notice = "disclaim"', "unknown_notice", "clause 6.1", "blocks", ""),
        ('level = "advises", levels', 'level = "warns", levels', "unknown_level", "clause 4.4", "blocks", ""),
        ('spelling = "asks"', 'speling = "asks"', "unknown_finding", "clause 4.4", "asks", ""),
        (
            "minutes = 5 } },\n  { check",
            "minutes = -5 } },\n  { check",
            "absurd_threshold",
            "clause rules.wait",
            "blocks",
            "",
        ),
        (
            "minutes = 5 } },\n  { gate",
            "minutes = 99999 } },\n  { gate",
            "absurd_threshold",
            "clause rules.wait",
            "blocks",
            "",
        ),
        ('  { notice = "appeal_link" },\n', "", "no_appeal", "policy", "asks", "Krasno"),
        (
            '  { gate = "presence_is_approved_before_launch" },\n',
            "",
            "nobody_named_to_speak",
            "policy",
            "advises",
            "Lindke",
        ),
        (
            "Comments stand; three grounds remove one.",
            "Comments are removed automatically.",
            "removal_by_machine",
            "clause 5.1",
            "asks",
            "PETA",
        ),
        (
            "Comments stand; three grounds remove one.",
            "Staff block rude commenters.",
            "authors_shut_out",
            "clause 5.1",
            "asks",
            "Garnier",
        ),
        ('basis = "law"', 'basis = "custom"', "cannot_be_used", "the file", "blocks", ""),
    ],
)
def test_each_rule_fails_on_what_it_is_about(old: str, new: str, code: str, where: str, level: str, court: str) -> None:
    findings = changed(old, new)
    assert list(findings) == [code]
    finding = findings[code]
    assert (finding.where, finding.level) == (where, level)
    assert finding.message.endswith(".") or finding.code == "cannot_be_used"
    assert bool(finding.caution) == bool(court)
    assert finding.source.startswith(court)


def test_promising_not_to_do_it_is_no_finding() -> None:
    for said in ("Nothing is removed automatically.", "We never block commenters."):
        assert changed("Comments stand; three grounds remove one.", said) == {}


def test_a_finding_says_six_things() -> None:
    (finding,) = changed(DEFINED, 'definition = "The comment is hateful."').values()
    assert set(finding.as_json()) == {"code", "where", "message", "caution", "source", "level"}


@pytest.mark.parametrize(
    "text", ["clause = 3", "ground = [1, 2]", "[[clause]]\nenforced_by = 7", "[[ground]]\nwords = 3\ncounts = 4", ""]
)
def test_whatever_is_written_is_looked_at(text: str) -> None:
    assert any(finding.level == "blocks" for finding in lint(text.encode(), KEEPERS))


def test_a_word_that_means_nothing_is_named_before_it_blocks_every_post() -> None:
    bound = '{ check = "people_gave_permission", params = { public_event = "sometimes" } }'
    said = changed('{ check = "people_gave_permission" }', bound)["unknown_word"]
    assert said.level == "blocks" and "“no exception” or “adults”" in said.message
    assert "unknown_word" not in changed('{ check = "people_gave_permission" }', bound.replace("sometimes", "adults"))
