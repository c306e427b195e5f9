"""Handing over an exchange on the desk: read, looked over, corrected, handed over, answered."""

from __future__ import annotations

import io
import json
import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

import factories
from masthead.conversations.models import Conversation, Screenshot
from masthead.employees.exports.read import LARGEST
from masthead.records.models import Record

pytestmark = pytest.mark.django_db
PASTED = "June Ross: When do you open?\nBarnaby Wren: At 9."


@pytest.fixture(autouse=True)
def _files(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def barnaby(agency):
    return factories.person(name="Barnaby Wren")


@pytest.fixture
def desk(barnaby):
    return factories.client_for(barnaby)


def begun(desk, **given):
    return desk.post("/desk/hand-over/new", {"where": "Facebook", "own_name": "Barnaby Wren", "pasted": "", **given})


def form_of(answer) -> dict[str, str]:
    """What a browser would send from the preview: a box that is not ticked is not sent."""
    rows = answer.context["rows"]
    sent = {"where": answer.context["where"], "read_from": answer.context["read_from"], "rows": str(len(rows))}
    sent |= {"ordered": "yes"} if answer.context.get("ordered") else {}
    for row in rows:
        sent |= {row[name].html_name: row[name].value() or "" for name in ("name", "said_at", "text")}
        sent |= {row[name].html_name: "on" for name in ("keep", "mine") if row[name].value()}
    assert all(f'name="{name}"' in answer.content.decode() for name in sent), "the page has a field for each"
    return sent


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    return SimpleUploadedFile("chat.png", out.getvalue(), "image/png")


def export(whole: object, name: str = "outbox.json") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, json.dumps(whole).encode(), "application/json")


def test_a_message_that_nobody_said_is_not_handed_over(desk) -> None:
    preview = begun(desk, pasted="June Ross\nWhen do you open?\nBarnaby Wren\nAt 9.")
    answer = desk.post("/desk/hand-over/preview", form_of(preview) | {"do": "hand"})
    assert answer.status_code == 422
    assert "give each their own message: there is room below" in answer.content.decode()
    assert not Conversation.objects.exists()
    answer = desk.post("/desk/hand-over/preview", form_of(answer) | {"m0-name": "June Ross", "do": "hand"})
    assert answer.status_code == 302 and Conversation.objects.exists()


def test_what_messenger_copies_is_two_messages_with_their_names(desk) -> None:
    sent = form_of(begun(desk, pasted="June Ross\nWhen do you open?\n10:05 AM\nBarnaby Wren\nAt 9.\n10:07 AM"))
    assert (sent["m0-name"], sent["m0-text"]) == ("June Ross", "[10:05 AM] When do you open?")
    assert sent["m1-name"] == "Barnaby Wren" and "m1-mine" in sent


def test_a_paste_is_previewed_corrected_and_handed_over(desk, barnaby) -> None:
    preview = begun(desk, pasted=PASTED)
    assert preview.status_code == 200
    assert not Conversation.objects.exists(), "nothing is kept before it is handed over"
    sent = form_of(preview)
    assert (sent["m0-name"], sent["m1-text"]) == ("June Ross", "At 9.")
    assert 'id="id_m1-keep" checked' in preview.content.decode()
    assert 'id="id_m2-keep"' not in preview.content.decode(), "what is empty is not ticked"
    assert "m1-mine" in sent and "m0-mine" not in sent
    sent |= {
        "m0-text": "When do you open on Mondays?",
        "m0-said_at": "2026-11-20T10:05",
        "do": "hand",
        "screenshots": picture(),
    }
    answer = desk.post("/desk/hand-over/preview", sent)
    made = Conversation.objects.get()
    assert answer["Location"] == reverse("desk:handed_over", args=[made.pk])
    texts = [row.text for row in made.comments.select_related("current").order_by("native_id")]
    assert texts == ["When do you open on Mondays?", "At 9."]
    assert made.comments.get(native_id__endswith="0001").posted_at.isoformat() == "2026-11-20T16:05:00+00:00"
    assert Screenshot.objects.get().name == "chat.png"
    listed = desk.get("/desk/hand-over/").content.decode()
    assert 'data-label="Handed over"' in listed and "Last said" not in listed
    shown = desk.get(answer["Location"]).content.decode()
    assert "the employee" in shown and ">the agency<" not in shown
    assert "When do you open on Mondays?" in shown and "Screenshots" in shown
    assert made.title in desk.get("/desk/hand-over/").content.decode()


def test_what_is_left_out_is_never_kept(desk) -> None:
    sent = form_of(begun(desk, pasted=f"{PASTED}\nJune Ross: My mother is ill."))
    del sent["m2-keep"]
    desk.post("/desk/hand-over/preview", {**sent, "do": "hand"})
    made = Conversation.objects.get()
    assert made.comments.count() == 2
    assert not [r for r in Record.objects.all() if b"mother" in bytes(r.payload)]


