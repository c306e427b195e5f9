"""Comments on the Noticeboard as events of the port. The cursor is the number of the last version handed out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from masthead.channels.as_given import as_given
from masthead.channels.events import CommentEvent, Page, Seen
from masthead.channels.noticeboard import addresses
from masthead.channels.noticeboard.models import NoticeboardComment, NoticeboardCommentVersion
from masthead.channels.ref import Ref
from masthead.kernel.clock import stamp

PAGE = 100
_SEEN: dict[str, Seen] = {"visible": "present", "hidden": "hidden", "deleted": "gone", "pending": "unknown"}


def pull_comments(handle: str, cursor: str, *, at: datetime) -> Page:
    """Versions after `cursor` on the posts of `handle`, oldest first, at most PAGE of them."""
    rows = list(
        NoticeboardCommentVersion.objects.filter(id__gt=int(cursor or 0), comment__post__handle=handle)
        .select_related("comment")
        .order_by("id")[: PAGE + 1]
    )
    more, rows = len(rows) > PAGE, rows[:PAGE]
    return Page(tuple(_event(row, at) for row in rows), str(rows[-1].pk) if rows else cursor, more)


def recheck_comments(refs: Sequence[Ref]) -> Mapping[str, Seen]:
    """What became of each comment since the version in its ref. Refs of anything else are unknown."""
    wanted = {ref.native_id: ref for ref in refs}
    ids = [UUID(native_id.removeprefix("comment:")) for native_id in wanted if native_id.startswith("comment:")]
    seen: dict[str, Seen] = dict.fromkeys(wanted, "unknown")
    for comment in NoticeboardComment.objects.filter(pk__in=ids):
        native_id = f"comment:{comment.pk}"
        state = _SEEN[comment.state]
        reworded = state == "present" and wanted[native_id].version not in ("", str(comment.version))
        seen[native_id] = "edited" if reworded else state
    for native_id in wanted:
        if native_id.startswith("comment:") and seen[native_id] == "unknown":
            seen[native_id] = "gone"
    return seen


def _event(row: NoticeboardCommentVersion, at: datetime) -> CommentEvent:
    comment = row.comment
    root = Ref(f"post:{comment.post_id}", url=addresses.absolute(addresses.post_path(comment.post_id)))
    parent = Ref(f"comment:{comment.parent_id}") if comment.parent_id else root
    raw = {
        "id": str(comment.pk),
        "kind": row.kind,
        "version": row.version,
        "author": comment.author_shown,
        "text": row.text,
        "post": str(comment.post_id),
        "parent": str(comment.parent_id) if comment.parent_id else None,
        "at": stamp(row.at),
    }
    return CommentEvent(
        native_id=f"comment:{comment.pk}",
        version=str(row.version),
        kind="new" if row.kind == "new" else "edited" if row.kind == "edited" else "deleted",
        author_shown=comment.author_shown,
        author_id="",
        text=row.text,
        parent_ref=parent,
        root_ref=root,
        url=addresses.absolute(addresses.comment_path(comment.post_id, comment.pk)),
        raw=as_given(raw),
        observed_at=at,
        via="noticeboard:versions",
        said_at=row.at,
    )
