"""docs/channels says what the connectors say of themselves."""

from __future__ import annotations

from pathlib import Path

from masthead.channels.registry import descriptions
from masthead.project.write_channels import described, main


def test_the_pages_are_up_to_date() -> None:
    assert main(["--check"]) == 0


def test_no_channel_is_left_out() -> None:
    assert {each.id for each in described()} == set(descriptions()) - {"fake"}


def test_a_page_that_says_otherwise_is_found(tmp_path: Path) -> None:
    assert main([], root=tmp_path) == 0
    assert main(["--check"], root=tmp_path) == 0
    page = tmp_path / "docs" / "channels" / "README.md"
    page.write_text(page.read_text().replace("proved on a contract", "proved on a real server"))
    assert main(["--check"], root=tmp_path) == 1


def test_every_connector_says_what_its_settings_and_steps_are() -> None:
    for description in described():
        assert all(setting.help for setting in description.settings), description.id
        assert all(step.endswith(".") for step in description.steps), description.id
