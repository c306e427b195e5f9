"""The mail server an agency enters is the one used, and a test message proves it against real servers."""

import pytest
from django.core.mail import EmailMessage

from factories import at, person
from masthead.administration.mail import MailServer, send_test_message, set_mail
from masthead.agencies.models import MailSettings
from masthead.kernel.refusals import Invalid, NotPermitted, Refused
from masthead.records.models import Record
from peers.mail import PASSWORD, mail_pair

pytestmark = pytest.mark.django_db
REAL_BACKEND = "masthead.project.mail.ConfiguredBackend"


def server(**fields):
    return MailServer(**{"host": "127.0.0.1", "sender": "desk@agency.invalid", "security": "none", **fields})


@pytest.mark.mail
def test_the_test_message_arrives_in_a_real_mailbox(settings):
    settings.EMAIL_BACKEND = REAL_BACKEND
    with mail_pair() as mail:
        given = server(port=mail.smtp_port, username="desk", password=PASSWORD)
        set_mail(by=person("administrator"), at=at(), server=given)
        send_test_message(to="petra@agency.invalid", agency="MLC")
        [arrived] = mail.messages("petra")
        assert mail.logins == ["desk"]
    assert arrived["From"] == "desk@agency.invalid"
    assert "MLC" in arrived.get_content()


@pytest.mark.mail
def test_a_message_that_names_no_sender_goes_out_in_the_desks_name(settings):
    settings.EMAIL_BACKEND = REAL_BACKEND
    with mail_pair() as mail:
        set_mail(by=person("administrator"), at=at(), server=server(port=mail.smtp_port))
        EmailMessage(subject="Confirm", body="Yes?", to=["june@elsewhere.invalid"]).send()
        [arrived] = mail.messages("june")
    assert arrived["From"] == "desk@agency.invalid"


@pytest.mark.mail
def test_a_refusing_server_is_quoted(settings):
    settings.EMAIL_BACKEND = REAL_BACKEND
    with mail_pair() as mail:
        set_mail(by=person("administrator"), at=at(), server=server(port=mail.smtp_port))
        with pytest.raises(Refused, match="no such mailbox"):
            send_test_message(to="nobody@agency.invalid", agency="MLC")


def test_the_password_is_sealed_and_never_recorded():
    set_mail(by=person("administrator"), at=at(), server=server(username="desk", password="hunter2-hunter2"))
    assert b"hunter2" not in bytes(MailSettings.objects.get().sealed_password)
    assert all(b"hunter2" not in bytes(record.payload) for record in Record.objects.all())


def test_an_empty_password_keeps_the_one_entered_before():
    admin = person("administrator")
    set_mail(by=admin, at=at(), server=server(username="desk", password="secret"))
    before = bytes(MailSettings.objects.get().sealed_password)
    set_mail(by=admin, at=at(1), server=server(username="desk", port=2525))
    after = MailSettings.objects.get()
    assert (bytes(after.sealed_password), after.port) == (before, 2525)


@pytest.mark.parametrize(
    ("fields", "at_fault"),
    [({"host": ""}, "host"), ({"host": "a b"}, "host"), ({"port": 0}, "port"), ({"sender": "desk"}, "sender"),
     ({"security": "rot13"}, "security")],
)  # fmt: skip
def test_what_cannot_be_used_names_its_field(fields, at_fault):
    with pytest.raises(Invalid) as refusal:
        set_mail(by=person("administrator"), at=at(), server=server(**fields))
    assert refusal.value.field == at_fault


def test_only_an_administrator_sets_the_mail_server():
    with pytest.raises(NotPermitted):
        set_mail(by=person("director"), at=at(), server=server())
    assert not MailSettings.objects.exists()
