"""The road of a post by hand, as staff walk it: words and pictures taken along, the address brought back."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

import factories
import films
from fakes.presence import live_presence
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Commitment, Person
from masthead.agencies.rights import Role
from masthead.conversations.models import Comment, Conversation, Reply
from masthead.jobs import read_profiles
from masthead.kernel.clock import now
from masthead.media import caption, depict, upload
from masthead.media.decode import decode
from masthead.media.film import look_into
from masthead.media.models import Asset
from masthead.outbox import stop
from masthead.outbox.carry import sweep
from masthead.outbox.models import Delivery
from masthead.publishing import approve, draft
from masthead.publishing.deliver import close, ready_to_close
from masthead.publishing.models import Draft
from masthead.publishing.schedule import schedule

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "The reading room opens at nine on Saturday. Come in and stay a while."
LINK = "https://nextdoor.com/p/1"
NEXTDOOR = {"platform": "Nextdoor", "address": "https://nextdoor.com/agency/city-library"}


@pytest.fixture
def author(agency: Agency) -> Person:
    return factories.person(Role.COMMUNICATOR)


@pytest.fixture
def waiting(author: Person, tmp_path: object, settings: object) -> Delivery:
    """An approved post with a picture, due and given out."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "PNG")
    return _given_out(
        author,
        upload.upload(by=author, at=factories.at(), picture=decode(file.getvalue()), name="room.png"),
    )


def _given_out(author: Person, picture: Asset) -> Delivery:
    at = factories.at
    upload.describe(
        by=author, at=at(), asset=picture, alt_text="An empty reading room.", licence="own", licence_note="By staff."
    )
    depict.nobody_is_shown(by=author, at=at(), asset=picture)
    presence = live_presence("hand", handle="nextdoor.com/agency/city-library", settings=NEXTDOOR)
    presence.profile_url = NEXTDOOR["address"]
    presence.save()
    words = draft.Wording(
        title="Saturday hours",
        text=WORDS,
        audience="Everyone",
        commitment=Commitment.objects.create(name="Open doors"),
        presences=[presence],
        assets=[picture],
    )
    written = draft.start(by=author, at=at(), wording=words)
    asked = approve.ask(by=author, at=at(1), draft=written)
    approve.approve(by=factories.person(Role.APPROVER), at=at(2), approval=asked, content_hash=asked.content_hash)
    schedule(by=author, at=at(3), draft=written, leaves_at=at(hours=3))
    sweep(by=Worker(), at=at(hours=3))
    return Delivery.objects.get()


def pack(delivery: Delivery) -> str:
    return reverse("desk:by_hand", args=[delivery.pk])


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_words_pictures_and_alternative_text_are_taken_along(waiting: Delivery, author: Person) -> None:
    client = factories.client_for(author)
    assert "is to be posted by hand" in text_of(client, reverse("desk:today"))
    page = text_of(client, pack(waiting))
    for shown in (WORDS, "An empty reading room.", "Post it on Nextdoor", NEXTDOOR["address"]):
        assert shown in page
    picture = client.get(reverse("desk:by_hand_file", args=[waiting.pk, 1]))
    assert picture.headers["Content-Disposition"].startswith("attachment")
    assert Image.open(io.BytesIO(picture.getvalue())).size == (40, 30)
    assert client.get(reverse("desk:by_hand_file", args=[waiting.pk, 2])).status_code == 404


def test_its_preview_claims_no_connector_that_was_proved(author: Person) -> None:
    presence = live_presence("hand", handle="nextdoor.com/agency/city-library", settings=NEXTDOOR)
    words = draft.Wording(
        title="Saturday hours",
        text=WORDS,
        audience="Everyone",
        commitment=Commitment.objects.create(name="Open doors"),
        presences=[presence],
    )
    written = draft.start(by=author, at=factories.at(), wording=words)
    page = text_of(factories.client_for(author), reverse("desk:draft", args=[written.pk]))
    assert "No machine reaches it: a person posts there." in page
    assert "proved against the platform" not in page


def test_the_address_brought_back_publishes_it_as_that_person_says(waiting: Delivery, author: Person) -> None:
    client = factories.client_for(author)
    assert ready_to_close(at=now()) == []
    refused = client.post(pack(waiting), {"answer": "posted", "permalink": "nextdoor"})
    assert refused.status_code == 422
    assert "beginning with https://" in refused.content.decode()
    answer = client.post(pack(waiting), {"answer": "posted", "permalink": LINK}, follow=True).content.decode()
    assert "it counts as published on your word" in answer
    assert f"{author.name}; not read back" in answer
    assert "Published, read back" not in answer
    for publication in ready_to_close(at=now()):
        close(by=Worker(), at=now(), publication=publication)
    assert Draft.objects.get().state == "published"
    assert client.get(pack(waiting)).status_code == 404


