"""A film on its way to LinkedIn or X: waited for, looked for where an answer was lost, and public once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

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
from masthead.channels.linkedin.channel import LinkedIn
from masthead.channels.linkedin.rest import Rest
from masthead.channels.linkedin.words import plain
from masthead.channels.port import Channel
from masthead.channels.x.api import Api
from masthead.channels.x.channel import X
from masthead.outbox import carry as carrying
from masthead.outbox import clearance
from masthead.outbox.carry import carry
from masthead.outbox.claims import DELIVERY_LEASE, claim_one
from masthead.outbox.enqueue import enqueue
from masthead.outbox.models import Delivery
from masthead.outbox.payload import FrozenAsset, freeze
from peers import linkedin, x

WORDS = "Story hour, again on Tuesday."


class Killed(BaseException):
    """Nothing after it runs, as after signal 9."""


@dataclass
class Platform:
    """posts: the path that makes a post; piece: the connector's call for one piece, by class and name."""

    name: str
    server: Any
    channel: Callable[[], Channel]
    public: Callable[[], list[str]]
    posts: str
    piece: tuple[type, str]


def _linkedin() -> Platform:
    server = linkedin.LinkedInServer(part=30_000)
    channel = lambda: LinkedIn(linkedin.NUMBER, linkedin.TOKEN, transport=httpx.MockTransport(server))  # noqa: E731
    public = lambda: [plain(post["commentary"]) for post in server.posts.values()]  # noqa: E731
    return Platform("linkedin", server, channel, public, "/rest/posts", (Rest, "upload_part"))


def _x() -> Platform:
    server = x.XServer()
    channel = lambda: X(Api(x.TOKEN, address=x.ADDRESS, transport=httpx.MockTransport(server)))  # noqa: E731
    public = lambda: [post["text"] for post in server.posts.values()]  # noqa: E731
    return Platform("x", server, channel, public, "/2/tweets", (Api, "append"))


@pytest.fixture(params=[_linkedin, _x], ids=["linkedin", "x"])
def platform(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Platform:
    platform: Platform = request.param()
    monkeypatch.setattr("masthead.channels.x.films.PIECE", 30_000)
    monkeypatch.setattr(carrying, "channel_for", lambda presence: platform.channel())
    monkeypatch.setitem(clearance._clearances, "publication", lambda delivery, at: None)
    return platform


@pytest.fixture
def delivery(agency: Agency, settings: object, tmp_path: Path, platform: Platform) -> Delivery:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    film, captions = films.film(frames=90_000), films.CAPTIONS
    assets = [
        _frozen("original/story-hour.mp4", film, "video/mp4"),
        _frozen("captions/words.vtt", captions, "text/vtt", "es"),
    ]
    with transaction.atomic():
        return enqueue(
            by=Worker(),
            at=factories.at(),
            purpose="publication",
            subject="publication:1",
            presence=live_presence(platform.name, handle="citylibrary"),
            payload=freeze(text=WORDS, created_at=factories.at(), assets=assets),
        )


def _frozen(name: str, content: bytes, mime: str, language: str = "") -> FrozenAsset:
    stored = default_storage.save(f"assets/{name}", ContentFile(content))
    return FrozenAsset("1", stored, sha256(content).hexdigest(), mime, "", language)


def carried(delivery: Delivery, minutes: float) -> str:
    return carry(delivery.pk, by=Worker(), at=factories.at(minutes))


def still_works(platform: Platform, looks: int) -> None:
    """The platform says so many times that it is not ready yet."""
    if platform.name == "x":
        platform.server.processing = looks + 1
    else:
        platform.server.video_states = ["PROCESSING"] * looks


def test_it_is_waited_for_and_published_once(platform: Platform, delivery: Delivery) -> None:
    still_works(platform, 2)
    assert carried(delivery, 0) == "begun"
    assert platform.public() == []
    states = [carried(delivery, minutes) for minutes in (10, 20)]
    assert states == ["begun", "delivered"]
    assert platform.public() == [WORDS]


def test_processing_that_never_ends_is_told_and_nothing_is_public(platform: Platform, delivery: Delivery) -> None:
    still_works(platform, 10_000)
    for hours in range(20):
        assert carried(delivery, hours * 61) == "begun"
    delivery.refresh_from_db()
    assert (delivery.error, platform.public()) == ("The channel is still working on the files.", [])


def test_a_lost_answer_to_the_post_is_looked_for_and_nothing_is_published_twice(
    platform: Platform, delivery: Delivery
) -> None:
    platform.server.plan("drop", platform.posts)
    states = [carried(delivery, minutes) for minutes in (0, 10, 20)]
    assert states[-1] == "delivered"
    assert platform.public() == [WORDS]


def test_a_worker_that_dies_in_the_middle_of_an_upload_is_followed_by_one_that_publishes_it_once(
    platform: Platform, delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, name = platform.piece
    whole, left = getattr(owner, name), [2]

    def dies_after_two(self: object, *given: object) -> object:
        if not left[0]:
            raise Killed
        left[0] -= 1
        return whole(self, *given)

    monkeypatch.setattr(owner, name, dies_after_two)
    with pytest.raises(Killed):
        carried(delivery, 0)
    assert claim_one(delivery.pk, at=factories.at(5)) is None, "it is the dead worker's until its lease ends"
    monkeypatch.setattr(owner, name, whole)
    assert carried(delivery, DELIVERY_LEASE.total_seconds() / 60 + 1) == "delivered"
    assert platform.public() == [WORDS]
