"""The Noticeboard keeps the port."""

from __future__ import annotations

from uuid import UUID

import pytest

from channels.conformance import AT, Conformance, post, published
from masthead.agencies.actors import Citizen
from masthead.agencies.models import Agency
from masthead.channels.noticeboard.channel import connect
from masthead.channels.noticeboard.comments import confirm_comment, delete_comment, edit_comment, submit_comment
from masthead.channels.noticeboard.models import NoticeboardPost
from masthead.channels.outcomes import Done
from masthead.channels.ref import Ref

CITIZEN = Citizen("test", "A reader")


class NoticeboardPeer:
    def __init__(self) -> None:
        self.channel = connect({"handle": "library-news"}, {})
        self.spoken = 0

    def says(self, post: Ref, text: str) -> Ref:
        self.spoken += 1
        comment = submit_comment(
            by=CITIZEN,
            at=AT,
            post_id=UUID(post.native_id.removeprefix("post:")),
            author_shown="A reader",
            email=f"reader.{self.spoken}@example.org",
            text=text,
        )
        confirm_comment(by=CITIZEN, at=AT, comment_id=comment.pk)
        return Ref(f"comment:{comment.pk}", "1")

    def rewords(self, comment: Ref, text: str) -> None:
        edit_comment(by=CITIZEN, at=AT, comment_id=UUID(comment.native_id.removeprefix("comment:")), text=text)

    def removes(self, comment: Ref) -> None:
        delete_comment(by=CITIZEN, at=AT, comment_id=UUID(comment.native_id.removeprefix("comment:")))


class TestNoticeboard(Conformance):
    @pytest.fixture
    def peer(self, agency: Agency) -> NoticeboardPeer:
        return NoticeboardPeer()

    def test_committing_the_same_key_twice_is_one_post(self, peer: NoticeboardPeer) -> None:
        ref, pending = published(peer.channel, post("Once"))
        assert peer.channel.commit(pending) == Done(ref)
        assert NoticeboardPost.objects.count() == 1
