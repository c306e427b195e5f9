"""First stage: where it is written that the agency may use a picture or video, kept beside its license."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from masthead.agencies.models import Person
from masthead.agencies.vault import seal
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
from masthead.media import scans
from masthead.media.models import Asset, LicenceEvidence
from masthead.records.append import append
from masthead.records.operation import operation


@operation("media.describe")
def keep_evidence(
    *, by: Person, at: datetime, asset: Asset, scan: bytes = b"", scan_name: str = "", link: str = ""
) -> LicenceEvidence:
    """Keep a letter or a page as a scan (PDF, JPEG or PNG, at most 10 MB; sealed), or its https address, or both.

    It is never taken away: what proves nothing is answered by what does. Raises Invalid where neither is given.
    """
    said = _address(link)
    if not scan and not said:
        raise Invalid("Add the letter as a PDF, JPEG or PNG, or the address where it is written.", field="scan")
    mime = scans.mime_of(scan, "letter", field="scan") if scan else ""
    digest = hashlib.sha256(scan).hexdigest() if scan else ""
    kept = LicenceEvidence.objects.create(
        asset=asset,
        link=said,
        scan=seal(scan) if scan else b"",
        scan_name=clean(scan_name).strip()[:200] if scan else "",
        scan_mime=mime,
        scan_sha256=digest,
        added_by=by,
        added_at=at,
    )
    body = {"evidence": str(kept.pk), "link": said, "scan_sha256": digest}
    append("asset/evidence_kept", by=by, at=at, subject=asset.subject, body=body)
    return kept


def _address(written: str) -> str:
    said = clean(written).strip()
    if said:
        try:
            URLValidator(schemes=["http", "https"])(said)
        except ValidationError:
            raise Invalid("This is not a whole address, such as https://museum.example/terms.", field="link") from None
        if len(said) > 500:
            raise Invalid("Keep this to 500 characters.", field="link")
    return said
