"""`masthead assess`: one answer to a row, faults told with their line, constant memory, no database."""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from itertools import count as count_up
from pathlib import Path

import pytest
from click.testing import CliRunner

from masthead.project import rows as reading
from masthead.project.command import masthead
from masthead.project.commands import assess as module
from streamed import stream

ROW = {"id": 7, "comment": "Brenda, you are a fat ugly pig.", "post": "Story time moves.", "thread": ["Al: Hi."]}


def run(*arguments: str, given: str | bytes = "") -> tuple[int, list[str]]:
    result = CliRunner().invoke(masthead, ["assess", *arguments], input=given)
    return result.exit_code, result.output.splitlines()


def test_each_row_is_answered() -> None:
    code, lines = run(
        "--policy", "mlc-2012", "--jsonl", "-", given=json.dumps(ROW) + "\n\n" + '{"comment": "Thanks!"}\n'
    )
    first, second = map(json.loads, lines)
    assert code == 0
    assert (first["id"], first["remove"], first["grounds"]) == (7, True, ["abusive"])
    assert first["scores"]["abusive"] >= 0.5
    assert ROW["comment"][first["spans"][0]["start"] :].startswith("you are a fat")
    assert (second["id"], second["remove"], second["grounds"], second["spans"]) == (None, False, [], [])


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"{bad", "not JSON"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[]", 'needs "comment"'),
        (b'{"comment": 3}', 'needs "comment"'),
        (b'{"comment": "x", "post": 1}', '"post" must be'),
        (b'{"comment": "x", "thread": "y"}', '"thread" must be'),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"comment": "x", "id": ' + b"9" * 5000 + b"}", "5,000 digits"),
        (b'{"comment": "x", "id": NaN}', "NaN is not a number"),
        (b'{"comment": "x", "comment": "y"}', "stands twice"),
    ],
)
def test_a_bad_row_is_told_and_the_rest_goes_on(line: bytes, told: str) -> None:
    code, lines = run(
        "--policy", "mlc-2012", "--jsonl", "-", given=b'{"comment":"a"}\n' + line + b'\n{"comment":"b"}\n'
    )
    fault = json.loads(lines[1])
    assert code == 1
    assert len(lines) == 3 and fault["line"] == 2 and told in fault["error"]


def test_rows_of_a_file_are_answered_in_their_order_though_many_are_read_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TOGETHER", 3)
    said = ["Thanks!", "{", "Brenda, you are a fat ugly pig.", "[", "Vote Jones for sheriff!", "When?", "Why?"]
    file = tmp_path / "rows"
    rows = [one if len(one) == 1 else json.dumps({"id": n, "comment": one}) for n, one in enumerate(said, 1)]
    file.write_text("\n".join(rows))
    code, lines = run("--policy", "mlc-2012", "--jsonl", str(file))
    told = [json.loads(line) for line in lines]
    assert code == 1
    assert [one.get("id", one.get("line")) for one in told] == [1, 2, 3, 4, 5, 6, 7]
    assert [one["line"] for one in told if "error" in one] == [2, 4]
    assert [one.get("grounds") for one in told][2:5:2] == [["abusive"], ["endorses_candidate"]]
    assert sorted(run("--policy", "mlc-2012", "--jsonl", "-", given=file.read_text())[1]) == sorted(lines)


def test_few_rows_are_held_where_they_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BYTES", 10)
    rows = [(1, b"x" * 4), (2, b"x" * 7), (3, b"x" * 20), (4, b"x")]
    assert [[number for number, _ in some] for some in module._some(iter(rows), 3)] == [[1, 2], [3], [4]]


def test_an_endless_line_does_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_ROW", 1000)
    (tmp_path / "rows").write_bytes(b'{"comment": "' + b"x" * 3500 + b'"}\n{"comment": "ok"}\n')
    code, lines = run("--policy", "mlc-2012", "--jsonl", str(tmp_path / "rows"))
    assert code == 1
    assert "longer than 1,000 bytes" in lines[0]
    assert json.loads(lines[1])["remove"] is False


def test_rows_are_read_one_at_a_time(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        file = tmp_path / f"{count}"
        file.write_text("".join(json.dumps({"id": i, "comment": f"Page {i}. " * 50}) + "\n" for i in range(count)))
        with file.open("rb") as source:
            tracemalloc.start()
            rows: Iterator[tuple[int, bytes]] = reading.lines(source)
            for _, line in rows:
                module._row(line)
            held = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return held

    assert peak(4000) < peak(200) + 100_000, "the file alone holds two million bytes"


def test_the_same_rows_give_the_same_bytes() -> None:
    given = json.dumps(ROW) + "\n"
    program = "import sys; sys.argv = ['masthead', 'assess', '--policy', 'mlc-2012', '--jsonl', '-']\n"
    program += "from masthead.project.command import main\nmain()"
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            input=given,
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1 and "signals/" in answers.pop()


def test_it_starts_without_django() -> None:
    program = (
        "import sys, masthead.project.commands.assess; sys.exit(any(m.split('.')[0] == 'django' for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_one_comment_is_explained() -> None:
    code, lines = run("--policy", "mlc-2012", "--explain", "They said 'kill them' and it is awful. Vote Jones!")
    assert code == 0
    assert lines[0] == "A person should look at: endorses_candidate."
    assert any("remove: endorses_candidate" in line and "[Vote Jones" in line for line in lines)
    assert any("keep: quotes_to_denounce" in line for line in lines)
    assert run("--policy", "mlc-2012", "--explain", "Thank you.")[1][0] == "Nothing to look at: the comment stays."


def test_an_explanation_names_the_policy_and_what_a_reason_to_keep_answers() -> None:
    _, lines = run(
        "--policy", "mlc-2012", "--explain", "I will shoot you at story time.", "--post", "Story time moves to Monday."
    )
    [kept] = [line for line in lines if "answers_the_thread" in line]
    assert kept.startswith("  keep: (answers only off_topic) ")
    assert lines[-1].startswith("  policy: mlc-2012@") and "SHA-256" in lines[-1]


def test_answers_come_as_json_or_as_words() -> None:
    said = json.loads(run("--policy", "mlc-2012", "--explain", "Vote Jones!", "--format", "json")[1][0])
    assert said["grounds"] == ["endorses_candidate"]
    lines = run(
        "--policy", "mlc-2012", "--jsonl", "-", "--format", "text", given='{"id": 4, "comment": "Vote Jones!"}'
    )[1]
    assert lines[0] == "4: A person should look at: endorses_candidate."


def test_what_cannot_be_done_is_said() -> None:
    assert run("--policy", "mlc-2012")[0] == 2
    assert run("--policy", "no-such-policy", "--explain", "x")[0] == 2
    assert run("--policy", "mlc-2012", "--jsonl", "/no/such/file")[0] == 1


@pytest.mark.slow
@pytest.mark.parametrize(("model", "count"), [(False, 6_000), (True, 1_000)], ids=["signals", "model"])
def test_memory_does_not_grow_with_the_rows_and_progress_is_told(model: bool, count: int) -> None:
    comments = (f"Nobody answers the phone at branch {number}, and the fee is {number} cents." for number in count_up())
    told = stream(comments, count, model=model)
    assert (told.answered, told.code) == (count, 0)
    assert told.late - told.early < 8, (told.early, told.late)
    assert sum("comments assessed" in line for line in told.said) == count // 1_000
