"""Posts and confirmed comments on the Noticeboard, for tests of whatever shows them."""

from __future__ import annotations

import factories
from masthead.agencies.actors import Citizen, Worker
from masthead.channels.noticeboard import board
from masthead.channels.noticeboard.comments import confirm_comment, submit_comment
from masthead.channels.noticeboard.models import NoticeboardComment, NoticeboardPost

READER = Citizen("reader", "A reader")


def put_up(text: str, handle: str = "mlc-noticeboard", *, minutes: float = 0, key: str = "") -> NoticeboardPost:
    return board.put_up(
        by=Worker(), at=factories.at(minutes), key=key or text, handle=handle, text=text, lang="en", images=[]
    )


def said(post: NoticeboardPost, text: str = "Thank you for this.", *, minutes: float = 1) -> NoticeboardComment:
    """A comment that its author has confirmed."""
    made = submit_comment(
        by=READER,
        at=factories.at(minutes),
        post_id=post.pk,
        author_shown="A reader",
        email=f"reader{minutes}@example.org",
        text=text,
    )
    return confirm_comment(by=READER, at=factories.at(minutes), comment_id=made.pk)