def test_an_export_shows_the_conversation_that_was_asked_for(desk) -> None:
    def said(number: int, text: str) -> dict:
        actor = "https://social.example/users/barnaby"
        note = {"type": "Note", "id": str(number), "attributedTo": actor, "content": text, "conversation": str(number),
                "published": f"2026-11-2{number}T10:00:00Z"}  # fmt: skip
        return {"type": "Create", "actor": actor, "object": note}

    whole = {"orderedItems": [said(1, "We open at 9, June."), said(2, "My dog is ill.")]}
    page = begun(desk, export=export(whole), words="june").content.decode()
    assert "We open at 9, June." in page and "dog" not in page
    assert "add what the other person said" in page
    both = form_of(begun(desk, export=export(whole)))
    assert both["m0-text"] == "My dog is ill." and "m0-keep" in both
    assert both["m1-text"] == "We open at 9, June." and "m1-keep" not in both, "one conversation is chosen, not two"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"where": ""}, "Say where"),
        ({"export": SimpleUploadedFile("a.json", b"{}")}, "not an export"),
        ({"export": SimpleUploadedFile("a.car", b"\x00" * (LARGEST + 1))}, "larger than 20 MB"),
        ({"pasted": "June: hi\n" * 101}, "more than 100 messages"),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_form(desk, given, says) -> None:
    answer = begun(desk, **given)
    assert answer.status_code == 422
    assert says in answer.content.decode()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"m0-said_at": "yesterday"}, "Give day and hour"),
        ({"m0-said_at": "9999-12-31T23:59"}, "still to come"),
        ({"m0-said_at": "2026-03-08T02:30"}, "clocks go forward"),
        ({"m0-text": "x" * 20_001}, "at most 20000"),
        ({"screenshots": SimpleUploadedFile("a.png", b"no picture")}, "not a whole"),
    ],
)
def test_what_is_wrong_in_the_preview_is_said_and_nothing_is_lost(desk, wrong, says) -> None:
    sent = {**form_of(begun(desk, pasted=PASTED)), "do": "hand", **wrong}
    answer = desk.post("/desk/hand-over/preview", sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert says in page and "At 9." in page
    assert not Conversation.objects.exists()


def test_there_is_room_for_more_messages(desk) -> None:
    first = form_of(begun(desk, pasted=PASTED))
    more = form_of(desk.post("/desk/hand-over/preview", {**first, "do": "more"}))
    assert int(more["rows"]) == int(first["rows"]) + 2
    assert more["m1-text"] == "At 9."


def test_a_preview_keeps_and_logs_nothing(desk, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    begun(desk, pasted="June: purple zoo")
    assert not Record.objects.exists()
    assert "purple" not in caplog.text


def handed(desk) -> Conversation:
    desk.post(
        "/desk/hand-over/preview",
        {**form_of(begun(desk, pasted="June: When do you open?")), "do": "hand", "screenshots": picture()},
    )
    return Conversation.objects.get()


def test_the_answer_is_offered_checked_and_noted(desk) -> None:
    made = handed(desk)
    address = reverse("desk:handed_over", args=[made.pk])
    page = desk.get(address).content.decode()
    assert "Thank you for asking" in page and "Copy the answer" in page
    live = desk.post(f"{address}/findings", {"text": "THX!!! At 9."}).content.decode()
    assert "Copy the answer" not in live and "disclaimer" in live
    desk.post(f"{address}/answered", {"text": "We open at 9."})
    made.refresh_from_db()
    assert made.state == "answered"
    assert "We open at 9." in desk.get(address).content.decode()


def test_one_sees_only_what_one_handed_over(desk) -> None:
    made = handed(desk)
    other = factories.client_for(factories.person(name="Other"))
    address = reverse("desk:handed_over", args=[made.pk])
    for path in (address, f"{address}/pictures/1"):
        assert other.get(path).status_code == 404
    assert other.post(f"{address}/answered", {"text": "x"}).status_code == 404
    assert made.title not in other.get("/desk/hand-over/").content.decode()
    assert desk.get(f"{address}/pictures/1")["Content-Type"] == "image/png"
    inbox = factories.client_for(factories.person("communicator"))
    assert inbox.get(f"{address}/pictures/1").status_code == 200
    assert "Screenshots" in inbox.get(reverse("desk:conversation", args=[made.pk])).content.decode()


def test_messages_are_put_in_another_order_before_they_are_handed_over(desk) -> None:
    pasted = "June Ross: First\nBarnaby Wren: Second\nJune Ross: Third"
    sent = form_of(begun(desk, pasted=pasted))
    for number, hour in enumerate(("10", "11", "12")):
        sent[f"m{number}-said_at"] = f"2026-11-20T{hour}:05"
    page = desk.post("/desk/hand-over/preview", {**sent, "do": "up-2"})
    again = form_of(page)
    assert [again[f"m{number}-text"] for number in range(3)] == ["First", "Third", "Second"]
    assert [again[f"m{number}-said_at"][11:13] for number in range(3)] == ["10", "12", "11"]
    assert "m2-mine" in again and "m1-mine" not in again
    assert "They are handed over in this order" in page.content.decode()
    for nonsense in ("up-0", "down-99", "up-x", "down-", "up-²", "look", "nothing"):
        same = form_of(desk.post("/desk/hand-over/preview", {**again, "do": nonsense}))
        assert [same[f"m{number}-text"] for number in range(3)] == ["First", "Third", "Second"]
    assert not Conversation.objects.exists()
    desk.post("/desk/hand-over/preview", {**again, "do": "hand"})
    comments = Conversation.objects.get().comments.select_related("current").order_by("native_id")
    assert [row.text for row in comments] == ["First", "Third", "Second"]
