"""Where only people can post: the words and files to take along, the way back, and comments brought by hand."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from masthead.channels.registry import describe
from masthead.conversations.correct_address import correct_address
from masthead.conversations.models import Reply
from masthead.conversations.paste import paste
from masthead.desk.forms.by_hand import AddressForm, NotPostedForm, PastedForm, PostedForm
from masthead.desk.page import StaffRequest, attempt, page
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound
from masthead.outbox import by_hand
from masthead.outbox.models import Delivery
from masthead.outbox.payload import thawed
from masthead.presences.models import Presence
from masthead.presences.platform import platform_of
from masthead.publishing.models import Publication, Takedown


@page("deliveries.by_hand")
@require_http_methods(["GET", "POST"])
def pack(request: StaffRequest, delivery_id: UUID) -> HttpResponse:
    """What to post and where; a button for having posted it, another for not being able to."""
    shown = by_hand.to_post(delivery_id)
    given = request.POST if request.method == "POST" else None
    taking_down = shown.purpose == "takedown"
    gave_up = given is not None and given.get("answer") == "not_posted"
    address = {"permalink": shown.upon.permalink} if shown.upon else None
    posted = PostedForm(None if gave_up else given, initial=address)
    not_posted = NotPostedForm(given if gave_up else None)
    form: forms.Form = not_posted if gave_up else forms.Form(given) if taking_down else posted
    if given is not None and form.is_valid():
        by, at, said = request.user, now(), form.cleaned_data
        if taking_down and not gave_up:
            done = attempt(form, lambda: by_hand.say_taken_down(by=by, at=at, delivery_id=delivery_id))
            word = f"Noted: it counts as taken down on your word, {by.name}."
        elif gave_up:
            done = attempt(form, lambda: by_hand.say_not_posted(by=by, at=at, delivery_id=delivery_id, why=said["why"]))
            word = "Noted. It is held until somebody releases it or takes it back."
        else:
            link = said["permalink"]
            done = attempt(form, lambda: by_hand.say_posted(by=by, at=at, delivery_id=delivery_id, permalink=link))
            word = f"Noted: it counts as published on your word, {by.name}."
        if done:
            messages.success(request, word)
            return redirect(_home(shown))
    refused = None if taking_down else by_hand.why_not_now(shown, at=now())
    context = {
        "delivery": shown,
        "platform": _platform(shown.presence),
        "refused": refused,
        "posted": posted,
        "not_posted": not_posted,
        "home": _home(shown),
        "answers": Reply.objects.filter(delivery_id=shown.pk).select_related("comment__current").first(),
    }
    status = 422 if given is not None else 200
    template = "desk/by_hand/take_down.html" if taking_down else "desk/by_hand/pack.html"
    return render(request, template, context, status=status)


@page("deliveries.by_hand")
@require_GET
def pack_file(request: StaffRequest, delivery_id: UUID, number: int) -> HttpResponse:
    """The very bytes that were approved, checked by their hash. Not given out while something stands in the way."""
    shown = by_hand.to_post(delivery_id)
    if refused := by_hand.why_not_now(shown, at=now()):
        raise refused
    with thawed(shown.payload) as post:
        if not 1 <= number <= len(post.assets):
            raise NotFound("There is no such file in this post.")
        asset = post.assets[number - 1]
        # Open, it can be read to its end after its folder is gone, without a whole video in memory.
        copy, name = asset.path.open("rb"), asset.path.name
    headers = {"X-Content-Type-Options": "nosniff"}
    answer: HttpResponseBase = FileResponse(
        copy, as_attachment=True, filename=name, content_type=asset.mime, headers=headers
    )
    return answer  # type: ignore[return-value]


@page("deliveries.by_hand")
@require_http_methods(["GET", "POST"])
def address(request: StaffRequest, delivery_id: UUID) -> HttpResponse:
    """The address somebody gave was not the post's: give the right one."""
    shown = Delivery.objects.select_related("presence__connection").filter(pk=delivery_id, state="said").first()
    if shown is None:
        raise NotFound("There is no post here whose address a person gave.")
    form = AddressForm(request.POST if request.method == "POST" else None, initial={"permalink": shown.permalink})
    if form.is_bound and form.is_valid():
        by, at, said = request.user, now(), form.cleaned_data
        right, why = said["permalink"], said["why"]
        if attempt(form, lambda: correct_address(by=by, at=at, delivery_id=delivery_id, permalink=right, why=why)):
            messages.success(request, "Corrected. What was pasted under the post stays under it.")
            return redirect(_home(shown))
    context = {"delivery": shown, "form": form, "platform": _platform(shown.presence), "home": _home(shown)}
    return render(request, "desk/by_hand/address.html", context, status=422 if form.is_bound else 200)


@page("conversations.paste")
@require_http_methods(["GET", "POST"])
def comment_paste(request: StaffRequest, presence_id: UUID) -> HttpResponse:
    presence = get_object_or_404(Presence.objects.select_related("connection"), pk=presence_id)
    form = PastedForm(presence, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        kept = attempt(form, lambda: paste(by=request.user, at=now(), presence=presence, pasted=form.pasted()))
        if kept:
            comment, is_new = kept
            word = "Kept, and assessed like any other." if is_new else "This comment was here already. Nothing changed."
            messages.success(request, word)
            if request.POST.get("then") == "another":
                return redirect("desk:comment_paste", presence_id=presence.pk)
            return redirect("desk:conversation", conversation_id=comment.conversation_id)
    status = 422 if form.is_bound else 200
    context = {"form": form, "presence": presence, "platform": _platform(presence)}
    return render(request, "desk/by_hand/paste.html", context, status=status)


def _platform(presence: Presence) -> str:
    """The platform's name as the person who connected it gave it."""
    about = describe(presence.channel)
    return platform_of(presence) or ("the platform" if about.proved == "people" else about.name)


def _home(delivery: Delivery) -> str:
    """The page of the post or the exchange it belongs to."""
    kind, _, key = delivery.subject.partition(":")
    if kind == "reply":
        reply = Reply.objects.filter(pk=key).first()
        return reverse("desk:conversation", args=[reply.conversation_id]) if reply else reverse("desk:inbox")
    if kind == "takedown":
        takedown = Takedown.objects.filter(pk=key).first()
        back = "desk:publication_take_down"
        return reverse(back, args=[takedown.publication_id]) if takedown else reverse("desk:drafts")
    publication = Publication.objects.filter(pk=key).first()
    return reverse("desk:draft", args=[publication.draft_id]) if publication else reverse("desk:drafts")


urlpatterns = [
    path("deliveries/<uuid:delivery_id>/by-hand", pack, name="by_hand"),
    path("deliveries/<uuid:delivery_id>/address", address, name="by_hand_address"),
    path("deliveries/<uuid:delivery_id>/by-hand/<int:number>", pack_file, name="by_hand_file"),
    path("inbox/paste/<uuid:presence_id>", comment_paste, name="comment_paste"),
]
