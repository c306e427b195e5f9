"""The inbox: what the public said, who answers, and whether the exchange has reached the records mailbox."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from masthead.conversations.inbox import inbox
from masthead.conversations.paste import presences_to_paste_for
from masthead.conversations.who_reads import may_read, readable_by
from masthead.conversations.words_of_reply import findings_on
from masthead.desk.conversation import PAGE, conversation_page, find, withheld_page
from masthead.desk.forms.inbox import FilterForm, ReplyForm
from masthead.desk.page import StaffRequest, page
from masthead.desk.views import conversation_acts as acts
from masthead.kernel.clock import now
from masthead.kernel.ids import id_in
from masthead.kernel.refusals import Invalid, NotFound
from masthead.kernel.text import clean
from masthead.kernel.window import asked_for
from masthead.publishing.draft import MAX_TEXT


@page("conversations.see")
@require_GET
def conversation_list(request: StaffRequest) -> HttpResponse:
    form, after = FilterForm(request.GET), request.GET.get("after", "")
    try:
        shown = inbox(after=after, readable=readable_by(request.user), **form.chosen(request.user))  # type: ignore[arg-type]
    except Invalid as refusal:
        raise NotFound(refusal.sentence) from refusal
    narrowed = any(request.GET.get(name) for name in form.fields)
    context = {
        "form": form,
        "rows": shown.rows,
        "older": shown.after,
        "narrowed": narrowed,
        "pastes": presences_to_paste_for(),
    }
    return render(request, "desk/inbox/list.html", context)


@page("conversations.see")
@require_GET
def conversation(request: StaffRequest, conversation_id: UUID) -> HttpResponse:
    """A page of the exchange, the latest first into view.

    `?comment=` chooses the comment that is answered; `?again=` puts back the words of a reply that was taken back. Of a
    private one, who may not answer it sees that it is there, and whether it has reached the records mailbox.
    """
    shown = find(conversation_id)
    if not may_read(request.user, shown):
        return render(request, "desk/inbox/withheld.html", withheld_page(shown))
    given = request.GET.dict()
    key = id_in(given.get("again", ""))
    again = shown.replies.filter(pk=key, taken_back_at__isnull=False).first() if key else None
    form = ReplyForm(initial={"text": again.text, "reason": again.reason} if again else None)
    window = asked_for(given, PAGE)
    context = conversation_page(shown, request.user, chosen=given.get("comment", ""), reply=form, window=window)
    return render(request, "desk/inbox/conversation.html", context)


@page("conversations.reply")
@require_POST
def conversation_findings(request: StaffRequest, conversation_id: UUID) -> HttpResponse:
    """While somebody writes an answer: what the policy says of it. Nothing is stored."""
    about = find(conversation_id)
    text = clean(request.POST.get("text", "")).strip()[:MAX_TEXT]
    found = findings_on(text, at=now(), presence=about.presence, private=about.private) if text else []
    context = {"findings": found, "text": text, "live": True}
    return render(request, "desk/inbox/findings.html", context)


urlpatterns = [
    path("inbox/", conversation_list, name="inbox"),
    path("inbox/<uuid:conversation_id>", conversation, name="conversation"),
    path("inbox/<uuid:conversation_id>/findings", conversation_findings, name="conversation_findings"),
    path("inbox/<uuid:conversation_id>/reply", acts.reply, name="conversation_reply"),
    path("inbox/<uuid:conversation_id>/take-back", acts.take_back, name="conversation_take_back"),
    path("inbox/<uuid:conversation_id>/assign", acts.assign, name="conversation_assign"),
    path("inbox/<uuid:conversation_id>/note", acts.note, name="conversation_note"),
    path("inbox/<uuid:conversation_id>/case", acts.put_before, name="conversation_case"),
    path("inbox/<uuid:conversation_id>/forward", acts.settle_forwarding, name="conversation_forward"),
    path("inbox/<uuid:conversation_id>/delivery", acts.settle_delivery, name="conversation_delivery"),
]
