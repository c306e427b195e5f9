"""From the outbox to the agency's own page, pictures and answers included: the bytes people approved, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import override_settings

import factories
from fakes.presence import live_presence
from films import CAPTIONS, film
from masthead.agencies.actors import Citizen, Worker
from masthead.agencies.models import Agency
from masthead.channels.noticeboard.comments import confirm_comment, delete_comment, submit_comment
from masthead.channels.noticeboard.models import NoticeboardPost
from masthead.channels.noticeboard.reading import thread
from masthead.channels.ref import Ref
from masthead.outbox.carry import carry
from masthead.outbox.enqueue import enqueue
from masthead.outbox.models import Delivery
from masthead.outbox.payload import FrozenAsset, freeze
from masthead.presences.models import Presence

PICTURE = b"\x89PNG the bytes that were approved"
READER = Citizen("reader")


@pytest.fixture
def board(agency: Agency, objections: list[str], tmp_path: Path) -> Iterator[Presence]:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield live_presence("noticeboard")


@pytest.fixture
def send(board: Presence) -> Callable[..., Delivery]:
    def send(text: str, *, subject: str = "publication:1", **more: object) -> Delivery:
        payload = freeze(text=text, created_at=factories.at(), **more)  # type: ignore[arg-type]
        with transaction.atomic():
            return enqueue(
                by=Worker(), at=factories.at(), purpose="publication", subject=subject, presence=board, payload=payload
            )

    return send


def carried(delivery: Delivery) -> Delivery:
    carry(delivery.pk, by=Worker(), at=factories.at(1))
    delivery.refresh_from_db()
    return delivery


def stored() -> FrozenAsset:
    name = default_storage.save("assets/map.png", ContentFile(PICTURE))
    return FrozenAsset("1", name, hashlib.sha256(PICTURE).hexdigest(), "image/png", "A map of Elm Street")


def test_a_picture_goes_out_with_the_bytes_and_the_words_that_were_approved(send: Callable[..., Delivery]) -> None:
    delivery = carried(send("Road closed", assets=[stored()]))
    assert delivery.state == "delivered"
    post = NoticeboardPost.objects.get()
    assert delivery.permalink == f"http://testserver/posts/{post.pk}/"
    (image,) = post.images.all()
    assert image.alt == "A map of Elm Street"
    assert image.file.read() == PICTURE


def test_a_film_goes_out_with_its_captions_in_their_language(send: Callable[..., Delivery]) -> None:
    content = film()
    assets = [_frozen("story-hour.mp4", content, "video/mp4", "A story is read"), _frozen("words.vtt", CAPTIONS)]
    assert carried(send("Story hour", assets=[*assets, stored()])).state == "delivered"
    shown = NoticeboardPost.objects.get().film
    assert (shown.file.read(), shown.alt) == (content, "A story is read")
    assert (shown.captions.read(), shown.captions_lang) == (CAPTIONS, "es")


def _frozen(name: str, content: bytes, mime: str = "text/vtt", alt: str = "") -> FrozenAsset:
    kept = default_storage.save(f"assets/{name}", ContentFile(content))
    return FrozenAsset("2", kept, hashlib.sha256(content).hexdigest(), mime, alt, "es" if mime == "text/vtt" else "")


@pytest.mark.parametrize("what", ["changed", "missing"])
def test_a_picture_that_is_not_the_approved_one_holds_the_post(send: Callable[..., Delivery], what: str) -> None:
    asset = stored()
    delivery = send("Road closed", assets=[asset])
    default_storage.delete(asset.name)
    if what == "changed":
        default_storage.save(asset.name, ContentFile(b"other bytes"))
    assert carried(delivery).state == "held"
    assert delivery.error.startswith("A file of this post")
    assert not NoticeboardPost.objects.exists()


def test_an_answer_stands_under_its_comment_and_is_refused_once_that_is_gone(send: Callable[..., Delivery]) -> None:
    carried(send("Road closed"))
    post = NoticeboardPost.objects.get()
    comment = submit_comment(
        by=READER, at=factories.at(), post_id=post.pk, author_shown="Ada", email="ada@example.org", text="Until when?"
    )
    confirm_comment(by=READER, at=factories.at(), comment_id=comment.pk)
    to = Ref(f"comment:{comment.pk}", "1")
    delivery = carried(send("Until Monday.", subject="publication:2", reply_to=to, reply_root=Ref(f"post:{post.pk}")))
    assert delivery.state == "delivered"
    assert [(entry.text, entry.depth) for entry in thread(post).entries] == [("Until when?", 0), ("Until Monday.", 1)]
    delete_comment(by=READER, at=factories.at(), comment_id=UUID(str(comment.pk)))
    late = carried(send("Until Tuesday.", subject="publication:3", reply_to=to))
    assert (late.state, late.error) == ("rejected", "The comment you answer is no longer shown.")
