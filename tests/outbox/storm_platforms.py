"""The platforms of a storm: one of each that a simulator or a server of our own stands for, and its weather."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from outbox import storm_elsewhere
from outbox.storm_elsewhere import ELSEWHERE, simulated
from outbox.storm_graphs import GRAPHS, connector_at, server_of

# What the fake does to each call, and how often in a hundred calls.
FAKE: dict[tuple[str, str], list[tuple[str, int]]] = {
    ("begin", "before"): [("timeout", 3), ("unreachable", 2), ("429", 1)],
    ("commit", "before"): [("timeout", 3), ("500", 3), ("429", 3), ("401", 1), ("unreachable", 3)],
    ("commit", "after"): [("drop", 7), ("500", 3), ("crash", 2)],
    ("probe", "before"): [("cannot_tell", 15)],
    ("read_back", "before"): [("timeout", 5)],
}
HTTP = ("drop", "drop", "deaf", "429", "500", "503", "html")
WORST = 0.12
"""How many requests in all meet a fault."""
EXPIRES = 0.0008
"""How many requests are the one at which the token dies: everything after it in the batch is turned away."""


class Weather(list[tuple[str, str]]):
    """Stands where a simulator keeps its planned faults: each request may meet one, drawn by chance."""

    def __init__(self, dice: random.Random, name: str, counted: Counter[str], expire: Callable[[], None]) -> None:
        super().__init__()
        self.dice, self.name, self.counted, self.expire, self.calm = dice, name, counted, expire, False

    def __iter__(self) -> Iterator[tuple[str, str]]:
        if self.calm:
            return iter(())
        chance = self.dice.random()
        if chance < EXPIRES:
            self.counted[f"{self.name} token expired"] += 1
            self.expire()
        elif chance < WORST:
            what = self.dice.choice(HTTP)
            self.counted[f"{self.name} {what}"] += 1
            return iter([("", what)])
        return iter(())

    def __delitem__(self, place: object) -> None:
        """Spent by being drawn."""


@dataclass(frozen=True)
class Platform:
    """One presence's platform.

    reach: how a worker reaches it; storm: make `posts` meet bad weather; mend: a valid token again; public: the texts
    the public reads there.
    """

    presence: Any
    reach: tuple[str, str]
    storm: Callable[[int], None]
    mend: Callable[[], None]
    public: Callable[[], list[str]]


@contextmanager
def platforms(store: Path, dice: random.Random, counted: Counter[str]) -> Iterator[list[Platform]]:
    """The fake, which knows no keys; the Noticeboard; a forum; each Mastodon-like software; those of big houses."""
    from fakes.channel import install
    from fakes.presence import live_presence

    install()
    with ExitStack() as stack:
        every = [_fake(store / "storm.sqlite3", dice, counted), _noticeboard(), _forum(stack, dice, counted)]
        for software in ("mastodon", "gotosocial", "pixelfed"):
            server, weather = _social(stack, software, dice, counted)
            presence = live_presence("mastodon", handle=f"library@{software}.example")
            every.append(Platform(presence, ("mastodon", server.address), _blow(weather), _renew(server), server.posts))
        for name in GRAPHS:
            every.append(_graph(stack, name, store, dice, counted))
        for name in ELSEWHERE:
            every.append(_elsewhere(stack, name, store, dice, counted))
        yield every


def channel_at(reach: tuple[str, str]) -> Any:
    """The connector of a platform, in any process."""
    name, address = reach
    if name == "fake":
        from fakes.channel import FakeChannel

        return FakeChannel(Path(address))
    if name == "noticeboard":
        from masthead.channels.noticeboard.channel import connect

        return connect({"handle": address}, {})
    if name == "discourse":
        from masthead.channels.discourse.channel import Discourse
        from masthead.channels.discourse.forum import Forum
        from peers import discourse

        return Discourse(Forum(address, discourse.USER, discourse.KEY), str(discourse.CATEGORY))
    if name in (*GRAPHS, *ELSEWHERE):
        address, _, folder = address.partition(" ")
        if name in GRAPHS:
            return connector_at(name, address, Path(folder))
        return storm_elsewhere.connector_at(name, address, Path(folder))
    from masthead.channels.mastodon.account import MastodonAccount
    from masthead.channels.mastodon.server import Server
    from peers.mastodon import TOKEN

    return MastodonAccount(Server(address, TOKEN, timeout=10))


def _fake(store: Path, dice: random.Random, counted: Counter[str]) -> Platform:
    from fakes.channel import FakeServer
    from fakes.presence import live_presence

    fake = FakeServer(store)

    def storm(posts: int) -> None:
        with fake.open() as rows:
            rows.execute("DELETE FROM fault")
            for (call, moment), kinds in FAKE.items():
                drawn = [what for what, often in kinds for _ in range(round(often * posts / 100))]
                drawn += [""] * (posts - len(drawn))
                dice.shuffle(drawn)
                counted.update(f"fake {what} {moment} {call}" for what in drawn if what)
                rows.executemany(
                    "INSERT INTO fault (call, moment, what) VALUES (?, ?, ?)", [(call, moment, what) for what in drawn]
                )

    presence = live_presence("fake", handle="library", settings={"store": str(store)})
    return Platform(presence, ("fake", str(store)), storm, lambda: None, fake.posts)


def _noticeboard() -> Platform:
    from fakes.presence import live_presence
    from masthead.channels.noticeboard.models import NoticeboardPost

    def public() -> list[str]:
        return list(NoticeboardPost.objects.values_list("text", flat=True))

    reach = ("noticeboard", "library-news")
    return Platform(live_presence("noticeboard"), reach, lambda posts: None, lambda: None, public)


def _forum(stack: ExitStack, dice: random.Random, counted: Counter[str]) -> Platform:
    from fakes.presence import live_presence
    from peers import discourse

    forum = stack.enter_context(discourse.listening(discourse.ForumServer()))
    weather = Weather(dice, "forum", counted, lambda: setattr(forum, "key", "another"))
    forum.faults = weather
    presence = live_presence("discourse", handle="library@forum.example")
    mend = lambda: setattr(forum, "key", discourse.KEY)  # noqa: E731
    return Platform(presence, ("discourse", forum.address), _blow(weather), mend, forum.titles)


def _social(stack: ExitStack, software: Any, dice: random.Random, counted: Counter[str]) -> tuple[Any, Weather]:
    from peers.mastodon import social_server

    server = stack.enter_context(social_server(software))
    weather = Weather(dice, software, counted, lambda: setattr(server, "token", "another"))
    server.faults = weather
    return server, weather


def _graph(stack: ExitStack, name: str, folder: Path, dice: random.Random, counted: Counter[str]) -> Platform:
    from fakes.presence import live_presence
    from peers.graph import TOKEN
    from peers.listener import answering

    server = server_of(name)
    weather = Weather(dice, name, counted, lambda: setattr(server, "token", "another"))
    server.faults = weather
    address = stack.enter_context(answering(server, server.lock))
    mend = lambda: setattr(server, "token", TOKEN)  # noqa: E731
    return Platform(
        live_presence(name, handle="citylibrary"), (name, f"{address} {folder}"), _blow(weather), mend, server.posts
    )


def _elsewhere(stack: ExitStack, name: str, folder: Path, dice: random.Random, counted: Counter[str]) -> Platform:
    from fakes.presence import live_presence
    from peers.listener import answering

    one = simulated(name)
    weather = Weather(dice, name, counted, one.expire)
    one.server.faults = weather
    address = stack.enter_context(answering(one.server, threading.RLock()))
    reach = (name, f"{address} {folder}")
    return Platform(live_presence(name, handle="citylibrary"), reach, _blow(weather), one.renew, one.public)


def _renew(server: Any) -> Callable[[], None]:
    from peers.mastodon import TOKEN

    return lambda: setattr(server, "token", TOKEN)


def _blow(weather: Weather) -> Callable[[int], None]:
    return lambda posts: setattr(weather, "calm", False)
