"""What was forwarded is found in the mailbox the agency named, over real IMAP."""

import pytest

from factories import at, person
from masthead.administration.records_mailbox import MailboxAddress, set_records_mailbox, stored_mailbox
from masthead.jobs import forward_exchanges
from masthead.kernel.refusals import Invalid
from masthead.records.models import Record
from peers.mail import PASSWORD, mail_pair

pytestmark = pytest.mark.django_db
MESSAGE = b"Message-ID: <exchange-1@agency.invalid>\r\nSubject: An exchange\r\n\r\nHello\r\n"


@pytest.mark.mail
def test_an_arrival_is_found_and_nothing_else_is(agency):
    with mail_pair() as mail:
        mail.deliver("records", MESSAGE)
        address = MailboxAddress(
            host="127.0.0.1", port=mail.imap_port, tls=False, username="records", password=PASSWORD
        )
        set_records_mailbox(by=person("administrator"), at=at(), mailbox=address)
        mailbox = forward_exchanges._mailbox()
        assert mailbox.holds("<exchange-1@agency.invalid>")
        assert not mailbox.holds("<exchange-2@agency.invalid>")


def test_the_password_is_sealed_never_recorded_and_kept(agency):
    admin = person("administrator")
    given = MailboxAddress(host="imap.agency.invalid", username="records", password="open-sesame")
    set_records_mailbox(by=admin, at=at(), mailbox=given)
    moved = MailboxAddress(host="mail.agency.invalid", username="records")
    set_records_mailbox(by=admin, at=at(1), mailbox=moved)
    assert (stored_mailbox().host, stored_mailbox().password) == ("mail.agency.invalid", "open-sesame")
    assert all(b"open-sesame" not in bytes(record.payload) for record in Record.objects.all())


def test_without_a_password_there_is_nothing_to_keep(agency):
    with pytest.raises(Invalid) as refusal:
        set_records_mailbox(
            by=person("administrator"), at=at(), mailbox=MailboxAddress(host="imap.agency.invalid", username="records")
        )
    assert refusal.value.field == "password"


def test_without_a_mailbox_nobody_looks(agency):
    assert forward_exchanges._mailbox() is None
    assert forward_exchanges.run.func() == 0
