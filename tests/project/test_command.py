"""The `masthead` command: every file is a subcommand with help, and exit codes mean what --help says."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from masthead.agencies.models import MailSettings
from masthead.jobs.models import Heartbeat
from masthead.kernel.clock import now
from masthead.project import doctor
from masthead.project.command import Unready, masthead
from masthead.project.commands import doctor as doctor_command

NAMES = masthead.list_commands(None)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "manage"])
def test_every_command_says_what_it_is_for(name):
    shown = CliRunner().invoke(masthead, [name, "--help"])
    assert shown.exit_code == 0, shown.output
    assert len(shown.output.splitlines()) > 4


def test_the_whole_documents_its_exit_codes():
    shown = CliRunner().invoke(masthead, ["--help"]).output
    assert "Exit codes:" in shown
    assert {"serve", "demo", "worker", "doctor", "manage"} <= set(NAMES)
    assert CliRunner().invoke(masthead, ["conquer"]).exit_code == 2


def test_what_the_machine_does_not_allow_is_exit_code_3_and_one_line(monkeypatch):
    def refuse(**_):
        raise Unready("Port 8000 is in use.")

    monkeypatch.setattr("masthead.project.commands.serve.start", refuse)
    done = CliRunner().invoke(masthead, ["serve"])
    assert (done.exit_code, done.stderr) == (3, "masthead: Port 8000 is in use.\n")


def test_starting_the_command_does_not_start_django():
    probe = (
        "import sys\n"
        "from masthead.project.command import masthead\n"
        "from masthead.project import start, process_tree, preflight\n"
        "masthead.list_commands(None)\n"
        "sys.exit('django' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0


@pytest.mark.django_db
def test_the_doctor_finds_a_silent_worker_and_then_a_living_one(agency, settings):
    (settings.STATIC_ROOT / "staticfiles.json").write_text("{}")
    found = {symptom.what: symptom for symptom in doctor.examine(at=now())}
    assert found["worker"].state == "ill"
    assert found["mail"].state == "note"
    assert found["database"].state == found["policy"].state == found["assets"].state == "well"
    Heartbeat.objects.create(worker="one", started_at=now(), beat_at=now())
    MailSettings.objects.create(host="smtp.agency.invalid", sender="desk@agency.invalid")
    found = {symptom.what: symptom for symptom in doctor.examine(at=now())}
    assert (found["worker"].state, found["mail"].state) == ("well", "well")


def test_the_doctor_prints_json_and_exits_1_when_something_is_ill(monkeypatch):
    symptoms = [doctor.Symptom("disk", "well", "Fine."), doctor.Symptom("worker", "ill", "Start one.")]
    monkeypatch.setattr(doctor, "examine", lambda *, at: symptoms)
    done = CliRunner().invoke(doctor_command.command, ["--format", "json"])
    assert done.exit_code == 1
    assert json.loads(done.stdout)[1] == {"what": "worker", "state": "ill", "says": "Start one."}
    monkeypatch.setattr(doctor, "examine", lambda *, at: symptoms[:1])
    assert CliRunner().invoke(doctor_command.command, []).exit_code == 0


@pytest.mark.parametrize(
    ("url", "cure"),
    [("mysql://localhost/masthead", "postgresql://"), ("postgresql://127.0.0.1:1/x", "does not answer")],
)
def test_a_database_that_cannot_be_used_is_told_in_one_line(url, cure, tmp_path):
    env = {"DATABASE_URL": url, "MASTHEAD_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    argv = [sys.executable, "-m", "masthead.project.prepare", "http://127.0.0.1:8000"]
    done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert cure in done.stderr
    assert "Traceback" not in done.stderr
