"""The buttons of the composer. Each has been preceded by a save, so it acts on what the person sees."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from masthead.administration import dictionary
from masthead.desk.composer import ShownFinding, composer
from masthead.desk.page import StaffRequest, act_and_return
from masthead.desk.uploaded import keep, looks_like
from masthead.kernel.clock import now
from masthead.kernel.refusals import Invalid
from masthead.links import research as researching
from masthead.links import sign as signing
from masthead.links.models import Dossier
from masthead.media import depict, upload
from masthead.media.models import Asset
from masthead.publishing import approve, check, restore
from masthead.publishing import draft as drafting
from masthead.publishing.models import Draft

Act = Callable[[StaffRequest, Draft, str], str]


def act_on(request: StaffRequest, draft: Draft) -> HttpResponse:
    """Do what the pressed button says: `do=<act>` or `do=<act>:<what>`, or a finding's `remedy=<key>:<number>`."""
    asked = request.POST.get("do", "save")
    if remedy := request.POST.get("remedy"):
        asked = f"remedy:{remedy}"
    name, _, what = asked.partition(":")
    act = _ACTS.get(name)
    back = reverse("desk:draft", args=[draft.id])
    if find := request.POST.get("find", "").strip():  # whichever button was pressed: Enter presses the first
        back = f"{back}?{urlencode({'find': find})}#id_presences"
    if name == "find":  # what was written is saved already
        return redirect(back)
    if name == "sign":  # a signature that wants a remark is told so at its box
        back = f"{back}?{urlencode({'unremarked': what})}#links"
    if act is None:
        messages.error(request, "There is no such button.")
        return redirect(back)
    said: list[str] = []

    def run() -> None:
        kept = _reasons(request, draft)
        said.append(act(request, draft, what))
        if kept:
            said[0] += f" {kept} reason{'s' if kept != 1 else ''} kept with your name."
        if kept and name != "ask" and draft.state in ("asked", "approved"):
            said[0] += " Ask for approval again: whoever approves has to read it."

    return act_and_return(request, run, done=lambda: said[0], to=back)


def _save(request: StaffRequest, draft: Draft, what: str) -> str:
    return "Saved."


def _reasons(request: StaffRequest, draft: Draft) -> int:
    """Keep every reason written beside a finding that asks."""
    kept = 0
    if not any(name.startswith("reason:") and request.POST[name].strip() for name in request.POST):
        return kept
    for shown in composer(draft, at=now()).findings:
        said = request.POST.get(f"reason:{shown.key}", "").strip()
        if said and shown.asks and said != shown.reason:
            check.give_reason(by=request.user, at=now(), draft=draft, finding=shown.about, reason=said)
            kept += 1
    return kept


def _undo(request: StaffRequest, draft: Draft, what: str) -> str:
    back = restore.undo(by=request.user, at=now(), draft=draft)
    return f"Undone. Revision {back.revision - 2} is back, as revision {back.revision}."


def _ask(request: StaffRequest, draft: Draft, what: str) -> str:
    approve.ask(by=request.user, at=now(), draft=draft)
    return "Approval is asked for. An approver who is not the author sees it now."


def _discard(request: StaffRequest, draft: Draft, what: str) -> str:
    drafting.discard(by=request.user, at=now(), draft=draft, reason="")
    return "Put away. It stays on record."


def _upload(request: StaffRequest, draft: Draft, what: str) -> str:
    asset = keep(request.FILES.get("picture"), by=request.user, at=now())
    _attach(request, draft, [*_assets(draft), asset])
    alike = looks_like(asset, timezone.localdate())
    return f"Added. Describe it in words, and say who is in it. {alike}".strip()


def _choose(request: StaffRequest, draft: Draft, what: str) -> str:
    _attach(request, draft, [*_assets(draft), _asset(request.POST.get("asset", ""))])
    return "Added from the library."


def _detach(request: StaffRequest, draft: Draft, what: str) -> str:
    _attach(request, draft, [asset for asset in _assets(draft) if str(asset.pk) != what])
    return "Taken out of this draft. It stays in the library."


