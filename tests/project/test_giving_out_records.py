"""`masthead export` writes what `masthead verify` accepts, and a changed byte is found."""

import json

import pytest
from click.testing import CliRunner

from factories import at, person
from masthead.administration.commitments import add_commitment
from masthead.project.command import masthead

pytestmark = pytest.mark.django_db


def masthead_says(*arguments):
    return CliRunner().invoke(masthead, [str(argument) for argument in arguments])


def test_an_export_verifies_until_a_byte_is_changed(agency, tmp_path):
    officer = person("records_officer")
    add_commitment(by=person("administrator"), at=at(), name="Summer Library Program")
    made = masthead_says("export", tmp_path / "out", "--as", officer.email, "--format", "json")
    assert made.exit_code == 0, made.output
    assert json.loads(made.stdout)["records"] >= 1
    assert masthead_says("verify", tmp_path / "out").exit_code == 0
    records = tmp_path / "out" / "data" / "records.jsonl"
    records.write_text(records.read_text().replace("Summer", "Winter"))
    found = masthead_says("verify", tmp_path / "out", "--format", "json")
    assert found.exit_code == 1
    assert json.loads(found.stdout)["problems"]


def test_only_somebody_who_keeps_records_gives_them_out(agency, tmp_path):
    refused = masthead_says("export", tmp_path / "out", "--as", person("communicator").email)
    assert refused.exit_code == 1
    assert "Records officer" in refused.stderr
    assert not (tmp_path / "out").exists()
    assert masthead_says("export", tmp_path / "out", "--as", "stranger@agency.invalid").exit_code == 1


def test_only_the_folder_is_said_to_prove_itself(agency, tmp_path):
    officer = person("records_officer")
    add_commitment(by=person("administrator"), at=at(), name="Summer Library Program")
    said = {
        form: masthead_says("export", tmp_path / form, "--as", officer.email, "--form", form).stdout
        for form in ("bagit", "csv", "html")
    }
    assert f"masthead verify {tmp_path / 'bagit'}" in said["bagit"]
    assert "verify" not in said["csv"] + said["html"]
