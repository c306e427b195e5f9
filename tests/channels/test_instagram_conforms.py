"""The Instagram connector keeps the port on an account that keeps the published contract."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from PIL import Image

from channels.conformance import AT, Conformance, counted, drained, post, published
from channels.graph_faults import CERTAINLY_NOT_DONE, NOBODY_KNOWS
from masthead.channels.errors import RateLimited, Reauth, Rejected, Transient
from masthead.channels.graph import Graph
from masthead.channels.instagram.account import ADDRESS, ref_of_comment
from masthead.channels.instagram.channel import Instagram, connect
from masthead.channels.outcomes import Absent, CannotTell, Done, Found, Unknown
from masthead.channels.post import AssetFile, Measure, Pending, Post
from masthead.channels.ref import Ref
from peers.graph import TOKEN
from peers.instagram import ACCOUNT, AccountServer

LENT = "https://desk.example/lent/token.jpg"


class Illustrated(Instagram):
    """The suite speaks in words alone, and every post here needs a picture: it gets one."""

    picture: AssetFile

    def begin(self, post: Post, key: str) -> Pending:
        return super().begin(self.with_picture(post), key)

    def measure(self, post: Post) -> Measure:
        return super().measure(self.with_picture(post))

    def with_picture(self, post: Post) -> Post:
        return post if post.reply_to or post.assets else replace(post, assets=(self.picture,))


class AccountPeer:
    def __init__(self, picture: AssetFile) -> None:
        self.server = AccountServer()
        graph = Graph("Instagram", ADDRESS, TOKEN, transport=httpx.MockTransport(self.server))
        self.channel = Illustrated(graph)
        self.channel.picture = picture

    def says(self, post: Ref, text: str, *, to: str = "") -> Ref:
        return ref_of_comment(self.server.says(post.native_id.removeprefix("media:"), text, to=to))

    def writes(self, text: str) -> Ref:
        return Ref(f"message:{self.server.writes(text)['id']}")

    def rewords(self, comment: Ref, text: str) -> None:
        self.server.things[number_of(comment)]["text"] = text

    def removes(self, comment: Ref) -> None:
        del self.server.things[number_of(comment)]


def number_of(ref: Ref) -> str:
    return ref.native_id.partition(":")[2]


@pytest.fixture
def picture(tmp_path: Path) -> AssetFile:
    Image.new("RGB", (40, 30), "navy").save(tmp_path / "map.png")
    return AssetFile(tmp_path / "map.png", "image/png", "Map of the closed road", LENT)


@pytest.fixture
def account(picture: AssetFile) -> AccountPeer:
    return AccountPeer(picture)


class TestInstagram(Conformance):
    @pytest.fixture
    def peer(self, account: AccountPeer) -> AccountPeer:
        return account

    def test_nothing_is_public_before_commit(self, peer: AccountPeer) -> None:
        pending = peer.channel.begin(post(), f"masthead-{uuid4().hex}")
        assert peer.server.posts() == []
        # An unpublished container can still be published by a request that comes late, until it expires.
        assert isinstance(peer.channel.probe(pending), CannotTell)
        peer.server.day_passes()
        assert peer.channel.probe(pending) == Absent()

    def test_a_post_that_is_gone_is_left_out_of_the_counts_and_spoils_no_others(self, peer: AccountPeer) -> None:
        """Only in the app are posts deleted."""
        (ref, _), (gone, _) = published(peer.channel), published(peer.channel, post("The library is closed."))
        del peer.server.things[number_of(gone)]
        assert set(counted(peer.channel, ref)) and counted(peer.channel, gone) == []

    def test_an_edit_is_read_back(self, peer: AccountPeer) -> None:
        ref, _ = published(peer.channel)
        with pytest.raises(Rejected, match="app") as refused:
            peer.channel.edit(ref, post("The library opens at ten."))
        assert refused.value.cure
        assert peer.server.posts() == ["The library opens at nine."]

    def test_deleting_twice_is_harmless_and_nothing_is_left_to_read(self, peer: AccountPeer) -> None:
        ref, _ = published(peer.channel)
        answer, _ = published(peer.channel, post("On Monday.", reply_to=peer.says(ref, "When?")))
        peer.channel.delete_own(answer)
        peer.channel.delete_own(answer)
        assert peer.channel.read_back(answer) is None
        with pytest.raises(Rejected, match="delete a post") as refused:
            peer.channel.delete_own(ref)
        assert "app" in refused.value.cure
        del peer.server.things[number_of(ref)]
        peer.channel.delete_own(ref)

    @pytest.mark.parametrize("kind", ["post", "answer", "answer to an answer", "answer to the post"])
    def test_a_lost_answer_is_unknown_then_found_and_said_once(self, peer: AccountPeer, kind: str) -> None:
        head, _ = published(peer.channel, post("Which day suits you best?"))
        comment = peer.says(head, "Any")
        to = {
            "post": None,
            "answer": comment,
            "answer to an answer": peer.says(head, "Or none", to=number_of(comment)),
            "answer to the post": head,
        }[kind]
        pending = ready(peer, post("Said only once.", reply_to=to))
        peer.server.plan("drop", {"post": "/media_publish", "answer to the post": "/comments"}.get(kind, "/replies"))
        assert isinstance(peer.channel.commit(pending), Unknown)
        assert isinstance(peer.channel.probe(pending), Found)
        said = [one.get("caption") or one.get("text") for one in peer.server.things.values()]
        assert said.count("Said only once.") == 1

    def test_a_post_taken_for_spam_may_be_there_all_the_same(self, peer: AccountPeer) -> None:
        pending = ready(peer, post())
        peer.server.caught_as_spam = True
        outcome = peer.channel.commit(pending)
        assert isinstance(outcome, Unknown)
        assert "spam" in outcome.why
        assert isinstance(peer.channel.probe(pending), Found)

    def test_the_same_caption_of_earlier_is_not_taken_for_the_new_post(self, peer: AccountPeer) -> None:
        published(peer.channel, post("Closed today."))
        assert isinstance(peer.channel.probe(ready(peer, post("Closed today."))), CannotTell)

    def test_pictures_are_fetched_from_the_desk_and_carry_their_alternative_text(
        self, peer: AccountPeer, picture: AssetFile
    ) -> None:
        second = replace(picture, alt="The detour", url=LENT.replace("token", "other"))
        ref, _ = published(peer.channel, post("Two maps", assets=(picture, second)))
        whole = peer.server.things[number_of(ref)]["container"]
        shown = [peer.server.containers[each] for each in whole["children"].split(",")]
        assert [(each["image_url"], each["alt_text"]) for each in shown] == [
            (picture.url, "Map of the closed road"),
            (second.url, "The detour"),
        ]
        assert whole["caption"] == "Two maps"

    def test_a_slow_picture_is_waited_for(self, peer: AccountPeer) -> None:
        peer.server.slow = 2
        pending = peer.channel.begin(post(), "key")
        waits = 0
        while not pending.ready:
            pending, waits = peer.channel.advance(pending), waits + 1
        assert waits == 3
        assert isinstance(peer.channel.commit(pending), Done)

    def test_a_picture_instagram_could_not_use_is_refused_with_its_cure(self, peer: AccountPeer) -> None:
        pending = peer.channel.begin(post(), "key")
        container = peer.server.containers[str(pending.state["container"])]
        container |= {"status_code": "ERROR", "status": "Error: media could not be fetched, 2207052"}
        with pytest.raises(Rejected, match="could not prepare") as refused:
            peer.channel.advance(pending)
        assert "public address" in refused.value.cure

    def test_an_answer_in_a_thread_arrives_under_what_it_answers(self, peer: AccountPeer) -> None:
        ref, _ = published(peer.channel)
        first = peer.says(ref, "When?")
        peer.says(ref, "I ask that too", to=number_of(first))
        published(peer.channel, post("On Monday.", reply_to=first))
        events, cursor = drained(peer.channel)
        parents = {event.text: event.parent_ref.native_id for event in events if event.parent_ref}
        assert parents == {"When?": ref.native_id, "I ask that too": first.native_id}
        assert drained(peer.channel, cursor)[0] == []

    def test_a_hidden_comment_is_answered_by_nobody(self, peer: AccountPeer) -> None:
        ref, _ = published(peer.channel)
        comment = peer.says(ref, "Rude")
        peer.channel.moderate(comment, "hide", "Ground")
        with pytest.raises(Rejected, match="hidden comment"):
            peer.channel.begin(post("Please be polite.", reply_to=comment), "key")

    def test_more_comments_than_a_page_arrive_whole_and_in_order(self, peer: AccountPeer) -> None:
        ref, _ = published(peer.channel)
        for number in range(120):
            peer.says(ref, f"Number {number}")
        assert [event.text for event in drained(peer.channel)[0]] == [f"Number {number}" for number in range(120)]


def ready(peer: AccountPeer, words: Post) -> Pending:
    pending = peer.channel.begin(words, f"masthead-{uuid4().hex}")
    while not pending.ready:
        pending = peer.channel.advance(pending)
    return pending


@pytest.mark.parametrize(("fault", "error"), CERTAINLY_NOT_DONE)
def test_what_certainly_was_not_done_is_an_error_the_outbox_knows(
    account: AccountPeer, fault: str, error: type[Exception]
) -> None:
    pending = ready(account, post())
    account.server.plan(fault, "/media_publish")
    with pytest.raises(error) as raised:
        account.channel.commit(pending)
    assert str(raised.value).endswith(".")
    assert account.server.posts() == []


@pytest.mark.parametrize(
    ("fault", "error"),
    [("#9/2207042", RateLimited), ("#9007/2207027", Transient), ("#24/2207006", Rejected), ("#25/2207050", Rejected)],
)
def test_refusals_of_instagrams_own_are_told_apart(account: AccountPeer, fault: str, error: type[Exception]) -> None:
    pending = ready(account, post())
    account.server.plan(fault, "/media_publish")
    with pytest.raises(error) as raised:
        account.channel.commit(pending)
    assert "own app" in raised.value.cure or fault != "#25/2207050"


@pytest.mark.parametrize("fault", NOBODY_KNOWS)
def test_a_lost_answer_to_commit_is_unknown_and_never_an_error(account: AccountPeer, fault: str) -> None:
    pending = ready(account, post())
    account.server.plan(fault, "/media_publish")
    assert isinstance(account.channel.commit(pending), Unknown)
    expected = Found if fault in ("drop", "done#1") else CannotTell
    assert isinstance(account.channel.probe(pending), expected)


@pytest.mark.parametrize("fault", ["500", "deaf", "drop", "html", "#2!", "#-1/2207001", "#9007/2207027"])
def test_a_fault_while_preparing_or_reading_is_tried_again(account: AccountPeer, fault: str) -> None:
    account.channel.account.me  # noqa: B018 - read beforehand, so that the fault meets the container
    account.server.faults = []
    account.server.plan("none", "/media")  # the list of our posts comes first
    account.server.plan(fault, "/media")
    with pytest.raises(Transient):
        account.channel.begin(post(), "key")
    if not fault.startswith("#9007"):
        account.server.plan(fault, "/media")
        with pytest.raises(Transient):
            account.channel.pull("comments", "", at=AT)


def test_a_token_that_dies_in_mid_batch_asks_a_person_and_posts_nothing(account: AccountPeer) -> None:
    published(account.channel, post("Before"))
    pending = ready(account, post("After"))
    account.server.token = "another"
    for act in (lambda: account.channel.commit(pending), lambda: account.channel.pull("comments", "", at=AT)):
        with pytest.raises(Reauth, match="access token"):
            act()
    assert account.server.posts() == ["Before"]


def test_the_profile_names_the_account(account: AccountPeer) -> None:
    profile = account.channel.profile()
    assert (profile.handle, profile.extra["author_id"]) == ("citylibrary", ACCOUNT)
    assert (profile.url, profile.extra["avatar"]) == ("https://www.instagram.com/citylibrary/", "picture_1.jpg")


def said_of(words: Post) -> tuple[str, ...]:
    return connect({}, {}).measure(words).violations


def test_a_desk_without_a_public_address_says_that_it_cannot_post_pictures(picture: AssetFile) -> None:
    (told,) = said_of(post(assets=(replace(picture, url=""),)))
    assert "no public address" in told
    assert said_of(post(assets=(picture,))) == ()


def test_what_instagram_will_not_take_is_known_before_sending(picture: AssetFile, tmp_path: Path) -> None:
    assert said_of(post()) == ("Instagram takes no post without a picture or a video.",)
    Image.new("RGB", (30, 90), "navy").save(tmp_path / "tall.jpg")
    tall = AssetFile(tmp_path / "tall.jpg", "image/jpeg", "Shelf", LENT)
    assert "too tall" in said_of(post(assets=(tall,)))[0]
    assert "image/gif" in said_of(post(assets=(replace(picture, mime="image/gif"),)))[0]
    assert "10 pictures" in said_of(post(assets=(picture,) * 11))[0]
    assert "30 hashtags" in said_of(post("#a " * 31, assets=(picture,)))[0]
    assert "20 names" in said_of(post("@a " * 21, assets=(picture,)))[0]


def test_an_answer_has_rules_of_its_own(picture: AssetFile) -> None:
    assert said_of(post("a" * 300, reply_to=Ref("comment:1"))) == ()
    assert "too long" in said_of(post("a" * 301, reply_to=Ref("comment:1")))[0]
    assert "hashtags" in said_of(post("#a #b #c #d #e", reply_to=Ref("comment:1")))[0]
    assert "link" in said_of(post("https://a.example https://b.example", reply_to=Ref("comment:1")))[0]
    assert "capitals" in said_of(post("WE ARE CLOSED", reply_to=Ref("comment:1")))[0]
    assert "no pictures" in said_of(post("Look", reply_to=Ref("comment:1"), assets=(picture,)))[0]
