"""A scan that staff keep as proof: a PDF, JPEG or PNG of at most 10 MB, known by how it begins."""

from __future__ import annotations

from masthead.kernel.refusals import Invalid

MAX_BYTES = 10 * 1024 * 1024
_KINDS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}


def mime_of(scan: bytes, what: str, *, field: str) -> str:
    """Its MIME type. Raises Invalid for what is none, or too large; `what` is how staff call it, such as "form"."""
    if len(scan) > MAX_BYTES:
        raise Invalid(f"The {what} is larger than 10 MB. Scan it at a lower resolution.", field=field)
    for begins, mime in _KINDS.items():
        if scan.startswith(begins):
            return mime
    raise Invalid(f"The {what} must be a PDF, JPEG or PNG.", field=field)
