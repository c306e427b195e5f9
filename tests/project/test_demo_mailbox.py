"""What the sample desk mails is taken by a real mail server, kept in a folder, and goes nowhere else."""

import mailbox
import os
import smtplib
import socket
import sys
import threading
import time

import pytest
from django.core.mail import EmailMessage

import factories
from factories import at
from masthead.administration.mail import MailServer, set_mail
from masthead.agencies.models import Agency, MailSettings, Person
from masthead.conversations.posting import post
from masthead.project import demo, demo_mail, start
from masthead.project.demo_mail import point_mail_at_the_sample_mailbox
from masthead.project.mail import ConfiguredBackend
from masthead.project.process_tree import Child, ProcessTree
from masthead.records.models import Record
from peers.ports import free_port


def wait_for(condition, seconds=180.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def listens(port):
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def sample(db, settings, monkeypatch):
    # Its port is chosen now and listened on later: meanwhile it must be nobody else's.
    monkeypatch.setattr(demo_mail, "_free_port", free_port)
    settings.MASTHEAD_DEMO = True
    demo.seed(at=at(), address="http://127.0.0.1:8000")


@pytest.fixture
def running(sample, tmp_path):
    """(port, folder) of a sample mailbox that runs under a supervisor, as in the demo."""
    port, folder = point_mail_at_the_sample_mailbox(at=at()), tmp_path / "mail"
    serve = "import pathlib; from masthead.project.demo_mailbox import serve; "
    serve += f"serve({port}, pathlib.Path({str(folder)!r}))"
    argv = [sys.executable, "-c", serve]  # a program of its own: this process has threads that a fork would cut off
    tree = ProcessTree([Child("sample mailbox", "mail", lambda: os.execv(argv[0], argv))], say=print)
    thread = threading.Thread(target=tree.run)
    thread.start()
    try:
        assert wait_for(lambda: listens(port)), "the sample mailbox does not answer"
        yield port, folder
    finally:
        tree.stopping = True
        thread.join()
    assert not listens(port), "the sample mailbox outlived its supervisor"


def test_what_the_desk_sends_lies_in_the_folder_letter_for_letter(running):
    _, folder = running
    said = "Naïve readers\n.a line that begins with a dot\nhttps://library.example/?a=1\n"
    letter = EmailMessage("Your comment", said, "desk@demo.invalid", ["reader@demo.invalid"])
    letter.attach("exchange.json", b'{"a": 1}', "application/json")
    assert post(ConfiguredBackend(), letter).outcome == "accepted"
    kept = [mailbox.Maildir(folder).get_bytes(key) for key in mailbox.Maildir(folder).keys()]  # noqa: SIM118
    assert len(kept) == 1
    assert b"Subject: Your comment" in kept[0]
    assert "Naïve readers\n.a line".encode() in kept[0].replace(b"\r\n", b"\n")
    assert b"exchange.json" in kept[0]


def test_a_full_disk_is_told_as_put_off_and_not_as_sent(running):
    port, folder = running
    (folder / "tmp").rmdir()
    with smtplib.SMTP("127.0.0.1", port, timeout=300) as server, pytest.raises(smtplib.SMTPDataError) as refused:
        server.sendmail("desk@demo.invalid", ["reader@demo.invalid"], "Subject: x\r\n\r\nx\r\n")
    assert refused.value.smtp_code == 452


def test_the_mail_server_is_set_once_and_by_a_person(sample):
    port = point_mail_at_the_sample_mailbox(at=at())
    stored = MailSettings.objects.get()
    assert (stored.host, stored.port, stored.security) == ("127.0.0.1", port, "none")
    assert stored.sender.endswith(".invalid")
    records = Record.objects.filter(kind="agency/mail_set")
    assert records.get().by == Person.objects.get(email="administrator@demo.invalid").actor_id
    assert point_mail_at_the_sample_mailbox(at=at(1)) == port
    assert records.count() == 1


def test_a_port_that_was_taken_meanwhile_is_changed(sample):
    first = point_mail_at_the_sample_mailbox(at=at())
    with socket.socket() as other:
        other.bind(("127.0.0.1", first))
        other.listen()
        second = point_mail_at_the_sample_mailbox(at=at(1))
    assert second != first
    assert MailSettings.objects.get().port == second


def test_a_server_somebody_entered_in_the_demo_is_not_used_after_the_next_start(sample):
    entered = MailServer(host="smtp.agency.invalid", sender="desk@agency.invalid", username="desk", password="sesame")
    set_mail(by=Person.objects.get(email="administrator@demo.invalid"), at=at(), server=entered)
    point_mail_at_the_sample_mailbox(at=at(1))
    stored = MailSettings.objects.get()
    assert (stored.host, stored.username, stored.sealed_password) == ("127.0.0.1", "", None)


@pytest.mark.parametrize("lock", ["started by serve", "a real agency"])
def test_outside_the_demo_nobodys_mail_is_touched(sample, settings, lock):
    if lock == "started by serve":
        settings.MASTHEAD_DEMO = False
    else:
        Agency.objects.update(demo=False)
    assert point_mail_at_the_sample_mailbox(at=at()) == 0
    assert not MailSettings.objects.exists()


@pytest.mark.parametrize(
    ("demonstrating", "port", "there"), [(True, 2525, True), (True, 0, False), (False, 2525, False)]
)
def test_only_a_demo_runs_the_mailbox(monkeypatch, tmp_path, demonstrating, port, there):
    monkeypatch.setenv("MASTHEAD_HOME", str(tmp_path))
    monkeypatch.setattr(start, "obstacles", lambda **_: [])
    prepared = start.Prepared(agency="", code="", links=[], mail_port=port)
    monkeypatch.setattr(start, "_begin_to_prepare", lambda **_: None)
    monkeypatch.setattr(start.signal, "signal", lambda *_: None)
    monkeypatch.setattr(start, "_prepared", lambda _: prepared)
    monkeypatch.setattr(start, "load_models", lambda: None)
    monkeypatch.setattr(start, "load_pages", lambda: None)
    monkeypatch.setattr(os, "environ", dict(os.environ))
    started = []
    monkeypatch.setattr(ProcessTree, "listen_for_signals", lambda tree: None)
    monkeypatch.setattr(ProcessTree, "run", lambda tree, meanwhile: started.extend(tree.children))
    start.start(host="127.0.0.1", port=8000, demo=demonstrating)
    names = [child.name for child in started]
    assert {"web server", "worker"} <= set(names)
    assert ("sample mailbox" in names) == there


def test_a_demo_whose_first_administrator_has_left_still_starts(sample):
    factories.person("administrator", email="other@demo.invalid")
    Person.objects.filter(email="administrator@demo.invalid").update(is_active=False)
    assert point_mail_at_the_sample_mailbox(at=at()) > 0
