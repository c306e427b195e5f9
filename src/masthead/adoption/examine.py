"""What every door asks of a file before it becomes a draft: can it be used, is it another, and who would decide it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import masthead
from masthead.adoption.models import Version
from masthead.adoption.states import ADOPTED, OPEN
from masthead.kernel.refusals import Invalid
from masthead.policy.clause import Policy
from masthead.policy.diff import Difference, Layer, compare
from masthead.policy.enforcers import find_keepers
from masthead.policy.in_force import rulebook
from masthead.policy.lint import Finding, Keepers, lint
from masthead.policy.pack import parse_pack


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that can be used. `difference` is from the version in force, None where there is none yet."""

    raw: bytes
    policy: Policy
    findings: tuple[Finding, ...]
    difference: Difference | None

    @property
    def layer(self) -> Layer:
        return self.difference.layer if self.difference else "policy"

    @property
    def blocking(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == "blocks")


@lru_cache(maxsize=1)
def keepers() -> Keepers:
    """Read from the source once: it does not change under a running desk."""
    return find_keepers(Path(masthead.__file__).parent)


def examine(raw: bytes) -> Examined:
    """Read, lint and compare. Raises Invalid in one line for a file that cannot be used."""
    try:
        policy = parse_pack(raw)
        findings = lint(raw, keepers())
    except ValueError as reason:
        raise Invalid(" ".join(f"This file cannot be used. {reason}".split()), field="file") from None
    if len(policy.stamp) > 200 or len(policy.title) > 200 or len(policy.adopted_by) > 200:
        raise Invalid("This file cannot be used. Its title and its versions are names: keep each short.", field="file")
    return Examined(raw, policy, findings, _difference(policy))


def refuse_unless_another(policy: Policy, *, own: Version | None = None) -> None:
    """A file that is a version already, or calls itself like one, is refused: a stamp must stand for one file."""
    others = Version.objects.filter(state__in=ADOPTED | OPEN)
    if own is not None:
        others = others.exclude(pk=own.pk)
    if same := others.filter(file_id=policy.digest).first():
        raise Invalid(f"This is version {same.number} to the letter. Change something first.", field="file")
    if named := others.filter(stamp=policy.stamp).first():
        raise Invalid(
            f"Version {named.number} is called {policy.stamp} already. Give this file another version under [policy], "
            "or under [working_rules] where only those changed.",
            field="label",
        )


def _difference(policy: Policy) -> Difference | None:
    try:
        return compare(rulebook().policy, policy)
    except LookupError:
        return None
