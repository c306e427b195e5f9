"""Whoever signed on paper opens a link, sees where the picture is public, and takes the permission back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

import factories
from asked import listed, picture
from fakes.presence import live_presence
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.media import permit
from masthead.media.models import Asset, Permission
from masthead.media.signing_links import form_path
from masthead.outbox.models import Delivery
from masthead.public import permissions
from masthead.public.callers import Callers
from pictured_posts import publish


@pytest.fixture(autouse=True)
def _nobody_guessed_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permissions, "_guesses", Callers(permissions.GUESSES))


@pytest.fixture
def writer(agency: Agency, settings: object, tmp_path: Path) -> Person:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return factories.person(Role.COMMUNICATOR)


@pytest.fixture
def asset(writer: Person) -> Asset:
    return picture(writer)


@pytest.fixture
def token(writer: Person, asset: Asset) -> str:
    form = permit.SignedForm(
        signer="Philippa Quarterman",
        guardian=True,
        relation="grandmother",
        purpose="News of the summer program",
        signed_on=factories.at(days=-20).date(),
        expires_on=None,
        scan=b"%PDF-1.7",
        scan_name="form.pdf",
    )
    child = listed(writer, asset, "child", "Q. Q.")
    kept = permit.permit(by=writer, at=factories.at(), depiction=child, form=form)
    return permit.make_own_link(by=writer, at=factories.at(1), permission=kept)


def test_the_page_shows_what_was_signed_and_the_picture(reader: Client, token: str, asset: Asset) -> None:
    answered = reader.get(form_path(token))
    page = answered.content.decode()
    for said in ("Philippa Quarterman, grandmother", "Q. Q., a child", "November 3, 2026", "mlc-2012, 1", "summer"):
        assert said in page
    assert answered["Referrer-Policy"] == "no-referrer" and "no-store" in answered["Cache-Control"]
    assert "<script" not in page and not answered.cookies
    shown = reader.get(f"{form_path(token)}pictures/{asset.pk}")
    assert shown.status_code == 200 and shown["Content-Type"] == "image/png"
    assert Permission.objects.get().revoked_at is None, "opening a link changes nothing"


def test_another_picture_does_not_belong_to_the_link(reader: Client, token: str, writer: Person) -> None:
    assert reader.get(f"{form_path(token)}pictures/{picture(writer, 'red').pk}").status_code == 404
    assert reader.get(form_path(token[:-1])).status_code == 404
    assert reader.get(f"/permission/yours/{token}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_one_press_takes_it_back_and_the_page_says_what_is_left(
    reader: Client, token: str, asset: Asset, writer: Person
) -> None:
    publication = publish(writer, [live_presence("noticeboard")], asset)
    Delivery.objects.filter(subject=publication.subject).update(state="said")
    assert reader.post(form_path(token), {"form_token": "forged"}).status_code == 422
    assert Permission.objects.get().revoked_at is None
    found = re.search(r'name="form_token" value="([^"]+)"', reader.get(form_path(token)).content.decode())
    assert found
    assert reader.post(form_path(token), {"form_token": found[1]}).status_code == 302
    assert Permission.objects.get().revoked_at is not None
    page = reader.get(form_path(token)).content.decode()
    assert "You took your permission back." in page and "still public in the places below" in page
    assert "Take my permission back" not in page
    assert reader.post(form_path(token), {"form_token": found[1]}).status_code == 422
