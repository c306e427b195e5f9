"""Staff sign in; nobody signs up; the public gets no cookie."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client

import factories
from masthead.administration.people import end_access
from masthead.agencies.models import Person

pytestmark = pytest.mark.django_db
PASSWORD = "a password for tests"


@pytest.fixture(autouse=True)
def no_memory_of_earlier_attempts():
    from django.core.cache import cache

    cache.clear()


def sign_in(email, password=PASSWORD):
    client = Client()
    client.post("/sign-in/login/", {"login": email, "password": password})
    return client


def is_in(client):
    return "_auth_user_id" in client.session


def test_a_person_signs_in_with_address_and_password(agency):
    person = factories.person("communicator")
    assert is_in(sign_in(person.email))
    assert is_in(sign_in(person.email.upper()))
    assert not is_in(sign_in(person.email, "another password"))


def test_somebody_who_left_does_not_get_in(agency):
    person = factories.person("communicator")
    still_open = sign_in(person.email)
    end_access(by=factories.person("administrator"), at=factories.at(), person=person)
    assert not is_in(sign_in(person.email))
    assert not still_open.get("/sign-in/login/").wsgi_request.user.is_authenticated


def test_nobody_adds_themselves(agency):
    given = {"email": "stranger@agency.invalid", "password1": "correct horse battery"}
    Client().post("/sign-in/signup/", given)
    Client().post("/sign-in/signup/passkey/", given)
    assert not Person.objects.exists()


def test_guessing_is_slowed_down(agency):
    person = factories.person("communicator")
    for _ in range(12):
        sign_in(person.email, "guess")
    assert not is_in(sign_in(person.email)), "the right password counted while guesses were being made"


def test_a_new_colleague_chooses_a_password_through_the_mail(agency):
    person = factories.person("moderator", name="Delphine Okoro")
    person.set_unusable_password()
    person.save()
    Client().post("/sign-in/password/reset/", {"email": person.email})
    [message] = mail.outbox
    link = urlsplit(re.search(r"http\S+", message.body)[0]).path
    client = Client()
    form = client.get(link, follow=True).request["PATH_INFO"]
    client.post(form, {"password1": "correct horse battery", "password2": "correct horse battery"})
    assert is_in(sign_in(person.email, "correct horse battery"))


def test_asking_for_a_password_does_not_tell_who_works_here(agency):
    known = Client().post("/sign-in/password/reset/", {"email": factories.person().email})
    unknown = Client().post("/sign-in/password/reset/", {"email": "nobody@elsewhere.invalid"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])


@pytest.mark.parametrize("path", ["/sign-in/2fa/", "/sign-in/2fa/webauthn/", "/sign-in/2fa/totp/activate/"])
def test_passkeys_and_one_time_codes_are_offered_to_staff_alone(agency, path):
    client = sign_in(factories.person("communicator").email)
    # Whoever finds an open screen must know the password before adding a key of their own.
    client.post("/sign-in/reauthenticate/", {"password": PASSWORD})
    assert client.get(path).status_code == 200
    assert Client().get(path).status_code == 302


def test_a_one_time_code_is_asked_for_once_it_is_set_up(agency):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    person = factories.person("director")
    TOTP.activate(person, generate_totp_secret())
    client = sign_in(person.email)
    assert not is_in(client)
    assert client.get("/sign-in/2fa/authenticate/").status_code == 200


def test_with_the_code_of_their_device_a_person_is_in_and_may_switch_it_off(agency):
    from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
    from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters

    person, secret = factories.person("director"), generate_totp_secret()
    TOTP.activate(person, secret)
    client = sign_in(person.email)
    client.post("/sign-in/2fa/authenticate/", {"code": format_hotp_value(hotp_value(secret, next(iter(counters()))))})
    assert is_in(client)
    asked = client.post("/sign-in/2fa/totp/deactivate/").headers["Location"]
    assert asked.startswith("/sign-in/reauthenticate/")
    assert client.post(asked, {"password": PASSWORD}).headers["Location"] == "/sign-in/2fa/"
    assert is_in(sign_in(person.email))


def test_a_passkey_is_asked_for_before_anybody_is_known(agency):
    answer = Client().get("/sign-in/2fa/webauthn/login/", headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.json()["request_options"]["publicKey"]["challenge"]


def test_a_password_is_changed_by_whoever_knows_it(agency):
    person, new = factories.person("moderator"), "correct horse battery"
    client = sign_in(person.email)
    for known in ("a guess", PASSWORD):
        given = {"oldpassword": known, "password1": new, "password2": new}
        client.post("/sign-in/password/change/", given)
        assert is_in(sign_in(person.email, new)) == (known == PASSWORD)


def test_an_unknown_address_is_told_who_adds_people(agency):
    Client().post("/sign-in/password/reset/", {"email": "nobody@elsewhere.invalid"})
    link = urlsplit(re.search(r"http\S+", mail.outbox[0].body)[0]).path
    answer = Client().get(link, follow=True)
    assert "Your administrator adds people" in answer.content.decode()


def test_a_page_that_changes_nothing_sets_no_cookie(agency):
    assert not Client().get("/alive/").cookies
