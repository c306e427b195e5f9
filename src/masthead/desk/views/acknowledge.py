"""Reading and acknowledging the policy in force; for its owner and the administrator, who has and who has not."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from masthead.agencies.models import Person
from masthead.desk.forms.employees import AcknowledgedForm
from masthead.desk.page import StaffRequest, act_and_return, page
from masthead.desk.paging import page_of
from masthead.employees.acknowledge import acknowledge, acknowledged_by, employees
from masthead.employees.asked_of_me import asked_of_me
from masthead.employees.disclaimer import disclaimer
from masthead.employees.models import Acknowledgement, AskedVersion, Reminder
from masthead.employees.remind import days_between
from masthead.exporters.csv import harmless
from masthead.kernel.clock import now, stamp
from masthead.kernel.refusals import NotFound
from masthead.policy.in_force import rulebook
from masthead.policy.rulebook import Rulebook


def _book() -> Rulebook:
    try:
        return rulebook()
    except LookupError:
        raise NotFound("No policy is in force yet. An administrator chooses one in the first steps.") from None


@page("acknowledgements.make")
@require_http_methods(["GET", "POST"])
def read_and_acknowledge(request: StaffRequest) -> HttpResponse:
    book = _book()
    if request.method == "POST":
        # What is acknowledged is what was on the page, not what came into force since.
        version, digest = request.POST.get("version", ""), request.POST.get("digest", "")
        return act_and_return(
            request,
            lambda: acknowledge(by=request.user, at=now(), stamp=version, digest=digest),
            done="Acknowledged. Thank you.",
            to=reverse("desk:acknowledge"),
        )
    context = {
        "policy": book.policy,
        "asked": asked_of_me(book),
        "disclaimer": disclaimer(book),
        "done": acknowledged_by(request.user, book.stamp),
        "earlier": request.user.acknowledgements.exclude(stamp=book.stamp)[:20],
    }
    return render(request, "desk/acknowledge/read.html", context)


@page("acknowledgements.see")
@require_GET
def acknowledgements(request: StaffRequest) -> HttpResponse:
    book, form = _book(), AcknowledgedForm(request.GET)
    shown = page_of(_listed(form, book), request.GET, size=50)
    keys = [person.pk for person in shown.rows]
    done = {row.person_id: row for row in Acknowledgement.objects.filter(stamp=book.stamp, person__in=keys)}
    reminded: dict[object, Reminder] = {}
    for reminder in Reminder.objects.filter(person__in=keys, stamp=book.stamp).order_by("at"):
        reminded[reminder.person_id] = reminder
    everybody = employees(book.stamp).count()
    have = employees(book.stamp, acknowledged=True).count()
    context = {
        "form": form,
        "page": shown,
        "rows": [(person, done.get(person.pk), reminded.get(person.pk)) for person in shown.rows],
        "policy": book.policy,
        "everybody": everybody,
        "have": have,
        "have_not": everybody - have,
        "days": days_between(),
        "asked": AskedVersion.objects.filter(stamp=book.stamp).first(),
        "narrowed": any(request.GET.get(name) for name in form.fields),
        "query": request.GET.urlencode(),
    }
    return render(request, "desk/acknowledge/list.html", context)


@page("acknowledgements.see")
@require_GET
def acknowledgements_csv(request: StaffRequest) -> HttpResponse:
    """The whole list as a table, one row at a time: it may be long."""
    book = _book()
    answer: HttpResponseBase = StreamingHttpResponse(
        _table(_listed(AcknowledgedForm(request.GET), book), book), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="acknowledgements.csv"'
    return answer  # type: ignore[return-value]


def _listed(form: AcknowledgedForm, book: Rulebook) -> QuerySet[Person]:
    form.is_valid()
    given = form.cleaned_data
    has = {"yes": True, "no": False}.get(given.get("has", ""))
    people = employees(book.stamp, acknowledged=has).select_related("bureau")
    if given.get("bureau"):
        people = people.filter(bureau=given["bureau"])
    if words := given.get("name", "").replace("\x00", "").strip():
        people = people.filter(name__icontains=words)
    return people


class _Line:
    """What a csv writer writes to: it hands each line back."""

    def write(self, line: str) -> str:
        return line


_HEADINGS = ["name", "email", "bureau", "version", "digest", "acknowledged_at", "last_reminded_at"]


def _table(people: QuerySet[Person], book: Rulebook) -> Iterator[str]:
    table = csv.writer(_Line(), lineterminator="\r\n")
    # A byte order mark, without which spreadsheets garble names.
    yield "\ufeff" + table.writerow(_HEADINGS)
    done = dict(Acknowledgement.objects.filter(stamp=book.stamp).values_list("person_id", "at"))
    digests = dict(Acknowledgement.objects.filter(stamp=book.stamp).values_list("person_id", "digest"))
    reminded = dict(
        Reminder.objects.filter(stamp=book.stamp)
        .exclude(state="not_sent")
        .order_by("at")
        .values_list("person_id", "at")
    )
    for person in people.order_by("name", "pk").iterator(chunk_size=500):
        row = [
            person.name,
            person.email,
            person.bureau.name if person.bureau else "",
            book.stamp,
            digests.get(person.pk, ""),
            stamp(done[person.pk]) if person.pk in done else "",
            stamp(reminded[person.pk]) if person.pk in reminded else "",
        ]
        yield table.writerow([harmless(cell) for cell in row])


urlpatterns = [
    path("acknowledge", read_and_acknowledge, name="acknowledge"),
    path("acknowledgements/", acknowledgements, name="acknowledgements"),
    path("acknowledgements/table.csv", acknowledgements_csv, name="acknowledgements_csv"),
]
