"""The Noticeboard's connector. It is its own server, so it alone among connectors writes to the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from masthead.agencies.actors import Worker
from masthead.agencies.models import the_agency
from masthead.channels.description import Description
from masthead.channels.errors import Rejected
from masthead.channels.events import Page, Seen
from masthead.channels.films import film_of, pictures_of, shown_at
from masthead.channels.metrics_port import Metric
from masthead.channels.noticeboard import addresses, board
from masthead.channels.noticeboard.description import DESCRIPTION, IMAGE_TYPES
from masthead.channels.noticeboard.kept_files import keep
from masthead.channels.noticeboard.measure import measured
from masthead.channels.noticeboard.metrics import metrics as counted
from masthead.channels.noticeboard.models import NoticeboardComment, NoticeboardPost
from masthead.channels.noticeboard.stream import pull_comments, recheck_comments
from masthead.channels.outcomes import Absent, CannotTell, Done, Found, Moderated, ReadBack, Unknown
from masthead.channels.port import Action, Channel
from masthead.channels.post import Measure, Pending, Post
from masthead.channels.profile import Profile
from masthead.channels.ref import Ref
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound, Refused

__all__ = ["DESCRIPTION", "Noticeboard", "connect"]

_SERVER = Worker("noticeboard")
_told_as_of: ContextVar[datetime | None] = ContextVar("told_as_of", default=None)


@contextmanager
def told_as_of(moment: datetime) -> Iterator[None]:
    """Within it the board's clock stands at `moment`: the sample desk tells of days before it was opened."""
    token = _told_as_of.set(moment)
    try:
        yield
    finally:
        _told_as_of.reset(token)


def _clock() -> datetime:
    return _told_as_of.get() or now()


def connect(presence_settings: Mapping[str, str], secrets: Mapping[str, str]) -> Channel:
    """Settings: `handle`, the presence's name on the board. It has no secrets: the board is in the same house."""
    return Noticeboard(handle=presence_settings.get("handle", ""))


class Noticeboard:
    """Keeps the port. Reads the clock, as any server does for what it receives."""

    def __init__(self, *, handle: str) -> None:
        self.handle = handle

    def describe(self) -> Description:
        return DESCRIPTION

    def measure(self, post: Post) -> Measure:
        return measured(post)

    def begin(self, post: Post, key: str) -> Pending:
        """Store what is shown. Nobody can read it before a post names it."""
        if violations := self.measure(post).violations:
            raise Rejected(violations[0], cure="Change the draft and have it approved again.")
        pictures = pictures_of(post.assets)
        images = [[keep(picture.path, IMAGE_TYPES[picture.mime]), picture.mime, picture.alt] for picture in pictures]
        film = _film(post)
        return Pending(post, key, state={"images": images, "film": asdict(film) if film else None})

    def advance(self, pending: Pending) -> Pending:
        return pending

    def commit(self, pending: Pending) -> Done | Unknown:
        """Idempotent by key: a second commit finds the first one's post."""
        thread, answers = self._thread(pending.post)
        try:
            with transaction.atomic():
                post = board.put_up(
                    by=_SERVER,
                    at=_clock(),
                    key=pending.key,
                    handle=self.handle,
                    text=pending.post.text,
                    lang=pending.post.lang,
                    images=_images(pending),
                    film=_stored_film(pending),
                    answers=answers,
                    thread=thread,
                )
        except IntegrityError:
            post = NoticeboardPost.objects.get(key=pending.key)
        return Done(_ref(post))

    def probe(self, pending: Pending) -> Found | Absent | CannotTell:
        """The key is unique in the table, so a look is proof either way."""
        post = NoticeboardPost.objects.filter(key=pending.key).first()
        return Found(_ref(post)) if post else Absent()

    def read_back(self, ref: Ref) -> ReadBack | None:
        post = NoticeboardPost.objects.filter(pk=_id(ref, "post"), taken_down_at=None).first()
        return ReadBack(_ref(post), post.text, post.text.encode()) if post else None

    def edit(self, ref: Ref, post: Post) -> Ref:
        """New words under the same address; a post's pictures and its film stay."""
        try:
            return _ref(board.reword(by=_SERVER, at=_clock(), post_id=_id(ref, "post"), text=post.text, lang=post.lang))
        except NotFound as gone:
            raise Rejected(gone.sentence, cure="Publish it again as a new post.") from gone

    def delete_own(self, ref: Ref) -> None:
        try:
            board.take_down(by=_SERVER, at=_clock(), post_id=_id(ref, "post"))
        except NotFound:
            return  # gone already is what was asked for

    def moderate(self, ref: Ref, action: Action, reason: str) -> Moderated:
        comment_id = _id(ref, "comment")
        wanted = "hidden" if action == "hide" else "visible"
        comment = NoticeboardComment.objects.filter(pk=comment_id).first()
        if comment is None or comment.state != wanted:
            try:
                board.hide_or_restore(by=_SERVER, at=_clock(), comment_id=comment_id, act=action, reason=reason)
            except Refused as refusal:
                raise Rejected(refusal.sentence) from refusal
        shown = NoticeboardComment.objects.get(pk=comment_id)
        return Moderated(ref, hidden=shown.state != "visible", read_back=shown.state)

    def pull(self, stream: str, cursor: str, *, at: datetime) -> Page:
        return pull_comments(self.handle, cursor, at=at)

    def recheck(self, refs: Sequence[Ref]) -> Mapping[str, Seen]:
        return recheck_comments(refs)

    def metrics(self, refs: Sequence[Ref]) -> Mapping[str, Sequence[Metric]]:
        return counted(refs)

    def profile(self) -> Profile:
        agency = the_agency()
        return Profile(
            handle=self.handle,
            name=agency.name if agency else self.handle,
            about=agency.mission if agency else "",
            url=addresses.absolute("/"),
        )

    def _thread(self, post: Post) -> tuple[UUID | None, UUID | None]:
        """(the post above, the comment answered) of a reply; (None, None) for a post of its own."""
        if post.reply_to is None:
            return None, None
        comment = NoticeboardComment.objects.filter(pk=_id(post.reply_to, "comment")).first()
        if comment is None or comment.state != "visible":
            raise Rejected("The comment you answer is no longer shown.", cure="Answer in a post of its own.")
        return comment.post_id, comment.pk


def _film(post: Post) -> board.Film | None:
    film = film_of(post)
    if film is None:
        return None
    width, height = shown_at(film.file.path)
    captions = keep(film.captions.path, "vtt") if film.captions else ""
    return board.Film(keep(film.file.path, "mp4"), film.file.alt, width, height, captions, film.language)


def _images(pending: Pending) -> list[tuple[str, str, str]]:
    stored = pending.state.get("images")
    return [(name, mime, alt) for name, mime, alt in stored] if isinstance(stored, list) else []


def _stored_film(pending: Pending) -> board.Film | None:
    stored = pending.state.get("film")
    return board.Film(**stored) if isinstance(stored, dict) else None


def _ref(post: NoticeboardPost) -> Ref:
    above = post.thread_id or post.pk
    return Ref(f"post:{post.pk}", str(post.version), addresses.absolute(addresses.post_path(above)))


def _id(ref: Ref, thing: str) -> UUID:
    kind, _, value = ref.native_id.partition(":")
    if kind != thing:
        raise Rejected(f"{ref.native_id} is not a {thing} on the Noticeboard.")
    return UUID(value)
