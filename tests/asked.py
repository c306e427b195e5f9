"""Somebody asked for a permission on a screen, and answering, for tests of whatever comes of it."""

from __future__ import annotations

import io

from PIL import Image

from factories import at
from masthead.agencies.actors import Citizen
from masthead.agencies.models import Person
from masthead.media import answer, ask, depict, upload
from masthead.media.decode import decode
from masthead.media.models import AskedPermission, Asset, Depiction
from masthead.media.signed_page import page_for

PERSON, GUARDIAN = "Zebulon Quarterman", "Philippa Quarterman"
"""Names found nowhere else: a test can look for them in logs and records."""


def picture(by: Person, color: str = "teal", name: str = "") -> Asset:
    """A described picture nobody has been listed on yet."""
    kept = io.BytesIO()
    Image.new("RGB", (40, 30), color).save(kept, "PNG")
    asset = upload.upload(by=by, at=at(), picture=decode(kept.getvalue()), name=name or f"{color}.png")
    words = {"alt_text": f"A reader at a {color} table.", "licence": "own", "licence_note": "Taken by staff."}
    return upload.describe(by=by, at=at(), asset=asset, **words)


def listed(by: Person, asset: Asset, kind: str = "adult", name: str = "Z. Q.") -> Depiction:
    return depict.list_person(by=by, at=at(), asset=asset, kind=kind, name=name)


def question(*depictions: Depiction, **changes: object) -> ask.Question:
    settled: dict[str, object] = {
        "person": PERSON,
        "kind": "adult",
        "purpose": "News of the summer program",
        "depictions": depictions,
    }
    return ask.Question(**{**settled, **changes})  # type: ignore[arg-type]


def asked(by: Person, *depictions: Depiction, **changes: object) -> tuple[AskedPermission, str]:
    """The permission and the secret of its link."""
    return ask.ask(by=by, at=at(), question=question(*depictions, **changes))


def signature(row: AskedPermission, **changes: object) -> answer.Signature:
    settled: dict[str, object] = {
        "name": PERSON,
        "signed_on": at().date(),
        "confirmed": True,
        "page_sha256": page_for(row).sha256,
    }
    return answer.Signature(**{**settled, **changes})  # type: ignore[arg-type]


def given(row: AskedPermission, token: str, *, minutes: float = 5, **changes: object) -> str:
    """Sign it; the secret of the link to take it back."""
    by = Citizen(str(row.pk))
    return answer.give(by=by, at=at(minutes), token=token, signature=signature(row, **changes))[1]


def taken_back(row: AskedPermission, own: str, *, minutes: float = 10) -> AskedPermission:
    return answer.take_back(by=Citizen(str(row.pk)), at=at(minutes), token=own)
