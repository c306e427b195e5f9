"""The forms registers come in, by the word people use for each; one line for each reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from masthead.following.registers import candidates_csv, congress, fec, openstates
from masthead.following.registers.row import Parsed
from masthead.following.registers.sources import Source
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean

FORMS = {
    "congress": "Members of Congress",
    "openstates": "OpenStates people",
    "fec": "FEC candidate master",
    "csv": "Candidate list",
}
FILES = {
    "congress": "Members of Congress: legislators-current.yaml and legislators-social-media.yaml",
    "openstates": "State and city officials: the folder of OpenStates people as a ZIP archive",
    "fec": "Federal candidates: cn.txt, the FEC’s candidate master",
    "csv": "State or county candidates: a CSV file",
}
"""Which files each wants, for somebody who chooses."""

OWN = "own"
"""The agency's own register, which people write by hand."""

VETTED = frozenset({"congress", OWN})
"""Registers whose editors look at each account and take up official ones only."""


def name_of(form: str, name: str) -> str:
    """The register a person means: by its name, or the one of that form. Raises Invalid for no form or no name."""
    if form not in FORMS:
        raise Invalid(f"There is no register called “{form}”. There are: {', '.join(FORMS)}.", field="form")
    said = " ".join(clean(name).split()) or FORMS[form]
    if len(said) > 120:
        raise Invalid("The name is longer than 120 characters.", field="name")
    return said


def read(form: str, sources: Sequence[Source], columns: Mapping[str, str]) -> Parsed:
    """Read files of a form. Raises Invalid, in one sentence, for files that cannot be used."""
    if columns and form != "csv":
        raise Invalid("Only a CSV file has columns to map.", field="columns")
    if form == "csv":
        return candidates_csv.read(sources, columns)
    readers = {"congress": congress.read, "openstates": openstates.read, "fec": fec.read}
    if form not in readers:
        raise Invalid(f"There is no register called “{form}”. There are: {', '.join(FORMS)}.", field="form")
    parsed = readers[form](sources)
    if not parsed.rows:
        told = (
            f" {parsed.skipped[0].file}, line {parsed.skipped[0].line}: {parsed.skipped[0].why}."
            if parsed.skipped
            else ""
        )
        raise Invalid(f"Nothing in this is a row of that register.{told}", field="uploads")
    return parsed
