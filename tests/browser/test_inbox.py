"""The inbox in a browser: a thread with its edits and deletions is read, answered, assigned and settled."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

import factories
from comment_events import a_presence, an_event
from masthead.agencies.actors import Worker
from masthead.agencies.models import Person
from masthead.conversations.forward import queue_forwarding
from masthead.conversations.models import Comment, Conversation, Forwarding, Reply
from masthead.conversations.take_in import take_in
from masthead.presences.models import Connection, Presence
from moderated import comment_saying

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def director(transactional_db: None) -> Person:
    factories.agency()
    return factories.person("director", "communicator")


@pytest.fixture
def thread(director: Person) -> Conversation:
    comment_saying("Who drives out to Issaquena now?", "c1")
    comment_saying("Who drives out to Issaquena county now? The schedule on your page is from March.", "c1", minutes=5)
    comment_saying("I would like to know that, too.", "c2", minutes=10, parent="c1", name="June")
    comment_saying("Forget it.", "c3", minutes=11, parent="c2", name="Otis")
    comment_saying("Words that were removed.", "c4", minutes=12, name="Best Deals")
    comment_saying("Is there a large-print list?", "c5", minutes=15, name="W. T.")
    Comment.objects.filter(native_id="c3").update(state="deleted_by_author")
    Comment.objects.filter(native_id="c4").update(state="removed")
    thread = Conversation.objects.get()
    Conversation.objects.update(post_text="Visits to rural libraries continue each quarter. Read the schedule.")
    queue_forwarding(by=Worker(), at=factories.at(20), conversation=thread)
    Forwarding.objects.update(state="unconfirmed", error="The mail server did not answer.")
    return thread


def test_a_thread_is_read_and_answered(
    live_server: object,
    browser_page: Page,
    director: Person,
    thread: Conversation,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    sign_in(director)
    page = browser_page
    page.goto(f"{live_server}/desk/inbox/")
    screenshots(page, "inbox", widths=(360, 768, 1280))
    axe_clean(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="Visits to rural").or_(page.locator("tbody th a")).first.click()
    expect(page.get_by_text("1 earlier wording")).to_be_visible()
    screenshots(page, "conversation", widths=(360, 768, 1280))
    axe_clean(page)
    page.set_viewport_size({"width": 1280, "height": 900})

    page.get_by_role("link", name=re.compile("Answer this.*Who drives")).click()
    expect(page.locator(".mh-quoted").first).to_contain_text("Who drives out to Issaquena county")
    answer = page.get_by_label("Your answer")
    answer.fill("Thx! See https://nobody.invalid/looked")
    answer.press("End")
    answer.type(" now")
    expect(page.locator("#reply-findings .mh-finding--blocks").first).to_be_visible()
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.get_by_label("Your answer")).to_have_value("Thx! See https://nobody.invalid/looked now")
    screenshots(page, "conversation-refused", widths=(360, 1280))
    axe_clean(page)
    page.set_viewport_size({"width": 1280, "height": 900})

    page.get_by_label("Your answer").fill("The consultants visit each quarter. The schedule is on page four.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.locator(".mh-said__one--ours")).to_contain_text("The consultants visit each quarter.")
    assert Reply.objects.get().comment.native_id == "c1"
    screenshots(page, "conversation-on-its-way", widths=(360, 1280))
    axe_clean(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name=re.compile("Take it back")).click()
    expect(page.get_by_label("Your answer")).to_have_value(re.compile("The consultants visit each quarter"))
    expect(page.locator(".mh-said__one--ours")).to_have_count(0)

    page.get_by_label("Give it to").select_option(label=director.name)
    page.get_by_role("button", name="Assign").click()
    expect(page.get_by_text(f"{director.name} answers.")).to_be_visible()
    page.get_by_role("button", name="I found it in the mailbox").click()
    expect(page.get_by_text("The whole exchange arrived")).to_be_visible()
    axe_clean(page)


def test_a_private_exchange_is_marked_and_withheld_from_who_may_not_answer(
    live_server: object,
    browser_page: Page,
    director: Person,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    presence = a_presence(director)
    asked, thanked = "Which books are still on my card? I cannot find the list.", "Thank you, I will call."
    events = [an_event("m1", text=asked, root=None), an_event("m2", text=thanked, root="m1", parent="m1", minutes=3)]
    private = [replace(event, private=True) for event in events]
    take_in(by=Worker(), at=factories.at(4), presence=presence, events=private)
    Presence.objects.update(channel="mastodon", name="Library on the town’s server")
    Connection.objects.update(settings={"server": "https://social.example"})
    thread = Conversation.objects.get()
    queue_forwarding(by=Worker(), at=factories.at(20), conversation=thread)
    Forwarding.objects.update(state="unconfirmed", error="The mail server did not answer.")

    sign_in(director)
    page = browser_page
    page.goto(f"{live_server}/desk/inbox/")
    expect(page.locator("tbody .mh-pill", has_text="Private")).to_be_visible()
    screenshots(page, "inbox-private", widths=(360, 1280))
    axe_clean(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="Private message on").click()
    expect(page.get_by_text("only you and they do")).to_be_visible()
    page.get_by_label("Your answer").fill("Ask @branch, they know.")
    page.get_by_label("Your answer").press("End")
    expect(page.locator("#reply-findings")).to_contain_text("would be sent this message too")
    screenshots(page, "conversation-private", widths=(360, 1280))
    axe_clean(page)

    sign_in(factories.person("records_officer"))
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server}/desk/inbox/{thread.pk}")
    expect(page.get_by_text("Somebody wrote to the agency in private.")).to_be_visible()
    expect(page.get_by_text(asked)).to_have_count(0)
    screenshots(page, "conversation-withheld", widths=(360, 1280))
    axe_clean(page)
    page.get_by_role("button", name="I found it in the mailbox").click()
    expect(page.get_by_text("The whole exchange arrived")).to_be_visible()


def test_a_request_that_newer_words_overtook_is_no_error(
    live_server: object,
    browser_page: Page,
    director: Person,
    thread: Conversation,
    sign_in: Callable[[Person], None],
) -> None:
    sign_in(director)
    page, errors, overtaken = browser_page, [], []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.on("requestfailed", lambda request: overtaken.append(request.url))
    page.route("**/findings", lambda route: None)  # it never answers
    page.goto(f"{live_server}/desk/inbox/{thread.pk}")
    answer = page.get_by_label("Your answer")
    # Each filled in at once: whoever types slowly asks more than once for the same words.
    with page.expect_request("**/findings"):
        answer.fill("We open")
    with page.expect_event("requestfailed"), page.expect_request("**/findings"):
        answer.fill("We open at nine")
    page.wait_for_timeout(200)  # for what should not be said about it
    assert len(overtaken) == 1 and errors == []
