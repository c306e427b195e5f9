"""State and city officeholders, from the files of OpenStates people: one YAML file for each person (CC0).

The register holds official accounts of those it lists. Contact details and birthdays are not taken in. A person whose
every role has ended stays listed as having left office.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import cast

from masthead.following.registers.plain_yaml import Mapping, read_yaml
from masthead.following.registers.row import Named, Parsed, ParsedRow, Skipped, Unreadable, day, once_each, plain
from masthead.following.registers.sources import Source
from masthead.kernel.refusals import Invalid

_ACCOUNTS = {"twitter": "x", "facebook": "facebook", "instagram": "instagram", "youtube": "youtube"}
_OFFICES = {
    "upper": "State Senator",
    "lower": "State Representative",
    "legislature": "State Legislator",
    "governor": "Governor",
    "lt_governor": "Lieutenant Governor",
    "mayor": "Mayor",
}
_STATE = re.compile(r"state:([a-z]{2})")
_PLACE = re.compile(r"(?:place|county):([a-z0-9_~.-]+)")


def read(sources: Sequence[Source]) -> Parsed:
    """A file that is no person is told and skipped. Raises Invalid when none of them is."""
    rows: list[ParsedRow] = []
    skipped: list[Skipped] = []
    for source in sources:
        if PurePosixPath(source.name).stem in ("municipalities", "settings") or "/committees/" in f"/{source.name}":
            continue  # lists of places and committees stand beside the people
        key = ""
        try:
            entry = read_yaml(source)
            if not isinstance(entry, Mapping):
                raise Unreadable("the file is no person")
            key = plain(entry.get("id"), "the id", required=True)
            rows.append(_person(entry, key, source))
        except Invalid as refused:
            skipped.append(Skipped(source.name, 1, refused.sentence, key))
        except Unreadable as reason:
            skipped.append(Skipped(source.name, 1, str(reason), key))
    if not rows and skipped:
        raise Invalid(f"No file here is a person of OpenStates. {skipped[0].file}: {skipped[0].why}.", field="uploads")
    return once_each(rows, skipped)


def _person(entry: Mapping, key: str, source: Source) -> ParsedRow:
    name = plain(entry.get("name"), "the name", required=True)
    roles = entry.get("roles")
    if not isinstance(roles, list) or not roles or not all(isinstance(role, Mapping) for role in roles):
        raise Unreadable("the person has no roles")
    role = max(cast(list[Mapping], roles), key=_lasts)
    place = plain(role.get("jurisdiction"), "the jurisdiction")
    state = found[1].upper() if (found := _STATE.search(place)) else ""
    family = plain(entry.get("family_name"), "the family name") or name.split()[-1]
    return ParsedRow(
        key=key,
        role="official",
        name=name,
        surname=family.casefold(),
        office=_office(role, place, state),
        state=state,
        starts=day(role.get("start_date"), "the start of the role"),
        ends=day(role.get("end_date"), "the end of the role"),
        accounts=_accounts(entry),
        ids=(("ocd-person", key),),
        file=source.name,
        line=1,
    )


def _lasts(role: Mapping) -> str:
    """A role without an end outlasts all others."""
    return str(role.get("end_date") or "9999")


def _office(role: Mapping, place: str, state: str) -> str:
    kind = plain(role.get("type"), "the role", required=True)
    office = _OFFICES.get(kind, kind.replace("_", " ").capitalize())
    if town := _PLACE.search(place):
        return f"{office} of {town[1].replace('_', ' ').title()}"
    district = plain(role.get("district"), "the district")
    return f"{office}{f', {state}' if state else ''}{f', district {district}' if district else ''}"


def _accounts(entry: Mapping) -> tuple[Named, ...]:
    ids = entry.get("ids") or Mapping()
    if not isinstance(ids, Mapping):
        raise Unreadable("the ids are no mapping")
    found = []
    for theirs, network in _ACCOUNTS.items():
        if handle := plain(ids.get(theirs), f"the {theirs} account").removeprefix("@").casefold():
            found.append(Named(network, handle, "office"))
    return tuple(found)
