"""What strangers and other sites try: forged forms, borrowed sessions, foreign hosts, endless bodies, full disks."""

from __future__ import annotations

import errno
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from PIL import Image

import factories
import hostile
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.desk.views import stop as stop_page
from masthead.links.fetch import is_public
from masthead.media.models import Asset
from masthead.outbox.models import StopSwitch
from masthead.project.entrance import LARGEST

EVERY_POST = sorted({path for address in hostile.addresses() for path in address.paths({}) if "/desk/" in path})


@pytest.fixture
def approver(agency: Agency) -> Person:
    return factories.person(Role.APPROVER)


def test_no_other_site_makes_a_browser_of_ours_act(approver: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(approver)
    assert len(EVERY_POST) > 50
    let_in = [path for path in EVERY_POST if client.post(path, {"why": "forged"}).status_code not in (403, 405)]
    assert let_in == []
    assert not StopSwitch.objects.exists()


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(approver: Person, where: str) -> None:
    given = {"login": approver.email, "password": "a password for tests", "next": where}
    answer = Client().post("/sign-in/login/", given)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/desk/")
    answer = factories.client_for(approver).post("/desk/theme", {"theme": "dark"}, headers={"Referer": where})
    assert answer["Location"] == "/desk/"


def test_a_session_planted_before_signing_in_is_not_kept(approver: Person) -> None:
    client = Client()
    client.session.save()
    planted = client.session.session_key
    client.post("/sign-in/login/", {"login": approver.email, "password": "a password for tests"})
    assert client.get("/desk/").status_code == 200
    assert client.session.session_key != planted


def test_whoever_left_is_out_at_once(approver: Person) -> None:
    client = factories.client_for(approver)
    assert client.get("/desk/").status_code == 200
    Person.objects.filter(pk=approver.pk).update(is_active=False)
    assert client.get("/desk/").status_code == 302


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "evil\r\nx: y"])
def test_another_host_is_not_answered(agency: Agency, host: str, settings: object) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]  # type: ignore[attr-defined]
    client = Client(raise_request_exception=False, headers={"Host": host})
    assert client.get("/sign-in/password/reset/").status_code == 400


def test_a_sample_desks_links_open_no_real_desk(agency: Agency) -> None:
    assert Client().get("/sign-in/demo/director~x/").status_code == 404


@pytest.mark.parametrize("length", [str(LARGEST + 1), "9" * 50, "-1", "many"])
def test_an_endless_body_is_refused_before_it_is_read(agency: Agency, length: str) -> None:
    class Untouched(io.BytesIO):
        def read(self, *_: object) -> bytes:
            raise AssertionError("the body was read")

    request = {"CONTENT_LENGTH": length, "CONTENT_TYPE": "multipart/form-data; boundary=x", "wsgi.input": Untouched()}
    assert Client().generic("POST", "/sign-in/login/", **request).status_code == 413


@pytest.mark.parametrize("address", ["/desk/records?q=%00", "/official?x=a%2500b%00", "/\0"])
def test_an_address_with_a_nul_is_refused(agency: Agency, address: str) -> None:
    assert Client(raise_request_exception=False).get(address).status_code in (400, 404)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("page.png", b"<!doctype html><script>alert(1)</script>"),
        ("both.gif", b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)"),
        ("../../evil.png", b"\x89PNG\r\n\x1a\n"),
        ("form.pdf", b"%PDF-1.7 \x89PNG"),
    ],
)
def test_what_is_no_picture_is_not_kept(
    agency: Agency, settings: object, tmp_path: Path, name: str, content: bytes
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    client = factories.client_for(factories.person(Role.COMMUNICATOR))
    client.post("/desk/media/upload", {"picture": SimpleUploadedFile(name, content)})
    assert not Asset.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_picture_that_is_also_a_page_is_refused_and_nothing_of_it_kept(
    agency: Agency, settings: object, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    client = factories.client_for(factories.person(Role.COMMUNICATOR))
    both = _picture() + b"<script>alert(1)</script>"
    answer = client.post("/desk/media/upload", {"picture": SimpleUploadedFile("up.png", both)}, follow=True)
    assert "web page" in answer.content.decode()
    assert not Asset.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_picture_is_served_as_one_and_kept_where_pictures_are_whatever_its_name(
    agency: Agency, settings: object, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    client = factories.client_for(factories.person(Role.COMMUNICATOR))
    client.post("/desk/media/upload", {"picture": SimpleUploadedFile("../../up.html", _picture())})
    asset = Asset.objects.get()
    answer = client.get(f"/desk/media/{asset.pk}/file")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert kept and all(path.is_relative_to(tmp_path / "media") for path in kept)


def _picture() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (4, 4)).save(held, "PNG")
    return held.getvalue()


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (OperationalError("database or disk is full"), 507, "the disk of this machine is full"),
        (OSError(errno.ENOSPC, "No space left on device"), 507, "the disk of this machine is full"),
        (OperationalError("database is locked"), 503, "send it once more"),
    ],
)
def test_a_full_disk_or_a_busy_database_is_said_in_one_line(
    approver: Person, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, words: str
) -> None:
    def gives_out(**_: object) -> None:
        raise error

    monkeypatch.setattr(stop_page.switch, "stop", gives_out)
    answer = factories.client_for(approver).post("/desk/stop", {"why": "Flood"})
    assert (answer.status_code, answer.content.count(b"\n")) == (status, 1)
    assert words in answer.content.decode()


@pytest.mark.parametrize("address", ["64:ff9b:1::1", "64:ff9b::a00:1", "::ffff:10.0.0.1", "fe80::1%eth0", "100.64.0.1"])
def test_no_inside_address_is_public(address: str) -> None:
    assert not is_public(address)
