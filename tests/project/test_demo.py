"""Demo sign-in links exist only where both locks are open: started by `masthead demo`, on a sample agency."""

import pytest
from django.test import Client

import factories
from factories import at
from masthead.agencies.models import Agency, Commitment, Person
from masthead.agencies.rights import Role
from masthead.project import demo
from masthead.records.models import Record

pytestmark = pytest.mark.django_db
ADDRESS = "http://127.0.0.1:8000"


@pytest.fixture
def sample(settings):
    settings.MASTHEAD_DEMO = True
    demo.seed(at=at(), address=ADDRESS)


def signed_in(client):
    return "_auth_user_id" in client.session


def test_every_role_has_somebody_and_a_link_that_signs_them_in(sample):
    links = [(label, name, demo.sign_in_path(token)) for label, name, token in demo.sign_in_tokens()]
    assert {label for label, _, _ in links} == {role.label for role in Role}
    for label, name, path in links:
        client = Client()
        assert client.get(path).headers["Location"] == "/desk/", label
        assert Person.objects.get(pk=client.session["_auth_user_id"]).name == name
        assert "(demo)" in name


def test_nobody_in_the_sample_has_a_password_or_a_real_address(sample):
    for person in Person.objects.all():
        assert person.email.endswith(".invalid")
        assert not person.has_usable_password()


def test_links_do_nothing_when_the_server_was_not_started_as_a_demo(sample, settings):
    paths = [demo.sign_in_path(token) for _, _, token in demo.sign_in_tokens()]
    settings.MASTHEAD_DEMO = False
    assert demo.sign_in_tokens() == []
    for path in paths:
        client = Client()
        assert client.get(path).status_code == 404
        assert not signed_in(client)


def test_links_do_nothing_on_a_real_agency_even_in_demo_mode(sample):
    paths = [demo.sign_in_path(token) for _, _, token in demo.sign_in_tokens()]
    Agency.objects.update(demo=False)
    for path in paths:
        client = Client()
        assert client.get(path).status_code == 404
        assert not signed_in(client)


def test_a_link_cannot_be_made_up_and_signs_in_nobody_else(sample):
    factories.person("director", email="real@agency.invalid")
    for token in ("director", "director~guess", demo._signer().sign("real"), "x" * 5000):
        assert Client().get(f"/sign-in/demo/{token}/").status_code == 404


def test_a_second_start_changes_nothing(sample):
    before = (Person.objects.count(), Commitment.objects.count(), Record.objects.count())
    demo.seed(at=at(days=1), address=ADDRESS)
    assert (Person.objects.count(), Commitment.objects.count(), Record.objects.count()) == before


def test_a_start_on_another_port_is_noted_in_the_agencys_address(sample):
    demo.seed(at=at(days=1), address="http://127.0.0.1:9000")
    assert Agency.objects.get().public_url == "http://127.0.0.1:9000"


def test_a_real_desk_is_never_seeded(settings):
    settings.MASTHEAD_DEMO = True
    factories.agency()
    demo.seed(at=at(), address=ADDRESS)
    assert not Person.objects.exists()
