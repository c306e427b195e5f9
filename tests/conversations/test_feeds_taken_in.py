"""A page read through its feeds: its posts are kept as the agency's own, its comments wait for an answer by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from comment_events import an_event
from factories import at, client_for, person
from fakes.presence import live_presence
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency
from masthead.agencies.rights import Role
from masthead.channels.events import CommentEvent
from masthead.conversations import reach, reply
from masthead.conversations.models import Comment, Conversation, StreamCursor
from masthead.conversations.pull import is_due, pull_presence
from masthead.conversations.take_in import take_in
from masthead.kernel.refusals import Invalid
from masthead.outbox import by_hand
from masthead.outbox.carry import sweep
from masthead.outbox.models import Delivery
from masthead.presences.connection import channel_for, try_connection
from masthead.presences.models import Presence
from masthead.presences.watch import read
from peers.feeds import PageServer, page_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Iterator[PageServer]:
    with page_server("rss") as page:
        yield page


@pytest.fixture
def presence(agency: Agency, page: PageServer) -> Presence:
    host = page.address.removeprefix("http://")
    settings = {"address": f"{page.address}/feed", "comments": f"{page.address}/comments"}
    presence = live_presence("feeds", handle=f"{host}/feed", settings=settings)
    assert read(by=Worker("profiles"), at=at(), presence=presence) == ""
    return presence


def pulled(presence: Presence, minutes: float = 0) -> None:
    pull_presence(by=Worker("intake"), at=at(minutes), presence=presence, channel=channel_for(presence))


def told(agency: Agency, minutes: float = 0) -> dict[str, tuple[str, str]]:
    """What the page of the presences, and the doctor, say of it."""
    (found,) = reach.reaches(reach.rows(), at=at(minutes), agency=agency)
    return {line.what: (line.state, line.says) for line in found.lines}


def test_a_post_of_ours_owes_nobody_an_answer_and_a_comment_under_it_does(presence: Presence, page: PageServer) -> None:
    url = page.puts_up("Summer reading\n\nIt begins on Monday.")
    pulled(presence)
    own = Comment.objects.get()
    assert own.from_us and own.conversation.state == "answered" and own.conversation.title.startswith("Summer reading")
    assert not is_due(presence, at=at(14)) and is_due(presence, at=at(15))
    page.says(url, "Where is it?")
    pulled(presence, 15)
    (conversation,) = Conversation.objects.all()
    assert conversation.state == "open" and conversation.comments.count() == 2
    page.comments.clear()
    page.posts.clear()
    pulled(presence, 30)
    assert set(Comment.objects.values_list("state", flat=True)) == {"shown"}, "what fell off the feed is not deleted"


def test_wordings_are_kept_beside_each_other_and_seen_again_add_nothing(presence: Presence, page: PageServer) -> None:
    comment = page.says(page.puts_up("News"), "First wording")
    pulled(presence)
    page.comments[comment].text = "Second wording"
    for minute in (15, 30):
        pulled(presence, minute)
    kept = Comment.objects.get(native_id=f"comment:{comment}")
    assert list(kept.versions.order_by("number").values_list("text", flat=True)) == ["First wording", "Second wording"]


@pytest.mark.parametrize("fault", ["html", "404", "500"])
def test_a_broken_feed_of_comments_holds_up_no_posts_and_comes_back_by_itself(
    presence: Presence, page: PageServer, agency: Agency, fault: str
) -> None:
    url = page.puts_up("News")
    page.faults = ["", fault]
    pulled(presence)
    assert [row.native_id for row in Comment.objects.all()] == [f"post:{url}"]
    said = told(agency)
    assert said["Posts"] == ("well", "Last read less than a minute ago.")
    assert said["Comments"][0] == "ill" and said["Comments"][1].startswith("They cannot be taken in since")
    assert "Account" in said and said["Connection"][0] == "well"
    page.says(url, "Where?")
    pulled(presence, 15)
    assert Comment.objects.count() == 2 and Conversation.objects.count() == 1
    assert told(agency, 15)["Comments"][0] == "well"


def test_a_wait_that_one_feed_asks_for_holds_for_it_alone(presence: Presence, page: PageServer, agency: Agency) -> None:
    page.faults = ["", "429"]
    pulled(presence)
    until = timedelta(hours=1)
    StreamCursor.objects.filter(stream="comments").update(not_before=at() + until)
    page.puts_up("News")
    page.answers.clear()
    assert not is_due(presence, at=at(14)) and is_due(presence, at=at(15))
    pulled(presence, 15)
    assert page.answers == [200] and Comment.objects.count() == 1, "the feed that asked to be left alone is"
    assert not is_due(presence, at=at(29))
    pulled(presence, 60)
    assert page.answers == [200, 304, 200] and told(agency, 60)["Comments"][0] == "well"


def test_of_a_page_without_a_feed_of_comments_nothing_is_said_of_them(
    presence: Presence, page: PageServer, agency: Agency
) -> None:
    page.plan("500")
    assert list(told(agency))[-1] == "Comments"
    connection = presence.connection
    connection.settings = {**connection.settings, "comments": ""}
    connection.save()
    presence.refresh_from_db()
    pulled(presence)
    assert list(told(agency))[-1] == "Posts" and told(agency)["Posts"][0] == "ill"


def test_a_wrong_feed_of_comments_is_told_on_connecting(page: PageServer, agency: Agency) -> None:
    settings = {"address": f"{page.address}/feed", "comments": f"{page.address}/comments"}
    assert try_connection("feeds", settings, {}).name == "MLC News"
    page.faults = ["", "", "html"]
    with pytest.raises(Invalid, match="comments is no feed"):
        try_connection("feeds", settings, {})


def test_a_feed_of_comments_that_breaks_later_is_no_account_out_of_reach(presence: Presence, page: PageServer) -> None:
    page.faults = ["", "html", "html"]
    assert read(by=Worker("profiles"), at=at(1), presence=presence) == ""


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("at_once", [True, False])
def test_it_is_the_same_whichever_is_heard_first(presence: Presence, order: tuple[int, int], at_once: bool) -> None:
    told: list[CommentEvent] = [
        replace(an_event("post:1", text="Our post", root=None), author_id=presence.handle),
        an_event("comment:1", text="Where?", parent="post:1"),
    ]
    events = [told[place] for place in order]
    for batch in [events] if at_once else [[each] for each in events]:
        take_in(by=Worker("intake"), at=at(), presence=presence, events=batch)
    assert [row.state for row in Conversation.objects.all()] == ["open"]


def test_an_answer_is_written_at_the_desk_and_posted_by_hand(presence: Presence, page: PageServer) -> None:
    comment = page.says(page.puts_up("News"), "Where is it?")
    pulled(presence)
    asked = Comment.objects.get(native_id=f"comment:{comment}")
    writer = person(Role.COMMUNICATOR)
    reply.reply(by=writer, at=at(1), comment=asked, text="The reading room is upstairs.", reason="It is so.")
    sweep(by=Worker("outbox"), at=at(1) + timedelta(hours=1))
    assert Delivery.objects.get().state == "by_hand"
    pack = client_for(writer).get(f"/desk/deliveries/{Delivery.objects.get().pk}/by-hand").content.decode()
    assert "The reading room is upstairs." in pack
    (post_url,) = page.posts
    stranger, ours = (page.says(post_url, said) for said in ("Says who?", "The reading room is\n upstairs."))
    delivery = Delivery.objects.get()
    by_hand.say_posted(by=writer, at=at(90), delivery_id=delivery.pk, permalink=f"{post_url}#{ours}")
    pulled(presence, 91)
    known = {row.native_id: row.from_us for row in Comment.objects.all()}
    assert known[f"comment:{ours}"] and not known[f"comment:{stranger}"]
    twin = replace(an_event("comment:twin", text="Not those words", root="post:1"), url=f"{post_url}#{ours}")
    take_in(by=Worker("intake"), at=at(92), presence=presence, events=[twin])
    assert not Comment.objects.get(native_id="comment:twin").from_us, "an address alone makes nobody the agency"


def test_nothing_can_be_published_on_it(presence: Presence) -> None:
    board = live_presence("noticeboard")
    writer = client_for(person(Role.COMMUNICATOR))
    offered = writer.get("/desk/drafts/new").content.decode()
    assert board.name in offered and presence.name not in offered
