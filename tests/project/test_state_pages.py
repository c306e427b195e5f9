"""docs/states is drawn from the tables, so it cannot say anything else."""

from __future__ import annotations

from pathlib import Path

from masthead.project.write_states import ROOT, main, pages, tables


def test_every_journey_draws_its_states() -> None:
    assert {"delivery", "presence", "draft"} <= set(tables(ROOT))
    page = pages(ROOT)[ROOT / "docs" / "states" / "delivery.md"]
    assert "    committing --> unknown: lose" in page
    assert "src/masthead/outbox/states.py" in page


def test_a_page_that_no_longer_fits_is_named(tmp_path: Path) -> None:
    (tmp_path / "src").symlink_to(ROOT / "src")
    assert main(["--check"], root=tmp_path) == 1
    assert main([], root=tmp_path) == 0
    assert main(["--check"], root=tmp_path) == 0
    page = tmp_path / "docs" / "states" / "delivery.md"
    page.write_text(page.read_text().replace("lose", "win"))
    assert main(["--check"], root=tmp_path) == 1
