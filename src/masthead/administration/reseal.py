"""When the key changes, what was sealed with an older one is sealed again, so that the older one can be put away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.db.models import BinaryField, Model

from masthead.agencies.actors import Actor
from masthead.agencies.vault import key_name, newest_key, seal, unseal
from masthead.kernel.refusals import Refused
from masthead.records.append import append
from masthead.records.operation import operation

SEALED = (
    ("agencies.MailSettings", "sealed_password"),
    ("agencies.RecordsMailbox", "sealed_password"),
    ("presences.ChannelApp", "secrets"),
    ("presences.Connection", "secrets"),
    ("presences.Connection", "to_revoke"),
    ("presences.Evidence", "sealed"),
    # In the order of media/locks.py, as they stay locked until all of it is done.
    ("media.AskedPermission", "sealed"),
    ("media.AskedPermission", "sealed_page"),
    ("media.Depiction", "sealed"),
    ("media.Permission", "form"),
    ("media.Permission", "sealed"),
    ("media.LicenceEvidence", "scan"),
    ("media.PermissionMail", "sealed_address"),
)
"""Every column that holds something sealed. A test looks through the tables for one that is missing here."""


def waiting() -> int:
    """How many secrets are sealed with another key than the newest."""
    newest = newest_key()
    return sum(key_name(sealed) != newest for model, field in SEALED for _, sealed in _rows(model, field))


@operation("secrets.reseal")
def reseal(*, by: Actor, at: datetime) -> int:
    """Seal with the newest key whatever another one sealed. Returns how many; raises Refused when there are none.

    A secret somebody replaces meanwhile is left to them: it is sealed with the newest key already. Raises ValueError,
    and changes nothing, for one that no key opens.
    """
    newest, done = newest_key(), 0
    for model, field in SEALED:
        table = apps.get_model(model)
        for pk, sealed in _rows(model, field):
            if key_name(sealed) != newest:
                before, after = _as_kept(table, field, sealed), _as_kept(table, field, seal(unseal(sealed)))
                done += table.objects.filter(pk=pk, **{field: before}).update(**{field: after})
    if not done:
        raise Refused("Every secret is sealed with the newest key already.")
    append("agency/secrets_resealed", by=by, at=at, subject="agency", body={"key": newest, "resealed": done})
    return done


def _as_kept(table: type[Model], field: str, sealed: bytes) -> str | bytes:
    return sealed if isinstance(table._meta.get_field(field), BinaryField) else sealed.decode()


def _rows(model: str, field: str) -> Iterator[tuple[object, bytes]]:
    """(primary key, what is sealed), one at a time: a signed form may be ten megabytes."""
    rows = apps.get_model(model).objects.order_by("pk").values_list("pk", field)
    for pk, sealed in rows.iterator(chunk_size=10):
        if sealed:
            yield pk, sealed.encode() if isinstance(sealed, str) else bytes(sealed)
