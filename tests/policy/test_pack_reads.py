"""A written policy as a file: what is found where, and what a good file becomes."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path

import pytest

from masthead.policy.pack import find_pack, known_packs, load_pack, parse_pack

SMALL = b"""
[policy]
id = "tiny"
title = "Rules"
agency = "Tiny Library"
short_name = "Tiny"
version = "1"
adopted = 2024-03-05
adopted_by = "Trustees"

[working_rules]
version = "7"

[facts]
agency_names = ["Tiny Library"]
founded = 1901

[[clause]]
id = "4.2"
part = "Article"
section = "Accounts"
number = "4.2"
nickname = "Checked links"
duty = "Links are read first."
cautions = ["robinson"]
enforced_by = [
  { check = "links_are_researched", level = "asks", levels = { link_dead = "blocks" }, params = { days = 30 } },
  { check = "no_defamation_risk", nickname = "No slander" },
  { human = "The author reads the page." },
]

[[ground]]
id = "threatening"
clause = "4.2"
name = "Threats"
definition = "States harm."
counts = ["I will hit you."]
does_not_count = ["Break a leg."]
second_person = true
words = { hit = "It hurts." }

[[caution]]
id = "robinson"
case = "Robinson v. Hunt County"
citation = "921 F.3d 440"
says = "Be objective."
"""


def test_a_good_file_becomes_a_policy() -> None:
    policy = parse_pack(SMALL, name="tiny")
    assert (policy.stamp, policy.adopted, policy.disclaimer) == ("tiny@1+rules.7", date(2024, 3, 5), "")
    assert policy.facts == {"agency_names": ["Tiny Library"], "founded": 1901}
    (clause,) = policy.clauses
    assert (clause.label, clause.basis, clause.cautions[0].says) == ("Article 4.2", "clause", "Be objective.")
    check, slander, human = clause.enforced_by
    assert (check.kind, check.name, check.level, check.levels) == (
        "check",
        "links_are_researched",
        "asks",
        {"link_dead": "blocks"},
    )
    assert check.params == {"days": 30}
    assert (clause.called(check), clause.called(slander)) == ("Checked links", "No slander")
    assert (human.kind, human.name) == ("human", "The author reads the page.")
    (ground,) = policy.grounds
    assert ground.second_person and not ground.why_required
    assert (ground.words, ground.word_reasons) == (("hit",), {"hit": "It hurts."})


def test_the_digest_is_that_of_the_bytes() -> None:
    assert parse_pack(SMALL, name="tiny").digest == hashlib.sha256(SMALL).hexdigest()


def test_the_environment_is_asked_before_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "tiny.toml").write_bytes(SMALL)
    shipped = known_packs()
    monkeypatch.setenv("MASTHEAD_POLICIES", f"{tmp_path / 'a'}:{tmp_path / 'b'}")
    assert find_pack("tiny") == tmp_path / "b" / "tiny.toml"
    assert load_pack(find_pack("tiny")).agency == "Tiny Library"
    assert known_packs() == tuple(sorted((*shipped, "tiny")))
    (tmp_path / "b" / f"{shipped[0]}.toml").write_bytes(SMALL)
    assert find_pack(shipped[0]).parent == tmp_path / "b"


@pytest.mark.parametrize("name", ["no-such-policy", "../pyproject", "/etc/passwd", "", "A", "a\x00b", "a" * 5000])
def test_an_unknown_pack_names_those_there_are(name: str) -> None:
    with pytest.raises(LookupError, match=known_packs()[0]) as refusal:
        find_pack(name)
    assert len(str(refusal.value)) < 600


def test_the_words_people_sign_are_the_policys_or_the_programs_own() -> None:
    assert parse_pack(SMALL).permission.version == "house 1"
    own = (
        SMALL + b'[permission]\nversion = "3"\nadult = "I let {agency} show me."\nchild = "I let them show my child."\n'
    )
    words = parse_pack(own).permission
    assert (words.version, words.for_kind("adult")) == ("3", "I let {agency} show me.")
    assert words.for_kind("child") == "I let them show my child."
    for old, new, says in (
        (b"{agency}", b"{name}", "only {agency} is filled in"),
        (b"{agency}", b"{agency", "only {agency} is filled in"),
        (b'version = "3"', b"", "version must be text"),
        (b'"3"\n', b'"3"\nteen = "x"\n', "unknown key 'teen'"),
        (b'"3"', b'"' + b"3" * 41 + b'"', "longer than 40"),
    ):
        with pytest.raises(ValueError, match=re.escape(says)):
            parse_pack(own.replace(old, new))
