"""`masthead check`: one answer for each row, a malformed row told by its line, and no Django on the way."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from masthead.checks.engine.facts import PersonShown
from masthead.checks.engine.from_row import from_row
from masthead.project.commands.check import command

GOOD = {"id": "a", "text": "Read with us on Friday.", "media": [], "links": []}
DEAD = {"id": "b", "text": "Renew ur card.", "links": [{"url": "https://old.example/", "state": "dead"}]}


def _check(*arguments: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(command, ["--policy", "mlc-2012", *arguments], input=given)


def _jsonl(*rows: object) -> bytes:
    return b"\n".join(row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows) + b"\n"


def test_each_row_is_answered_with_its_findings() -> None:
    result = _check("--jsonl", "-", given=_jsonl(GOOD, DEAD))
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert first == {"id": "a", "findings": []}
    assert second["id"] == "b"
    assert [finding["code"] for finding in second["findings"]] == ["link_dead", "text_speak"]
    assert set(second["findings"][0]) == {"code", "check", "clause", "level", "message", "span"}
    assert second["findings"][0]["clause"] == "presence.5"
    assert second["findings"][1]["span"] == [6, 8]
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"{", "not JSON"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b"[]", "a row must be a JSON object"),
        (b"{}", "text is missing"),
        (b'{"text": 3}', "text must be a string"),
        (b'{"text": "x", "links": {}}', "links must be a list"),
        (b'{"text": "x", "links": [3]}', "links[0] must be an object"),
        (b'{"text": "x", "links": [{"url": "u", "state": "new"}]}', "links[0].state must be one of unresearched"),
        (b'{"text": "x", "media": [{"kind": "gif"}]}', "media[0].kind must be one of image, video"),
        (
            b'{"text": "x", "media": [{"kind": "image", "captions": "no"}]}',
            "media[0].captions must be true, false or null",
        ),
        (
            b'{"text": "x", "media": [{"kind": "image", "people": [{"kind": "cat", "permission": "none"}]}]}',
            "people[0].kind",
        ),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_malformed_row_is_told_by_its_line_and_the_rest_goes_on(line: bytes, says: str) -> None:
    result = _check("--jsonl", "-", given=_jsonl(GOOD, line, DEAD))
    answers = [json.loads(answer) for answer in result.stdout.splitlines()]
    assert [answer.get("id") for answer in answers] == ["a", None, "b"]
    assert answers[1]["line"] == 2
    assert says in answers[1]["error"]
    assert result.exit_code == 1


def test_odd_text_is_answered_and_never_a_traceback() -> None:
    rows = ({"id": n, "text": text} for n, text in enumerate(["\ud800 \x00", "\u202eHello", "", "x" * 200_000]))
    result = _check("--jsonl", "-", given=_jsonl(*rows))
    codes = [[finding["code"] for finding in json.loads(line)["findings"]] for line in result.stdout.splitlines()]
    assert codes == [["unreadable_characters"], ["hidden_direction"], [], ["text_too_long"]]
    assert result.exit_code == 0


def test_text_files_are_told_line_by_line_and_a_block_is_exit_code_one(tmp_path: Path) -> None:
    fine, foul = tmp_path / "fine.txt", tmp_path / "foul.txt"
    fine.write_text("Read with us on Friday.\n")
    foul.write_text("Come in.\nThe damn roof is fixed.\n")
    result = _check(str(fine), str(foul))
    assert f"{fine}: nothing found" in result.stdout
    assert f"{foul}:2:5: blocks indecent: 'damn' is vulgar; leave it out. [Presence 5]" in result.stdout
    assert result.exit_code == 1
    assert _check(str(fine)).exit_code == 0
    assert json.loads(_check("--format", "json", str(fine)).stdout) == {"id": str(fine), "findings": []}


def test_what_cannot_be_read_or_was_not_understood_is_said_plainly(tmp_path: Path) -> None:
    absent = _check(str(tmp_path / "absent.txt"))
    assert "No such file" in absent.stdout
    assert absent.exit_code == 1
    assert _check().exit_code == 2
    assert _check("--jsonl", "-", "file.txt").exit_code == 2
    assert "There is no policy called" in str(CliRunner().invoke(command, ["--policy", "none", "-"]).exception)


def test_rows_are_answered_as_they_come() -> None:
    run = [sys.executable, "-m", "masthead.project", "check", "--policy", "mlc-2012", "--jsonl", "-"]
    with subprocess.Popen(run, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(_jsonl(GOOD))
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == "a"
        process.stdin.close()
        assert process.wait(timeout=60) == 0


def test_it_starts_without_django() -> None:
    code = "import sys, masthead.project.commands.check; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_row_becomes_the_facts_it_states() -> None:
    people = [{"kind": "child", "permission": "guardian"}]
    media = [{"kind": "video", "alt": None, "people": people, "licence": "cc0", "captions": False}]
    draft = from_row(
        {"id": 1, "text": "x", "media": media, "links": [{"url": "u", "state": "researched"}], "audience": "all"}
    )
    [asset] = draft.assets
    assert (asset.alt, asset.licence, asset.captions, asset.people) == (
        "",
        "cc0",
        False,
        (PersonShown("child", "guardian"),),
    )
    assert draft.links[0].signed_by
    assert (draft.audience, draft.commitment) == ("all", None)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["image", "child", "dead", "none"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["text", "media", "links", "kind", "people", "url", "state", "alt", "permission"]), inner
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_json_is_facts_or_one_sentence(row: object) -> None:
    try:
        assert isinstance(from_row(row).text, str)
    except ValueError as reason:
        assert str(reason)
