"""Nothing anybody sends makes the desk fall over: every form, field and query, as each role and as a stranger."""

from __future__ import annotations

import random
import sys
import traceback
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.core.signals import got_request_exception
from django.test import Client

import factories
import hostile
from masthead.agencies.models import Person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SEED = 7
EVERYTHING_AT_ONCE, ONE_FIELD, PER_PERSON = 300, 250, 20
"""How many tries are drawn by SEED: pages, forms, pages for each person. The same ones in every run, however busy the
machine is, and few enough that the whole file takes less than a minute of one core."""


class Falls:
    """Collects what fell over, with the error that did it."""

    def __init__(self) -> None:
        self.seen: dict[str, str] = {}
        self.sent = 0
        self._error = ""

    def __call__(self, sender: object, **_: object) -> None:
        kind, error, trace = sys.exc_info()
        ours = [frame for frame in traceback.extract_tb(trace) if "/masthead/" in frame.filename]
        where = f"{ours[-1].filename.rpartition('/masthead/')[2]}:{ours[-1].lineno}" if ours else ""
        self._error = f"{kind.__name__ if kind else ''} {str(error)[:200]} {where}"

    def send(self, client: Client, path: str, body: dict[str, str] | str, method: str = "post") -> None:
        if isinstance(body, dict):
            body = urlencode({name: value.encode("utf-8", "surrogatepass") for name, value in body.items()})
        self.sent += 1
        if method == "get":
            answer = client.get(f"{path}?{body}")
        else:
            answer = client.post(path, body, content_type="application/x-www-form-urlencoded")
        if answer.status_code >= 500:
            self.seen.setdefault(f"{method} {path}: {self._error}", body[:200])


@pytest.fixture
def falls() -> Iterator[Falls]:
    fallen = Falls()
    got_request_exception.connect(fallen)
    yield fallen
    got_request_exception.disconnect(fallen)
    assert fallen.seen == {}


@pytest.fixture
def desk(settings: object, tmp_path: object) -> dict[str, str]:
    settings.MASTHEAD_DEMO, settings.MEDIA_ROOT = True, tmp_path  # type: ignore[attr-defined]
    return hostile.furnished()


def browser(person: Person | None = None) -> Client:
    client = Client(raise_request_exception=False)
    if person:
        client.force_login(person)
    return client


def test_every_field_of_every_address_survives_everything_at_once(desk: dict[str, str], falls: Falls) -> None:
    posted, asked = hostile.field_names()
    assert len(posted) > 40
    client = browser(hostile.everyone_at_once())
    paths = [path for address in hostile.addresses() for path in address.paths(desk)]
    tries = [(path, evil) for path in paths for evil in hostile.EVIL]
    for path, evil in random.Random(SEED).sample(tries, EVERYTHING_AT_ONCE):
        falls.send(client, path, dict.fromkeys(posted, evil))
        falls.send(client, path, dict.fromkeys(asked, evil[:300]), "get")
    assert falls.sent == 2 * EVERYTHING_AT_ONCE


def test_one_bad_field_among_good_ones(desk: dict[str, str], falls: Falls) -> None:
    client = browser(hostile.everyone_at_once())
    paths = [path for address in hostile.addresses() for path in address.paths(desk)]
    tries = []
    for path in paths:
        answer = client.get(path)
        if answer.status_code == 200 and "html" in answer.get("Content-Type", "") and not answer.streaming:
            for form in hostile.forms_of(answer.content.decode()):
                tries += [
                    (form.action or path, {**form.values, name: evil})
                    for name in form.values
                    for evil in hostile.EVIL
                    if not (form.action or path).startswith(("/sign-in/", "/desk/theme"))
                ]
    for path, body in random.Random(SEED).sample(tries, ONE_FIELD):
        falls.send(client, path, body)
    assert falls.sent == ONE_FIELD


def test_no_role_and_no_stranger_makes_it_fall(desk: dict[str, str], falls: Falls) -> None:
    posted, _ = hostile.field_names()
    paths = [path for address in hostile.addresses() for path in address.paths(desk)]
    who = [None, *Person.objects.all()]
    for number, person in enumerate(who):
        client = browser(person)
        for path in random.Random(SEED + number).sample(paths, PER_PERSON):
            falls.send(client, path, dict.fromkeys(posted, "a\x00b\ud800"))
    assert falls.sent == PER_PERSON * len(who) >= 9 * PER_PERSON


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("&".join(f"f{number}=1" for number in range(10_000)), "application/x-www-form-urlencoded"),
        ("text=" + "x" * 6_000_000, "application/x-www-form-urlencoded"),
        ('--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n', "multipart/form-data; boundary=x"),
        ("no boundary at all", "multipart/form-data"),
        ("%ZZ%00%", "application/x-www-form-urlencoded; charset=nonsense"),
    ],
    ids=["ten thousand fields", "six megabytes", "cut short", "no boundary", "charset"],
)
def test_a_body_that_is_none_is_refused(agency: object, body: str, kind: str) -> None:
    client = browser(factories.person("communicator"))
    for path in ("/desk/stop", "/desk/drafts/new", "/desk/media/upload", "/desk/self-check"):
        assert client.generic("POST", path, body.encode(), content_type=kind).status_code < 500
