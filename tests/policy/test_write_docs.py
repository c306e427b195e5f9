"""docs/clauses is generated; --check changes nothing and shows what is out of date."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from masthead.policy.pack import find_pack
from masthead.policy.write_docs import ROOT, main, stale


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A small checkout: one policy, one check."""
    (tmp_path / "policies").mkdir()
    shutil.copy(find_pack("okatoma-city-library"), tmp_path / "policies")
    (tmp_path / "src" / "masthead" / "checks").mkdir(parents=True)
    (tmp_path / "src" / "masthead" / "checks" / "links_are_researched.py").write_text("")
    return tmp_path


def test_written_pages_are_up_to_date(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"], root=checkout) == 1
    assert not (checkout / "docs").exists()
    assert main([], root=checkout) == 0
    capsys.readouterr()
    assert main(["--check"], root=checkout) == 0
    assert capsys.readouterr().out == ""


def test_a_changed_policy_makes_its_page_stale(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([], root=checkout)
    pack = checkout / "policies" / "okatoma-city-library.toml"
    pack.write_text(
        pack.read_text(encoding="utf-8").replace("Links are followed", "Links are walked"), encoding="utf-8"
    )
    assert main(["--check"], root=checkout) == 1
    shown = capsys.readouterr().out
    assert "-| **Article 4.2**" in shown
    assert "Links are walked" in shown


def test_the_page_of_a_policy_that_is_gone_goes(checkout: Path) -> None:
    main([], root=checkout)
    left_over = checkout / "docs" / "clauses" / "gone.md"
    left_over.write_text("# Gone\n", encoding="utf-8")
    assert stale(checkout)
    main([], root=checkout)
    assert not left_over.exists()


def test_this_checkout_is_up_to_date() -> None:
    assert stale(ROOT) == []
