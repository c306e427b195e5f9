"""Links in live posts and replies: the list of those being watched, and what a person is asked about one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from masthead.conversations.models import Reply
from masthead.desk.forms.links import DismissForm
from masthead.desk.page import StaffRequest, attempt, page
from masthead.desk.paging import page_of
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound
from masthead.links import findings, research
from masthead.links.models import Dossier, LinkFinding, Watch
from masthead.links.sign import latest_dossiers
from masthead.links.snapshot import MIME
from masthead.outbox.links_after_leaving import live_with
from masthead.outbox.models import Delivery
from masthead.publishing.models import Publication

MOST_POSTS = 20


@dataclass(frozen=True, slots=True)
class ShownWatch:
    """A line of the list. `told`: what was last told of the link; `posts`: how many live posts and replies carry it."""

    watch: Watch
    dossier: Dossier | None
    told: LinkFinding | None
    posts: int


@page("links.see")
@require_GET
def links_watched(request: StaffRequest) -> HttpResponse:
    rows, needs = Watch.objects.exclude(next_at=None).select_related("link"), bool(request.GET.get("needs"))
    if needs:
        rows = rows.filter(link__findings__state="open")
    shown = page_of(rows, request.GET)
    context = {"page": shown, "rows": _lines(shown.rows), "needs": needs}
    return render(request, "desk/links/watched.html", context)


def _lines(rows: Sequence[Watch]) -> list[ShownWatch]:
    """Three queries for a page of them."""
    keys = [row.link_id for row in rows]
    dossiers = latest_dossiers([row.link.url for row in rows])
    told = {each.link_id: each for each in LinkFinding.objects.filter(link__in=keys).order_by("id")}
    posts = dict(live_with(keys).values_list("link").annotate(Count("delivery__subject", distinct=True)))
    return [
        ShownWatch(row, dossiers.get(row.link.url), told.get(row.link_id), posts.get(row.link_id, 0)) for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Where:
    """Where the public reads a link now: in a post, which may be corrected, or in a reply."""

    deliveries: list[Delivery]
    publication: Publication | None = None
    reply: Reply | None = None


@page("links.see")
@require_GET
def link_finding(request: StaffRequest, finding_id: UUID) -> HttpResponse:
    """What was signed beside what is there now, where it stands, and what can be done about it."""
    return _finding_page(request, _found(finding_id), DismissForm())


def _finding_page(request: StaffRequest, shown: LinkFinding, form: DismissForm) -> HttpResponse:
    newest = shown.link.dossiers.first()
    context = {
        "finding": shown,
        "form": form,
        "what": findings.KINDS.get(shown.kind, shown.kind),
        "posts": _posts(shown) if shown.state == "open" else [],
        "watch": Watch.objects.filter(link=shown.link_id).first(),
        # Researched since: it only has to be read and signed.
        "since": newest if newest and newest.asked_at >= shown.found_at and newest.signed_at is None else None,
    }
    return render(request, "desk/links/finding.html", context, status=422 if form.errors else 200)


def _posts(shown: LinkFinding) -> list[Where]:
    """The newest live posts and replies with the link, each with where it stands. Three queries."""
    where: dict[str, list[Delivery]] = {}
    newest = live_with([shown.link_id]).select_related("delivery__presence").order_by("-delivery__delivered_at", "-pk")
    for posted in newest[: MOST_POSTS * 2]:
        where.setdefault(posted.delivery.subject, []).append(posted.delivery)
    posts = Publication.objects.filter(pk__in=_ids(where, "publication:")).select_related("draft")
    answers = Reply.objects.filter(pk__in=_ids(where, "reply:")).select_related("conversation", "author")
    publications = {each.subject: each for each in posts}
    replies = {each.subject: each for each in answers}
    found = [Where(rows, publications.get(subject), replies.get(subject)) for subject, rows in where.items()]
    return [each for each in found if each.publication or each.reply][:MOST_POSTS]


def _ids(subjects: Iterable[str], kind: str) -> list[str]:
    return [subject.removeprefix(kind) for subject in subjects if subject.startswith(kind)]


@page("links.dismiss")
@require_POST
def link_finding_dismiss(request: StaffRequest, finding_id: UUID) -> HttpResponse:
    shown, form = _found(finding_id), DismissForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: findings.dismiss(by=request.user, at=now(), finding=shown, reason=reason)):
            messages.success(request, "Dismissed, with your reason. The link is watched as before.")
            return redirect("desk:link_finding", finding_id=shown.pk)
    return _finding_page(request, _found(finding_id), form)


@page("links.research")
@require_POST
def link_finding_research(request: StaffRequest, finding_id: UUID) -> HttpResponse:
    """Ask for the page as it is now; it is read and signed on its dossier."""
    asked = research.ask(by=request.user, at=now(), url=_found(finding_id).link.url)
    messages.success(request, "It is being fetched. Read what is found, then sign it here.")
    return redirect("desk:dossier", dossier_id=asked.pk)


def _found(finding_id: UUID) -> LinkFinding:
    rows = LinkFinding.objects.select_related("link", "dossier__signed_by", "dossier__link", "signed")
    shown = rows.filter(pk=finding_id).first()
    if shown is None:
        raise NotFound("There is no such finding.")
    return shown


@page("links.see")
@require_GET
def dossier_snapshot(request: StaffRequest, dossier_id: UUID) -> HttpResponse:
    """What was answered when the link was researched, as a file to be saved: nothing of it is shown or run here."""
    shown = Dossier.objects.filter(pk=dossier_id).exclude(snapshot_sha256="").first()
    if shown is None:
        raise NotFound("There is no snapshot of this page.")
    try:
        content = shown.snapshot.open("rb")
    except OSError as error:
        raise NotFound("The file is not there. Tell your administrator.") from error
    name = f"link-{shown.snapshot_sha256[:12]}.warc.gz"
    return FileResponse(content, as_attachment=True, filename=name, content_type=MIME)  # type: ignore[return-value]


urlpatterns = [
    path("links/watched", links_watched, name="links_watched"),
    path("links/findings/<uuid:finding_id>", link_finding, name="link_finding"),
    path("links/findings/<uuid:finding_id>/dismiss", link_finding_dismiss, name="link_finding_dismiss"),
    path("links/findings/<uuid:finding_id>/research", link_finding_research, name="link_finding_research"),
    path("links/<uuid:dossier_id>/snapshot", dossier_snapshot, name="dossier_snapshot"),
]