def test_a_mistyped_address_is_corrected_from_beside_the_post(waiting: Delivery, author: Person) -> None:
    client = factories.client_for(author)
    page = reverse("desk:by_hand_address", args=[waiting.pk])
    assert client.get(page).status_code == 404
    shown = client.post(pack(waiting), {"answer": "posted", "permalink": LINK}, follow=True).content.decode()
    assert page in shown
    assert LINK in text_of(client, page)
    refused = client.post(page, {"permalink": LINK, "why": ""})
    assert refused.status_code == 422
    assert "the address it has already" in refused.content.decode()
    answer = client.post(page, {"permalink": f"{LINK}2", "why": "Typed wrong."}, follow=True).content.decode()
    assert f'href="{LINK}2"' in answer
    assert Delivery.objects.get().permalink == f"{LINK}2"


def test_while_everything_is_stopped_no_words_or_files_are_given_out(waiting: Delivery, author: Person) -> None:
    stop.stop(by=factories.person(Role.APPROVER), at=now(), why="A storm.")
    client = factories.client_for(author)
    page = text_of(client, pack(waiting))
    assert WORDS not in page
    assert "A storm." in page
    assert client.get(reverse("desk:by_hand_file", args=[waiting.pk, 1])).status_code == 409
    assert "It is posted" in page


def test_what_cannot_be_posted_is_held_with_the_reason(waiting: Delivery, author: Person) -> None:
    client = factories.client_for(author)
    assert client.post(pack(waiting), {"answer": "not_posted", "why": ""}).status_code == 422
    client.post(pack(waiting), {"answer": "not_posted", "why": "The account is locked."})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.error) == ("held", "The account is locked.")


def test_a_comment_is_pasted_under_the_post_and_the_answer_goes_out_by_hand(waiting: Delivery, author: Person) -> None:
    client = factories.client_for(author)
    client.post(pack(waiting), {"answer": "posted", "permalink": LINK})
    paste = reverse("desk:comment_paste", args=[waiting.presence_id])
    assert paste in text_of(client, reverse("desk:inbox"))
    assert client.post(paste, {"name": "", "text": ""}).status_code == 422
    given = {"under": str(waiting.pk), "name": "June", "text": "Also on Sunday?", "url": "", "said_at": ""}
    page = client.post(paste, given, follow=True).content.decode()
    assert "Also on Sunday?" in page
    conversation, comment = Conversation.objects.get(), Comment.objects.get()
    answer = {"comment": str(comment.pk), "text": "On Sunday the reading room is closed."}
    client.post(reverse("desk:conversation_reply", args=[conversation.pk]), answer)
    # Its pause has passed.
    Reply.objects.update(created_at=now() - timedelta(minutes=5))
    Delivery.objects.filter(purpose="reply").update(not_before=now())
    sweep(by=Worker(), at=now())
    reply = Delivery.objects.get(purpose="reply")
    assert reply.state == "by_hand"
    page = text_of(client, pack(reply))
    assert "Also on Sunday?" in page
    assert "On Sunday the reading room is closed." in page


def test_connecting_says_that_nobody_reads_the_account_back(author: Person) -> None:
    presence = live_presence("hand", handle="nextdoor.com/agency/city-library", settings={})
    presence.state = "approved"
    presence.launched_at = None
    presence.save()
    client = factories.client_for(author)
    address = reverse("desk:presence_connect", args=[presence.pk])
    assert "Nobody can read this account back" in text_of(client, address)
    page = client.post(address, NEXTDOOR, follow=True).content.decode()
    assert "its address is kept as you gave it" in page
    assert "was read back" not in page


def test_after_the_launch_a_limit_may_change_and_the_account_may_not(author: Person) -> None:
    presence = live_presence("hand", handle="nextdoor.com/agency/city-library", settings=NEXTDOOR)
    presence.launched_at = factories.at()
    presence.save()
    client = factories.client_for(author)
    address = reverse("desk:presence_connect", args=[presence.pk])
    other = client.post(address, {**NEXTDOOR, "address": "https://nextdoor.com/agency/another"})
    assert other.status_code == 422
    assert "this account is nextdoor.com/agency/another" in other.content.decode()
    assert client.post(address, {**NEXTDOOR, "limit": "700"}).status_code == 302
    presence.connection.refresh_from_db()
    assert presence.connection.settings["limit"] == "700"


