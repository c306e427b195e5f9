"""How anyone checks a record of ours without asking us: the verifier, the public key, the latest signed checkpoint."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from masthead.exporters.bagit import BAG_FILES
from masthead.kernel.refusals import NotFound, Refused
from masthead.public.page import for_everyone, page
from masthead.records import ledger
from masthead.records.signing import verifier


@page
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    checkpoint = ledger.latest_checkpoint()
    key = _key() if checkpoint else ""
    return render(request, "public/verify.html", {"checkpoint": checkpoint, "key": key})


@page
@require_safe
def checkpoint_file(request: HttpRequest) -> HttpResponse:
    checkpoint = ledger.latest_checkpoint()
    if checkpoint is None:
        raise NotFound("The ledger has not been signed yet. It is signed once a day.")
    return _text(checkpoint.note, "checkpoint.txt")


@page
@require_safe
def key_file(request: HttpRequest) -> HttpResponse:
    key = _key() if ledger.latest_checkpoint() else ""
    if not key:
        raise NotFound("The ledger has not been signed yet, so it has no key to publish.")
    return _text(f"{key}\n", "key.pub")


@page
@require_safe
def verifier_file(request: HttpRequest) -> HttpResponse:
    """The very file that every export carries."""
    return _text((BAG_FILES / "verify.py").read_text(encoding="utf-8"), "verify.py")


def _key() -> str:
    """The public key, or "" while the key file is missing: that is for the desk to mend, not for readers."""
    try:
        return str(verifier())
    except Refused:
        return ""


def _text(content: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return for_everyone(response)
