"""Pages of the first run. Each translates a form into one operation, and shows a refusal in the rule's own words."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from masthead.administration.set_up import open_desk
from masthead.agencies.models import Person, the_agency
from masthead.kernel.clock import now
from masthead.kernel.refusals import Invalid, Refused
from masthead.project.first_run import acts, code, steps
from masthead.project.first_run.forms import CodeForm
from masthead.project.signing_in import BACKEND

View = Callable[..., HttpResponse]
KNOWS_CODE = "first_run_code"


def while_closed(view: View) -> View:
    """The page exists only until the desk is open, and only for a browser that has given the set-up code."""

    @never_cache
    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if steps.is_open():
            raise Http404("The first run is over.")
        # The code itself is compared again: one given for an earlier desk in this browser opens nothing here.
        if not code.fits(request.session.get(KNOWS_CODE, "")):
            return redirect("welcome")
        return view(request, *args, **kwargs)

    return guarded


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """Ask for the set-up code; whoever gave it goes on where the first run stopped."""
    if steps.is_open():
        raise Http404("The first run is over.")
    if code.fits(request.session.get(KNOWS_CODE, "")):
        return redirect("welcome_step", name=steps.current().name)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if code.fits(form.cleaned_data["code"]):
            request.session.cycle_key()
            request.session[KNOWS_CODE] = form.cleaned_data["code"]
            return redirect("welcome_step", name=steps.current().name)
        form.add_error("code", "This is not the code printed where Masthead was started. Look there again.")
    return render(request, "welcome/code.html", {"form": form}, status=422 if form.is_bound else 200)


@while_closed
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, name: str) -> HttpResponse:
    """One step: show its form, or carry it out and go on."""
    here = steps.BY_NAME.get(name)
    if here is None:
        raise Http404("There is no such step.")
    if not steps.reachable(here):
        return redirect("welcome_step", name=steps.current().name)
    form = acts.form_for(here, request.POST if request.method == "POST" else None, address=_address(request))
    if request.method == "POST" and form.is_valid() and _carried_out(here, form):
        if here.stays:
            return redirect("welcome_step", name=here.name)
        following = steps.after(here)
        return redirect("welcome_step", name=following.name) if following else redirect("welcome_finish")
    context = {
        "form": form,
        "step": here,
        "number": steps.STEPS.index(here) + 1,
        "steps": [(each, steps.done(each), steps.reachable(each)) for each in steps.STEPS],
        "before": steps.before(here),
        "after": steps.after(here),
        "done": steps.done(here),
        "people": Person.objects.prefetch_related("grants"),
    }
    return render(request, f"welcome/{here.name}.html", context, status=422 if form.errors else 200)


@while_closed
@require_POST
def test_mail(request: HttpRequest) -> HttpResponse:
    """Send the first administrator a message, and show what the mail server answered if it did not take it."""
    try:
        sent_to = acts.test_mail()
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, f"A test message is on its way to {sent_to}.")
    return redirect("welcome_step", name="mail")


@while_closed
@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: HttpRequest) -> HttpResponse:
    """Open the desk, use the code up, and sign the first administrator in."""
    if not steps.reachable(steps.STEPS[-1]):
        return redirect("welcome_step", name=steps.current().name)
    if request.method != "POST":
        missing = [each for each in steps.STEPS if not steps.done(each)]
        return render(request, "welcome/finish.html", {"missing": missing, "agency": the_agency()})
    open_desk(by=steps.FIRST_RUN, at=now())
    code.use_up()
    login(request, acts.first_administrator(), backend=BACKEND)
    return redirect("/desk/")


def _carried_out(here: steps.Step, form: forms.Form) -> bool:
    """Whether the step's operation went through; otherwise its sentence stands in the form."""
    try:
        acts.carry_out(here, form.cleaned_data, at=now())
    except Invalid as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
    return not form.errors


def _address(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")
