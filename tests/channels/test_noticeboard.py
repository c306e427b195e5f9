"""What citizens meet on the Noticeboard: their comment shows once they confirm it, and stays theirs to change."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

import factories
from comment_events import a_presence
from masthead.agencies.actors import Citizen, Worker
from masthead.agencies.models import Agency
from masthead.channels.noticeboard import addresses, board
from masthead.channels.noticeboard.channel import Noticeboard
from masthead.channels.noticeboard.comments import confirm_comment, delete_comment, edit_comment, submit_comment
from masthead.channels.noticeboard.confirmation import send_due_confirmations
from masthead.channels.noticeboard.flood import PER_EMAIL, PER_ORIGIN, TooMany
from masthead.channels.noticeboard.models import NoticeboardComment, NoticeboardPost, NoticeboardSalt
from masthead.channels.noticeboard.reading import front, post_shown, thread
from masthead.channels.post import AssetFile, Post
from masthead.kernel.refusals import Invalid, NotFound, Refused
from masthead.records.models import Record

CITIZEN = Citizen("test", "A reader")


@pytest.fixture
def post(agency: Agency) -> NoticeboardPost:
    return put_up("1")


def put_up(key: str, **more: object) -> NoticeboardPost:
    words: dict[str, object] = {
        "handle": "library-news",
        "text": "The library opens at nine.",
        "lang": "en",
        "images": [],
    }
    return board.put_up(by=Worker(), at=factories.at(), key=key, **{**words, **more})  # type: ignore[arg-type]


def submit(post: NoticeboardPost, *, at: datetime | None = None, **more: object) -> NoticeboardComment:
    said: dict[str, object] = {"author_shown": "Ada", "email": "ada@example.org", "text": "When does it reopen?"}
    return submit_comment(by=CITIZEN, at=at or factories.at(), post_id=post.pk, **{**said, **more})  # type: ignore[arg-type]


def said(post: NoticeboardPost, text: str = "When does it reopen?", **more: object) -> NoticeboardComment:
    comment = submit(post, text=text, email=f"{NoticeboardComment.objects.count()}@example.org", **more)
    return confirm_comment(by=CITIZEN, at=factories.at(1), comment_id=comment.pk)


def test_a_comment_shows_as_soon_as_its_author_confirms_and_not_before(post: NoticeboardPost) -> None:
    comment = submit(post)
    assert thread(post).entries == ()
    confirm_comment(by=CITIZEN, at=factories.at(1), comment_id=comment.pk)
    assert [(entry.author_shown, entry.text, entry.hidden) for entry in thread(post).entries] == [
        ("Ada", "When does it reopen?", False)
    ]
    with pytest.raises(Refused):
        confirm_comment(by=CITIZEN, at=factories.at(2), comment_id=comment.pk)


def test_the_mail_carries_a_link_to_confirm_and_one_to_change_and_is_sent_once(post: NoticeboardPost) -> None:
    comment = submit(post)
    assert send_due_confirmations(by=Worker(), at=factories.at(1)) == 1
    assert send_due_confirmations(by=Worker(), at=factories.at(2)) == 0
    (message,) = mail.outbox
    assert message.to == ["ada@example.org"]
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    confirm, author = re.findall(r"http://testserver(/\S+)", str(message.body))
    assert addresses.comment_of(confirm.split("/")[-2], "confirm") == comment.pk
    assert addresses.comment_of(author.split("/")[-2], "author") == comment.pk


def test_a_link_permits_what_it_was_made_for_and_nothing_else(post: NoticeboardPost) -> None:
    token = addresses.confirm_path(submit(post).pk).split("/")[-2]
    for broken in (token[:-2], "x" + token, "", "1:2:3"):
        with pytest.raises(Invalid, match="not complete"):
            addresses.comment_of(broken, "confirm")
    with pytest.raises(Invalid, match="not complete"):
        addresses.comment_of(token, "author")


def test_a_link_to_confirm_does_not_work_for_ever(post: NoticeboardPost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.core.signing.time.time", lambda: 1_000_000.0)
    token = addresses.confirm_path(submit(post).pk).split("/")[-2]
    monkeypatch.setattr("django.core.signing.time.time", lambda: 1_000_000.0 + 3 * 86400 + 60)
    with pytest.raises(Invalid, match="expired"):
        addresses.comment_of(token, "confirm")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": " \n "}, "text"),
        ({"text": "a" * 3001}, "text"),
        ({"author_shown": " "}, "author_shown"),
        ({"author_shown": "a" * 81}, "author_shown"),
        ({"email": "ada at example"}, "email"),
        ({"website": "http://spam.example"}, ""),
    ],
)
def test_what_cannot_be_taken_names_the_field_and_the_cure(
    post: NoticeboardPost, given: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        submit(post, **given)
    assert refused.value.field == field
    assert not NoticeboardComment.objects.exists()


@pytest.mark.parametrize(
    "name", ["Mississippi Library Commission", "ＭＬＣ  noticeboard", "mlc-noticeboard", "MLC.Noticeboard"]
)
def test_nobody_comments_under_a_name_of_the_agency(post: NoticeboardPost, name: str) -> None:
    a_presence(factories.person("communicator"))
    with pytest.raises(Invalid, match="a name of the agency itself") as refused:
        submit(post, author_shown=name)
    assert refused.value.field == "author_shown"
    assert submit(post, author_shown="A friend of the Mississippi Library Commission")


def test_one_address_may_not_flood_and_an_hour_later_may_speak_again(post: NoticeboardPost) -> None:
    for minute in range(PER_EMAIL):
        submit(post, at=factories.at(minute))
    with pytest.raises(TooMany, match="an hour") as refused:
        submit(post, at=factories.at(30), email="ADA@example.org")
    assert refused.value.again == factories.at(60)
    submit(post, at=factories.at(30), email="grace@example.org")
    submit(post, at=refused.value.again)


def test_the_time_told_is_kept_and_tells_nobody_the_minute_of_a_comment(post: NoticeboardPost) -> None:
    for minute in range(PER_EMAIL):
        submit(post, at=factories.at(minute * 7 + 2))
    with pytest.raises(TooMany) as refused:
        submit(post, at=factories.at(50))
    assert refused.value.again == factories.at(65), "an hour after minute 2, rounded up"
    with pytest.raises(TooMany):
        submit(post, at=factories.at(61))
    submit(post, at=refused.value.again)


def test_one_network_may_not_flood_even_across_midnight(post: NoticeboardPost) -> None:
    before_midnight = factories.at(hours=8, minutes=50)  # 23:50 UTC
    for number in range(PER_ORIGIN):
        submit(post, at=before_midnight, email=f"{number}@example.org", ip="192.0.2.7")
    with pytest.raises(TooMany, match="your network") as refused:
        submit(post, at=factories.at(hours=9, minutes=10), email="new@example.org", ip="192.0.2.7")
    submit(post, at=factories.at(hours=9, minutes=10), email="new@example.org", ip="192.0.2.8")
    submit(post, at=refused.value.again, email="new@example.org", ip="192.0.2.7")


def test_of_two_limits_the_later_ends_the_wait(post: NoticeboardPost) -> None:
    for number in range(PER_EMAIL):
        submit(post, at=factories.at(number), email="ada@example.org")
    for number in range(PER_ORIGIN):
        submit(post, at=factories.at(20), email=f"{number}@example.org", ip="192.0.2.7")
    with pytest.raises(TooMany) as refused:
        submit(post, at=factories.at(30), email="ada@example.org", ip="192.0.2.7")
    assert refused.value.again == factories.at(80)


def test_after_two_days_nothing_leads_back_to_a_network_address(post: NoticeboardPost) -> None:
    comment = submit(post, ip="192.0.2.7")
    assert comment.origin
    assert "192.0.2.7" not in comment.origin
    submit(post, ip="192.0.2.7", at=factories.at(days=2), email="later@example.org")
    comment.refresh_from_db()
    assert comment.origin == ""
    assert NoticeboardSalt.objects.count() == 1


def test_no_record_holds_the_address_of_a_commenter(post: NoticeboardPost) -> None:
    comment = said(post)
    edit_comment(by=CITIZEN, at=factories.at(2), comment_id=comment.pk, text="And on Sunday?")
    send_due_confirmations(by=Worker(), at=factories.at(3))
    assert Record.objects.count() >= 4
    assert not any(
        b"example.org" in bytes(payload or b"") for payload in Record.objects.values_list("payload", flat=True)
    )


def test_a_hidden_comment_keeps_its_place_without_its_words_even_when_reworded(post: NoticeboardPost) -> None:
    comment = said(post, "Something abusive")
    board.hide_or_restore(by=Worker(), at=factories.at(2), comment_id=comment.pk, act="hide", reason="Ground: abusive")
    edit_comment(by=CITIZEN, at=factories.at(3), comment_id=comment.pk, text="Something abusive again")
    (entry,) = thread(post).entries
    assert (entry.hidden, entry.text) == (True, "")


def test_a_comment_deleted_before_it_was_public_leaves_nothing_to_take_in(post: NoticeboardPost) -> None:
    comment = submit(post)
    delete_comment(by=CITIZEN, at=factories.at(1), comment_id=comment.pk)
    comment.refresh_from_db()
    assert comment.text == ""
    assert Noticeboard(handle="library-news").pull("comments", "", at=factories.at(2)).events == ()


def test_an_earlier_wording_is_still_taken_in_when_its_author_was_quicker_than_we(post: NoticeboardPost) -> None:
    comment = said(post, "First")
    edit_comment(by=CITIZEN, at=factories.at(2), comment_id=comment.pk, text="Second")
    delete_comment(by=CITIZEN, at=factories.at(3), comment_id=comment.pk)
    events = Noticeboard(handle="library-news").pull("comments", "", at=factories.at(4)).events
    assert [(e.kind, e.version, e.text) for e in events] == [
        ("new", "1", "First"),
        ("edited", "2", "Second"),
        ("deleted", "2", ""),
    ]


def test_answers_stand_under_what_they_answer_and_survive_it(post: NoticeboardPost) -> None:
    question = said(post, "When?")
    said(post, "I wonder too", parent_id=question.pk)
    put_up("2", text="On Monday.", answers=question.pk, thread=post.pk)
    assert [(e.text, e.depth, e.staff) for e in thread(post).entries] == [
        ("When?", 0, False),
        ("On Monday.", 1, True),
        ("I wonder too", 1, False),
    ]
    delete_comment(by=CITIZEN, at=factories.at(5), comment_id=question.pk)
    assert [(e.text, e.depth) for e in thread(post).entries] == [("On Monday.", 0), ("I wonder too", 0)]


def test_a_long_thread_costs_as_many_queries_as_a_short_one(post: NoticeboardPost) -> None:
    counts = []
    for size in (2, 12):
        while post.comments.count() < size:
            said(post)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            thread(post)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 4


def test_a_post_taken_down_takes_no_comments_and_is_not_on_the_page(post: NoticeboardPost) -> None:
    assert front() == [post]
    board.take_down(by=Worker(), at=factories.at(1), post_id=post.pk)
    assert front() == []
    with pytest.raises(NotFound):
        post_shown(post.pk)
    with pytest.raises(NotFound, match="no longer here"):
        submit(post)


def test_nobody_hides_a_comment_by_being_a_citizen(post: NoticeboardPost) -> None:
    comment = said(post)
    with pytest.raises(Refused, match="roles"):
        board.hide_or_restore(by=CITIZEN, at=factories.at(2), comment_id=comment.pk, act="hide", reason="")


def test_a_picture_it_does_not_show_is_told_by_the_name_it_is_known_by() -> None:
    drawing = AssetFile(Path("01a3.tif"), "image/tiff", name="Floor plan")
    told = Noticeboard(handle="library-news").measure(Post("Come.", factories.at(), (drawing,)))
    assert told.violations == ("Floor plan is image/tiff; the Noticeboard shows JPEG, PNG, GIF, WebP and MP4.",)
