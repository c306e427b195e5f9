"""`masthead rekey` makes a new key and seals everything with it again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from fakes.presence import live_presence
from masthead.agencies import vault
from masthead.presences.models import Connection
from masthead.project import doctor
from masthead.project.commands.rekey import command


@pytest.fixture(autouse=True)
def _keys_of_its_own(settings: object, tmp_path: Path) -> None:
    settings.MASTHEAD_KEYS = tmp_path  # type: ignore[attr-defined]


def test_rekey_seals_again_and_the_doctor_says_what_is_left(agency: object) -> None:
    live_presence("bluesky", secrets={"app_password": "quite secret"})
    vault.add_key()
    assert doctor._keys().state == "note" and "1 secrets" in doctor._keys().says
    finished = CliRunner().invoke(command, ["--no-new-key"])
    assert finished.exit_code == 0 and "1 were sealed again" in finished.output
    assert doctor._keys().state == "well"
    before = vault.newest_key()
    again = CliRunner().invoke(command, ["--format", "json"])
    assert again.exit_code == 0 and before not in again.output
    assert json.loads(again.stdout) == {"key": vault.newest_key(), "sealed_again": 1}
    assert vault.unseal_mapping(Connection.objects.get().secrets) == {"app_password": "quite secret"}
