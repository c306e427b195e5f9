"""`masthead policy`: what is found, what differs, and one line for whatever is no policy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from masthead.policy.pack import LARGEST, find_pack, known_packs
from masthead.project.command import masthead

GOOD = find_pack("okatoma-city-library")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(masthead, ["policy", *arguments])


@pytest.mark.parametrize("pack", known_packs())
def test_shipped_policies_are_clean_by_id_and_by_path(pack: str) -> None:
    for name in (pack, str(find_pack(pack))):
        assert (run("lint", name).exit_code, run("diff", name, pack).exit_code) == (0, 0)


def test_findings_are_json_with_the_court_and_exit_code_1(tmp_path: Path) -> None:
    file = tmp_path / "any-name.toml"
    file.write_text(GOOD.read_text().replace("why_required = true", ""))
    answer = run("lint", str(file), "--format", "json")
    assert answer.exit_code == 1
    (finding,) = json.loads(answer.stdout)["findings"]
    assert set(finding) == {"code", "where", "message", "caution", "source", "level"}
    assert (finding["code"], finding["where"]) == ("why_not_asked", "ground endorses_product")
    assert "7th Cir." in finding["source"]
    assert "Krasno v. Mnookin" in run("lint", str(file)).stdout


def test_a_difference_is_text_or_json_with_exit_code_1(tmp_path: Path) -> None:
    file = tmp_path / "new.toml"
    file.write_text(GOOD.read_text().replace("minutes = 5", "minutes = 6"))
    text, data = run("diff", GOOD.stem, str(file)), run("diff", GOOD.stem, str(file), "--format", "json")
    assert (text.exit_code, data.exit_code) == (1, 1)
    assert "[-5-]{+6+}" in text.stdout
    told = json.loads(data.stdout)
    assert told["layer"] == "rules"
    assert [(change["old"], change["new"]) for change in told["changes"]] == [("5", "6"), ("5", "6")]


HOSTILE = {
    "bomb of brackets": b"a = " + b"[" * 500_000,
    "long key": b"a." * 400_000 + b"a = 1",
    "long key inside": b"x = {" + b"a." * 400_000 + b"a = 1}",
    "long quoted key": b'x = {"a"' + b'."a"' * 90_000 + b" = 1}",
    "long header": b"[" + b"a." * 400_000 + b"a]\n" + b"b = 1\n" * 20_000,
    "long number": b"a = " + b"9" * 500_000,
    "not UTF-8": b'a = "\xff\xfe"',
    "UTF-16": GOOD.read_text().encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf" + GOOD.read_bytes(),
    "twice the same key": b"[policy]\nid = 'a'\nid = 'b'",
    "a control character": GOOD.read_bytes().replace(b"Library name", b"Library\x07name"),
    "not TOML": b"\x00\x01\x02",
    "too large": b"#" * (LARGEST + 1),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_read_is_one_line_and_exit_code_2(tmp_path: Path, name: str) -> None:
    file = tmp_path / "hostile.toml"
    file.write_bytes(HOSTILE[name])
    for arguments in (("lint", str(file)), ("lint", str(file), "--format", "json"), ("diff", str(file), GOOD.stem)):
        answer = run(*arguments)
        assert answer.exit_code == 2, answer.output
        assert answer.stdout == ""
        assert answer.stderr.count("\n") == 1
        assert len(answer.stderr) < 600


def test_a_hidden_sign_written_out_is_found(tmp_path: Path) -> None:
    file = tmp_path / "hostile.toml"
    for sign in (r"\u0000", r"\u202e", r"\u001b"):
        file.write_text(GOOD.read_text().replace("Library name", f"Library {sign}name"))
        answer = run("lint", str(file))
        assert answer.exit_code == 1
        assert "holds a sign nobody can see" in answer.stdout


def test_a_hundred_megabytes_are_not_read(tmp_path: Path) -> None:
    file = tmp_path / "large.toml"
    with file.open("wb") as large:
        large.truncate(100_000_000)
    answer = run("lint", str(file))
    assert answer.exit_code == 2
    assert "larger than 1,000,000 bytes" in answer.stderr


@pytest.mark.parametrize("name", ["no-such-policy", "/no/such/file.toml", "../etc/passwd", ".", "a\nb"])
def test_what_is_not_there_is_one_line_too(name: str) -> None:
    answer = run("lint", name)
    assert (answer.exit_code, answer.stderr.count("\n")) == (2, 1)
