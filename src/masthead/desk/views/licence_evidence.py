"""Where a picture's license is written: the letter or address added to it, and the letter opened."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from masthead.agencies.vault import unseal
from masthead.desk.page import StaffRequest, act_and_return, page
from masthead.desk.views.media import find_asset
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound
from masthead.media import evidence, scans
from masthead.media.models import LicenceEvidence


@page("media.describe")
@require_POST
def evidence_add(request: StaffRequest, asset_id: UUID) -> HttpResponse:
    shown, given = find_asset(asset_id), request.FILES.get("scan")
    # One byte more than is allowed is enough to be told that it is too large.
    scan = given.read(scans.MAX_BYTES + 1) if given else b""
    name, link = (given.name or "letter") if given else "", request.POST.get("link", "")
    return act_and_return(
        request,
        lambda: evidence.keep_evidence(by=request.user, at=now(), asset=shown, scan=scan, scan_name=name, link=link),
        done="Kept with the license.",
        to=f"{reverse('desk:asset', args=[asset_id])}#evidence",
    )


@page("media.describe")
@require_GET
def evidence_scan(request: StaffRequest, asset_id: UUID, evidence_id: UUID) -> HttpResponse:
    """The letter, opened for somebody who may describe pictures."""
    kept = LicenceEvidence.objects.filter(pk=evidence_id, asset_id=asset_id).first()
    if kept is None or not kept.scan_sha256:
        raise NotFound("No such letter is kept.")
    response = HttpResponse(unseal(bytes(kept.scan)), content_type=kept.scan_mime)
    response["Content-Disposition"] = "attachment"
    return response


urlpatterns = [
    path("media/<uuid:asset_id>/evidence/add", evidence_add, name="evidence_add"),
    path("media/<uuid:asset_id>/evidence/<uuid:evidence_id>", evidence_scan, name="evidence_scan"),
]
