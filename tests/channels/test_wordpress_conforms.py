"""WordPress's connector keeps the port on WordPress itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from PIL import Image

from channels.conformance import AT, Conformance, drained, post, published
from masthead.channels.errors import Reauth, Rejected
from masthead.channels.outcomes import Absent, CannotTell, Done, Found, Unknown
from masthead.channels.post import AssetFile
from masthead.channels.ref import Ref
from masthead.channels.wordpress.channel import WordPress, connect
from masthead.channels.wordpress.rest import Rest
from peers.wordpress import WordPressSite, wordpress
from peers.wordpress_people import WordPressPeer

pytestmark = [pytest.mark.wordpress, pytest.mark.slow]


@pytest.fixture(scope="module")
def site() -> Iterator[WordPressSite]:
    with wordpress() as site:
        yield site


@pytest.fixture
def picture(tmp_path: Path) -> AssetFile:
    path = tmp_path / "map.png"
    Image.new("RGB", (640, 360), "navy").save(path)
    return AssetFile(path, "image/png", 'Map of the "closed" road & its detour')


class LosesTheAnswer(httpx.HTTPTransport):
    """A network that carries every request there and no answer back."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        super().handle_request(request).read()
        raise httpx.ReadTimeout("the answer was lost", request=request)


class TestWordPress(Conformance):
    @pytest.fixture
    def peer(self, site: WordPressSite) -> WordPressPeer:
        return WordPressPeer(site)

    def test_a_post_is_a_draft_until_commit_and_committing_twice_is_one_post(self, peer: WordPressPeer) -> None:
        words, key = post("The branch on Elm Street reopens.\n\nCome in on Monday."), f"masthead-{uuid4().hex}"
        first, pending = (peer.channel.begin(words, key) for _ in range(2))
        assert first == pending
        assert isinstance(peer.channel.probe(pending), Absent)
        done = peer.channel.commit(pending)
        assert isinstance(done, Done)
        assert peer.channel.commit(pending) == done
        assert peer.channel.probe(pending) == Found(done.ref)
        rows = httpx.get(f"{peer.site.address}/?rest_route=/wp/v2/posts&search=Elm", timeout=30).json()
        assert [row["title"]["rendered"] for row in rows] == ["The branch on Elm Street reopens."]

    @pytest.mark.parametrize("kind", ["post", "answer"])
    def test_an_answer_lost_after_the_change_was_made_is_unknown_then_found_and_said_once(
        self, peer: WordPressPeer, kind: str
    ) -> None:
        head, _ = published(peer.channel)
        words = post(f"Said once, as {kind}", reply_to=peer.says(head, "Why?") if kind == "answer" else None)
        pending = peer.channel.begin(words, f"masthead-{uuid4().hex}")
        site = peer.site
        deaf = WordPress(Rest(site.address, site.user, site.application_password, transport=LosesTheAnswer()))
        assert isinstance(deaf.commit(pending), Unknown)
        found = peer.channel.probe(pending)
        assert isinstance(found, Found)
        again = peer.channel.commit(pending)
        assert isinstance(again, Unknown) if kind == "answer" else again == Done(found.ref)
        assert peer.visitor_sees(head if kind == "answer" else found.ref).count(f">Said once, as {kind}</p>") == 1

    def test_words_changed_in_the_draft_on_the_site_are_not_what_comes_out(self, peer: WordPressPeer) -> None:
        pending = peer.channel.begin(post("As approved."), f"masthead-{uuid4().hex}")
        peer.rest.write("POST", f"/wp/v2/posts/{pending.state['post']}", {"content": "Meddled with"})
        done = peer.channel.commit(pending)
        assert isinstance(done, Done)
        read = peer.channel.read_back(done.ref)
        assert read is not None
        assert read.text == "As approved."

    def test_a_visitor_reads_title_paragraphs_links_and_pictures_with_their_alternative_text(
        self, peer: WordPressPeer, picture: AssetFile
    ) -> None:
        words = "Road closed\n\nElm Street <is> closed.\nUse Oak & Main.\n\nMore: https://library.example/a?b=1&c=2."
        ref, _ = published(peer.channel, post(words, assets=(picture,)))
        page = peer.visitor_sees(ref)
        assert ">Road closed</h1>" in page
        assert "Elm Street &lt;is&gt; closed.<br>Use Oak &amp; Main.</p>" in page.replace("&#038;", "&amp;")
        assert 'href="https://library.example/a?b=1&#038;c=2"' in page.replace("&amp;c", "&#038;c")
        assert "closed&quot; road &amp; its detour" in page.replace("&#038;", "&amp;")
        read = peer.channel.read_back(ref)
        assert read is not None
        assert read.text == words

    def test_a_picture_is_uploaded_once_unlisted_until_the_post_is_out_and_gone_with_it(
        self, peer: WordPressPeer, picture: AssetFile
    ) -> None:
        def listed() -> list[str]:
            rows = httpx.get(f"{peer.site.address}/?rest_route=/wp/v2/media", timeout=30).json()
            return [row["source_url"] for row in rows if "holiday-hours" in row["source_url"]]

        words, key = post("Holiday hours", assets=(picture,)), f"masthead-{uuid4().hex}"
        pending = [peer.channel.begin(words, key) for _ in range(2)][1]
        assert listed() == []
        done = peer.channel.commit(pending)
        assert isinstance(done, Done)
        (file,) = listed()
        assert httpx.get(file, timeout=30).status_code == 200
        edited = peer.channel.edit(done.ref, post("Holiday hours, corrected"))
        assert file.rpartition(".")[0] in peer.visitor_sees(edited)
        peer.channel.delete_own(edited)
        assert httpx.get(file, timeout=30).status_code != 200

    def test_a_picture_the_site_does_not_take_is_refused_with_the_cure(
        self, peer: WordPressPeer, picture: AssetFile
    ) -> None:
        no_pictures = "add_filter('upload_mimes', fn ($types) => array_diff($types, ['image/png']));"
        with peer.site.rule(no_pictures), pytest.raises(Rejected, match="refused it: Sorry") as refused:
            peer.channel.begin(post("A map", assets=(picture,)), f"masthead-{uuid4().hex}")
        assert "allow files of this type" in refused.value.cure

    def test_the_visitor_no_longer_sees_what_is_hidden_and_sees_it_again_when_restored(
        self, peer: WordPressPeer
    ) -> None:
        ref, _ = published(peer.channel)
        comment = peer.says(ref, "Words to be hidden")
        assert "Words to be hidden" in peer.visitor_sees(ref)
        peer.channel.moderate(comment, "hide", "")
        assert "Words to be hidden" not in peer.visitor_sees(ref)
        peer.channel.moderate(comment, "restore", "")
        assert "Words to be hidden" in peer.visitor_sees(ref)

    def test_what_the_site_filed_as_spam_or_trash_is_seen_as_hidden_and_can_be_restored(
        self, peer: WordPressPeer
    ) -> None:
        ref, _ = published(peer.channel)
        for status in ("spam", "trash"):
            comment = peer.says(ref, f"Filed as {status}")
            peer.sets(comment, status)
            assert peer.channel.recheck([comment]) == {comment.native_id: "hidden"}
            assert not peer.channel.moderate(comment, "restore", "").hidden

    def test_a_rewording_and_an_approval_at_the_site_are_told_by_the_next_pull(self, peer: WordPressPeer) -> None:
        ref, _ = published(peer.channel)
        reworded, held = peer.says(ref, "First wording"), peer.says(ref, "Held, then shown")
        peer.sets(held, "hold")
        _, cursor = drained(peer.channel)
        peer.rewords(reworded, "Second wording & more")
        peer.sets(held, "approved")
        events, cursor = drained(peer.channel, cursor)
        assert {(event.kind, event.native_id, event.text) for event in events} == {
            ("edited", reworded.native_id, "Second wording & more"),
            ("new", held.native_id, "Held, then shown"),
        }
        assert drained(peer.channel, cursor)[0] == []

    def test_an_answer_given_on_the_site_itself_comes_in_as_the_account_s_own(self, peer: WordPressPeer) -> None:
        ref, _ = published(peer.channel)
        comment = peer.says(ref, "When does it reopen?")
        _, cursor = drained(peer.channel)
        answer = {"post": ref.native_id[5:], "parent": comment.native_id[8:], "content": "On Monday."}
        peer.rest.write("POST", "/wp/v2/comments", answer)
        (event,) = drained(peer.channel, cursor)[0]
        assert (event.text, event.parent_ref) == ("On Monday.", Ref(comment.native_id))
        assert event.author_id == peer.channel.profile().extra["author_id"]

    def test_more_comments_than_a_page_holds_all_arrive_once(self, peer: WordPressPeer) -> None:
        ref, _ = published(peer.channel)
        _, cursor = drained(peer.channel)
        peer.site.php(
            f"for ($n = 0; $n < 230; $n++) wp_insert_comment(['comment_post_ID' => {ref.native_id[5:]},"
            " 'comment_content' => \"Number $n\", 'comment_author' => 'R', 'comment_author_email' => \"r$n@e.org\"]);"
        )
        events, cursor = drained(peer.channel, cursor)
        assert sorted(event.text for event in events) == sorted(f"Number {n}" for n in range(230))
        assert len({event.author_id for event in events}) == 230
        assert drained(peer.channel, cursor)[0] == []

    def test_an_answer_is_found_by_its_key_shown_once_and_told_as_the_account_s_own(self, peer: WordPressPeer) -> None:
        ref, _ = published(peer.channel)
        comment = peer.says(ref, "When does it reopen?")
        _, cursor = drained(peer.channel)
        answer, pending = published(peer.channel, post("On Monday & early.", reply_to=comment))
        assert peer.channel.probe(pending) == Found(answer)
        assert isinstance(peer.channel.commit(pending), Unknown)
        assert peer.visitor_sees(ref).replace("&#038;", "&amp;").count("On Monday &amp; early.") == 1
        (event,) = drained(peer.channel, cursor)[0]
        assert (event.native_id, event.author_id) == (answer.native_id, peer.channel.profile().extra["author_id"])
        edited = peer.channel.edit(answer, post("On Monday at nine."))
        assert edited.version != answer.version
        assert isinstance(peer.channel.probe(pending), Found)
        peer.channel.delete_own(edited)
        peer.channel.delete_own(edited)
        assert isinstance(peer.channel.probe(pending), CannotTell)
        assert peer.channel.read_back(answer) is None

    def test_an_answer_that_somebody_changed_at_the_site_is_not_posted_again(self, peer: WordPressPeer) -> None:
        ref, _ = published(peer.channel)
        answer, pending = published(peer.channel, post("On Monday.", reply_to=peer.says(ref, "When?")))
        peer.sets(answer, "hold")
        assert isinstance(peer.channel.probe(pending), CannotTell)

    def test_the_same_words_from_another_hand_are_refused_rather_than_taken_for_ours(self, peer: WordPressPeer) -> None:
        ref, _ = published(peer.channel)
        comment = peer.says(ref, "When?")
        published(peer.channel, post("On Monday.", reply_to=comment))
        other = peer.channel.begin(post("On Monday.", reply_to=comment), "masthead-other")
        assert peer.channel.probe(other) == Absent()
        with pytest.raises(Rejected, match="uplicate"):
            peer.channel.commit(other)

    def test_a_draft_deleted_on_the_site_is_told_as_that(self, peer: WordPressPeer) -> None:
        pending = peer.channel.begin(post("Soon gone"), f"masthead-{uuid4().hex}")
        peer.rest.write("DELETE", f"/wp/v2/posts/{pending.state['post']}", {}, force="true")
        assert peer.channel.probe(pending) == Absent()
        with pytest.raises(Rejected, match="deleted on the site"):
            peer.channel.commit(pending)

    def test_a_wrong_password_and_a_user_with_too_few_rights_are_told_when_connecting(
        self, site: WordPressSite
    ) -> None:
        settings = {"address": site.address, "user": site.user}
        with pytest.raises(Reauth, match="application password"):
            connect(settings, {"application_password": "wrong"}).profile()
        writer = connect({**settings, "user": site.writer}, {"application_password": site.writer_password})
        with pytest.raises(Rejected, match="may not publish posts or upload pictures and videos or moderate comments"):
            writer.profile()

    def test_a_password_never_travels_in_the_open(self, site: WordPressSite) -> None:
        channel = connect({"address": "http://news.library.example", "user": "desk"}, {"application_password": "x"})
        with pytest.raises(Rejected, match="https://"):
            channel.profile()

    def test_an_application_password_revoked_in_mid_work_asks_a_person_and_changes_nothing(
        self, peer: WordPressPeer
    ) -> None:
        pending = peer.channel.begin(post("Never out"), f"masthead-{uuid4().hex}")
        cut_off = connect(
            {"address": peer.site.address, "user": peer.site.user}, {"application_password": "revoked since"}
        )
        with pytest.raises(Reauth):
            cut_off.commit(pending)
        assert peer.channel.probe(replace(pending)) == Absent()
        assert peer.channel.pull("comments", "", at=AT).cursor
