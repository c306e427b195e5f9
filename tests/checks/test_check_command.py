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
        (b'{"text": "x", "id": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_001, "nested too deeply"),
        (b'{"text": "x", "id": [[[1]]]}', '"id" must be a text or a number'),
        (b'{"text": "x", "id": ' + b"9" * 5000 + b"}", "5,000 digits"),
        (b'{"text": "x", "id": -' + b"9" * 5000 + b".5}", "too long or too large"),
        (b'{"text": "x", "id": NaN}', "NaN is not a number"),
        (b'{"text": "x", "id": -Infinity}', "-Infinity is not a number"),
        (b'{"text": "x", "id": 1e999}', "too long or too large"),
        (b'{"id": 1, "text": "x", "id": 2}', "the key 'id' stands twice"),
        (b'{"text": "x", "links": [{"url": "u", "url": "v", "state": "dead"}]}', "the key 'url' stands twice"),
    ],
)
def test_a_malformed_row_is_told_by_its_line_and_the_rest_goes_on(line: bytes, says: str) -> None:
    result = _check("--jsonl", "-", given=_jsonl(GOOD, line, DEAD))
    answers = [json.loads(answer) for answer in result.stdout.splitlines()]
    assert [answer.get("id") for answer in answers] == ["a", None, "b"]
    assert answers[1]["line"] == 2
    assert says in answers[1]["error"]
    assert result.exit_code == 1


def test_a_byte_order_mark_is_no_part_of_the_first_row() -> None:
    assert json.loads(_check("--jsonl", "-", given=b"\xef\xbb\xbf" + _jsonl(GOOD)).stdout)["id"] == "a"


def test_an_address_with_an_at_sign_is_a_link_and_a_handle_is_none() -> None:
    texts = {
        "https://forum.example/@reader/123": 1,
        "https://library.example@forum.example/": 1,
        "forum.example/@reader": 1,
        "desk@library.example": 0,
        "@reader": 0,
    }
    rows = ({"id": text, "text": f"Write to {text} on Friday.", "links": []} for text in texts)
    answers = [json.loads(line) for line in _check("--jsonl", "-", given=_jsonl(*rows)).stdout.splitlines()]
    found = {a["id"]: [f["code"] for f in a["findings"]].count("link_not_researched") for a in answers}
    assert found == texts


def test_a_campaign_site_the_policy_names_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = (Path(__file__).parents[2] / "policies" / "mlc-2012.toml").read_text()
    mine = policy.replace("campaign_sites = []", 'campaign_sites = ["vote-tull.example"]').replace(
        'id = "mlc-2012"', 'id = "mine"'
    )
    (tmp_path / "mine.toml").write_text(mine)
    monkeypatch.setenv("MASTHEAD_POLICIES", str(tmp_path))
    links = [{"url": "https://www.vote-tull.example/meet", "state": "researched"}]
    rows = _jsonl(
        {"id": 1, "text": "Meet her.", "links": links}, {"id": 2, "text": "See vote-tull.example.", "links": []}
    )
    result = CliRunner().invoke(command, ["--policy", "mine", "--jsonl", "-"], input=rows)
    assert [[f["code"] for f in json.loads(line)["findings"]] for line in result.stdout.splitlines()] == [
        ["link_campaign"],
        ["link_campaign"],
    ]


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


@pytest.mark.parametrize("empty", [b"", b"\xef\xbb\xbf", b" \n\n"], ids=["nothing", "byte order mark", "blank lines"])
def test_a_post_without_text_is_said_plainly(empty: bytes) -> None:
    text, told = _check("-", given=empty), _check("--format", "json", "-", given=empty)
    assert "There is no text" in text.stdout and "nothing found" not in text.stdout
    assert "There is no text" in json.loads(told.stdout)["error"]
    assert (text.exit_code, told.exit_code) == (1, 1)


def test_what_cannot_be_read_or_was_not_understood_is_said_plainly(tmp_path: Path) -> None:
    absent = _check(str(tmp_path / "absent.txt"))
    assert "No such file" in absent.stdout
    assert absent.exit_code == 1
    assert _check().exit_code == 2
    assert _check("--jsonl", "-", "file.txt").exit_code == 2
    unknown = CliRunner().invoke(command, ["--policy", "none", "-"])
    assert unknown.exit_code == 2
    shipped = ", ".join(sorted(pack.stem for pack in (Path(__file__).parents[2] / "policies").glob("*.toml")))
    assert unknown.stderr == f"masthead: There is no policy called 'none'. There are: {shipped}.\n"


def test_rows_are_answered_as_they_come() -> None:
    run = [sys.executable, "-m", "masthead.project", "check", "--policy", "mlc-2012", "--jsonl", "-"]
    with subprocess.Popen(run, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(_jsonl(GOOD))
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == "a"
        process.stdin.close()
        assert process.wait(timeout=300) == 0


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
