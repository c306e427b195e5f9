"""An agency is led through five steps by whoever holds the set-up code, and by nobody else."""

import pytest
from django.test import Client

import factories
from masthead.agencies.models import Agency, MailSettings, Person, the_agency
from masthead.agencies.rights import Role
from masthead.presences.models import Presence
from masthead.project.first_run import code

pytestmark = pytest.mark.django_db
AGENCY = {
    "name": "Okatoma City Library",
    "short_name": "OCL",
    "public_url": "https://desk.okatoma.example",
    "records_address": "records@okatoma.example",
    "time_zone": "America/Chicago",
}
YOU = {
    "name": "Petra Lindqvist",
    "email": "petra@okatoma.example",
    "password": "correct horse battery",
    "roles": ["communicator"],
}
PRESENCE = {
    "name": "Okatoma City Library Noticeboard",
    "purpose": "Tell readers what is on",
    "audience": "Readers",
    "commitment": "Summer Library Program",
}


@pytest.fixture(autouse=True)
def fresh_code():
    yield
    code.use_up()


@pytest.fixture
def holder():
    client = Client()
    client.post("/welcome/", {"code": code.set_up_code()})
    return client


def goes_to(response):
    assert response.status_code == 302, response.content.decode()
    return response.headers["Location"]


def test_five_steps_open_the_desk(holder):
    assert goes_to(holder.post("/welcome/agency/", AGENCY)) == "/welcome/policy/"
    assert goes_to(holder.post("/welcome/policy/", {"policy": "mlc-2012"})) == "/welcome/people/"
    assert goes_to(holder.post("/welcome/people/", YOU)) == "/welcome/people/"
    mail = {"host": "127.0.0.1", "port": 2525, "security": "none", "sender": "desk@okatoma.example"}
    assert goes_to(holder.post("/welcome/mail/", mail)) == "/welcome/mail/"
    assert goes_to(holder.post("/welcome/presence/", PRESENCE)) == "/welcome/finish/"
    assert "Everything is in place" in holder.get("/welcome/finish/").content.decode()
    assert goes_to(holder.post("/welcome/finish/")) == "/desk/"
    person = Person.objects.get()
    assert person.role_names >= {"administrator", "communicator"}
    assert holder.session["_auth_user_id"] == str(person.pk)
    assert Presence.objects.get().state == "proposed"
    assert the_agency().set_up_at is not None
    assert holder.get("/welcome/").status_code == 404
    assert holder.get("/welcome/people/").status_code == 404
    assert not code.fits(code.set_up_code() + "x")


def test_a_stranger_gets_no_further_than_the_code():
    stranger = Client()
    code.set_up_code()
    assert stranger.post("/welcome/", {"code": "AAAA-AAAA-AAAA"}).status_code == 422
    for path in ("agency", "policy", "people", "mail", "presence"):
        assert goes_to(stranger.post(f"/welcome/{path}/", AGENCY)) == "/welcome/"
    assert goes_to(stranger.post("/welcome/finish/")) == "/welcome/"
    assert goes_to(stranger.post("/welcome/test-mail/")) == "/welcome/"
    assert the_agency() is None


def test_the_code_is_forgiving_about_how_it_is_typed():
    typed = code.set_up_code().lower().replace("-", " ")
    assert goes_to(Client().post("/welcome/", {"code": typed})) == "/welcome/agency/"


def test_an_empty_code_fits_nothing():
    code.set_up_code()
    assert not code.fits("")
    code.use_up()
    assert not code.fits("")


def test_steps_cannot_be_jumped_but_one_can_go_back(holder):
    assert goes_to(holder.get("/welcome/people/")) == "/welcome/agency/"
    holder.post("/welcome/agency/", AGENCY)
    page = holder.get("/welcome/agency/")
    assert page.status_code == 200
    assert "Okatoma City Library" in page.content.decode()
    holder.post("/welcome/agency/", {**AGENCY, "short_name": "Okatoma"})
    assert Agency.objects.get().short_name == "Okatoma"


def test_after_a_restart_it_goes_on_where_it_stopped(holder):
    holder.post("/welcome/agency/", AGENCY)
    holder.post("/welcome/policy/", {"policy": "mlc-2012"})
    later = Client()
    assert goes_to(later.post("/welcome/", {"code": code.set_up_code()})) == "/welcome/people/"


def test_a_refusal_stands_beside_its_field(holder):
    page = holder.post("/welcome/agency/", {**AGENCY, "records_address": "records"})
    assert page.status_code == 422
    [said] = page.context["form"].errors["records_address"]
    assert said == "Give the e-mail address that keeps the agency's records."


def test_mail_and_presence_may_wait_but_people_may_not(holder):
    holder.post("/welcome/agency/", AGENCY)
    holder.post("/welcome/policy/", {"policy": "mlc-2012"})
    assert goes_to(holder.get("/welcome/finish/")) == "/welcome/people/"
    holder.post("/welcome/people/", YOU)
    page = holder.get("/welcome/finish/").content.decode()
    assert "Your mail server" in page
    holder.post("/welcome/finish/")
    assert the_agency().set_up_at is not None
    assert not MailSettings.objects.exists()


def test_colleagues_are_added_without_a_password_form(holder):
    holder.post("/welcome/agency/", AGENCY)
    holder.post("/welcome/policy/", {"policy": "mlc-2012"})
    holder.post("/welcome/people/", YOU)
    colleague = {"name": "Cordelia Vance", "email": "c@okatoma.example", "roles": [Role.DIRECTOR.value]}
    holder.post("/welcome/people/", colleague)
    assert Person.objects.get(email="c@okatoma.example").role_names == {"employee", "director"}


def test_an_open_desk_has_no_first_run():
    factories.agency()
    assert Client().get("/welcome/").status_code == 404
    assert Client().post("/welcome/", {"code": code.set_up_code()}).status_code == 404
