"""The `masthead` command: every file is a subcommand with help, and exit codes mean what --help says."""

import gc
import json
import os
import socket
import subprocess
import sys
from dataclasses import replace

import click
import pytest
from click.testing import CliRunner

from masthead.agencies.models import MailSettings
from masthead.jobs.models import Heartbeat
from masthead.kernel.clock import now
from masthead.policy.in_force import rulebook_of
from masthead.policy.rulebook import Rulebook
from masthead.project import doctor, prepare, start
from masthead.project.command import Unready, masthead
from masthead.project.commands import doctor as doctor_command

NAMES = masthead.list_commands(None)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "manage"])
def test_every_command_says_what_it_is_for(name):
    shown = CliRunner().invoke(masthead, [name, "--help"])
    assert shown.exit_code == 0, shown.output
    assert len(shown.output.splitlines()) > 4
    assert "Exit codes:" in shown.output


def _telling():
    """Every command, those of groups too: `manage` is Django's own, and the worker has nothing to tell."""
    for name in NAMES:
        if name not in ("manage", "worker"):
            found = masthead.get_command(None, name)
            yield from ([name, inner] for inner in found.commands) if isinstance(found, click.Group) else [[name]]


@pytest.mark.parametrize("words", list(_telling()), ids=" ".join)
def test_every_command_that_tells_something_tells_it_as_json_too(words):
    assert "--format" in CliRunner().invoke(masthead, [*words, "--help"]).output


def test_the_whole_documents_its_exit_codes():
    shown = CliRunner().invoke(masthead, ["--help"]).output
    assert "Exit codes:" in shown
    assert {"serve", "demo", "worker", "doctor", "manage"} <= set(NAMES)
    assert CliRunner().invoke(masthead, ["conquer"]).exit_code == 2


READS_A_POLICY = {
    "check": ["post.txt"],
    "assess": ["--explain", "Hello"],
    "self-check": ["--as", "personal"],
}


@pytest.mark.parametrize("name", READS_A_POLICY)
def test_an_unknown_policy_is_exit_code_2_and_the_same_line_everywhere(name):
    done = CliRunner().invoke(masthead, [name, "--policy", "none", *READS_A_POLICY[name]], input="Hello.")
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("masthead: There is no policy called 'none'. There are: ")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["conquer"], 2),
        (["--conquer"], 2),
        (["check", "--policy", "mlc-2012"], 2),
        (["check", "--policy", "mlc-2012", "--format", "verse", "-"], 2),
        (["policy", "lint"], 2),
        (["policy", "lint", "/no/such/file"], 2),
        (["check", "--policy", "mlc-2012", "--jsonl", "/no/such/file"], 1),
        (["assess", "--policy", "mlc-2012", "--jsonl", "/no/such/file"], 1),
        (["self-check", "--policy", "mlc-2012", "--as", "personal"], 1),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_whatever_went_wrong_is_told_in_a_line_that_begins_alike(arguments, code):
    done = CliRunner().invoke(masthead, arguments, input="")
    assert done.exit_code == code
    assert done.stderr.splitlines()[-1].startswith("masthead: ")
    assert not [line for line in done.stderr.splitlines() if line.startswith("Error")]


