"""The connector of feeds keeps the port, reads all three kinds politely, and refuses what would harm the desk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from channels.conformance import AT, Conformance, drained, post
from masthead.channels.errors import ChannelError, RateLimited, Rejected, Transient
from masthead.channels.events import Page
from masthead.channels.feeds.channel import FeedChannel, connect
from masthead.channels.feeds.fetch import MAX_BYTES
from masthead.channels.outcomes import Absent, Done, HandedOver
from masthead.channels.port import Channel
from masthead.channels.post import Pending, Post
from masthead.channels.ref import Ref
from masthead.kernel.clock import now
from peers.feeds import PageServer, page_server


class BothFeeds(FeedChannel):
    """The connector with its two streams drawn in one turn, as the desk draws them: the suite knows one alone."""

    def pull(self, stream: str, cursor: str, *, at: datetime) -> Page:
        assert stream == "comments"
        known = json.loads(cursor) if cursor else {}
        pages = {each: super(BothFeeds, self).pull(each, known.get(each, ""), at=at) for each in ("posts", "comments")}
        events = (event for page in pages.values() for event in page.events)
        return Page(tuple(events), json.dumps({name: page.cursor for name, page in pages.items()}))


class Webmaster(BothFeeds):
    """The connector, and beside it who puts posts up on the page's own system: the suite's posts come from there."""

    def __init__(self, page: PageServer) -> None:
        super().__init__(f"{page.address}/feed", f"{page.address}/comments")
        self.page = page

    def begin(self, post: Post, key: str) -> Pending:
        return Pending(post, key)

    def commit(self, pending: Pending) -> Done:  # type: ignore[override]
        url = self.page.puts_up(pending.post.text)
        return Done(Ref(f"post:{url}", url=url))


class PagePeer:
    def __init__(self, page: PageServer) -> None:
        self.page = page
        self.channel: Channel = Webmaster(page)

    def says(self, post: Ref, text: str) -> Ref:
        return Ref(f"comment:{self.page.says(post.native_id.removeprefix('post:'), text)}")

    def rewords(self, comment: Ref, text: str) -> None:
        self.page.comments[comment.native_id.removeprefix("comment:")].text = text

    def removes(self, comment: Ref) -> None:
        del self.page.comments[comment.native_id.removeprefix("comment:")]


@pytest.fixture(params=["rss", "atom", "json"])
def page(request: pytest.FixtureRequest) -> Iterator[PageServer]:
    with page_server(request.param) as page:
        yield page


@pytest.fixture
def rss() -> Iterator[PageServer]:
    with page_server("rss") as page:
        yield page


def channel(page: PageServer, *, comments: bool = True) -> Channel:
    return BothFeeds(f"{page.address}/feed", f"{page.address}/comments" if comments else "")


class TestFeed(Conformance):
    """What the suite asks of sending is another's here: see the tests below of what is refused."""

    test_what_was_published_is_read_back_word_for_word = None  # type: ignore[assignment]
    test_a_probe_finds_what_was_published_and_changes_nothing = None  # type: ignore[assignment]
    test_deleting_twice_is_harmless_and_nothing_is_left_to_read = None  # type: ignore[assignment]
    test_an_edit_is_read_back = None  # type: ignore[assignment]
    test_a_text_too_long_is_known_before_sending_and_where = None  # type: ignore[assignment]
    test_a_reply_goes_under_the_comment_it_answers = None  # type: ignore[assignment]

    @pytest.fixture
    def peer(self, page: PageServer) -> PagePeer:
        return PagePeer(page)

    def test_recheck_tells_an_edit_and_a_deletion(self, peer: PagePeer) -> None:
        """It tells neither: what is no longer in a feed may be merely old."""
        ref = Ref(f"post:{peer.page.puts_up('The library opens at nine.')}")
        gone = peer.says(ref, "To be deleted")
        _, cursor = drained(peer.channel)
        peer.removes(gone)
        assert drained(peer.channel, cursor)[0] == []
        assert peer.channel.recheck([gone]) == {gone.native_id: "unknown"}
        assert peer.channel.describe().capability("recheck").answer == "no"

    def test_a_rewording_under_the_same_id_is_an_edit_told_once(self, peer: PagePeer) -> None:
        ref = Ref(f"post:{peer.page.puts_up('The library opens at nine.')}")
        comment = peer.says(ref, "First wording")
        _, cursor = drained(peer.channel)
        peer.rewords(comment, "Second wording")
        item = peer.page.posts[ref.native_id.removeprefix("post:")]
        peer.page.posts[item.url] = replace(item, text="The library opens at ten.")
        events, cursor = drained(peer.channel, cursor)
        assert [(event.kind, event.native_id) for event in events] == [
            ("edited", ref.native_id),
            ("edited", comment.native_id),
        ]
        assert "opens at ten" in events[0].text and events[1].text == "Second wording"
        assert drained(peer.channel, cursor)[0] == []

    def test_posts_come_in_as_the_agency_s_own_and_comments_as_somebody_s(self, peer: PagePeer) -> None:
        url = peer.page.puts_up("Summer reading\n\nIt begins on Monday & ends in August.")
        peer.says(Ref(f"post:{url}"), "Where?")
        own, comment = drained(peer.channel)[0]
        assert own.author_id == peer.channel.profile().extra["author_id"] and own.root_ref is None
        assert "It begins on Monday & ends in August." in own.text and own.url == url
        assert comment.author_id == "" and comment.root_ref == Ref(own.native_id)
        assert comment.said_at is not None and own.said_at is not None and own.raw and comment.raw


