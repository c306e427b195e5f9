"""What the author of a comment does by the links we sent them: show it, change it, take it away.

Opening a link changes nothing: mail servers open links to look for harm, and would speak in the author's name.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from masthead.agencies.actors import Citizen
from masthead.channels.noticeboard.addresses import comment_of, comment_path
from masthead.channels.noticeboard.comments import confirm_comment, delete_comment, edit_comment
from masthead.channels.noticeboard.models import NoticeboardComment
from masthead.kernel.clock import now
from masthead.kernel.refusals import Invalid, NotFound, Refused
from masthead.public import form_token
from masthead.public.forms import RewordForm
from masthead.public.page import page
from masthead.public.removed import tombstones


@page
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    comment = _comment(token, "confirm")
    refusal = ""
    if request.method == "POST" and comment.state == "pending":
        try:
            form_token.refuse_unless_ours(request.POST.get(form_token.FIELD, ""), f"confirm:{comment.pk}")
            confirm_comment(by=_author(comment), at=now(), comment_id=comment.pk)
        except Refused as refused:
            refusal = refused.sentence
        else:
            return redirect(comment_path(comment.post_id, comment.pk))
    return _page(request, "public/confirm.html", comment, "confirm", {"refusal": refusal}, 422 if refusal else 200)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def yours(request: HttpRequest, token: str) -> HttpResponse:
    comment = _comment(token, "author")
    form = RewordForm(request.POST if request.POST.get("do") == "edit" else None, initial={"text": comment.text})
    if request.method != "POST":
        return _yours(request, comment, form)
    acts: dict[str, Callable[[], NoticeboardComment]] = {
        "edit": lambda: edit_comment(
            by=_author(comment), at=now(), comment_id=comment.pk, text=form.cleaned_data["text"]
        ),
        "delete": lambda: delete_comment(by=_author(comment), at=now(), comment_id=comment.pk),
    }
    act = acts.get(request.POST.get("do", ""))
    if act is None or (form.is_bound and not form.is_valid()):
        return _yours(request, comment, form, status=422)
    try:
        form_token.refuse_unless_ours(request.POST.get(form_token.FIELD, ""), f"author:{comment.pk}")
        act()
    except Invalid as refused:
        if refused.field and form.is_bound:
            form.add_error(refused.field, refused.sentence)
            return _yours(request, comment, form, status=422)
        return _yours(request, comment, form, refused.sentence, status=422)
    except Refused as refused:
        return _yours(request, comment, form, refused.sentence, status=422)
    return redirect("public:own_comment", token=token)


def _yours(
    request: HttpRequest, comment: NoticeboardComment, form: RewordForm, refusal: str = "", status: int = 200
) -> HttpResponse:
    more = {"form": form, "refusal": refusal, "tombstone": tombstones([comment.pk]).get(comment.pk)}
    return _page(request, "public/own_comment.html", comment, "author", more, status)


def _page(
    request: HttpRequest,
    template: str,
    comment: NoticeboardComment,
    purpose: str,
    more: dict[str, object],
    status: int,
) -> HttpResponse:
    context = {
        "comment": comment,
        "here": comment_path(comment.post_id, comment.pk),
        "form_token": form_token.token_for(f"{purpose}:{comment.pk}"),
        **more,
    }
    response = render(request, template, context, status=status)
    add_never_cache_headers(response)
    # The link is the permission: it must not travel on to another site.
    response["Referrer-Policy"] = "no-referrer"
    return response


def _comment(token: str, purpose: str) -> NoticeboardComment:
    """The comment a link speaks for. Raises NotFound, with the cure, for a link that is old, cut short or forged."""
    try:
        comment_id: UUID = comment_of(token, purpose)
    except Invalid as refused:
        raise NotFound(refused.sentence) from None
    comment = NoticeboardComment.objects.select_related("post").filter(pk=comment_id).first()
    if comment is None:
        raise NotFound("That comment is no longer here.")
    return comment


def _author(comment: NoticeboardComment) -> Citizen:
    return Citizen(str(comment.pk), comment.author_shown)
