"""The policy as a whole: whoever is removed may appeal, nothing is removed by machine, nobody is shut out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from masthead.policy.lint.finding import Finding, Written, found, words_of

APPEALS = (("notice", "appeal_link"), ("gate", "another_person_decides_the_appeal"))
AUTHORITY = (("gate", "presence_is_approved_before_launch"), ("gate", "presence_is_approved_by_the_director"))
_GONE = r"(?:hid|remov|delet|block|filter)\w*"
BY_MACHINE = re.compile(
    rf"\bautomatic(?:ally)?\b.{{0,40}}\b{_GONE}|\b{_GONE}.{{0,20}}\bautomatically\b|\b(?:keyword|word) filter\b", re.I
)
_SHUT = r"(?:block|ban|mute)(?:s|d|ed|ned)?"
_PEOPLE = r"(?:users?|authors?|commenters?|accounts?|people)"
SHUTS_OUT = re.compile(rf"\b{_SHUT}\b.{{0,40}}\b{_PEOPLE}\b|\b{_PEOPLE}\b.{{0,20}}\b(?:blocked|banned|muted)\b", re.I)
NEGATED = re.compile(r"\b(?:no|not|never|nobody|nothing|without)\b", re.I)


def lint_remedies(file: Written) -> Iterator[Finding]:
    if any(file.grounds) and not any(file.binds(kind, name) for kind, name in APPEALS):
        yield found(
            "no_appeal",
            "policy",
            "Comments can be removed, and nobody can appeal. Bind the notice appeal_link or the gate "
            "another_person_decides_the_appeal.",
            court="krasno",
        )
    if not any(file.binds(kind, name) for kind, name in AUTHORITY):
        yield found(
            "nobody_named_to_speak",
            "policy",
            "Nothing says who decides that an account speaks for the agency. Bind the gate "
            "presence_is_approved_before_launch.",
            level="advises",
            court="lindke",
        )
    for where, table in (*file.clauses, *file.grounds):
        for key in ("duty", "public", "definition"):
            said = words_of(table, key)
            if NEGATED.search(said):
                continue
            if BY_MACHINE.search(said):
                yield found(
                    "removal_by_machine",
                    where,
                    "A filter decides without reading what a comment answers. Let it point, and a person decide.",
                    court="tabak",
                )
            if SHUTS_OUT.search(said):
                yield found(
                    "authors_shut_out",
                    where,
                    "It shuts a person out, not a comment. Remove what a ground covers, and leave the author free.",
                    court="garnier",
                )
