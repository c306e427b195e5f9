"""What the Noticeboard, as a server, does with the agency's own posts and with comments it is told to hide."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from masthead.agencies.actors import Actor
from masthead.channels.noticeboard.models import (
    NoticeboardComment,
    NoticeboardFilm,
    NoticeboardImage,
    NoticeboardPost,
)
from masthead.channels.noticeboard.states import COMMENT
from masthead.kernel.refusals import NotFound
from masthead.records.append import append
from masthead.records.operation import operation


@dataclass(frozen=True, slots=True)
class Film:
    """The film of a post, stored. file, captions: names of stored files; captions: "" where it has none beside it."""

    file: str
    alt: str
    width: int = 0
    height: int = 0
    captions: str = ""
    captions_lang: str = ""


@operation("noticeboard.serve")
def put_up(
    *,
    by: Actor,
    at: datetime,
    key: str,
    handle: str,
    text: str,
    lang: str,
    images: Sequence[tuple[str, str, str]],
    film: Film | None = None,
    answers: UUID | None = None,
    thread: UUID | None = None,
) -> NoticeboardPost:
    """Show a post. `images` are (stored file name, MIME type, alt text); `answers` a comment, `thread` its post.

    Raises IntegrityError when the key is used already: the caller looks the post up instead.
    """
    post = NoticeboardPost.objects.create(
        key=key, handle=handle, text=text, lang=lang, answers_id=answers, thread_id=thread, put_up_at=at
    )
    NoticeboardImage.objects.bulk_create(
        NoticeboardImage(post=post, file=name, mime=mime, alt=alt, position=position)
        for position, (name, mime, alt) in enumerate(images)
    )
    if film:
        NoticeboardFilm.objects.create(post=post, **asdict(film))
    append("noticeboard/post_put_up", by=by, at=at, subject=f"post:{post.pk}", body=_body(post))
    return post


@operation("noticeboard.serve")
def reword(*, by: Actor, at: datetime, post_id: UUID, text: str, lang: str) -> NoticeboardPost:
    """Replace the words of a post. The page says that it was edited, and when."""
    post = _post(post_id)
    post.text, post.lang, post.edited_at = text, lang, at
    post.version += 1
    post.save()
    append("noticeboard/post_edited", by=by, at=at, subject=f"post:{post.pk}", body=_body(post))
    return post


@operation("noticeboard.serve")
def take_down(*, by: Actor, at: datetime, post_id: UUID) -> None:
    """Take a post off the page. Its comments go with it; all of it stays in the records."""
    post = _post(post_id)
    post.taken_down_at = at
    post.save(update_fields=["taken_down_at"])
    append("noticeboard/post_taken_down", by=by, at=at, subject=f"post:{post.pk}", body=_body(post))


@operation("noticeboard.serve")
def hide_or_restore(*, by: Actor, at: datetime, comment_id: UUID, act: str, reason: str) -> None:
    """Hide a comment ("hide") or show it again ("restore"). Raises Refused for a comment its author has deleted."""
    comment = NoticeboardComment.objects.select_for_update().filter(pk=comment_id).first()
    if comment is None:
        raise NotFound("There is no such comment on the Noticeboard.")
    comment.state = COMMENT.to(comment.state, act)
    comment.hidden_because = reason if act == "hide" else ""
    comment.save(update_fields=["state", "hidden_because"])
    kind = "noticeboard/comment_hidden" if act == "hide" else "noticeboard/comment_restored"
    append(kind, by=by, at=at, subject=f"comment:{comment.pk}", body={"post": str(comment.post_id), "reason": reason})


def _post(post_id: UUID) -> NoticeboardPost:
    post = NoticeboardPost.objects.select_for_update().filter(pk=post_id, taken_down_at=None).first()
    if post is None:
        raise NotFound("There is no such post on the Noticeboard.")
    return post


def _body(post: NoticeboardPost) -> dict[str, str | int]:
    return {
        "key": post.key,
        "handle": post.handle,
        "version": post.version,
        "text_sha256": hashlib.sha256(post.text.encode()).hexdigest(),
    }
