"""What is done on the page of a conversation: one operation for each button."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from masthead.conversations import assign as assigning
from masthead.conversations import forward
from masthead.conversations import reply as answering
from masthead.conversations.models import Comment, Conversation
from masthead.desk.conversation import comment_in, conversation_page, find
from masthead.desk.forms.inbox import AssignForm, ReplyForm
from masthead.desk.page import StaffRequest, act_and_return, page
from masthead.kernel.clock import now
from masthead.kernel.ids import id_or_none_such
from masthead.kernel.refusals import Invalid, NotFound, NotPermitted, Refused
from masthead.moderation.assess import open_case
from masthead.outbox import settle


def _address(shown: Conversation) -> str:
    return reverse("desk:conversation", args=[shown.pk])


def _comment(request: StaffRequest, shown: Conversation) -> Comment:
    found = comment_in(shown, request.POST.get("comment", ""))
    if found is None:
        raise NotFound("There is no such comment in this conversation.")
    return found


@page("conversations.reply")
@require_POST
def reply(request: StaffRequest, conversation_id: UUID) -> HttpResponse:
    """Send the answer, or show why not: the words stay in the form, with what the checks found."""
    shown = find(conversation_id)
    comment, form, refused = _comment(request, shown), ReplyForm(request.POST), None
    if form.is_valid() and request.POST.get("do") != "check":
        given = form.cleaned_data
        try:
            answering.reply(by=request.user, at=now(), comment=comment, text=given["text"], reason=given["reason"])
        except NotPermitted:
            raise
        except Invalid as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        except Refused as refusal:
            refused = refusal
        else:
            messages.success(request, _on_its_way())
            return redirect(_address(shown))
    context = conversation_page(shown, request.user, chosen=str(comment.pk), reply=form, refused=refused)
    status = 422 if refused or form.errors else 200
    return render(request, "desk/inbox/conversation.html", context, status=status)


@page("conversations.reply")
@require_POST
def take_back(request: StaffRequest, conversation_id: UUID) -> HttpResponse:
    """Take a reply back before it leaves. Its words are put back into the form."""
    shown = find(conversation_id)
    sent = shown.replies.filter(pk=id_or_none_such(request.POST.get("reply", ""))).first()
    if sent is None:
        raise NotFound("There is no such reply in this conversation.")
    try:
        answering.take_back(by=request.user, at=now(), reply=sent)
    except NotPermitted:
        raise
    except Refused as refusal:
        messages.error(request, refusal.sentence, extra_tags=refusal.clause)
        return redirect(_address(shown))
    messages.success(request, "Taken back. Nothing of it has left; its words are below.")
    return redirect(f"{_address(shown)}?comment={sent.comment_id}&again={sent.pk}#answer")


def _on_its_way() -> str:
    minutes = answering.pause_minutes()
    if not minutes:
        return "Your answer leaves now, on the channel where it was asked."
    counted = f"{minutes} minute{'' if minutes == 1 else 's'}"
    return f"Your answer leaves in {counted}, on the channel where it was asked. Until then you can take it back."


@page("conversations.assign")
@require_POST
def assign(request: StaffRequest, conversation_id: UUID) -> HttpResponse:
    shown, form = find(conversation_id), AssignForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose somebody from the list.")
        return redirect(_address(shown))
    to, text = form.cleaned_data["to"], form.cleaned_data["text"]
    return act_and_return(
        request,
        lambda: assigning.assign(by=request.user, at=now(), conversation=shown, to=to, text=text),
        done=f"{to.name} answers." if to else "Nobody in particular answers.",
        to=_address(shown),
    )


@page("conversations.assign")
@require_POST
def note(request: StaffRequest, conversation_id: UUID) -> HttpResponse:
    shown, text = find(conversation_id), request.POST.get("text", "")
    return act_and_return(
        request,
        lambda: assigning.note(by=request.user, at=now(), conversation=shown, text=text),
        done="Noted, for colleagues only.",
        to=_address(shown),
    )


@page("cases.open")
@require_POST
def put_before(request: StaffRequest, conversation_id: UUID) -> HttpResponse:
    """Put a comment before the moderators."""
    shown, why = find(conversation_id), request.POST.get("why", "")
    comment = _comment(request, shown)
    return act_and_return(
        request,
        lambda: open_case(by=request.user, at=now(), comment=comment, why=why),
        done="It is in the queue. It stays where it is until somebody decides.",
        to=f"{_address(shown)}?comment={comment.pk}",
    )


@page("conversations.forward")
@require_POST
def settle_forwarding(request: StaffRequest, conversation_id: UUID) -> HttpResponse:
    """A person looked in the records mailbox for the newest sending of this exchange."""
    shown = find(conversation_id)
    newest = shown.forwardings.select_related("conversation").order_by("-revision").first()
    if newest is None:
        raise NotFound("This exchange has not been forwarded yet.")
    if request.POST.get("found") == "yes":
        return act_and_return(
            request,
            lambda: forward.confirm_arrival(by=request.user, at=now(), forwarding=newest),
            done="Noted: it is in the records mailbox.",
            to=_address(shown),
        )
    return act_and_return(
        request,
        lambda: forward.send_again(by=request.user, at=now(), forwarding=newest),
        done="The whole exchange is sent again.",
        to=_address(shown),
    )


@page("deliveries.settle")
@require_POST
def settle_delivery(request: StaffRequest, conversation_id: UUID) -> HttpResponse:
    """A person looked for a reply whose fate is not known, or lets a held one go."""
    shown, given = find(conversation_id), request.POST
    answer, link = given.get("answer", ""), given.get("permalink", "").strip()
    sent = shown.replies.filter(pk=id_or_none_such(given.get("reply", ""))).first()
    if sent is None or answer not in ("release", "there", "absent"):
        raise NotFound("There is no such reply in this conversation.")
    by, key = request.user, sent.delivery_id
    if answer == "release":
        return act_and_return(
            request, lambda: settle.release(by=by, at=now(), delivery_id=key), done="Released.", to=_address(shown)
        )
    return act_and_return(
        request,
        lambda: settle.settle(by=by, at=now(), delivery_id=key, found=answer == "there", permalink=link),
        done="Noted." if answer == "there" else "Noted. It is sent again.",
        to=_address(shown),
    )
