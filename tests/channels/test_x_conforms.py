"""X's connector keeps the port on a server that keeps X's published contract."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from PIL import Image

from channels.conformance import AT, Conformance, drained, post, published
from masthead.channels.errors import NoPlan, OutcomeUnknown, RateLimited, Reauth, Rejected, Transient
from masthead.channels.outcomes import Absent, CannotTell, Found, Unknown
from masthead.channels.post import AssetFile
from masthead.channels.ref import Ref
from masthead.channels.x.api import Api
from masthead.channels.x.channel import DESCRIPTION, X, connect
from masthead.kernel.clock import now
from peers.x import ADDRESS, ME, TOKEN, XServer


class XPeer:
    def __init__(self) -> None:
        self.server = XServer()
        self.channel = X(Api(TOKEN, address=ADDRESS, transport=httpx.MockTransport(self.server)))

    def says(self, post: Ref, text: str) -> Ref:
        number = self.server.says(text, post.native_id)
        return Ref(number, number)

    def writes(self, text: str) -> Ref:
        return Ref(f"dm:{self.server.writes(text)}")

    def rewords(self, comment: Ref, text: str) -> None:
        self.server.edits(comment.native_id, text)

    def removes(self, comment: Ref) -> None:
        del self.server.posts[comment.native_id]


@pytest.fixture
def peer() -> XPeer:
    return XPeer()


@pytest.fixture
def picture(tmp_path: Path) -> AssetFile:
    path = tmp_path / "map.png"
    Image.new("RGB", (40, 30), "navy").save(path)
    return AssetFile(path, "image/png", "Map of the closed road")


class TestX(Conformance):
    @pytest.fixture
    def peer(self) -> XPeer:
        return XPeer()

    def test_an_edit_is_read_back(self, peer: XPeer) -> None:
        """X's edits are another address, for an hour, for paying accounts: refused, with what to do instead."""
        ref, _ = published(peer.channel)
        assert peer.channel.describe().capability("edit").answer == "no"
        with pytest.raises(Rejected, match="another address") as refused:
            peer.channel.edit(ref, post("The library opens at ten."))
        assert "Delete the post" in refused.value.cure
        peer.channel.delete_own(ref)
        again, _ = published(peer.channel, post("The library opens at ten."))
        assert again.native_id != ref.native_id

    def test_hiding_and_restoring_are_read_back_and_may_be_repeated(self, peer: XPeer) -> None:
        """X says how it is in its answer to the act, and never again: `recheck` does not pretend to know."""
        ref, _ = published(peer.channel)
        comment = peer.says(ref, "Something to hide")
        for _ in range(2):
            assert peer.channel.moderate(comment, "hide", "Ground: abusive").hidden
        assert peer.server.hidden == {comment.native_id}
        assert peer.channel.recheck([comment]) == {comment.native_id: "present"}
        for _ in range(2):
            assert not peer.channel.moderate(comment, "restore", "Decided on appeal").hidden
        assert peer.server.hidden == set()

    def test_a_lost_answer_is_unknown_then_found_and_said_once(self, peer: XPeer) -> None:
        pending = peer.channel.begin(post("Said only once."), "key")
        peer.server.plan("drop", "/2/tweets")
        assert isinstance(peer.channel.commit(pending), Unknown)
        assert isinstance(peer.channel.probe(pending), Found)
        assert isinstance(peer.channel.commit(pending), Unknown)
        assert [p["text"] for p in peer.server.posts.values()] == ["Said only once."]

    def test_an_answer_that_names_whom_it_answers_is_found_again(self, peer: XPeer) -> None:
        head, _ = published(peer.channel)
        pending = peer.channel.begin(post("@reader On Monday.", reply_to=peer.says(head, "When?")), "key")
        peer.server.plan("drop", "/2/tweets")
        assert isinstance(peer.channel.commit(pending), Unknown)
        assert isinstance(peer.channel.probe(pending), Found)

    def test_words_of_another_day_are_refused_with_where_they_are(self, peer: XPeer) -> None:
        first, _ = published(peer.channel, post("We are open today."))
        with pytest.raises(Rejected, match=f"only once.*{first.native_id}"):
            published(peer.channel, post("We are open today."))

    def test_a_post_with_a_picture_is_never_called_absent(self, peer: XPeer, picture: AssetFile) -> None:
        """X compares words; whether it takes two with pictures is not said."""
        pending = peer.channel.begin(post("A map.", assets=(picture,)), "key")
        assert isinstance(peer.channel.probe(pending), CannotTell)

    def test_a_picture_goes_with_its_alternative_text_and_the_words_come_back(
        self, peer: XPeer, picture: AssetFile
    ) -> None:
        peer.server.processing = 2
        words = "Use Oak Street: https://library.example/detour & library.gov/map <now>"
        ref, _ = published(peer.channel, post(words, assets=(picture,)))
        (media,) = peer.server.media.values()
        assert (media["category"], media["alt"]) == ("tweet_image", "Map of the closed road")
        read = peer.channel.read_back(ref)
        assert read is not None
        assert read.text == words.replace("library.gov", "http://library.gov")
        assert read.ref.url == f"https://x.com/citylibrary/status/{ref.native_id}"

    def test_an_upload_whose_answer_was_lost_is_tried_again(self, peer: XPeer, picture: AssetFile) -> None:
        peer.server.plan("drop", "/2/media/upload")
        with pytest.raises(Transient):
            peer.channel.begin(post(assets=(picture,)), "key")
        assert peer.server.posts == {}

    def test_an_edit_on_x_is_the_same_comment_in_other_words(self, peer: XPeer) -> None:
        ref, _ = published(peer.channel)
        comment = peer.says(ref, "First wording")
        _, cursor = drained(peer.channel)
        peer.rewords(comment, "Second wording")
        events, _ = drained(peer.channel, cursor)
        assert [(e.kind, e.native_id, e.text) for e in events] == [("edited", comment.native_id, "Second wording")]
        assert events[0].version != comment.version

    def test_mentions_and_answers_that_leave_out_our_name_come_in_once(self, peer: XPeer) -> None:
        ref, _ = published(peer.channel)
        _, cursor = drained(peer.channel)
        peer.server.says("Thanks @citylibrary!", author="400")
        peer.server.says("No name in this one", ref.native_id, names=False)
        peer.says(ref, "With the name")
        events, _ = drained(peer.channel, cursor)
        assert [e.text for e in events] == ["Thanks @citylibrary!", "No name in this one", "With the name"]
        assert [e.root_ref and e.root_ref.native_id for e in events] == [None, ref.native_id, ref.native_id]

    def test_an_answer_given_on_x_itself_comes_in_as_the_account_s_own(self, peer: XPeer) -> None:
        ref, _ = published(peer.channel)
        comment = peer.says(ref, "When?")
        _, cursor = drained(peer.channel)
        peer.server.says("On Monday.", comment.native_id, ME)
        peer.server.says("A second post of ours.", ref.native_id, ME)
        (event,) = drained(peer.channel, cursor)[0]
        assert (event.text, event.parent_ref) == ("On Monday.", Ref(comment.native_id))
        assert event.author_id == peer.channel.profile().extra["author_id"]

    def test_a_thousand_mentions_come_in_as_far_back_as_x_keeps_them(self, peer: XPeer) -> None:
        for number in range(230):
            peer.server.says(f"@citylibrary {number}")
        events, cursor = drained(peer.channel)
        assert [e.text for e in events] == [f"@citylibrary {number}" for number in range(230)]
        assert drained(peer.channel, cursor)[0] == []

    def test_a_quiet_week_does_not_break_the_search(self, peer: XPeer) -> None:
        ref, _ = published(peer.channel)
        peer.server.says("No name", ref.native_id, names=False)
        _, cursor = drained(peer.channel)
        peer.server.ticks += 9 * 24 * 3600
        assert peer.channel.pull("comments", cursor, at=peer.server._time()).cursor == cursor


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("429", RateLimited),
        ("401", Reauth),
        ("402", NoPlan),
        ("capped", NoPlan),
        ("summoned", Rejected),
        ("400", Rejected),
        ("away", Transient),
    ],
)
def test_what_certainly_was_not_done_is_an_error_the_outbox_knows(
    peer: XPeer, fault: str, error: type[Exception]
) -> None:
    pending = peer.channel.begin(post(), "key")
    peer.server.plan(fault, "/2/tweets")
    with pytest.raises(error) as raised:
        peer.channel.commit(pending)
    assert str(raised.value).endswith(".")
    assert peer.server.posts == {}
    if isinstance(raised.value, RateLimited):
        assert 30 < (raised.value.until - now()).total_seconds() <= 180


