"""A row of a drafts file (one JSON object to a line) becomes the facts of a draft, or a sentence saying what is wrong.

A row holds `id`, `text`, `media` (kind, alt, people, licence, captions, public_event) and `links` (url, state, page).
What it leaves out is unknown, except that a link stated to be "researched", or to lead elsewhere since, is taken as
signed by whoever wrote the row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, cast, get_args

from masthead.checks.engine.facts import AssetFacts, DraftFacts, LinkFacts, PersonShown

State = Literal["unresearched", "researched", "dead", "blocked", "redirects_elsewhere", "campaign_site"]
Permission = Literal["none", "written", "guardian", "expired", "revoked", "other_use"]
AssetKind = Literal["image", "video"]
PersonKind = Literal["adult", "child", "crowd"]
Row = Mapping[str, object]


def from_row(row: object) -> DraftFacts:
    """The facts of one row. ValueError names the member at fault and what it should be."""
    if not isinstance(row, dict):
        raise ValueError("a row must be a JSON object")
    return DraftFacts(
        text=_text(row, "text", "text"),
        links=tuple(_link(link, f"links[{n}]") for n, link in enumerate(_rows(row, "links", "links"))),
        assets=tuple(_asset(asset, f"media[{n}]") for n, asset in enumerate(_rows(row, "media", "media"))),
        commitment=_optional(row, "commitment"),
        audience=_optional(row, "audience"),
    )


def _link(row: Row, where: str) -> LinkFacts:
    state = _one_of(row, "state", get_args(State), where)
    signed = _optional(row, "signed_by", where) or (
        "as stated in the row" if state in ("researched", "redirects_elsewhere") else ""
    )
    page = _optional(row, "page", where) or ""
    return LinkFacts(url=_text(row, "url", f"{where}.url"), state=cast("State", state), signed_by=signed, page=page)


def _asset(row: Row, where: str) -> AssetFacts:
    captions = row.get("captions")
    if captions is not None and not isinstance(captions, bool):
        raise ValueError(f"{where}.captions must be true, false or null")
    public_event = row.get("public_event", False)
    if not isinstance(public_event, bool):
        raise ValueError(f"{where}.public_event must be true or false")
    return AssetFacts(
        kind=cast("AssetKind", _one_of(row, "kind", get_args(AssetKind), where)),
        alt=_optional(row, "alt", where) or "",
        people=tuple(
            _person(one, f"{where}.people[{n}]") for n, one in enumerate(_rows(row, "people", f"{where}.people"))
        ),
        licence=_optional(row, "licence", where) or "unknown",
        captions=captions,
        public_event=public_event,
    )


def _person(row: Row, where: str) -> PersonShown:
    kind = _one_of(row, "kind", get_args(PersonKind), where)
    permission = _one_of(row, "permission", get_args(Permission), where)
    return PersonShown(cast("PersonKind", kind), cast("Permission", permission), _optional(row, "name", where) or "")


def _rows(row: Row, key: str, where: str) -> list[Row]:
    value = row.get(key, [])
    if not isinstance(value, list):
        raise ValueError(f"{where} must be a list")
    for number, member in enumerate(value):
        if not isinstance(member, dict):
            raise ValueError(f"{where}[{number}] must be an object")
    return cast("list[Row]", value)


def _text(row: Row, key: str, where: str) -> str:
    value = row.get(key)
    if not isinstance(value, str):
        raise ValueError(f"{where} must be a string" if key in row else f"{where} is missing")
    return value


def _optional(row: Row, key: str, where: str = "") -> str | None:
    return None if row.get(key) is None else _text(row, key, f"{where}.{key}".lstrip("."))


def _one_of(row: Row, key: str, allowed: tuple[str, ...], where: str) -> str:
    value = _text(row, key, f"{where}.{key}")
    if value not in allowed:
        raise ValueError(f"{where}.{key} must be one of {', '.join(allowed)}")
    return value
