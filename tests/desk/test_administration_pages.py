"""An administrator looks after people, mail and commitments from the desk, in the operations' own words."""

import pytest

from factories import client_for, person
from masthead.agencies.models import Agency, Bureau, Commitment, MailSettings, Person, RecordsMailbox
from masthead.agencies.rights import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(agency):
    return client_for(person("administrator"))


def test_a_colleague_is_added_given_a_role_and_ends(admin):
    given = {"name": "Delphine Okoro", "email": "d@agency.invalid", "roles": ["communicator"]}
    assert admin.post("/desk/people/", given).status_code == 302
    added = Person.objects.get(email="d@agency.invalid")
    page = admin.get(f"/desk/people/{added.pk}").content.decode()
    assert "Delphine Okoro" in page
    assert page.count("Withdraw<") == 1
    admin.post(f"/desk/people/{added.pk}/grant", {"role": "moderator"})
    admin.post(f"/desk/people/{added.pk}/withdraw", {"role": "communicator"})
    assert Person.objects.get(pk=added.pk).role_names == {"employee", "moderator"}
    admin.post(f"/desk/people/{added.pk}/end")
    assert "Has left" in admin.get("/desk/people/").content.decode()


def test_refusals_stand_in_the_form_or_above_the_page(admin):
    page = admin.post("/desk/people/", {"name": "Petra", "email": "nowhere"})
    assert page.status_code == 422
    assert "e-mail address at work" in page.content.decode()
    own = Person.objects.get(grants__role=Role.ADMINISTRATOR.value)
    kept = admin.post(f"/desk/people/{own.pk}/end", follow=True).content.decode()
    assert "only administrator" in kept
    odd = admin.post(f"/desk/people/{own.pk}/grant", {"role": "emperor"}, follow=True).content.decode()
    assert "There is no such role." in odd


def test_the_agency_its_mail_and_its_mailbox_are_changed(admin):
    shown = admin.get("/desk/agency/").context["form"].initial
    admin.post("/desk/agency/", {**shown, "short_name": "The Commission"})
    assert Agency.objects.get().short_name == "The Commission"
    mail = {"host": "smtp.agency.invalid", "port": 587, "security": "starttls", "sender": "desk@agency.invalid"}
    assert admin.post("/desk/agency/mail", mail).status_code == 302
    assert MailSettings.objects.get().host == "smtp.agency.invalid"
    box = {"host": "imap.agency.invalid", "port": 993, "tls": "on", "username": "records", "password": "sesame"}
    assert admin.post("/desk/agency/mailbox", {**box, "password": ""}).status_code == 422
    assert admin.post("/desk/agency/mailbox", box).status_code == 302
    assert admin.post("/desk/agency/mailbox", {**box, "password": "", "port": 143}).status_code == 302
    assert RecordsMailbox.objects.get().port == 143
    assert "sesame" not in admin.get("/desk/agency/mailbox").content.decode()


def test_commitments_and_bureaus_are_entered(admin):
    admin.post("/desk/commitments/", {"name": "Summer Library Program", "starts": "2026-06-01"})
    again = admin.post("/desk/commitments/", {"name": "summer library program"})
    assert "already entered" in again.content.decode()
    admin.post("/desk/agency/bureaus", {"name": "Public Services"})
    assert (Commitment.objects.count(), Bureau.objects.count()) == (1, 1)


def test_only_those_who_may_see_these_pages_in_the_navigation(agency):
    director = client_for(person("director")).get("/desk/commitments/").content.decode()
    assert "Commitments" in director
    assert "/desk/people/" not in director
    assert client_for(person("communicator")).get("/desk/people/").status_code == 403
