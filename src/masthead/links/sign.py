"""Second stage: a person has read the page and stands for the link."""

from __future__ import annotations

from datetime import datetime

from masthead.agencies.models import Person
from masthead.kernel.clock import stamp
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.links.findings import close_signed
from masthead.links.listed import KINDS as LISTED
from masthead.links.models import Dossier, Watch
from masthead.records.append import append
from masthead.records.operation import operation


@operation("links.sign")
def sign(*, by: Person, at: datetime, dossier: Dossier, remark: str = "") -> Dossier:
    """Sign a dossier. A page no machine could read asks for a remark: what the person saw there; so does a link that
    ends at another site than it names. What was asked about the link since it was last signed is answered with it.

    Raises Refused for one still waiting, or for a dead link, which nobody can stand for.
    """
    dossier = Dossier.objects.select_for_update().select_related("link").get(pk=dossier.pk)
    said = clean(remark).strip()
    if dossier.state == "waiting":
        raise Refused("The research is not finished yet. It usually takes a few seconds.")
    if dossier.state == "dead":
        raise Refused("This link is dead. Correct it or take it out.")
    if not said and (wanted := remark_wanted(dossier)):
        raise Invalid(wanted, field="remark")
    dossier.signed_by, dossier.signed_at, dossier.remark = by, at, said
    dossier.save(update_fields=["signed_by", "signed_at", "remark"])
    append(
        "link/signed",
        by=by,
        at=at,
        subject=dossier.link.subject,
        body={
            "dossier": str(dossier.id),
            "signed_at": stamp(at),
            "remark": said,
            "snapshot_sha256": dossier.snapshot_sha256,
        },
    )
    close_signed(by, at, dossier=dossier)
    Watch.objects.filter(link=dossier.link_id).exclude(state__in=LISTED).update(state="ok", doubt="")
    return dossier


def remark_wanted(dossier: Dossier) -> str:
    """What whoever signs has to write, in one sentence; empty where a signature says enough."""
    if dossier.state == "blocked":
        return "Masthead could not read this page. Open it, and write what you saw."
    if dossier.leads_elsewhere:
        return f"This link ends at {dossier.final_url}. Write why that is right."
    return ""


def latest_dossiers(urls: list[str]) -> dict[str, Dossier]:
    """The newest dossier of each address that has one, in one query."""
    newest: dict[str, Dossier] = {}
    rows = Dossier.objects.filter(link__url__in=urls).select_related("link", "signed_by").order_by("asked_at", "id")
    for dossier in rows:
        newest[dossier.link.url] = dossier
    return newest