def test_nobody_claims_to_have_read_an_account_that_only_people_can_see(author: Person) -> None:
    presence = live_presence("hand", handle="nextdoor.com/agency/city-library", settings=NEXTDOOR)
    client, moment = factories.client_for(author), factories.at(hours=99)
    page = client.get(reverse("desk:presence", args=[presence.pk])).content.decode()
    assert "Look at the account now" not in page
    assert "No program can read this account. Look at it yourself" in page
    look = client.post(reverse("desk:presence_look", args=[presence.pk]), follow=True).content.decode()
    assert "was reached and read" not in look and "Look at the account yourself." in look
    assert not read_profiles.needed(moment)


def test_all_comments_under_a_post_are_looked_over_and_brought_in_at_once(waiting: Delivery, author: Person) -> None:
    client = factories.client_for(author)
    client.post(pack(waiting), {"answer": "posted", "permalink": LINK})
    page = reverse("desk:comments_bring", args=[waiting.presence_id])
    assert page in text_of(client, reverse("desk:comment_paste", args=[waiting.presence_id]))
    assert "None of these" in text_of(client, page)
    table = io.BytesIO(b"Name,Comment,When\nJune,When do you open?,11/20/2026 10:05 AM\nAnn,Thanks!,soon\n")
    table.name = "comments.csv"
    preview = client.post(page, {"under": str(waiting.pk), "pasted": "", "file": table}).content.decode()
    for shown in ("When do you open?", 'value="2026-11-20T10:05:00"', "1 time could not be read", "Room for a comment"):
        assert shown in preview
    assert not Comment.objects.exists()
    rows = {
        "under": str(waiting.pk),
        "rows": "3",
        "m0-keep": "on", "m0-name": "June", "m0-text": "When do you open?", "m0-said_at": "2026-11-20T10:05:00",
        "m1-name": "Ann", "m1-text": "Thanks!",
        "m2-keep": "on", "m2-name": "Lee", "m2-text": "",
    }  # fmt: skip
    keep = reverse("desk:comments_keep", args=[waiting.presence_id])
    wrong = client.post(keep, {**rows, "m0-said_at": "2099-01-01T00:00"})
    assert wrong.status_code == 422
    assert "not one still to come" in wrong.content.decode()
    assert "When do you open?" in client.post(keep, {**rows, "do": "more"}).content.decode()
    assert "Brought in: 1 new comment." in client.post(keep, rows, follow=True).content.decode()
    again = client.post(keep, {**rows, "m1-keep": "on"}, follow=True).content.decode()
    assert "Brought in: 1 new comment, 1 here already." in again
    assert list(Comment.objects.order_by("author_shown").values_list("author_shown", flat=True)) == ["Ann", "June"]


def test_pasted_words_and_html_are_read_and_a_wrong_file_is_a_sentence(waiting: Delivery, author: Person) -> None:
    client, page = factories.client_for(author), reverse("desk:comments_bring", args=[waiting.presence_id])
    pasted = {"under": "", "pasted": "June: When do you open?\nAnn: Thanks!"}
    assert client.post(page, pasted).content.decode().count("Bring it in") == 2
    html = {"under": "", "pasted": "<ul><li><b>June</b><p>When?</p></li></ul>"}
    assert 'value="June"' in client.post(page, html).content.decode()
    wrong = io.BytesIO(b"a,b\n1,2\n")
    wrong.name = "other.csv"
    refused = client.post(page, {"under": "", "pasted": "", "file": wrong})
    assert refused.status_code == 422
    assert "one called Name and one called Comment" in refused.content.decode()
    assert "Room for a comment" in client.post(page, {"under": "", "pasted": ""}).content.decode()


def test_a_video_is_taken_along_with_its_captions(author: Person, tmp_path: object, settings: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    client, at, seen = factories.client_for(author), factories.at(), look_into(io.BytesIO(films.film()))
    video = upload.upload_film(by=author, at=at, seen=seen, name="story.mp4")
    caption.caption(by=author, at=at, asset=video, captions=films.CAPTIONS, language="en")
    given_out = _given_out(author, video)
    page = text_of(client, pack(given_out))
    for shown in ("Captions of the video", "Add them to the video as its captions.", "Video 1"):
        assert shown in page
    for number, mime, content in ((1, "video/mp4", films.film()), (2, "text/vtt", films.CAPTIONS)):
        file = client.get(reverse("desk:by_hand_file", args=[given_out.pk, number]))
        assert (file["Content-Type"], file.getvalue()) == (mime, content)
