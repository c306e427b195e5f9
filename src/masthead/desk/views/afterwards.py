"""After a publication: take it down wherever it arrived, or correct it there. What would happen is said first."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from masthead.desk.page import StaffRequest, act_and_return, attempt, page
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound
from masthead.links.models import LinkFinding
from masthead.outbox import settle
from masthead.outbox.models import Delivery
from masthead.outbox.states import MOVING
from masthead.publishing import correct, take_down
from masthead.publishing.mend_links import mends_of
from masthead.publishing.models import Publication
from masthead.publishing.reached import There, to_correct, to_take_down


class WhyForm(forms.Form):
    """The reason of a takedown."""

    why = forms.CharField(
        label="Why it is taken down",
        max_length=2000,
        help_text="It is kept on record. The words themselves stay on record too.",
        error_messages={"required": "Say why: it is kept on record."},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CorrectionForm(forms.Form):
    """What is wrong, and how the post is corrected on each presence that leaves a choice."""

    why = forms.CharField(
        label="What is wrong with it",
        max_length=2000,
        help_text="Staff read it; it is kept on record.",
        error_messages={"required": "Say what is wrong: it is kept on record."},
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, there: list[There], data: object = None, *, why: str = "") -> None:
        super().__init__(data, initial={"why": why})  # type: ignore[arg-type]
        self.there = there
        for each in there:
            self.fields[_field(each)] = forms.ChoiceField(
                label=f"On {each.delivery.presence.name}",
                choices=[(one.way, one.says) for one in each.ways],
                initial=each.ways[0].way,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Choose one of the ways shown."},
            )

    def ways(self) -> dict[UUID, str]:
        return {each.delivery.presence_id: self.cleaned_data[_field(each)] for each in self.there}

    def choices(self) -> list[forms.BoundField]:
        return [self[_field(each)] for each in self.there]


@page("publications.take_down")
@require_http_methods(["GET", "POST"])
def publication_take_down(request: StaffRequest, publication_id: UUID) -> HttpResponse:
    """What a takedown would do on each presence, then the button; afterwards, how far it has come."""
    publication = _publication(publication_id)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        done = attempt(form, lambda: take_down.take_down(by=request.user, at=now(), publication=publication, why=why))
        if done:
            messages.success(request, "It is being taken down. This page shows where that is done.")
            return redirect("desk:publication_take_down", publication_id=publication.pk)
    takedown = publication.takedowns.select_related("by").first()
    rows = take_down.deliveries_of(takedown) if takedown else []
    context = {
        "publication": publication,
        "form": form,
        "there": [] if takedown else to_take_down(publication),
        "takedown": takedown,
        "rows": rows,
        "moving": any(row.state in MOVING for row in rows),
    }
    return render(request, "desk/afterwards/take_down.html", context, status=422 if form.is_bound else 200)


@page("publications.take_down")
@require_POST
def takedown_settle(request: StaffRequest, publication_id: UUID, delivery_id: UUID) -> HttpResponse:
    """A takedown that was held is tried again, or a person looked whether the post is gone."""
    takedowns = _publication(publication_id).takedowns.all()
    if not Delivery.objects.filter(pk=delivery_id, subject__in=[each.subject for each in takedowns]).exists():
        raise NotFound("There is no such takedown of this post.")
    by, answer = request.user, request.POST.get("answer", "")
    back = reverse("desk:publication_take_down", args=[publication_id])
    if answer == "release":
        return act_and_return(
            request,
            lambda: settle.release(by=by, at=now(), delivery_id=delivery_id),
            done="It is tried again.",
            to=back,
        )
    if answer not in ("gone", "there"):
        messages.error(request, "Say whether it is gone or still there.")
        return redirect(back)
    return act_and_return(
        request,
        lambda: settle.settle(by=by, at=now(), delivery_id=delivery_id, found=answer == "there"),
        done=f"Noted: it counts as taken down on your word, {by.name}."
        if answer == "gone"
        else "Noted. It is taken down again.",
        to=back,
    )


@page("drafts.write")
@require_http_methods(["GET", "POST"])
def publication_correct(request: StaffRequest, publication_id: UUID) -> HttpResponse:
    """How the post can be corrected on each presence; the button begins a draft with its words."""
    publication = _publication(publication_id)
    there = [] if publication.taken_down_at else to_correct(publication)
    found = _found_about(request.GET.get("finding", ""))
    form = CorrectionForm(there, request.POST if request.method == "POST" else None, why=found)
    if request.method == "POST" and form.is_valid():
        by, why = request.user, form.cleaned_data["why"]
        made = attempt(form, lambda: correct.begin(by=by, at=now(), publication=publication, why=why, ways=form.ways()))
        if made:
            messages.success(request, "Write it as it should have been, then ask for approval. Nothing is changed yet.")
            return redirect("desk:draft", draft_id=made.pk)
    context = {
        "publication": publication,
        "form": form,
        "there": there,
        "mends": mends_of([each.delivery.text for each in there]),
        "corrections": publication.corrections.select_related("draft", "by"),
    }
    return render(request, "desk/afterwards/correct.html", context, status=422 if form.is_bound else 200)


def _publication(publication_id: UUID) -> Publication:
    found = Publication.objects.select_related("draft").filter(pk=publication_id).first()
    if found is None:
        raise NotFound("There is no such publication.")
    return found


def _found_about(finding_id: str) -> str:
    """What was found about a link of the post, for whoever came from there; "" for anybody else."""
    try:
        return LinkFinding.objects.values_list("why", flat=True).filter(pk=finding_id).first() or ""
    except ValidationError:  # not an id at all
        return ""


def _field(each: There) -> str:
    return f"way-{each.delivery.presence_id}"


urlpatterns = [
    path("publications/<uuid:publication_id>/take-down", publication_take_down, name="publication_take_down"),
    path("publications/<uuid:publication_id>/correct", publication_correct, name="publication_correct"),
    path("publications/<uuid:publication_id>/take-down/<uuid:delivery_id>", takedown_settle, name="takedown_settle"),
]
