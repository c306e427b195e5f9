"""A film on Instagram is a reel, on Threads a post: fetched from the desk, waited for, published at most once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from channels.conformance import post, published
from channels.filmed_posts import LENT, captions_at, film_at, filmed
from channels.graph_faults import CERTAINLY_NOT_DONE, NOBODY_KNOWS
from masthead.channels.errors import Rejected
from masthead.channels.graph import Graph
from masthead.channels.instagram.channel import Instagram
from masthead.channels.outcomes import Absent, CannotTell, Done, Found, Unknown
from masthead.channels.port import Channel
from masthead.channels.post import AssetFile, Pending
from masthead.channels.threads.channel import Threads
from peers.graph import TOKEN
from peers.instagram import AccountServer
from peers.threads import ProfileServer

WORDS = "Story hour, again on Tuesday."


@dataclass
class Place:
    """One of the two platforms. standing, why: what a container tells of itself; publish: where it is published."""

    name: str
    server: Any
    channel: Channel
    standing: str
    why: str
    publish: str

    def container(self, pending: Pending) -> dict[str, Any]:
        found: dict[str, Any] = self.server.containers[str(pending.state["container"])]
        return found


def instagram() -> Place:
    server = AccountServer()
    graph = Graph("Instagram", "https://graph.instagram.com/v24.0", TOKEN, transport=httpx.MockTransport(server))
    return Place("Instagram", server, Instagram(graph), "status_code", "status", "/media_publish")


def threads() -> Place:
    server = ProfileServer()
    graph = Graph("Threads", "https://graph.threads.net/v1.0", TOKEN, transport=httpx.MockTransport(server))
    return Place("Threads", server, Threads(graph), "status", "error_message", "/threads_publish")


@pytest.fixture(params=[instagram, threads], ids=["instagram", "threads"])
def place(request: pytest.FixtureRequest) -> Place:
    made: Callable[[], Place] = request.param
    return made()


@pytest.fixture
def film(tmp_path: Path) -> AssetFile:
    return film_at(tmp_path)


def ready(place: Place, film: AssetFile) -> Pending:
    pending = place.channel.begin(filmed(film), "key")
    while not pending.ready:
        pending = place.channel.advance(pending)
    return pending


def test_a_film_is_fetched_from_the_desk_waited_for_and_then_published(place: Place, film: AssetFile) -> None:
    place.server.slow = 5
    pending, waits = place.channel.begin(filmed(film), "key"), 0
    while not pending.ready:
        assert place.server.posts() == []
        pending, waits = place.channel.advance(pending), waits + 1
    assert waits == 6
    assert isinstance(place.channel.commit(pending), Done)
    assert place.server.posts() == [WORDS]


def test_on_instagram_it_is_a_reel_that_the_feed_shows_too(film: AssetFile) -> None:
    place = instagram()
    made = place.container(place.channel.begin(filmed(film), "key"))
    assert (made["media_type"], made["video_url"], made["caption"]) == ("REELS", LENT, WORDS)
    assert made["share_to_feed"] == "true" and "alt_text" not in made


def test_on_threads_it_has_its_alternative_text(film: AssetFile) -> None:
    place = threads()
    made = place.container(place.channel.begin(filmed(film), "key"))
    assert (made["media_type"], made["video_url"], made["alt_text"]) == ("VIDEO", LENT, "A story is read")


@pytest.mark.parametrize("fault", NOBODY_KNOWS)
def test_a_lost_answer_to_commit_is_unknown_then_found_and_published_once(
    place: Place, film: AssetFile, fault: str
) -> None:
    pending = ready(place, film)
    place.server.plan(fault, place.publish)
    assert isinstance(place.channel.commit(pending), Unknown)
    arrived = fault in ("drop", "done#1")
    assert isinstance(place.channel.probe(pending), Found if arrived else CannotTell)
    assert place.server.posts() == [WORDS] * arrived


@pytest.mark.parametrize(("fault", "error"), CERTAINLY_NOT_DONE)
def test_what_certainly_was_not_done_is_an_error_the_outbox_knows(
    place: Place, film: AssetFile, fault: str, error: type[Exception]
) -> None:
    pending = ready(place, film)
    place.server.plan(fault, place.publish)
    with pytest.raises(error):
        place.channel.commit(pending)
    assert place.server.posts() == []


def test_processing_that_never_ends_expires_and_is_told(place: Place, film: AssetFile) -> None:
    place.server.slow = 1_000
    pending = place.channel.begin(filmed(film), "key")
    for _ in range(20):
        pending = place.channel.advance(pending)
    assert not pending.ready
    place.server.day_passes()
    with pytest.raises(Rejected, match=f"{place.name} could not prepare the post") as refused:
        place.channel.advance(pending)
    assert "prepare it again" in refused.value.cure
    assert place.channel.probe(pending) == Absent()


@pytest.mark.parametrize(
    ("name", "told", "said", "cure"),
    [
        ("instagram", "Error: the upload failed with error code 2207026", "encoded in a way", "H.264"),
        ("instagram", "Error: media could not be fetched, 2207052", "could not be fetched", "public address"),
        ("threads", "FAILED_DOWNLOADING_VIDEO", "it could not fetch the video from this desk", "public address"),
        ("threads", "FAILED_PROCESSING_VIDEO", "it cannot read the video", "H.264"),
        ("threads", "INVALID_DURATION", "too long or too short", "Cut the video"),
        ("threads", "INVALID_ASPEC_RATIO", "too wide or too tall", "9:16"),
        ("threads", "UNKNOWN", "it does not say why", "prepare it again"),
    ],
)
def test_a_film_that_cannot_be_used_is_told_in_plain_words_with_its_cure(
    film: AssetFile, name: str, told: str, said: str, cure: str
) -> None:
    place = {"instagram": instagram, "threads": threads}[name]()
    pending = place.channel.begin(filmed(film), "key")
    place.container(pending).update({place.standing: "ERROR", place.why: told})
    with pytest.raises(Rejected) as refused:
        place.channel.advance(pending)
    assert said in refused.value.sentence and cure in refused.value.cure
    assert "_" not in refused.value.sentence


def test_what_does_not_fit_is_known_before_sending(place: Place, film: AssetFile, tmp_path: Path) -> None:
    def said(*assets: AssetFile) -> tuple[str, ...]:
        return place.channel.measure(post("Watch", assets=assets)).violations

    picture = replace(film, mime="image/png", path=tmp_path / "map.png")
    longest = {"Instagram": 15 * 60, "Threads": 5 * 60}[place.name]
    assert said(film) == said(film_at(tmp_path, seconds=longest, name="just.mp4")) == ()
    assert "stands alone" in said(film, picture)[0]
    assert "stands alone" in said(film, film)[0]
    over = film_at(tmp_path, seconds=longest + 1, name="long.mp4")
    assert said(over) == (f"long.mp4 is longer than {longest // 60} minutes, the most that {place.name} takes.",)
    assert "takes no file of captions" in said(film, captions_at(tmp_path))[0]
    (told,) = said(replace(film, url=""))
    assert "no public address" in told
    assert said(replace(film, path=tmp_path / "gone.mp4")) == ()


def test_a_reel_is_three_seconds_long_at_least(tmp_path: Path) -> None:
    short = film_at(tmp_path, seconds=2)
    (told,) = instagram().channel.measure(filmed(short)).violations
    assert told == "story-hour.mp4 is shorter than 3 seconds, the least that Instagram takes."
    assert threads().channel.measure(filmed(short)).violations == ()


def test_an_answer_on_threads_may_show_a_film(film: AssetFile) -> None:
    place = threads()
    ref, _ = published(place.channel)
    said = place.server.says("May we watch?", ref.native_id)
    answered = replace(ref, native_id=f"{ref.native_id}.{said['id']}")
    published(place.channel, replace(filmed(film), reply_to=answered))
    assert [each["media_type"] for each in place.server.containers.values()] == ["TEXT", "VIDEO"]
