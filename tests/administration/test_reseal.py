"""A new key seals everything again; the old one still opens what a copy of before holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps

import masthead
from factories import at
from fakes.presence import live_presence
from masthead.administration.reseal import SEALED, reseal, waiting
from masthead.agencies import vault
from masthead.agencies.actors import Worker
from masthead.agencies.models import MailSettings
from masthead.kernel.refusals import Refused
from masthead.presences.models import Connection
from masthead.records.models import Record

KEYS = Worker("keys")


@pytest.fixture(autouse=True)
def _keys_of_its_own(settings: object, tmp_path: Path) -> None:
    settings.MASTHEAD_KEYS = tmp_path  # type: ignore[attr-defined]


def test_an_old_key_still_opens_and_the_new_one_seals() -> None:
    before, first = vault.seal(b"password"), vault.newest_key()
    second = vault.add_key()
    assert first != second and vault.key_name(before) == first
    assert vault.unseal(before) == b"password"
    assert vault.key_name(vault.seal(b"password")) == second
    assert (Path(vault._key_file()).stat().st_mode & 0o777) == 0o600


def test_what_was_sealed_before_keys_had_names_still_opens() -> None:
    from cryptography.fernet import Fernet

    vault.newest_key()
    nameless = Fernet(vault._key_file().read_bytes().split()[0]).encrypt(b"password")
    assert vault.key_name(nameless) == "" and vault.unseal(nameless) == b"password"


def test_everything_is_sealed_again_with_one_record(agency: object) -> None:
    presence = live_presence("bluesky", secrets={"app_password": "quite secret"})
    mail = MailSettings.objects.create(host="h", username="u", sender="a@b.invalid", sealed_password=vault.seal(b"pw"))
    with pytest.raises(Refused, match="newest key already"):
        reseal(by=KEYS, at=at())
    name = vault.add_key()
    assert waiting() == 2
    assert reseal(by=KEYS, at=at()) == 2
    assert waiting() == 0
    mail.refresh_from_db()
    kept = Connection.objects.get(presence=presence).secrets
    assert vault.key_name(kept.encode()) == vault.key_name(bytes(mail.sealed_password)) == name
    assert vault.unseal_mapping(kept) == {"app_password": "quite secret"}
    record = Record.objects.get(kind="agency/secrets_resealed")
    assert name.encode() in bytes(record.payload) and b"quite secret" not in bytes(record.payload)


def test_a_secret_no_key_opens_stops_it_and_nothing_is_changed(agency: object) -> None:
    presence = live_presence("bluesky", secrets={"app_password": "x"})
    Connection.objects.filter(presence=presence).update(secrets="deadbeef.gAAAAnonsense")
    vault.add_key()
    with pytest.raises(ValueError, match="No key in"):
        reseal(by=KEYS, at=at())
    assert not Record.objects.filter(kind="agency/secrets_resealed").exists()


_SEALED_BY_ANOTHER_NAME = {
    ("secrets", "ChannelApp"),
    ("secrets", "Connection"),
    ("to_revoke", "Connection"),
    ("form", "Permission"),
    ("scan", "LicenceEvidence"),
}


def test_no_sealed_column_is_forgotten() -> None:
    known, house = set(SEALED), Path(masthead.__file__).parent
    sealing = {
        str(path.relative_to(house))
        for path in house.rglob("*.py")
        if re.search(r"agencies\.vault import .*\bseal(?:_mapping)?\b", path.read_text())
    }
    assert sealing == {
        "administration/mail.py",
        "administration/records_mailbox.py",
        "administration/reseal.py",
        "media/answer.py",
        "media/ask.py",
        "media/depict.py",
        "media/evidence.py",
        "media/migrations/0013_seal_names_of_forms.py",  # once, when it is brought up to date
        "media/permit.py",
        "presences/channel_apps.py",
        "presences/connection.py",
        "presences/lookalikes.py",
        "presences/renewal.py",
        "presences/sign_in.py",  # in a session, for minutes; an older key still opens it
    }, "name what it seals in SEALED, then here"
    named = {
        (f"{model._meta.app_label}.{model.__name__}", field.name)
        for model in apps.get_models()
        if model.__module__.startswith("masthead.")
        for field in model._meta.get_fields()
        if "seal" in field.name or (field.name, model.__name__) in _SEALED_BY_ANOTHER_NAME
    }
    assert named <= known, f"sealed, and not sealed again when the key changes: {named - known}"
