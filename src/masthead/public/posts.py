"""One post with its comments, and the form that takes a new one."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from masthead.agencies.actors import Citizen
from masthead.agencies.models import MailSettings, the_agency
from masthead.agencies.sample_desk import is_sample_desk
from masthead.channels.noticeboard.addresses import CONFIRM_DAYS, confirm_path
from masthead.channels.noticeboard.comments import submit_comment
from masthead.channels.noticeboard.flood import TooMany
from masthead.channels.noticeboard.models import NoticeboardComment, NoticeboardPost
from masthead.channels.noticeboard.reading import Entry, post_shown, thread
from masthead.kernel.clock import now
from masthead.kernel.ids import id_in, new_id
from masthead.kernel.refusals import Invalid, NotFound, Refused
from masthead.kernel.window import asked_for
from masthead.public import form_token
from masthead.public.forms import CommentForm
from masthead.public.page import address_of, page
from masthead.public.removed import Tombstone, tombstones

PAGE = 40
"""Comments and answers on one page of a thread; the latest come first into view."""

_DEEPEST = 3
"""Answers beneath this are shown no further to the right: on a telephone no line would be left."""


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as the page shows it; `tombstone` where a person removed it."""

    entry: Entry
    tombstone: Tombstone | None

    @property
    def indent(self) -> int:
        return min(self.entry.depth, _DEEPEST)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest, post_id: UUID) -> HttpResponse:
    shown = post_shown(post_id)
    if request.method != "POST":
        return _page(request, shown, CommentForm(), id_in(request.GET.get("answer", "")))
    form, answered = CommentForm(request.POST), id_in(request.POST.get("answer", ""))
    if form.is_valid():
        try:
            form_token.refuse_unless_ours(request.POST.get(form_token.FIELD, ""), _purpose(shown))
            made = submit_comment(
                by=Citizen(str(new_id()), form.cleaned_data["author_shown"]),
                at=now(),
                post_id=shown.pk,
                parent_id=answered,
                ip=address_of(request),
                **form.cleaned_data,
            )
        except Invalid as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        except TooMany as refusal:
            return _later(request, shown, form, answered, refusal)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("public:comment_sent", token=signing.dumps(str(made.pk), salt=_SENT))
    return _page(request, shown, form, answered, status=422)


def _later(
    request: HttpRequest, shown: NoticeboardPost, form: CommentForm, answered: UUID | None, refusal: TooMany
) -> HttpResponse:
    """What was written stays in the form, with the time from which it can be sent: there is nothing to put right."""
    response = _page(request, shown, form, answered, status=429, wait=refusal)
    response["Retry-After"] = str(max(1, math.ceil((refusal.again - now()).total_seconds())))
    return response


@page
@require_safe
def comment_sent(request: HttpRequest, token: str) -> HttpResponse:
    """Says where to look for the link. A sample desk has no reader with a mailbox, so there the link is on the page."""
    try:
        comment_id = UUID(signing.loads(token, salt=_SENT))
    except (signing.BadSignature, ValueError):
        raise NotFound("There is no such page.") from None
    made = NoticeboardComment.objects.filter(pk=comment_id, state="pending").first()
    agency = the_agency()
    context = {
        "days": CONFIRM_DAYS,
        "mail_is_set": MailSettings.objects.exists(),
        "sample_link": confirm_path(comment_id) if made and agency and agency.demo else "",
        "in_the_sample_mailbox": is_sample_desk(),
    }
    return _fresh(render(request, "public/comment_sent.html", context))


_SENT = "public.sent"


def _page(
    request: HttpRequest,
    shown: NoticeboardPost,
    form: CommentForm,
    answered: UUID | None,
    status: int = 200,
    wait: TooMany | None = None,
) -> HttpResponse:
    window = asked_for(request.GET.dict(), PAGE)
    part = thread(shown, replace(window, around=answered) if answered else window)
    entries = part.entries
    stones = tombstones(entry.id for entry in entries if entry.hidden)
    context = {
        "post": shown,
        "said": [Said(entry, stones.get(entry.id)) for entry in entries],
        "part": part,
        "form": form,
        "wait": wait,
        "form_token": form_token.token_for(_purpose(shown)),
        "answered": next((entry for entry in entries if entry.id == answered and not entry.hidden), None),
    }
    return _fresh(render(request, "public/post.html", context, status=status))


def _purpose(shown: NoticeboardPost) -> str:
    return f"comment:{shown.pk}"


def _fresh(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response
