"""Bytes and versions read back: what holds at a moment, what a digest or a stamp stands for."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import lru_cache
from typing import Literal

from masthead.adoption.models import Kept, Version
from masthead.adoption.states import ADOPTED
from masthead.policy.adoptions import Adoption, holding_at
from masthead.policy.pack import parse_pack
from masthead.policy.rulebook import Rulebook


def keep(raw: bytes, media: Literal["toml", "pdf"]) -> Kept:
    """The row that holds exactly these bytes, made if there is none."""
    digest = hashlib.sha256(raw).hexdigest()
    return Kept.objects.get_or_create(digest=digest, defaults={"media": media, "raw": raw})[0]


def adoptions() -> tuple[Adoption, ...]:
    """Every adoption there is. One query; a board adopts a policy a few times in a decade."""
    rows = Version.objects.filter(state__in=ADOPTED, in_force_from__isnull=False)
    told = rows.values_list("number", "file_id", "in_force_from")
    return tuple(Adoption(number, digest, begins) for number, digest, begins in told if begins)


def version_holding_at(moment: datetime) -> Version | None:
    """The version in force at `moment`, with its file, or None where none was ever adopted."""
    held = holding_at(adoptions(), moment)
    return Version.objects.select_related("file").get(number=held.number) if held else None


@lru_cache(maxsize=32)
def rulebook_by_digest(digest: str) -> Rulebook:
    """What a kept file says, read and indexed once in this process. Raises LookupError when no such file is kept."""
    raw = Kept.objects.filter(pk=digest, media="toml").values_list("raw", flat=True).first()
    if raw is None:
        raise LookupError(f"No policy with the digest {digest[:12]} is kept here.")
    return Rulebook(parse_pack(bytes(raw)))


def digest_of_stamp(stamp: str) -> str:
    """The digest of the adopted version with this stamp. Raises LookupError for one nobody adopted here."""
    found = Version.objects.filter(stamp=stamp, state__in=ADOPTED).order_by("number").values_list("file_id", flat=True)
    if (digest := found.first()) is None:
        raise LookupError(f"No adopted version is stamped {stamp}.")
    return digest
