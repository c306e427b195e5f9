"""Registers for tests: the excerpts of real ones, and an invented list of campaign accounts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from factories import at
from masthead.agencies.actors import Worker
from masthead.following.imports import import_register, read_files
from masthead.following.models import RegisterVersion
from masthead.following.registers.sources import Source, from_paths

DATA = Path(__file__).parents[1] / "data" / "following"
CONGRESS = [DATA / "legislators-current.yaml", DATA / "legislators-social-media.yaml"]
FEC = [DATA / "cn.txt"]
OPENSTATES = [DATA / "openstates"]


def bring_in(
    form: str,
    sources: list[Path] | list[Source],
    *,
    name: str = "",
    columns: Mapping[str, str] | None = None,
    as_of: date = date(2026, 11, 20),
    when: datetime | None = None,
) -> RegisterVersion:
    given = [one for one in sources if isinstance(one, Source)] or from_paths([Path(str(one)) for one in sources])
    parsed, files = read_files(form, given, columns or {})
    return import_register(by=Worker(), at=when or at(), form=form, name=name, as_of=as_of, parsed=parsed, files=files)


def text(content: str, name: str = "list.csv") -> Source:
    return Source(name, content.encode())
