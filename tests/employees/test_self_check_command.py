"""`masthead self-check`: a text on standard input, an answer on standard output, and no desk behind it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from masthead.employees.disclaimer import carries
from masthead.policy.in_force import rulebook_of
from masthead.project.command import masthead

EXACT = rulebook_of("mlc-2012").policy.disclaimer
ABOUT = "Long day at the Library Commission."


def run(text: bytes | str, *more: str, role: str = "personal") -> tuple[int, str]:
    raw = text.encode() if isinstance(text, str) else text
    done = CliRunner().invoke(masthead, ["self-check", "--policy", "mlc-2012", "--as", role, *more], input=raw)
    return done.exit_code, done.output


def answer(text: str, *more: str, role: str = "personal") -> dict:
    code, said = run(text, "--format", "json", *more, role=role)
    assert code in (0, 1)
    return json.loads(said)


def test_a_personal_post_about_the_agency_gets_the_exact_disclaimer_and_its_place() -> None:
    told = answer(ABOUT, "--channel", "bluesky")
    assert told["disclaimer"] == EXACT
    assert (told["about_agency"], told["placement"]["where"]) == (True, "post")
    missing = next(found for found in told["findings"] if found["code"] == "missing_disclaimer")
    assert set(missing) == {"code", "clause", "label", "level", "message", "span", "remedy"}
    assert (missing["clause"], missing["level"]) == ("employees.2", "asks")
    assert carries(missing["remedy"]["text"], EXACT)


def test_a_private_post_and_an_official_one_get_none() -> None:
    assert answer("My tomatoes are ripe.")["disclaimer"] is None
    official = answer("THX 4 coming!!!", role="official")
    assert official["disclaimer"] is None
    assert "text_speak" in {found["code"] for found in official["findings"]}


def test_a_profile_is_looked_at(tmp_path: Path) -> None:
    file = tmp_path / "profile.txt"
    file.write_text("Name: Ann\nE-mail: ann@mlc.lib.ms.us\n\nLibrarian: dogs, mostly.")
    code, said = run("Hello.", "--profile", str(file))
    assert code == 1
    assert "blocks profile_official_email" in said


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "There is no text"),
        (b" \n", "There is no text"),
        (b"x" * 10_000_000, "longer than"),
        (b"a\x00b", "NUL"),
        (b"a\xed\xa0\x80", "not UTF-8 at byte 2"),
        (b"\xff\xfea\x00", "NUL"),
        (("x" * 100_001).encode(), "longer than"),
    ],
    ids=["empty", "blank", "ten megabytes", "NUL", "lone surrogate", "UTF-16", "long"],
)
def test_what_is_no_post_is_one_clear_line(raw: bytes, says: str) -> None:
    code, said = run(raw)
    assert code == 1
    assert says in said and said.count("\n") == 1


def test_what_is_not_understood_is_exit_2_and_help_says_the_codes() -> None:
    assert run("x", "--channel", "moon")[0] == 2
    assert run("x", role="robot")[0] == 2
    code, said = run("x", "--profile", "/no/such/file")
    assert (code, "cannot be read" in said) == (1, True)
    assert "exit code" in run("", "--help")[1]


def test_no_desk_and_no_django_are_behind_it(tmp_path: Path) -> None:
    program = (
        "import sys; from masthead.project.command import masthead\n"
        "try: masthead(['self-check', '--policy', 'mlc-2012', '--as', 'personal'])\n"
        "finally: print(sorted(name for name in sys.modules if name.split('.')[0] in ('django', 'sqlite3')))"
    )
    done = subprocess.run([sys.executable, "-c", program], input=ABOUT, capture_output=True, text=True, cwd=tmp_path)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr
    assert list(tmp_path.iterdir()) == []
