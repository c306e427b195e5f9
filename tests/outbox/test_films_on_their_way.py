"""A film that takes long, or whose worker dies on the way, comes out once: the outbox and a real connector together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

import factories
import films
from fakes.presence import live_presence
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency
from masthead.channels.facebook import films as uploads
from masthead.channels.facebook.channel import Facebook
from masthead.channels.facebook.page import ADDRESS
from masthead.channels.graph import Graph
from masthead.outbox import carry as carrying
from masthead.outbox import clearance
from masthead.outbox.carry import carry
from masthead.outbox.claims import DELIVERY_LEASE, claim_one
from masthead.outbox.enqueue import enqueue
from masthead.outbox.models import Delivery
from masthead.outbox.payload import FrozenAsset, freeze
from peers.facebook import PageServer
from peers.graph import TOKEN

WORDS = "Story hour, again on Tuesday."


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> PageServer:
    server = PageServer()
    graph = Graph("Facebook", ADDRESS, TOKEN, transport=httpx.MockTransport(server))
    monkeypatch.setattr(carrying, "channel_for", lambda presence: Facebook(graph))
    monkeypatch.setitem(clearance._clearances, "publication", lambda delivery, at: None)
    return server


@pytest.fixture
def delivery(agency: Agency, settings: object, tmp_path: Path) -> Delivery:
    """One publication with a film and its captions, on its way to the Page."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    with transaction.atomic():
        return enqueue(
            by=Worker(),
            at=factories.at(),
            purpose="publication",
            subject="publication:1",
            presence=live_presence("facebook", handle="citylibrary"),
            payload=freeze(
                text=WORDS,
                created_at=factories.at(),
                assets=[
                    _frozen("original/story-hour.mp4", films.film(frames=8000), "video/mp4"),
                    _frozen("captions/words.vtt", films.CAPTIONS, "text/vtt", "es"),
                ],
            ),
        )


def _frozen(name: str, content: bytes, mime: str, language: str = "") -> FrozenAsset:
    from hashlib import sha256

    stored = default_storage.save(f"assets/{name}", ContentFile(content))
    return FrozenAsset("1", stored, sha256(content).hexdigest(), mime, "", language)


def carried(delivery: Delivery, minutes: float) -> str:
    return carry(delivery.pk, by=Worker(), at=factories.at(minutes))


def test_it_is_published_with_its_captions_once_it_is_ready(page: PageServer, delivery: Delivery) -> None:
    page.films.slow = 2
    assert carried(delivery, 0) == "begun"
    assert page.posts() == []
    states = [carried(delivery, minutes) for minutes in (10, 20, 30)]
    assert (states[0], states[-1]) == ("begun", "delivered")
    assert page.posts() == [WORDS]
    (film,) = page.films.made.values()
    assert list(film["captions"]) == ["es_LA"]


def test_processing_that_never_ends_is_told_and_nothing_is_public(page: PageServer, delivery: Delivery) -> None:
    page.films.slow = 10_000
    for hours in range(20):
        assert carried(delivery, hours * 61) == "begun"
    delivery.refresh_from_db()
    assert (delivery.error, page.posts()) == ("The channel is still working on the files.", [])


def test_a_film_that_cannot_be_used_is_rejected_with_its_reason(page: PageServer, delivery: Delivery) -> None:
    page.films.fault = "The video has no picture."
    assert carried(delivery, 0) == "rejected"
    delivery.refresh_from_db()
    assert "The video has no picture." in delivery.error and "H.264" in delivery.cure


def test_a_worker_that_dies_in_the_middle_of_an_upload_is_followed_by_one_that_publishes_it_once(
    page: PageServer, delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """Nothing after it runs, as after signal 9."""

    def dies_after(pieces: int) -> Callable[..., None]:
        left = [pieces]

        def transfer(*given: object) -> None:
            *most, sent = given

            def counted() -> None:
                left[0] -= 1
                if not left[0]:
                    raise Killed
                sent()  # type: ignore[operator]

            whole(*most, counted)  # type: ignore[arg-type]

        return transfer

    whole = uploads._transfer
    monkeypatch.setattr(uploads, "_transfer", dies_after(2))
    with pytest.raises(Killed):
        carried(delivery, 0)
    assert claim_one(delivery.pk, at=factories.at(5)) is None, "it is the dead worker's until its lease ends"
    monkeypatch.setattr(uploads, "_transfer", whole)
    after = DELIVERY_LEASE.total_seconds() / 60 + 1
    assert carried(delivery, after) == "delivered"
    assert page.posts() == [WORDS]
    assert [film["published"] for film in page.films.made.values()] == [False, True]
