"""One exchange that was handed over: what was said, whether the records have it, and the answer to give there."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from masthead.agencies.rights import may
from masthead.conversations.answered_there import answered_there
from masthead.conversations.exchange import Part, exchange_of
from masthead.conversations.models import Conversation
from masthead.desk.page import StaffRequest, act_and_return, page
from masthead.employees.answer import findings_on_answer, offered_answer
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound
from masthead.kernel.text import clean, shorten
from masthead.policy.in_force import rulebook
from masthead.publishing.draft import MAX_TEXT


def _own(request: StaffRequest, conversation_id: UUID) -> Conversation:
    rows = Conversation.objects.select_related("handed_over_by", "presence")
    found = rows.filter(pk=conversation_id, handed_over_by=request.user).first()
    if found is None:
        raise NotFound("You have handed over no such exchange.")
    return found


@page("conversations.hand_over")
@require_GET
def exchange(request: StaffRequest, conversation_id: UUID) -> HttpResponse:
    shown, book = _own(request, conversation_id), rulebook()
    whole = exchange_of(shown)
    forwardings = list(shown.forwardings.order_by("-revision"))
    bound = book.bound("notice", "exchange_is_forwarded")
    context = {
        "conversation": shown,
        "exchange": whole,
        "part": Part(exchange=whole, earlier=None, later=None, total=len(whole.said)),
        "said": [(one, 0, None, shorten(one.text, 60)) for one in whole.said],
        "why_not": "handed over",
        "forwarding": forwardings[0] if forwardings else None,
        "earlier_forwardings": forwardings[1:],
        "clause": bound[0][0].id if bound else "",
        **_answer(offered_answer(book)),
    }
    return render(request, "desk/hand_over/exchange.html", context)


def _answer(text: str) -> dict[str, object]:
    """The words, what is found in them, and whether they may be offered for copying."""
    found = findings_on_answer(text, book=rulebook(), at=now()) if text.strip() else []
    return {"text": text, "findings": found, "fit": bool(text.strip()) and not any(f.level != "advises" for f in found)}


@page("conversations.hand_over")
@require_POST
def findings(request: StaffRequest, conversation_id: UUID) -> HttpResponse:
    """While an answer is written: what the policy says of it. Nothing is stored."""
    _own(request, conversation_id)
    text = clean(request.POST.get("text", ""))[:MAX_TEXT]
    return render(request, "desk/hand_over/findings.html", _answer(text))


@page("conversations.answer_there")
@require_POST
def answered(request: StaffRequest, conversation_id: UUID) -> HttpResponse:
    shown, text = _own(request, conversation_id), request.POST.get("text", "")[:MAX_TEXT]
    return act_and_return(
        request,
        lambda: answered_there(by=request.user, at=now(), conversation=shown, text=text),
        done="Noted. The exchange is complete, and goes to the records mailbox once more, whole.",
        to=reverse("desk:handed_over", args=[shown.pk]),
    )


@page("conversations.hand_over")
@require_GET
def picture(request: StaffRequest, conversation_id: UUID, number: int) -> HttpResponse:
    """A screenshot, to whoever handed it over and to whoever may read the exchange."""
    rows = Conversation.objects.filter(pk=conversation_id)
    if not may(request.user, "conversations.see"):
        rows = rows.filter(handed_over_by=request.user)
    shown = rows.first()
    found = shown.screenshots.filter(number=min(number, 1_000)).first() if shown else None
    if found is None:
        raise NotFound("There is no such picture.")
    try:
        answer: HttpResponseBase = FileResponse(found.file.open("rb"), content_type=found.mime)
    except OSError as error:
        raise NotFound("The file of this picture is not there. Tell your administrator.") from error
    answer["Content-Disposition"] = "inline"
    return answer  # type: ignore[return-value]
