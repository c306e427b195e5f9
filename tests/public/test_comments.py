"""A comment from the form to the page, as a citizen writes it: mail, link, change, deletion; and what is refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

import factories
from board_posts import put_up, said
from masthead.agencies.actors import Worker
from masthead.channels.noticeboard import board
from masthead.channels.noticeboard.addresses import comment_path
from masthead.channels.noticeboard.confirmation import due_confirmations, send_due_confirmations
from masthead.channels.noticeboard.models import NoticeboardComment
from masthead.kernel.clock import now
from masthead.public import form_token
from masthead.public.page import address_of
from masthead.records.models import Record


def sent(reader, post, **changed: str):
    """Fill in the form of the page as a browser does, and send it."""
    address = f"/posts/{post.pk}/"
    token = reader.get(address).context["form_token"]
    filled = {"author_shown": "Ada", "email": "ada@home.invalid", "text": "Will it rain?", "website": ""}
    return reader.post(address, {"form_token": token, **filled, **changed})


def links() -> tuple[str, str]:
    """(confirm, yours) from the last e-mail, as paths."""
    found = re.findall(r"http://testserver(/comments/\S+)", mail.outbox[-1].body)
    return found[0], found[1]


def confirmed(reader, post) -> tuple[NoticeboardComment, str]:
    sent(reader, post)
    send_due_confirmations(by=Worker(), at=now())
    confirm, yours = links()
    reader.post(confirm, {"form_token": reader.get(confirm).context["form_token"]})
    return NoticeboardComment.objects.get(), yours


def test_from_the_form_to_the_page(reader, post) -> None:
    answer = sent(reader, post)
    assert answer.status_code == 302
    assert "Check your mail" in reader.get(answer["Location"]).content.decode()
    assert "Will it rain?" not in reader.get(f"/posts/{post.pk}/").content.decode()
    send_due_confirmations(by=Worker(), at=now())
    confirm, _ = links()
    asked = reader.get(confirm)
    assert "Will it rain?" in asked.content.decode()
    assert NoticeboardComment.objects.get().state == "pending", "opening the link must not speak for the author"
    shown = reader.post(confirm, {"form_token": asked.context["form_token"]})
    assert shown["Location"].startswith(f"/posts/{post.pk}/?comment=")
    page = reader.get(f"/posts/{post.pk}/").content.decode()
    assert "Will it rain?" in page
    assert "ada@home.invalid" not in page
    assert "Your comment is shown" in reader.get(confirm).content.decode()


def test_the_mail_comes_from_the_address_the_agency_writes_from(reader, post) -> None:
    from masthead.agencies.models import MailSettings

    MailSettings.objects.create(host="mail.invalid", sender="news@agency.invalid")
    sent(reader, post)
    send_due_confirmations(by=Worker(), at=now())
    assert mail.outbox[-1].from_email == "news@agency.invalid"


def test_the_worker_sends_what_waits_once_mail_is_set_up(reader, post) -> None:
    from masthead.agencies.models import MailSettings
    from masthead.jobs import send_confirmations

    sent(reader, post)
    assert not send_confirmations.needed(now())
    MailSettings.objects.create(host="mail.invalid", sender="news@agency.invalid")
    assert send_confirmations.needed(now())
    assert send_confirmations.run.func() == 1
    assert not send_confirmations.needed(now())
    assert len(mail.outbox) == 1


def test_a_refused_address_holds_up_nobody_else(reader, post, monkeypatch) -> None:
    from smtplib import SMTPRecipientsRefused

    from django.core.mail import EmailMessage

    def send(message: EmailMessage, **_: object) -> int:
        if message.to == ["gone@home.invalid"]:
            raise SMTPRecipientsRefused({"gone@home.invalid": (550, b"no such user")})
        return 1

    monkeypatch.setattr(EmailMessage, "send", send)
    sent(reader, post, email="gone@home.invalid")
    sent(reader, post)
    assert send_due_confirmations(by=Worker(), at=now()) == 1
    assert not due_confirmations(now()).exists()
    assert Record.objects.filter(kind="noticeboard/confirmation_refused").count() == 1


def test_its_author_changes_and_deletes_it(reader, post) -> None:
    comment, yours = confirmed(reader, post)
    token = reader.get(yours).context["form_token"]
    assert reader.post(yours, {"form_token": token, "do": "edit", "text": "Will it snow?"}).status_code == 302
    page = reader.get(f"/posts/{post.pk}/").content.decode()
    assert "Will it snow?" in page and "edited" in page
    assert reader.post(yours, {"form_token": token, "do": "edit", "text": " "}).status_code == 422
    assert reader.post(yours, {"form_token": token, "do": "anything"}).status_code == 422
    assert reader.post(yours, {"form_token": "", "do": "delete"}).status_code == 422
    reader.post(yours, {"form_token": token, "do": "delete"})
    comment.refresh_from_db()
    assert comment.state == "deleted"
    assert "snow" not in reader.get(f"/posts/{post.pk}/").content.decode()
    assert "You deleted it" in reader.get(yours).content.decode()


def test_an_answer_stands_beneath_what_it_answers(reader, post) -> None:
    first = said(post, "First.")
    page = reader.get(f"/posts/{post.pk}/?answer={first.pk}")
    assert "Answer A reader" in page.content.decode()
    sent(reader, post, answer=str(first.pk), text="Second.")
    assert NoticeboardComment.objects.get(text="Second.").parent == first


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"text": ""}, "the comment is empty"),
        ({"text": "   "}, "the comment is empty"),
        ({"text": "x" * 3001}, "1 characters too long"),
        ({"author_shown": ""}, "name to show"),
        ({"email": "nobody"}, "name@example.org"),
        ({"website": "https://spam.example"}, "filled in by a machine"),
        ({"form_token": "forged"}, "did not come from this page"),
        ({"answer": "0192f3c4-0000-7000-8000-000000000000"}, "no longer here"),
    ],
)
def test_what_cannot_be_taken_is_told_beside_what_was_written(reader, post, changed, told) -> None:
    answer = sent(reader, post, **{"text": "Kept words.", **changed})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not NoticeboardComment.objects.exists()
    if "text" not in changed:
        assert "Kept words." in answer.content.decode()


def test_a_form_is_good_for_its_own_page_and_a_day(reader, post, monkeypatch) -> None:
    other = put_up("Another post.")
    foreign = reader.get(f"/posts/{other.pk}/").context["form_token"]
    assert sent(reader, post, form_token=foreign).status_code == 422
    token = form_token.token_for(f"comment:{post.pk}")
    monkeypatch.setattr(form_token, "GOOD_FOR", -1)
    assert "more than a day" in sent(reader, post, form_token=token).content.decode()


def test_who_has_written_much_is_told_when_they_can_write_again_and_loses_no_word(reader, post, monkeypatch) -> None:
    start = datetime(2026, 11, 23, 20, 11, tzinfo=UTC)
    for minute in range(6):
        monkeypatch.setattr("masthead.public.posts.now", lambda m=minute: start + timedelta(minutes=m))
        assert sent(reader, post, text=f"Number {minute}").status_code == 302
    monkeypatch.setattr("masthead.public.posts.now", lambda: start + timedelta(minutes=30))
    answer = sent(reader, post, text="Kept words.")
    page = answer.content.decode()
    assert answer.status_code == 429
    assert re.search(r"You can write again at <time [^>]*>3:15 p.m. CST</time>", page)
    assert answer["Retry-After"] == str(34 * 60), "from 2:41 to 3:15"
    assert "6 comments an hour" in page
    assert "to put right" not in page
    assert "Kept words.</textarea>" in page
    monkeypatch.setattr("masthead.public.posts.now", lambda: start + timedelta(minutes=64))
    assert sent(reader, post, text="Kept words.").status_code == 302


def test_behind_a_proxy_the_caller_is_whom_the_proxy_names(rf, settings) -> None:
    asked = rf.get("/", headers={"X-Forwarded-For": "1.1.1.1, 9.9.9.9"}, REMOTE_ADDR="10.0.0.1")
    settings.SECURE_PROXY_SSL_HEADER = None
    assert address_of(asked) == "10.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert address_of(asked) == "9.9.9.9"


@pytest.mark.parametrize("kind", ["confirm", "yours"])
@pytest.mark.parametrize("token", ["nonsense", "a:b:c"])
def test_a_link_cut_short_says_so(reader, post, kind, token) -> None:
    page = reader.get(f"/comments/{kind}/{token}/")
    assert page.status_code == 404
    assert "not complete" in page.content.decode()


def test_a_link_that_confirms_cannot_delete(reader, post) -> None:
    sent(reader, post)
    send_due_confirmations(by=Worker(), at=now())
    confirm, _ = links()
    assert reader.get(confirm.replace("/confirm/", "/yours/")).status_code == 404


def test_the_link_that_is_a_permission_is_told_to_no_other_site(reader, post) -> None:
    _, yours = confirmed(reader, post)
    assert reader.get(yours)["Referrer-Policy"] == "no-referrer"
    assert "no-store" in reader.get(yours)["Cache-Control"]


def test_a_sample_desk_shows_the_link_it_mails_and_says_where_the_mail_is(reader, post, agency, settings) -> None:
    agency.demo = True
    agency.save()
    page = reader.get(sent(reader, post)["Location"]).content.decode()
    assert re.search(r'href="/comments/confirm/[^"]+"', page)
    assert "sample mailbox" not in page, "it runs only where the demo was started"
    settings.MASTHEAD_DEMO = True
    assert "sample mailbox" in reader.get(sent(reader, post)["Location"]).content.decode()


def test_a_comment_nobody_confirmed_has_no_sample_link_on_a_real_desk(reader, post) -> None:
    page = reader.get(sent(reader, post)["Location"]).content.decode()
    assert "/comments/confirm/" not in page


def test_words_of_the_public_cannot_become_markup(reader, post) -> None:
    said(post, "<script>alert(1)</script>")
    page = reader.get(f"/posts/{post.pk}/").content.decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_comment_hidden_by_the_board_shows_no_words(reader, post) -> None:
    comment = said(post, "Ugly words.")
    board.hide_or_restore(by=Worker(), at=factories.at(3), comment_id=comment.pk, act="hide", reason="r")
    page = reader.get(f"/posts/{post.pk}/").content.decode()
    assert "Ugly words" not in page
    assert "A comment was removed here" in page


def test_a_long_thread_has_pages_and_every_permalink_leads_to_its_comment(reader, post) -> None:
    comments = [said(post, f"Comment {number:03}", minutes=number) for number in range(1, 101)]
    met: list[str] = []
    address, landing = f"/posts/{post.pk}/", ""
    while True:
        page = reader.get(address).content.decode()
        assert landing in page, "the link back lands on the comment next to where one was"
        met = re.findall(r"Comment \d{3}(?=</div>)", page) + met
        earlier = re.search(r'href="(\?before=[^"#]+)#(comment-[^"]+)"', page)
        if not earlier:
            break
        address, landing = f"/posts/{post.pk}/{earlier[1]}", f'id="{earlier[2]}" tabindex="-1"'
    assert met == [f"Comment {number:03}" for number in range(1, 101)]
    for one in (comments[0], comments[55], comments[-1]):
        path, anchor = comment_path(post.pk, one.pk).split("#")
        assert f'id="{anchor}"' in reader.get(path).content.decode()
    answering = reader.get(f"/posts/{post.pk}/?answer={comments[0].pk}").content.decode()
    assert f'name="answer" value="{comments[0].pk}"' in answering, "a comment on an earlier page can be answered"