def _nobody(request: StaffRequest, draft: Draft, what: str) -> str:
    depict.nobody_is_shown(by=request.user, at=now(), asset=_asset(what))
    return "Noted: nobody can be recognized in it."


def _research(request: StaffRequest, draft: Draft, what: str) -> str:
    researching.ask(by=request.user, at=now(), url=what)
    return "Research is under way; it usually takes a few seconds."


def _sign(request: StaffRequest, draft: Draft, what: str) -> str:
    try:
        dossier = Dossier.objects.filter(pk=what).first()
    except ValidationError:  # not an id at all
        dossier = None
    if dossier is None:
        raise Invalid("There is no such dossier.")
    signing.sign(by=request.user, at=now(), dossier=dossier, remark=request.POST.get(f"remark:{what}", ""))
    return "Signed with your name."


def _remedy(request: StaffRequest, draft: Draft, what: str) -> str:
    key, _, number = what.partition(":")
    shown = next((s for s in composer(draft, at=now()).findings if s.key == key), None)
    if shown is None or not number.isdigit() or int(number) >= len(shown.finding.remedies):
        raise Invalid("The text has changed since this was said. Look at the findings again.")
    remedy = shown.finding.remedies[int(number)]
    if remedy.kind == "dictionary":
        dictionary.learn(by=request.user, at=now(), word=remedy.text)
        return f"“{remedy.text}” is in our dictionary now."
    if remedy.kind == "text_shown":
        upload.say_text_shown(by=request.user, at=now(), asset=_asset(shown.finding.asset), text_shown=remedy.text)
        return "Noted whether there is text in the picture."
    if remedy.kind == "alt_text":
        _describe(request, _asset(shown.finding.asset), remedy.text)
        return "The alt text is shorter now. Read it once more."
    if remedy.kind == "replace":
        _replace(request, draft, shown, remedy.text)
        return "Replaced."
    raise Invalid("This finding is mended in its own place.")


def _replace(request: StaffRequest, draft: Draft, shown: ShownFinding, by: str) -> None:
    if shown.finding.span is None or shown.about.presences:
        raise Invalid("Mend this in the text of its presence.")
    start, end = shown.finding.span
    wording = _wording(draft, _assets(draft), text=draft.text[:start] + by + draft.text[end:])
    drafting.revise(by=request.user, at=now(), draft=draft, wording=wording)


def _describe(request: StaffRequest, asset: Asset, alt_text: str) -> None:
    kept = {"licence": asset.licence, "licence_note": asset.licence_note}
    upload.describe(by=request.user, at=now(), asset=asset, alt_text=alt_text, **kept)


def _attach(request: StaffRequest, draft: Draft, assets: list[Asset]) -> None:
    fresh = [Asset.objects.get(pk=asset.pk) for asset in assets]
    drafting.revise(by=request.user, at=now(), draft=draft, wording=_wording(draft, fresh))


def _wording(draft: Draft, assets: list[Asset], text: str | None = None) -> drafting.Wording:
    return drafting.Wording(
        title=draft.title,
        text=draft.text if text is None else text,
        audience=draft.audience,
        commitment=draft.commitment,
        presences=[variant.presence for variant in draft.variants.all()],
        texts={variant.presence_id: variant.text for variant in draft.variants.all() if variant.text},
        assets=assets,
        leaves_at=draft.leaves_at,
    )


def _assets(draft: Draft) -> list[Asset]:
    return [attachment.asset for attachment in draft.attachments.all()]


def _asset(asset_id: str) -> Asset:
    try:
        found = Asset.objects.filter(pk=asset_id).first()
    except ValidationError:
        found = None
    if found is None:
        raise Invalid("Choose a picture from the library.")
    return found


_ACTS: dict[str, Act] = {
    "save": _save,
    "ask": _ask,
    "discard": _discard,
    "upload": _upload,
    "choose": _choose,
    "detach": _detach,
    "undo": _undo,
    "nobody": _nobody,
    "research": _research,
    "sign": _sign,
    "remedy": _remedy,
}
