"""What an employee leaves unsaid when speaking as one: confidential matters, specialists' advice, whom to vote for.

Who speaks without mentioning the job is told none of this: free expression on personal time is the employee's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from masthead.checks.engine.finding import Finding, Raised

_CONFIDENTIAL = re.compile(
    r"\bconfidential(?:ly)?\b|\bnot (?:yet )?public(?: yet)?\b|\b(?:under )?embargo(?:ed)?\b|\boff the record\b"
    r"|\b(?:closed|executive) session\b|\bpersonnel (?:file|matter|record|action)s?\b"
    r"|\binternal (?:memo|e-?mail|document)s?\b"
    r"|\bdisciplin(?:ary action|ed)\b|\bnot supposed to (?:say|tell|share|post)\b|\bhasn['’]t been announced\b"
    r"|\bbefore it['’]s announced\b|\bbefore it is announced\b|\bsealed bids?\b|\battorney[- ]client\b",
    re.IGNORECASE,
)
ASKED_OF_STAFF = frozenset({"subject_is_ours", "no_endorsement"})
"""Checks on the agency's own posts whose points touch an employee who speaks as one."""


def points_as_staff(text: str, *, of_work: bool, as_staff: bool, found: Sequence[Finding]) -> Iterator[Raised]:
    """of_work: the text touches the agency or a job there. as_staff: the writer says that they work there.

    found: what the checks ASKED_OF_STAFF say of the text.
    """
    if of_work and (cue := _CONFIDENTIAL.search(text)):
        yield Raised(
            "confidential",
            f"“{cue.group()}” sounds like a matter of work that is not public. "
            "Leave it out, or ask whether it may be told.",
            span=cue.span(),
        )
    for finding in found if as_staff else ():
        if finding.check == "subject_is_ours":
            yield Raised(
                "advice_as_staff",
                "You speak as an employee here, and this advises readers on law, medicine or taxes. Leave the advice "
                "or the job out, and name a specialist.",
                span=finding.span,
            )
        elif finding.code in ("endorses_candidate", "endorses_party"):
            yield Raised(
                "endorsement_as_staff",
                "You urge a vote and speak as an employee. As a private person you may; leave the job out of it.",
                span=finding.span,
            )