@pytest.mark.parametrize("fault", ["500", "503", "html", "deaf", "drop"])
def test_a_lost_answer_to_commit_is_unknown_and_never_an_error(peer: XPeer, fault: str) -> None:
    pending = peer.channel.begin(post(), "key")
    peer.server.plan(fault, "/2/tweets")
    assert isinstance(peer.channel.commit(pending), Unknown)
    assert isinstance(peer.channel.probe(pending), Found if fault == "drop" else Absent)


def test_a_hiding_whose_answer_was_lost_says_so(peer: XPeer) -> None:
    ref, _ = published(peer.channel)
    comment = peer.says(ref, "Something")
    peer.server.plan("drop", "/hidden")
    with pytest.raises(OutcomeUnknown):
        peer.channel.moderate(comment, "hide", "Ground")
    assert peer.channel.moderate(comment, "hide", "Ground").hidden


def test_only_answers_in_a_conversation_of_ours_can_be_hidden(peer: XPeer) -> None:
    mention = peer.server.says("@citylibrary you again")
    with pytest.raises(Rejected, match="not started by you"):
        peer.channel.moderate(Ref(mention), "hide", "Ground")


def test_a_token_that_dies_in_mid_batch_asks_a_person(peer: XPeer) -> None:
    pending = peer.channel.begin(post(), "key")
    peer.server.token = "another"
    for act in (lambda: peer.channel.commit(pending), lambda: peer.channel.pull("comments", "", at=AT)):
        with pytest.raises(Reauth, match="access token"):
            act()
    assert peer.server.posts == {}


def test_who_deleted_the_comment_meanwhile_is_told(peer: XPeer) -> None:
    pending = peer.channel.begin(post("On Monday.", reply_to=Ref("1")), "key")
    with pytest.raises(Rejected) as refused:
        peer.channel.commit(pending)
    assert refused.value.cure == "Look on X whether it was deleted."


def test_the_profile_and_the_warning_for_government_bodies(peer: XPeer) -> None:
    profile = peer.channel.profile()
    assert (profile.handle, profile.url, profile.extra["verified"]) == (
        "citylibrary",
        "https://x.com/citylibrary",
        "government",
    )
    assert profile.extra["link"] == "https://library.example"
    assert "Enterprise plan" in DESCRIPTION.notes[0]
    assert DESCRIPTION.notes[0].startswith("Before you connect")


def test_the_real_address_is_x_and_nothing_a_person_sets() -> None:
    assert [each.name for each in DESCRIPTION.settings] == ["access_token"]
    channel = connect({"address": "https://evil.example"}, {"access_token": "t"})
    assert isinstance(channel, X)
    assert channel.api._https.address == "https://api.x.com"
