"""What a person is asked about a link the public reads: told once, until signed anew, dismissed or no longer so."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from masthead.agencies.actors import Actor
from masthead.agencies.models import Person
from masthead.checks.engine.addresses import leads_elsewhere
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
from masthead.links.compare import Seen, same_title
from masthead.links.fetch import Fetched
from masthead.links.fingerprint import FAR, likeness
from masthead.links.linked_words import is_told
from masthead.links.listed import KINDS as LISTED
from masthead.links.models import Dossier, Link, LinkFinding
from masthead.links.states import LINK_FINDING
from masthead.policy.in_force import rulebook
from masthead.records.append import append
from masthead.records.operation import operation

CHECK = "links_are_researched"
_CODES = {"dead": "link_dead", "blocked": "link_not_researched", "changed": "link_changed", "elsewhere": "link_changed"}
_CODES |= {"listed": "link_listed", "campaign": "link_campaign"}
KINDS = {
    "dead": "does not answer any more",
    "blocked": "lets no machine in any more: look yourself",
    "changed": "no longer says what was signed",
    "elsewhere": "leads elsewhere now",
    "listed": "leads to a site that is listed as harmful, or denied",
    "campaign": "leads to a campaign's site",
}
LONGEST_REASON = 2000
_KEPT = 2000
"""Characters of what was found: enough to see by what it is another page."""


def raise_finding(
    by: Actor, at: datetime, *, link: Link, dossier: Dossier | None, seen: Seen, fetched: Fetched
) -> LinkFinding:
    """Inside an operation: tell of a link, in place of what was open about it, under the clause the check cites."""
    pass_open(by, at, link=link, why="Something else is so of it now.")
    clause, level = _cited(seen.kind)
    finding = LinkFinding.objects.create(
        link=link,
        dossier=dossier,
        kind=seen.kind,
        listed_as=seen.listing.key if seen.listing else "",
        listed_address=seen.listing.address[:2000] if seen.listing else "",
        why=_why(link.url, seen),
        clause=clause,
        level=level,
        final_url=fetched.final_url[:2000],
        title=fetched.title,
        excerpt=fetched.excerpt[:_KEPT],
        steady=list(fetched.steady),
        content_sha256=fetched.content_sha256,
        found_at=at,
    )
    body = {
        "finding": str(finding.pk),
        "dossier": str(dossier.pk) if dossier else "",
        "kind": finding.kind,
        "why": finding.why,
        "final_url": finding.final_url,
        "title": finding.title,
        "content_sha256": finding.content_sha256,
    }
    append("link/finding_raised", by=by, at=at, subject=link.subject, body=body, clauses=[clause] if clause else [])
    return finding


def _why(url: str, seen: Seen) -> str:
    if seen.listing:
        return f"{url} {seen.says}"
    return f"{url}: {seen.says}" if seen.kind in ("changed", "elsewhere") else f"{url}. {seen.says}"


def pass_open(by: Actor, at: datetime, *, link: Link, why: str) -> LinkFinding | None:
    """Inside an operation: what was told of a link is no longer so. None where nothing is open."""
    finding = LinkFinding.objects.select_for_update().filter(link=link, state="open").first()
    return _settle(by, at, finding, "pass", why) if finding else None


def close_signed(by: Person, at: datetime, *, dossier: Dossier) -> LinkFinding | None:
    """Inside the signing of `dossier`: whoever signs what is there now has answered what was asked about the link.

    What a list holds against it no signature answers, as in a draft.
    """
    rows = LinkFinding.objects.select_for_update().filter(link=dossier.link_id, state="open")
    finding = rows.exclude(kind__in=LISTED).first()
    if finding is None or (dossier.fetched_at and dossier.fetched_at < finding.found_at):
        return None
    finding.signed = dossier
    return _settle(by, at, finding, "sign", dossier.remark)


@operation("links.dismiss")
def dismiss(*, by: Person, at: datetime, finding: LinkFinding, reason: str) -> LinkFinding:
    """It stays as it is, for a reason that is kept. Told again only when something else is so of the link.

    Raises Invalid without a reason, Refused for a finding that is settled.
    """
    said = clean(reason).strip()
    if not said:
        raise Invalid("Say why it can stay as it is: it is kept on record.", field="reason")
    if len(said) > LONGEST_REASON:
        raise Invalid(f"Keep this to {LONGEST_REASON:,} characters.", field="reason")
    finding = LinkFinding.objects.select_for_update(of=("self",)).select_related("link").get(pk=finding.pk)
    return _settle(by, at, finding, "dismiss", said)


def same_as(finding: LinkFinding, seen: Seen, fetched: Fetched) -> bool:
    """Whether what is seen is what `finding` told."""
    if finding.kind != seen.kind:
        return False
    if seen.listing:
        return finding.listed_as == seen.listing.key
    if seen.kind == "elsewhere":
        return not leads_elsewhere(finding.final_url, fetched.final_url)
    if seen.kind != "changed":
        return True
    if not is_told(seen.says, finding.why):
        return False
    if finding.steady and fetched.steady:
        return same_title(finding.title, fetched.title) and likeness(finding.steady, fetched.steady) >= FAR
    return finding.content_sha256 == fetched.content_sha256


def _settle(
    by: Actor, at: datetime, finding: LinkFinding, act: Literal["sign", "dismiss", "pass"], reason: str
) -> LinkFinding:
    finding.state = LINK_FINDING.to(finding.state, act)
    finding.settled_by, finding.settled_at, finding.reason = by.actor_id, at, reason
    finding.save(update_fields=["state", "settled_by", "settled_at", "reason", "signed"])
    body = {
        "finding": str(finding.pk),
        "kind": finding.kind,
        "reason": reason,
        "signed": str(finding.signed_id) if finding.signed_id else "",
    }
    clauses = [finding.clause] if finding.clause else []
    append(f"link/finding_{finding.state}", by=by, at=at, subject=finding.link.subject, body=body, clauses=clauses)
    return finding


def _cited(kind: str) -> tuple[str, str]:
    """Clause and level of the check on links as the policy in force binds it; empty where it asks for no such check."""
    bound = rulebook().bound("check", CHECK)
    if not bound:
        return "", ""
    clause, binding = bound[0]
    return clause.id, binding.levels.get(_CODES[kind], binding.level)