def test_a_feed_that_did_not_change_is_not_sent_again(page: PageServer) -> None:
    page.says(page.puts_up("News"), "Hello")
    there = channel(page)
    _, cursor = drained(there)
    drained(there, cursor)
    assert page.answers == [200, 200, 304, 304]
    page.puts_up("More news")
    assert [event.text for event in drained(there, cursor)[0] if "More" in event.text]
    assert page.answers[4:] == [200, 304]


def test_a_page_without_a_feed_of_comments_brings_its_posts_alone(page: PageServer) -> None:
    page.says(page.puts_up("News"), "Hello")
    events, _ = drained(channel(page, comments=False))
    assert [event.native_id[:5] for event in events] == ["post:"] and len(page.answers) == 1


def test_what_fell_off_the_end_is_still_known_when_it_comes_back(rss: PageServer) -> None:
    there = channel(rss)
    rss.shows = 5
    rss.puts_up("The first")
    _, cursor = drained(there)
    for number in range(7):
        rss.puts_up(f"Number {number}")
    events, cursor = drained(there, cursor)
    assert len(events) == 5, "what came and went between two readings is not told"
    rss.shows = 50
    later, _ = drained(there, cursor)
    assert [event.text.splitlines()[0] for event in later] == ["Number 0", "Number 1"], "the first is no news"


def test_an_answer_stands_under_the_comment_it_answers(rss: PageServer) -> None:
    post_url = rss.puts_up("News")
    first = rss.says(post_url, "Where?")
    rss.says(post_url, "Here.", answers=first)
    _, question, answer = drained(channel(rss))[0]
    assert answer.parent_ref == Ref(question.native_id) and answer.root_ref == question.root_ref


def test_a_packed_feed_is_read(rss: PageServer) -> None:
    rss.packed = True
    rss.puts_up("Packed news")
    assert "Packed news" in drained(channel(rss))[0][0].text


