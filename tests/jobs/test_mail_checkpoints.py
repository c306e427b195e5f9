"""Each new checkpoint leaves the house once, with exactly the bytes that were signed."""

import pytest
from django.core import mail

from factories import at
from masthead.agencies.actors import Worker
from masthead.agencies.models import MailSettings
from masthead.jobs import mail_checkpoints
from masthead.records.checkpoint import make_checkpoint

pytestmark = pytest.mark.django_db


def test_a_checkpoint_is_mailed_once_to_the_records_address(agency):
    MailSettings.objects.create(host="smtp.agency.invalid", sender="desk@agency.invalid")
    assert not mail_checkpoints.needed(at())
    first = make_checkpoint(by=Worker("checkpoint"), at=at())
    assert mail_checkpoints.needed(at())
    assert mail_checkpoints.run.func() == first.size
    [message] = mail.outbox
    assert message.to == [agency.records_address]
    [(_, content, _)] = message.attachments
    assert content == first.note.encode()
    assert not mail_checkpoints.needed(at())
    assert mail_checkpoints.run.func() == 0
    second = make_checkpoint(by=Worker("checkpoint"), at=at(days=1))
    assert mail_checkpoints.run.func() == second.size


def test_a_checkpoint_that_could_not_be_mailed_stays_due(agency, settings):
    settings.EMAIL_BACKEND = "masthead.project.mail.ConfiguredBackend"
    MailSettings.objects.create(host="127.0.0.1", port=1, security="none", sender="desk@agency.invalid")
    make_checkpoint(by=Worker("checkpoint"), at=at())
    with pytest.raises(OSError, match="refused"):
        mail_checkpoints.run.func()
    assert mail_checkpoints.needed(at())


def test_without_a_mail_server_nothing_is_tried(agency):
    make_checkpoint(by=Worker("checkpoint"), at=at())
    assert not mail_checkpoints.needed(at())
