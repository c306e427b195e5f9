"""Somebody is asked whether they may be shown, answers, and takes it back when they like, by links of their own.

Opening a link changes nothing: mail servers open links to look for harm, and would sign in somebody's name.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from masthead.agencies.actors import Citizen
from masthead.agencies.days import local_day
from masthead.agencies.models import MailSettings
from masthead.agencies.vault import unseal
from masthead.kernel.clock import now
from masthead.kernel.refusals import Invalid, NotFound, Refused
from masthead.kernel.square import square
from masthead.media import answer
from masthead.media.models import AskedPermission, Asset
from masthead.media.signed_page import NAME, page_for
from masthead.media.signing_links import Purpose, asked_by_link, own_path, whole_address
from masthead.public import form_token
from masthead.public.callers import Callers
from masthead.public.forms import SignatureForm
from masthead.public.page import address_of, page
from masthead.publishing.pictured import showing

P = ParamSpec("P")
GUESSES = 20
"""Links that open nothing, of one caller in a minute. Nobody mistypes so many; who guesses is slowed down."""
_guesses = Callers(GUESSES)


def guarded(view: Callable[Concatenate[HttpRequest, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A public page that only a link opens: guesses are counted, nothing is cached, and no link travels on."""

    def answered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        caller, at = address_of(request), now()
        if _guesses.had_too_many(caller, at):
            response: HttpResponseBase = render(request, "public/gone.html", {"sentence": _SLOWLY}, status=429)
            response["Retry-After"] = "60"
            return response
        try:
            response = view(request, *args, **kwargs)
        except NotFound:
            _guesses.has_too_many(caller, at)
            raise
        add_never_cache_headers(response)
        response["Referrer-Policy"] = "no-referrer"  # the link is the permission
        return response

    return page(answered)


_SLOWLY = "Too many links were tried from your network just now. Wait a minute, then open yours again."


@guarded
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, token: str) -> HttpResponse:
    """What is asked, and the two answers: signing it, and saying no."""
    at = now()
    asked = asked_by_link(token, "sign", at=at)
    shown, refusal = page_for(asked), ""
    form = SignatureForm(request.POST if request.POST.get("do") == "give" else None)
    if not MailSettings.objects.exists():
        del form.fields["address"]
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        try:
            form_token.refuse_unless_ours(request.POST.get(form_token.FIELD, ""), f"permission:{asked.pk}")
            return redirect(_answer(request.POST.get("do", ""), asked, token, form, at))
        except Invalid as refused:
            for one in (refused, *refused.others):
                if form.is_bound:
                    form.add_error(one.field if one.field in form.fields else None, one.sentence)
                else:
                    refusal = one.sentence
        except NotFound:
            raise
        except Refused as refused:
            refusal = refused.sentence
    context = {
        "asked": asked,
        "shown": shown,
        "form": form,
        "refusal": refusal,
        "token": token,
        "form_token": form_token.token_for(f"permission:{asked.pk}"),
        "today": local_day(at),
    }
    return render(request, "public/permission.html", context, status=422 if form.errors or refusal else 200)


def _answer(do: str, asked: AskedPermission, token: str, form: SignatureForm, at: datetime) -> str:
    """Where to go after one answer. Raises Invalid for what is neither."""
    by = Citizen(str(asked.pk))
    if do == "give" and form.is_bound:
        _, own = answer.give(by=by, at=at, token=token, signature=answer.Signature(**form.cleaned_data))
        return reverse("public:own_permission", args=[own])
    if do == "decline":
        answer.decline(by=by, at=at, token=token)
        return reverse("public:permission_declined")
    raise Invalid("Choose one of the two answers.")


@page
@require_safe
def declined(request: HttpRequest) -> HttpResponse:
    return render(request, "public/permission_declined.html")


@guarded
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, token: str) -> HttpResponse:
    """The receipt, where the pictures are public now, and the way to take it back."""
    asked, refusal = asked_by_link(token, "own", at=now()), ""
    if request.method == "POST":
        try:
            form_token.refuse_unless_ours(request.POST.get(form_token.FIELD, ""), f"own_permission:{asked.pk}")
            answer.take_back(by=Citizen(str(asked.pk)), at=now(), token=token)
            return redirect("public:own_permission", token=token)
        except NotFound:
            raise
        except Refused as refused:
            refusal = refused.sentence
    link, pictures = whole_address(own_path(token)), answer.pictures_of(asked)
    context = {
        "asked": asked,
        "who": asked.who,
        "shown": page_for(asked),
        "pictures": pictures,
        "public_now": showing(picture.pk for picture in pictures),
        "expired": asked.state == "given" and asked.has_ended(local_day(now())),
        "link": link,
        "square": square(link, "Your link, as a square for a telephone"),
        "refusal": refusal,
        "token": token,
        "form_token": form_token.token_for(f"own_permission:{asked.pk}"),
    }
    return render(request, "public/own_permission.html", context, status=422 if refusal else 200)


@guarded
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """What was signed, to the letter, as a file to keep."""
    asked = asked_by_link(token, "own", at=now())
    response = HttpResponse(unseal(bytes(asked.sealed_page)), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{NAME}"'
    return response


@guarded
@require_safe
def sign_picture(request: HttpRequest, token: str, asset_id: UUID) -> HttpResponseBase:
    return _picture(token, "sign", asset_id)


@guarded
@require_safe
def own_picture(request: HttpRequest, token: str, asset_id: UUID) -> HttpResponseBase:
    return _picture(token, "own", asset_id)


def _picture(token: str, purpose: Purpose, asset_id: UUID) -> HttpResponseBase:
    """A picture of this permission and of no other, as it would be published."""
    asked = asked_by_link(token, purpose, at=now())
    return sent(next((one for one in answer.pictures_of(asked) if one.pk == asset_id), None))


def sent(found: Asset | None) -> HttpResponseBase:
    """The published file of a picture that belongs to a link. Raises NotFound, also for None: it belongs to another."""
    if found is None:
        raise NotFound("This picture does not belong to your link.")
    try:
        return FileResponse(found.published.open("rb"), content_type=found.mime)
    except OSError:
        raise NotFound("The picture is not there just now. Please try again later.") from None