@pytest.mark.parametrize("name", ["check", "assess"])
def test_a_reader_who_has_seen_enough_ends_it_quietly(name):
    """As `masthead check … | head -1` does: the pipe is closed while rows are still answered."""
    row = json.dumps({"id": 1, "text": "Read with us.", "comment": "Lovely!"}).encode() + b"\n"
    run = [sys.executable, "-m", "masthead.project", name, "--policy", "okatoma-city-library", "--jsonl", "-"]
    with subprocess.Popen(run, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdin.write(row)
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == 1
        process.stdout.close()
        try:
            process.stdin.write(row * 50)
            process.stdin.close()
        except BrokenPipeError:
            pass
        told = process.stderr.read()
        assert process.wait(timeout=300) in (0, 1)
    assert told == b""


def test_what_the_machine_does_not_allow_is_exit_code_3_and_one_line(monkeypatch):
    def refuse(**_):
        raise Unready("Port 8000 is in use.")

    monkeypatch.setattr("masthead.project.commands.serve.start", refuse)
    done = CliRunner().invoke(masthead, ["serve"])
    assert (done.exit_code, done.stderr) == (3, "masthead: Port 8000 is in use.\n")


def test_a_demo_tells_its_address_and_links_as_one_line_of_json(capsys, monkeypatch):
    monkeypatch.setattr(start, "_answers", lambda host, port: True)
    prepared = {"agency": "", "code": "abc", "links": [("Director", "Cordelia Vance", "/enter/1")], "mail_port": 25}
    start.Announcement(prepared, "127.0.0.1", 8123, style="json", say=print)()
    told = json.loads(capsys.readouterr().out)
    assert told["address"] == "http://127.0.0.1:8123/"
    assert told["links"] == [{"role": "Director", "name": "Cordelia Vance", "address": "http://127.0.0.1:8123/enter/1"}]
    assert (told["code"], told["setup"]) == ("abc", "http://127.0.0.1:8123/welcome/")


def test_a_desk_that_opens_late_is_told_late_and_told_all_the_same(capsys, monkeypatch):
    open_yet, moment, said = [False], [0.0], []
    monkeypatch.setattr(start, "_answers", lambda host, port: open_yet[0])
    monkeypatch.setattr(start.time, "monotonic", lambda: moment[0])
    monkeypatch.setattr(start, "let_go_of_code", lambda: None)
    prepared = {"agency": "", "code": "abc", "links": [], "mail_port": 0}
    announce = start.Announcement(prepared, "127.0.0.1", 8123, style="text", say=said.append)
    for moment[0] in (start.READY_WITHIN, start.READY_WITHIN + 1, start.READY_WITHIN + 2):
        announce()
    assert said == ["The web server does not answer after 30 s; the lines above may say why."]
    assert "Set-up code" not in capsys.readouterr().out
    open_yet[0] = True
    announce()
    announce()
    assert capsys.readouterr().out.count("Set-up code: abc") == 1


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


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        ("mlc-2012", []),
        ("okatoma-city-library", []),
        ("chickapoula-county-library", []),
        ("sweetgum-bayou-schools", []),
        ("arroyo-verde-city", ["asks no model about Fuera de tema (off the subject):"]),
    ],
)
def test_the_doctor_says_of_which_grounds_the_policy_asks_no_model(policy, told):
    found = list(doctor._unasked(rulebook_of(policy)))
    assert len(found) == len(told)
    for symptom, words in zip(found, told, strict=True):
        assert (symptom.what, symptom.state) == ("model", "note")
        assert words in symptom.says


@pytest.mark.django_db
def test_the_doctor_says_that_the_policy_in_force_asks_for_no_model(agency, monkeypatch):
    book = rulebook_of("chickapoula-county-library")
    mute = Rulebook(replace(book.policy, grounds=tuple(replace(ground, reads={}) for ground in book.grounds)))
    monkeypatch.setattr(doctor, "rulebook", lambda: mute)
    told = [symptom for symptom in doctor.examine(at=now()) if symptom.what == "model" and symptom.state == "note"]
    assert [symptom.says.split(":")[0] for symptom in told] == ["The policy in force asks for no model"]
    assert "written signals alone" in told[0].says


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
    env = {**os.environ, "DATABASE_URL": url, "MASTHEAD_HOME": str(tmp_path)}
    del env["DJANGO_SETTINGS_MODULE"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    argv = [sys.executable, "-m", "masthead.project", "serve", "--port", str(port)]
    done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 3
    [said] = [line for line in done.stderr.splitlines() if cure in line]
    assert said.startswith("masthead: ")
    assert "Traceback" not in done.stderr


def test_what_prepares_drops_what_it_does_not_need_any_more(monkeypatch):
    """The supervisor loads without looking for garbage; bringing tables up to date makes a great deal of it."""
    monkeypatch.setattr(prepare, "prepare", lambda address: {"address": address, "drops": gc.isenabled()})
    gc.disable()
    try:
        assert json.loads(prepare.answer("http://127.0.0.1:8000")) == {
            "address": "http://127.0.0.1:8000",
            "drops": True,
        }
    finally:
        gc.unfreeze()
        gc.enable()