@pytest.mark.parametrize(
    ("fault", "error", "sentence"),
    [
        ("404", Rejected, "There is no feed at"),
        ("410", Rejected, "There is no feed at"),
        ("401", Rejected, "does not give the feed to programs"),
        ("403", Rejected, "does not give the feed to programs"),
        ("500", Transient, "a fault of its own"),
        ("drop", Transient, "could not be reached"),
        ("429", RateLimited, "asks us to wait"),
        ("503", RateLimited, "asks us to wait"),
        ("html", Rejected, "is no feed"),
        ("huge", Rejected, "larger than 2 MB"),
        ("bomb", Rejected, "larger than 2 MB"),
        ("entity", Rejected, "declares entities of its own"),
        ("latin", Rejected, "says that it is written in utf-8, and is not"),
        ("loop", Rejected, "leads on more than 5 times"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_the_cursor_stays(
    rss: PageServer, fault: str, error: type[ChannelError], sentence: str
) -> None:
    there = channel(rss)
    rss.plan(fault)
    with pytest.raises(error, match=sentence) as raised:
        there.pull("comments", "", at=AT)
    assert raised.value.sentence.endswith(".") and "\n" not in raised.value.sentence
    if isinstance(raised.value, RateLimited):
        assert timedelta(minutes=6) < raised.value.until - now() < timedelta(minutes=11)
    rss.faults.clear()
    rss.puts_up("News")
    assert len(drained(there)[0]) == 1


def test_a_feed_that_moved_is_followed(rss: PageServer) -> None:
    rss.puts_up("News")
    rss.plan("onward")
    assert len(drained(channel(rss, comments=False))[0]) == 1


def test_the_profile_is_the_address_whatever_becomes_of_the_comments(rss: PageServer) -> None:
    profile = channel(rss).profile()
    host = rss.address.removeprefix("http://")
    assert (profile.handle, profile.name, profile.about) == (f"{host}/feed", "MLC News", "The official page")
    assert rss.answers == [200]


def test_a_feed_of_comments_is_read_while_that_of_posts_is_broken_and_its_comments_keep_their_place(
    rss: PageServer,
) -> None:
    there = connect({"address": f"{rss.address}/feed", "comments": f"{rss.address}/comments"}, {})
    post = rss.puts_up("News")
    first = there.pull("posts", "", at=AT)
    cursor = there.pull("comments", "", at=AT).cursor
    rss.says(post, "Where?")
    again = connect({"address": f"{rss.address}/feed", "comments": f"{rss.address}/comments"}, {})
    rss.plan("500")
    with pytest.raises(Transient):
        again.pull("posts", first.cursor, at=AT)
    (event,) = again.pull("comments", cursor, at=AT).events
    assert event.root_ref == Ref(first.events[0].native_id)
    with pytest.raises(Rejected, match="no stream called mentions"):
        again.pull("mentions", "", at=AT)


@pytest.mark.parametrize("address", ["http://library.example/feed", "https://u:p@library.example/feed", "ftp://x/y"])
def test_only_plain_addresses_over_https_are_read(address: str) -> None:
    with pytest.raises(Rejected):
        connect({"address": address}, {}).pull("posts", "", at=AT)


def test_a_feed_inside_the_agency_s_network_is_not_read(rss: PageServer, settings) -> None:
    settings.MASTHEAD_CHANNELS_ON_LOOPBACK = False
    for address in (rss.address, rss.address.replace("http:", "https:")):
        with pytest.raises(Rejected, match=r"https://|private network"):
            connect({"address": f"{address}/feed"}, {}).pull("posts", "", at=AT)
    assert rss.answers == []


def test_posts_are_refused_with_who_does_it_and_answers_are_handed_to_people() -> None:
    there = connect({"address": "https://library.example/feed"}, {})
    assert there.measure(post()).violations == (there.describe().capability("publish").reason,)
    for act in (
        lambda: there.begin(post(), "key"),
        lambda: there.edit(Ref("post:1"), post()),
        lambda: there.delete_own(Ref("post:1")),
        lambda: there.moderate(Ref("comment:1"), "hide", ""),
    ):
        with pytest.raises(Rejected) as refused:
            act()
        assert refused.value.cure
    answer = there.begin(post("On Monday.", reply_to=Ref("comment:1")), "key")
    assert there.commit(answer) == HandedOver() and there.probe(answer) == Absent()
    assert there.measure(post("a" * 10_001, reply_to=Ref("comment:1"))).over_from == 10_000


def test_the_cursor_does_not_grow_without_end(rss: PageServer) -> None:
    there, cursor = channel(rss, comments=False), ""
    for _ in range(3):
        for _ in range(450):
            rss.puts_up("News")
        rss.shows = 450
        _, cursor = drained(there, cursor)
    assert len(json.loads(json.loads(cursor)["posts"])["seen"]) == 1000
    assert MAX_BYTES == 2 * 1024 * 1024
