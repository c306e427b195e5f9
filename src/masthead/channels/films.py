"""A film in a post: what platforms ask of one in the same way, known before anything is sent, and its bytes in pieces.

From here one film goes with a post, alone but where a platform mixes it with pictures as it likes, and with its
captions beside it where the platform takes them as a file.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx

from masthead.channels.errors import OutcomeUnknown, Transient
from masthead.channels.post import AssetFile, Post
from masthead.kernel import mp4

Answered = TypeVar("Answered")

VIDEO, CAPTIONS = "video/mp4", "text/vtt"
EXPORT = "Export the video anew as MP4 (H.264 and AAC), replace it in the draft and have it approved again."
_BEGINNING = 4096
"""Bytes of a header in which its length is told."""
PIECE = 1024 * 1024
"""Bytes after which whoever carries the upload is told of it: even a slow line sends them well within its lease."""
KEPT = httpx.Timeout(120.0, connect=10.0)
"""A server reads a large file through once more before it answers."""
TRIES = 3
"""How often in a row one piece is sent whose answer is lost, before the upload waits for a better hour."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a platform takes of one film. Lengths in milliseconds, weights in bytes; 0 where it names none.

    slimmest: the least that the shorter side may be of the longer one; captions: the most that their file may weigh.
    """

    shortest: int = 0
    longest: int = 0
    lightest: int = 0
    heaviest: int = 0
    slimmest: float = 0.0
    captions: int = 0


@dataclass(frozen=True, slots=True)
class Film:
    """The film of a post with its captions. language: in which these are, by its BCP 47 tag."""

    file: AssetFile
    captions: AssetFile | None
    language: str


def film_of(post: Post) -> Film | None:
    file = next((asset for asset in post.assets if asset.mime == VIDEO), None)
    captions = captions_of(post.assets)
    return Film(file, captions, (captions.lang if captions else "") or post.lang) if file else None


def captions_of(assets: Sequence[AssetFile]) -> AssetFile | None:
    return next((asset for asset in assets if asset.mime == CAPTIONS), None)


def pictures_of(assets: Sequence[AssetFile]) -> list[AssetFile]:
    """Everything that would have to be a picture."""
    return [asset for asset in assets if asset.mime not in (VIDEO, CAPTIONS)]


def is_shown(asset: AssetFile) -> bool:
    """Whether people see it: captions are read beside a film, and are none."""
    return asset.mime != CAPTIONS


def unfit(platform: str, assets: Sequence[AssetFile], limits: Limits, *, with_pictures: bool = False) -> list[str]:
    """What is wrong with the film among `assets` and with its captions, in sentences; none where there is neither.

    with_pictures: whether pictures may stand beside it.
    """
    films = [asset for asset in assets if asset.mime == VIDEO]
    tracks = [asset for asset in assets if asset.mime == CAPTIONS]
    said = []
    if with_pictures and len(films) > 1:
        said.append(f"One video goes with a post on {platform} from here.")
    elif len(films) > 1 or (films and pictures_of(assets) and not with_pictures):
        said.append(f"A video stands alone in a post on {platform} from here: one, and no pictures beside it.")
    if len(tracks) > max(1, len(films)) or (tracks and not films):
        said.append(f"One file of captions goes with a video on {platform}, and none without one.")
    said += [each for film in films for each in _unfit_film(platform, film, limits)]
    if limits.captions and any(_weighs(track.path) > limits.captions for track in tracks):
        said.append(f"The file of captions is larger than {_size(limits.captions)}, the most that {platform} takes.")
    return said


def without_captions(platform: str, assets: Sequence[AssetFile]) -> list[str]:
    """Where captions cannot go along as a file, they have to be in the film: else many would be shut out of it.

    By the web rule of the Americans with Disabilities Act, Title II (28 CFR 35.200; WCAG 2.1, criterion 1.2.2).
    """
    if captions_of(assets) is None:
        return []
    return [
        f"{platform} takes no file of captions. Upload the video with its captions in the picture, say so on its page,"
        " and use that one here."
    ]


def in_a_language_not_taken(platform: str) -> str:
    """The sentence for captions in a language the platform has no captions in."""
    return (
        f"{platform} takes no captions in the language of this video’s. Upload the video with its captions in the"
        " picture, say so on its page, and use that one here."
    )


def shown_at(path: Path) -> tuple[int, int]:
    """Width and height at which the film is shown; (0, 0) where its header does not tell."""
    with path.open("rb") as file:
        return mp4.shown(mp4.header_of(file))


def sent_again(platform: str, send: Callable[[], Answered]) -> Answered:
    """What `send` gives. It is a piece that counts once however often it arrives: sent again where its answer is lost.

    Raises Transient after TRIES, and whatever else `send` raises.
    """
    for _ in range(TRIES - 1):
        with suppress(OutcomeUnknown, Transient):
            return send()
    try:
        return send()
    except (OutcomeUnknown, Transient) as lost:
        raise Transient(f"The upload of the video to {platform} broke off.", cure=lost.cure) from lost


class Pieces:
    """The bytes of a file, read anew each time they are asked for; `sent` is called between the pieces.

    What `sent` raises ends the upload, and comes out of whoever sends them.
    """

    def __init__(self, path: Path, sent: Callable[[], None]) -> None:
        self._path, self._sent = path, sent

    def __len__(self) -> int:
        return self._path.stat().st_size

    def __iter__(self) -> Iterator[bytes]:
        with self._path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece
                self._sent()


class Watched(io.FileIO):
    """A file that is read by somebody else, as into a form; `sent` is called after each PIECE that was read."""

    def __init__(self, path: Path, sent: Callable[[], None]) -> None:
        super().__init__(path)
        self._sent, self._told = sent, 0

    def read(self, size: int | None = -1, /) -> bytes:
        content = super().read(-1 if size is None else size) or b""
        if self.tell() - self._told >= PIECE:
            self._told = self.tell()
            self._sent()
        return content


def _unfit_film(platform: str, film: AssetFile, limits: Limits) -> Iterator[str]:
    # The composer asks at each stroke of a key: how long a film lasts stands first, the shape of each track further on.
    path, name = film.path, film.called
    weighs, header = _weighs(path), _header(path, mp4.MOST_OF_A_HEADER if limits.slimmest else _BEGINNING)
    lasts, (width, height) = mp4.lasts(header), mp4.shown(header)
    if limits.heaviest and weighs > limits.heaviest:
        yield f"{name} is larger than {_size(limits.heaviest)}, the most that {platform} takes."
    if 0 < weighs < limits.lightest:
        yield f"{name} is smaller than {_size(limits.lightest)}, the least that {platform} takes."
    if limits.longest and lasts > limits.longest:
        yield f"{name} is longer than {_time(limits.longest)}, the most that {platform} takes."
    if 0 < lasts < limits.shortest:
        yield f"{name} is shorter than {_time(limits.shortest)}, the least that {platform} takes."
    if min(width, height) < limits.slimmest * max(width, height):
        yield f"{name} is too narrow or too flat for {platform}: {width} × {height}."


def _header(path: Path, most: int) -> bytes:
    """Empty where the file is not at hand: nothing is said of its length and shape then."""
    try:
        with path.open("rb") as file:
            return mp4.header_of(file, most=most)
    except OSError:
        return b""


def _weighs(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _size(size: int) -> str:
    return f"{size // 1_000_000} MB" if size >= 1_000_000 else f"{size // 1000} KB"


def _time(lasts: int) -> str:
    if lasts % 60_000 == 0:
        whole, unit = lasts // 60_000, "minute"
        return f"{whole} {unit}{'s' if whole != 1 else ''}"
    return "half a second" if lasts == 500 else f"{lasts // 1000} seconds"
