"""Second stage: what the policy asks of this draft, and whether it is ready to be put before an approver."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from masthead.agencies.models import Person, the_agency
from masthead.checks.engine.facts import AssetFacts, DraftFacts
from masthead.checks.engine.finding import Finding
from masthead.checks.engine.registry import Stage
from masthead.judging.post import judged
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
from masthead.policy.in_force import rulebook
from masthead.presences.models import Presence
from masthead.publishing.facts import assets_on, common_facts, on_presence, with_words
from masthead.publishing.models import Answered, Draft
from masthead.publishing.states import DRAFT
from masthead.records.append import append
from masthead.records.operation import operation


@dataclass(frozen=True, slots=True)
class DraftFinding:
    """A finding on a draft: which presences it is about (empty: all), and the reason somebody gave, if it asks."""

    finding: Finding
    presences: tuple[Presence, ...]
    fingerprint: str
    answer: Answered | None = None

    @property
    def open(self) -> bool:
        """Whether it still stands in the way of asking for approval."""
        return self.finding.level == "blocks" or (self.finding.level == "asks" and self.answer is None)


_Reading = tuple[DraftFacts, list[tuple[Finding, list[Presence]]]]
"""What was read, and each finding on it with the presences it is about."""


def findings_for(draft: Draft, *, at: datetime, text: str | None = None) -> list[DraftFinding]:
    """Every finding on `draft`, once each, worst first. `text` replaces the common words while somebody types.

    Load the draft with `facts.load`.
    """
    return _merged(draft, _readings(draft, draft.text if text is None else text, at))


def findings_on_leaving(draft: Draft, presence: Presence, *, at: datetime) -> list[DraftFinding]:
    """Every finding on `draft` as it leaves for one of its presences at `at`, worst first.

    The duties of the last moment are among them: the pause and the approval. Load the draft with `facts.load`.
    """
    return _merged(draft, _readings(draft, draft.text, at, leaving_for=presence))


def _merged(draft: Draft, readings: Iterable[_Reading]) -> list[DraftFinding]:
    merged: dict[str, tuple[Finding, list[Presence]]] = {}
    for facts, about in readings:
        for finding, presences in about:
            merged.setdefault(fingerprint(finding, facts.text), (finding, []))[1].extend(presences)
    answers = {answer.fingerprint: answer for answer in draft.answers.all()}
    whole = len(draft.variants.all())
    found = [
        DraftFinding(
            finding=finding,
            presences=() if len(about) == whole else tuple(about),
            fingerprint=mark,
            answer=answers.get(mark),
        )
        for mark, (finding, about) in merged.items()
    ]
    order = {"blocks": 0, "asks": 1, "advises": 2}
    return sorted(found, key=lambda f: (order[f.finding.level], f.finding.span or (0, 0), f.finding.code))


def _readings(
    draft: Draft, common_words: str, at: datetime, *, leaving_for: Presence | None = None
) -> Iterator[_Reading]:
    """Each wording of the draft, read once for its content, and once for each presence for everything else.

    Where a permission is for some channels only, the same words with other rights to the picture are another reading.
    """
    leaving = leaving_for is not None
    book, common, agency = rulebook(), common_facts(draft, at=at, leaving=leaving), the_agency()
    form: tuple[Stage, ...] = ("form", "presence", "leaving") if leaving else ("form", "presence")
    alike: dict[tuple[str, tuple[AssetFacts, ...]], list[Presence]] = {}
    for variant in draft.variants.all():
        if leaving_for not in (None, variant.presence):
            continue
        assets = assets_on(draft, variant.presence, at=at, agency=agency)
        alike.setdefault((variant.text or common_words, assets), []).append(variant.presence)
    if not alike:  # meant for nobody yet: what its channels will say is asked once one is chosen
        facts = with_words(common, common_words)
        yield facts, [(finding, []) for finding in judged(facts, book, stages=("content", "form"))]
    for (words, assets), presences in alike.items():
        facts = replace(with_words(common, words), assets=assets)
        about = [(finding, presences) for finding in judged(facts, book, stages=("content",))]
        for presence in presences:
            there = on_presence(facts, draft, presence, at=at, agency=agency)
            about += [(finding, [presence]) for finding in judged(there, book, stages=form)]
        yield facts, about


def fingerprint(finding: Finding, text: str) -> str:
    """What a reason is bound to: the code and the very words, link or asset. Other words, another reason."""
    quoted = text[finding.span[0] : finding.span[1]] if finding.span else ""
    parts = "\x1f".join((finding.code, finding.clause, quoted, finding.link, finding.asset, finding.message))
    return hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest()


@operation("drafts.write")
def give_reason(*, by: Person, at: datetime, draft: Draft, finding: DraftFinding, reason: str) -> Answered:
    """Go ahead where a check asks, in a named person's own words. A finding that blocks takes no reason.

    The approver has to read it: as after an edit, a waiting approval is overtaken, a given one has to be asked for
    again. Raises Invalid without a reason, Refused for a draft that is scheduled already.
    """
    said = clean(reason).strip()
    if not said:
        raise Invalid("Write your reason: the approver will read it.", field="reason")
    if finding.finding.level != "asks":
        raise Invalid("This is not a question; it has to be mended." if finding.open else "Nothing is asked here.")
    written = Draft.objects.select_for_update().get(pk=draft.pk)
    written.state = DRAFT.to(written.state, "edit")
    written.save(update_fields=["state"])
    written.approvals.filter(outcome="waiting").update(outcome="overtaken")
    answered = Answered.objects.create(
        draft=draft, code=finding.finding.code, fingerprint=finding.fingerprint, reason=said, by=by, at=at
    )
    append(
        "draft/reason_given",
        by=by,
        at=at,
        subject=draft.subject,
        body={"code": finding.finding.code, "message": finding.finding.message, "reason": said},
        clauses=[finding.finding.clause],
    )
    return answered
