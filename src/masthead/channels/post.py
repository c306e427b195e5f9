"""What a connector is given to say, how it measures that beforehand, and what it keeps of it while it is half sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from masthead.channels.ref import Ref


@dataclass(frozen=True, slots=True)
class AssetFile:
    """A file that goes with a post. `path` is readable now; `mime` was sniffed, not believed; `alt` may be empty.

    url: where a platform that fetches files itself gets this picture, as a JPEG, or this film, within the hour; ""
    where the desk has no public address. lang: of captions, as staff state it; "" where it is that of the post.
    name: as staff know it, where the file lies under another; "" where nobody is told of it.
    """

    path: Path
    mime: str
    alt: str = ""
    url: str = ""
    lang: str = ""
    name: str = ""

    @property
    def called(self) -> str:
        """What people know it by."""
        return self.name or self.path.name


@dataclass(frozen=True, slots=True)
class Post:
    """What is to be said. `created_at` is frozen with the post, so that sending it twice sends the same bytes.

    private: an answer to a private message. It SHALL reach whoever wrote that message, and nobody else.
    """

    text: str
    created_at: datetime
    assets: tuple[AssetFile, ...] = ()
    links: tuple[str, ...] = ()
    reply_to: Ref | None = None
    reply_root: Ref | None = None
    lang: str = "en"
    private: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """What the channel will not take, known offline. `violations` are sentences for the composer, worst first.

    length, limit: in the channel's own units, named by `unit`; over_from: index into `text` where it grows too long.
    """

    violations: tuple[str, ...]
    length: int
    limit: int
    over_from: int | None = None
    unit: str = "characters"


@dataclass(frozen=True, slots=True)
class Pending:
    """A post half sent. `state` is the connector's own JSON, kept by the outbox between steps; nothing is public.

    ready: False while the platform is still working on an upload; `advance` asks again.
    """

    post: Post
    key: str
    ready: bool = True
    state: Mapping[str, object] = field(default_factory=dict)
