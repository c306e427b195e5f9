"""A finding as its card shows it: severity, sentence, the words it points at, remedies, and the key its mark shares."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from masthead.checks.engine.finding import Finding, Remedy
from masthead.desk.look.marks import Span
from masthead.policy.clause import Level

SEVERITIES: dict[Level, tuple[str, str]] = {
    "blocks": ("Blocks", "cancel"),
    "asks": ("Asks", "help"),
    "advises": ("Advises", "info"),
}
_ORDER = list(SEVERITIES)


@dataclass(frozen=True, slots=True)
class Card:
    """`quote` is the passage meant, "" when the finding is about the whole post; `severity` is (word, icon)."""

    finding: Finding
    key: str
    severity: tuple[str, str]
    quote: str
    link: str
    remedies: tuple[Remedy, ...]


def as_finding(stored: Finding | Mapping[str, object]) -> Finding:
    """A Finding, also when it comes back from a record as JSON."""
    if isinstance(stored, Finding):
        return stored
    fields = dict(stored)
    span = fields.get("span")
    fields["span"] = tuple(span) if isinstance(span, list | tuple) else None
    remedies = fields.get("remedies") or ()
    if isinstance(remedies, list | tuple):
        fields["remedies"] = tuple(r if isinstance(r, Remedy) else Remedy(**r) for r in remedies)
    return Finding(**fields)  # type: ignore[arg-type]


def key_of(finding: Finding) -> str:
    """The same for the same point of the same text: lets card, mark and reason find each other. Safe as an id."""
    told = repr([asdict(finding)[part] for part in ("check", "code", "span", "link", "asset", "clause")])
    return f"{finding.code.replace('_', '-')}-{zlib.crc32(told.encode()):08x}"


def card_of(stored: Finding | Mapping[str, object], text: str = "") -> Card:
    """The card; `text` is the post, from which the quoted passage is taken."""
    finding = as_finding(stored)
    quote = text[finding.span[0] : finding.span[1]] if finding.span and text else ""
    link = finding.link if finding.link != quote else ""
    return Card(finding, key_of(finding), SEVERITIES[finding.level], quote, link, finding.remedies)


def spans_of(findings: Sequence[Finding | Mapping[str, object]]) -> list[Span]:
    """Where the editor's backdrop is marked."""
    known = [as_finding(stored) for stored in findings]
    return [Span(f.span[0], f.span[1], f.level, key_of(f)) for f in known if f.span]


def tally(findings: Sequence[Finding | Mapping[str, object]]) -> str:
    """`3 findings block, 2 ask, 2 advise`: what the live region says."""
    levels = [as_finding(stored).level for stored in findings]
    verbs = {"blocks": "block", "asks": "ask", "advises": "advise"}
    counts = [(levels.count(level), level, verbs[level]) for level in _ORDER]
    told = [(count, level if count == 1 else verb) for count, level, verb in counts if count]
    first = "finding " if told and told[0][0] == 1 else "findings "
    return ", ".join(f"{count} {first if not place else ''}{verb}" for place, (count, verb) in enumerate(told)) or (
        "Nothing found"
    )
