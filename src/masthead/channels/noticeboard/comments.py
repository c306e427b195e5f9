"""What a citizen does on the Noticeboard: submit, confirm, edit and delete their own comment."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from masthead.agencies.actors import Actor
from masthead.channels.noticeboard.flood import origin_of, refuse_a_flood
from masthead.channels.noticeboard.models import NoticeboardComment, NoticeboardCommentVersion, NoticeboardPost
from masthead.channels.noticeboard.spoken_for import is_spoken_for
from masthead.channels.noticeboard.states import COMMENT
from masthead.kernel.refusals import Invalid, NotFound
from masthead.kernel.text import clean
from masthead.records.append import append
from masthead.records.operation import operation

NAME_LIMIT, TEXT_LIMIT = 80, 3000


@operation("comments.submit")
def submit_comment(
    *,
    by: Actor,
    at: datetime,
    post_id: UUID,
    author_shown: str,
    email: str,
    text: str,
    ip: str = "",
    parent_id: UUID | None = None,
    website: str = "",
) -> NoticeboardComment:
    """Take a comment and wait for its author to confirm the address; nothing is shown until then.

    `website` is a field people do not see: only a machine fills it in. Raises Invalid naming the field at fault,
    NotFound when the post is gone, TooMany (flood.py) with the time from which one may write again.
    """
    if website:
        raise Invalid("This form was filled in by a machine. Leave the last field empty and send it again.")
    post = NoticeboardPost.objects.filter(pk=post_id, taken_down_at=None, thread=None).first()
    if post is None:
        raise NotFound("That post is no longer here, so it cannot be commented on.")
    parent = _parent(post, parent_id)
    author_shown, text, email = _name(author_shown), _text(text), _email(email)
    refuse_a_flood(email=email, ip=ip, at=at)
    comment = NoticeboardComment(
        post=post,
        parent=parent,
        author_shown=author_shown,
        email=email,
        origin=origin_of(ip, at=at),
        text=text,
        submitted_at=at,
    )
    # The text is not recorded yet: until the address is confirmed, nobody has said anything in public.
    append("noticeboard/comment_submitted", by=by, at=at, subject=_subject(comment), body={"post": str(post.pk)})
    comment.save(force_insert=True)
    return comment


@operation("comments.confirm")
def confirm_comment(*, by: Actor, at: datetime, comment_id: UUID) -> NoticeboardComment:
    """Make a comment visible at once. Raises Refused when it is visible already, or was deleted."""
    comment = _locked(comment_id)
    comment.state = COMMENT.to(comment.state, "confirm")
    comment.confirmed_at = at
    return _changed(comment, "new", "noticeboard/comment_confirmed", by=by, at=at)


@operation("comments.change")
def edit_comment(*, by: Actor, at: datetime, comment_id: UUID, text: str) -> NoticeboardComment:
    """Let the author reword their comment. The earlier wording stays on record; a hidden comment stays hidden."""
    comment = _locked(comment_id)
    comment.state = COMMENT.to(comment.state, "edit")
    comment.text = _text(text)
    comment.version += 1
    comment.edited_at = at
    return _changed(comment, "edited", "noticeboard/comment_edited", by=by, at=at)


@operation("comments.change")
def delete_comment(*, by: Actor, at: datetime, comment_id: UUID) -> NoticeboardComment:
    """Let the author take their comment away from the public page."""
    comment = _locked(comment_id)
    was_public = comment.state != "pending"
    comment.state = COMMENT.to(comment.state, "delete")
    if was_public:
        return _changed(comment, "deleted", "noticeboard/comment_deleted", by=by, at=at)
    # Never said in public: there is nothing to keep, and nothing for `pull` to tell.
    append("noticeboard/comment_deleted", by=by, at=at, subject=_subject(comment), body=_body(comment, text=""))
    comment.text = ""
    comment.save()
    return comment


def _changed(comment: NoticeboardComment, kind: str, record: str, *, by: Actor, at: datetime) -> NoticeboardComment:
    # Append first: it takes the ledger's lock, which puts the numbers of the versions in the order of their commits.
    append(record, by=by, at=at, subject=_subject(comment), body=_body(comment, text=comment.text))
    comment.save()
    NoticeboardCommentVersion.objects.create(
        comment=comment,
        version=comment.version,
        kind=kind,
        text="" if kind == "deleted" else comment.text,
        at=at,
    )
    return comment


def _locked(comment_id: UUID) -> NoticeboardComment:
    comment = NoticeboardComment.objects.select_for_update().filter(pk=comment_id).first()
    if comment is None:
        raise NotFound("There is no such comment.")
    return comment


def _parent(post: NoticeboardPost, parent_id: UUID | None) -> NoticeboardComment | None:
    if parent_id is None:
        return None
    parent = post.comments.filter(pk=parent_id, state="visible").first()
    if parent is None:
        raise NotFound("The comment you answer is no longer here. Comment on the post instead.")
    return parent


def _name(given: str) -> str:
    name = " ".join(clean(given).split())
    if not name:
        raise Invalid(
            "Tell us the name to show beside your comment. It need not be your full name.", field="author_shown"
        )
    if len(name) > NAME_LIMIT:
        raise Invalid(f"The name is longer than {NAME_LIMIT} characters. Shorten it.", field="author_shown")
    if is_spoken_for(name):
        raise Invalid("That is a name of the agency itself. Choose another to show.", field="author_shown")
    return name


def _text(given: str) -> str:
    text = clean(given).strip()
    if not text:
        raise Invalid("Write something first: the comment is empty.", field="text")
    if len(text) > TEXT_LIMIT:
        raise Invalid(f"The comment is {len(text) - TEXT_LIMIT} characters too long. Shorten it.", field="text")
    return text


def _email(given: str) -> str:
    try:
        validate_email(given.strip())
    except ValidationError:
        raise Invalid("Enter an e-mail address such as name@example.org; it is never shown.", field="email") from None
    return given.strip()


def _subject(comment: NoticeboardComment) -> str:
    return f"comment:{comment.pk}"


def _body(comment: NoticeboardComment, *, text: str) -> dict[str, str | int]:
    return {
        "post": str(comment.post_id),
        "version": comment.version,
        "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
