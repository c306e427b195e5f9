"""Members of Congress, from the files of the project congress-legislators (public domain, CC0).

`legislators-current.yaml` has people and terms; `legislators-social-media.yaml` has accounts, official ones only, each
looked at by its editors. They are joined by bioguide id. Addresses, telephone numbers and birthdays are not taken in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from masthead.following.registers.plain_yaml import Mapping, read_yaml
from masthead.following.registers.row import Named, Parsed, ParsedRow, Skipped, Unreadable, day, once_each, plain
from masthead.following.registers.sources import Source
from masthead.kernel.refusals import Invalid

_ACCOUNTS = {"twitter": "x", "facebook": "facebook", "instagram": "instagram", "youtube": "youtube"}
_ACCOUNTS |= {"mastodon": "mastodon", "bluesky": "bluesky", "threads": "threads"}
_OFFICES = {"sen": "U.S. Senator", "rep": "U.S. Representative", "prez": "President", "viceprez": "Vice President"}


def read(sources: Sequence[Source]) -> Parsed:
    """Raises Invalid for a file that is no such list."""
    people: dict[str, ParsedRow] = {}
    accounts: dict[str, tuple[tuple[Named, ...], Source, int]] = {}
    rows: list[ParsedRow] = []
    skipped: list[Skipped] = []
    for source in sources:
        listed = read_yaml(source)
        if not isinstance(listed, list) or not listed:
            raise Invalid(f"{source.name} is no list of members of Congress.", field="uploads")
        for entry in listed:
            line = entry.line if isinstance(entry, Mapping) else 0
            key = ""
            try:
                key = _key(entry)
                if "social" in entry:
                    accounts[key] = (_accounts(entry), source, line)
                elif "terms" in entry:
                    people[key] = row = _person(entry, key, source, line)
                    rows.append(row)
                else:
                    raise Unreadable("the entry has neither terms nor accounts")
            except Unreadable as reason:
                skipped.append(Skipped(source.name, line, str(reason), key))
    for key, (named, source, line) in accounts.items():
        if key not in people and people:
            skipped.append(Skipped(source.name, line, f"no member in the other file has the id {key}", ""))
        elif key not in people:
            ids = (("bioguide", key),)
            office = "Member of Congress"
            rows.append(ParsedRow(key, "official", key, office, accounts=named, ids=ids, file=source.name, line=line))
    return once_each([_with_accounts(row, accounts) for row in rows], skipped)


def _with_accounts(row: ParsedRow, accounts: dict[str, tuple[tuple[Named, ...], Source, int]]) -> ParsedRow:
    if row.key not in accounts or row.accounts:
        return row
    named, source, line = accounts[row.key]
    return replace(row, accounts=named, file=source.name, line=line)  # the accounts' row is what a verdict rests on


def _key(entry: object) -> str:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("id"), Mapping):
        raise Unreadable("the entry has no id")
    ids = cast(Mapping, entry["id"])
    if ids.get("bioguide"):
        return plain(ids["bioguide"], "the bioguide id", required=True)
    return f"govtrack:{plain(ids.get('govtrack'), 'the bioguide id', required=True)}"


def _person(entry: Mapping, key: str, source: Source, line: int) -> ParsedRow:
    name, terms = entry.get("name"), entry.get("terms")
    if not isinstance(name, Mapping) or not isinstance(terms, list) or not terms:
        raise Unreadable("the entry has no name or no terms")
    if not all(isinstance(term, Mapping) for term in terms):
        raise Unreadable("a term is no term")
    term = max(cast(list[Mapping], terms), key=lambda one: str(one.get("start", "")))
    surname = plain(name.get("last"), "the last name", required=True)
    full = plain(name.get("official_full"), "the name") or f"{plain(name.get('first'), 'the first name')} {surname}"
    state = plain(term.get("state"), "the state")
    ids = [("bioguide", key)]
    fec = cast(Mapping, entry["id"]).get("fec") or []
    if not isinstance(fec, list):
        raise Unreadable("the FEC ids are no list")
    ids += [("fec", plain(value, "an FEC id", required=True)) for value in fec]
    return ParsedRow(
        key=key,
        role="official",
        name=full.strip(),
        surname=surname.casefold(),
        office=f"{_OFFICES.get(str(term.get('type')), 'Member of Congress')}{f' ({state})' if state else ''}",
        state=state,
        starts=day(term.get("start"), "the start of the term"),
        ends=day(term.get("end"), "the end of the term"),
        ids=tuple(dict.fromkeys(ids)),
        file=source.name,
        line=line,
    )


def _accounts(entry: Mapping) -> tuple[Named, ...]:
    social = entry["social"]
    if not isinstance(social, Mapping):
        raise Unreadable("the accounts are no mapping")
    found = []
    for theirs, network in _ACCOUNTS.items():
        handle = plain(social.get(theirs), f"the {theirs} account").removeprefix("@").casefold()
        native = plain(social.get(f"{theirs}_id"), f"the {theirs} id")
        if handle or native:
            found.append(Named(network, handle or native.casefold(), "office", native))
        if handle and native and network == "youtube":
            found.append(Named(network, native.casefold(), "office", native))
    return tuple(found)
