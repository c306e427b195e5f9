"""A file, all rules: what its author should know at once."""

from __future__ import annotations

from masthead.policy.lint.duties import lint_duties
from masthead.policy.lint.figures import lint_figures
from masthead.policy.lint.finding import Finding, Keepers, Written, found
from masthead.policy.lint.grounds import lint_grounds
from masthead.policy.lint.remedies import lint_remedies
from masthead.policy.pack import parse_pack, read_values

MOST = 500
"""Findings told of one file. Beyond it the file is another by mistake, and more would only be heavier to read."""


def lint(raw: bytes, keepers: Keepers) -> tuple[Finding, ...]:
    """What the rules find in the bytes of a policy file. Raises ValueError when it cannot be read at all."""
    file = Written(read_values(raw))
    findings = [*lint_grounds(file), *lint_duties(file, keepers), *lint_figures(file), *lint_remedies(file)]
    try:
        parse_pack(raw)
    except ValueError as reason:
        if not any(finding.level == "blocks" for finding in findings):
            findings.append(found("cannot_be_used", "the file", str(reason), level="blocks"))
    return tuple(findings[:MOST])
