"""The e-mail that tells which links in live posts are no longer as they were signed, and where that is seen to."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urljoin

from django.core.mail import EmailMessage
from django.urls import reverse

from masthead.agencies.models import Agency, Person
from masthead.conversations.posting import sender
from masthead.links.findings import KINDS
from masthead.links.models import LinkFinding
from masthead.publishing.carried import Carried, carried_by
from masthead.publishing.models import Alarm


def links_letter(person: Person, alarms: Sequence[Alarm], *, agency: Agency) -> EmailMessage:
    """What was found of each link, in which post or reply it stands, and the page where it is seen to."""
    carried = carried_by([alarm.delivery for alarm in alarms])
    found = [(alarm.link_finding, carried[alarm.delivery.subject]) for alarm in alarms if alarm.link_finding]
    told = "\n".join(_paragraph(finding, of, agency) for finding, of in found)
    return EmailMessage(
        subject=f"{agency.short_name}: {_headline(found)}",
        body=(
            f"{person.name},\n\nthe public reads these links, and they are no longer as they were signed:\n\n{told}\n"
            "You are told of each change once. What still waits for you stands on Today.\n"
        ),
        from_email=sender(),
        to=[person.email],
        headers={"Auto-Submitted": "auto-generated"},
    )


def _headline(found: Sequence[tuple[LinkFinding, Carried]]) -> str:
    (finding, of), *others = found
    if others:
        return f"{len(found)} links in live posts need somebody"
    return " ".join(f"a link in {of.title} {_what(finding)}".split())


def _what(finding: LinkFinding) -> str:
    return KINDS.get(finding.kind, finding.kind)


def _paragraph(finding: LinkFinding, of: Carried, agency: Agency) -> str:
    where = urljoin(f"{agency.public_url.rstrip('/')}/", reverse("desk:link_finding", args=[finding.pk]).lstrip("/"))
    return f"A link in {of.title} {_what(finding)}.\n  What was found: {finding.why}\n  Where: {where}\n"
