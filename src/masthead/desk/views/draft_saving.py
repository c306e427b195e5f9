"""Saving a draft: what the form holds becomes a revision, and what was typed about its pictures is kept with it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from masthead.desk.composer import composer
from masthead.desk.forms.drafts import DraftForm
from masthead.desk.page import StaffRequest, attempt, page
from masthead.kernel.clock import now
from masthead.kernel.text import clean
from masthead.media import upload
from masthead.media.models import Asset
from masthead.publishing import draft as drafting
from masthead.publishing.facts import find_draft
from masthead.publishing.models import Draft
from masthead.publishing.states import DRAFT

SAVED_UNASKED = frozenset({"writing", "returned"})
"""Saving by itself must not overtake a request somebody reads, nor an approval somebody gave."""


def form_for(request: StaffRequest, shown: Draft) -> DraftForm:
    """What was sent, with the draft's own presences on offer."""
    form = DraftForm(request.POST)
    form.admit([variant.presence_id for variant in shown.variants.all()])
    return form


def save(request: StaffRequest, form: DraftForm, shown: Draft) -> bool:
    """Save the draft as the valid `form` has it, pictures' descriptions first. False leaves the reason on the form.

    What says the same as before is not saved again: a request that waits is not overtaken by a look.
    """
    if not DRAFT.may(shown.state, "edit"):
        return True
    assets = [attachment.asset for attachment in shown.attachments.all()]
    described = [asset for asset in assets if _describes_anew(request, asset)]
    if not all(attempt(form, lambda asset=asset: _describe(request, asset)) for asset in described):  # type: ignore[misc]
        return False
    if not described and not differs(shown, form):
        return True
    fresh = list(Asset.objects.in_bulk([asset.pk for asset in assets]).values()) if described else assets
    order = {asset.pk: place for place, asset in enumerate(assets)}
    wording = form.wording(sorted(fresh, key=lambda asset: order[asset.pk]), shown)
    saved = attempt(
        form,
        lambda: drafting.revise(
            by=request.user, at=now(), draft=shown, wording=wording, seen_revision=form.cleaned_data["revision"]
        ),
    )
    return saved is not None


def differs(shown: Draft, form: DraftForm) -> bool:
    """Whether the form holds other words, presences or purposes than the draft."""
    given = form.cleaned_data
    wording = form.wording([], shown)
    own = {variant.presence_id: variant.text for variant in shown.variants.all()}
    return (
        (clean(given["title"]).strip(), clean(given["text"]), clean(given["audience"]).strip())
        != (shown.title, shown.text, shown.audience)
        or (given["commitment"].pk if given["commitment"] else None) != shown.commitment_id
        or {presence.pk for presence in wording.presences} != set(own)
        or {key: clean(text) for key, text in wording.texts.items()} != {k: t for k, t in own.items() if t}
    )


def _said_of(request: StaffRequest, asset: Asset) -> tuple[str, str, str, str]:
    """(alt text, license, note, whether there is text) as the page sent them, or as they are where it did not."""
    given = request.POST
    return (
        clean(given.get(f"alt:{asset.pk}", asset.alt_text)).strip(),
        given.get(f"licence:{asset.pk}", asset.licence),
        clean(given.get(f"licence_note:{asset.pk}", asset.licence_note)).strip(),
        given.get(f"text_shown:{asset.pk}") or asset.text_shown,
    )


def _describes_anew(request: StaffRequest, asset: Asset) -> bool:
    return _said_of(request, asset) != (asset.alt_text, asset.licence, asset.licence_note, asset.text_shown)


def _describe(request: StaffRequest, asset: Asset) -> Asset:
    alt_text, licence, note, text_shown = _said_of(request, asset)
    return upload.describe(
        by=request.user,
        at=now(),
        asset=asset,
        alt_text=alt_text,
        licence=licence,
        licence_note=note,
        text_shown=text_shown,
    )


@page("drafts.write")
@require_POST
def draft_save(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """While somebody writes, and on Ctrl S: save, and say in one line how that went. The page stays as it is."""
    shown = find_draft(draft_id)
    form = form_for(request, shown)
    if shown.state not in SAVED_UNASKED:
        trouble = "Not saved yet: approval would have to be asked for again. Press Save if you mean it."
        return render(request, "desk/drafts/saved.html", {"trouble": trouble})
    if not form.is_valid() or not save(request, form, shown):
        trouble = " ".join(str(said) for errors in form.errors.values() for said in errors)
        return render(request, "desk/drafts/saved.html", {"trouble": f"Not saved. {trouble}"})
    fresh = find_draft(draft_id)
    context = {
        "draft": fresh,
        "by": request.user,
        "composer": composer(fresh, at=now()),
        "text": fresh.text,
        "live": True,
        "editable": True,
    }
    response = render(request, "desk/drafts/saved.html", context)
    response["HX-Trigger"] = "masthead:kept"
    return response
