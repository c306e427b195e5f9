"""A film on Facebook, Instagram or Threads: what all three ask of it, known before anything is sent.

It stands alone in its post. The platforms show one beside pictures as well, but only after each piece was prepared by
itself, which takes minutes: from here a post is one film, or pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from masthead.channels.port import AssetFile
from masthead.kernel import mp4

VIDEO, CAPTIONS = "video/mp4", "text/vtt"
_BEGINNING = 64 * 1024
"""Bytes of a header in which its length stands: a preview is drawn at each stroke of a key, and reads no more."""
EXPORT = "Export the video anew as MP4 (H.264 and AAC), replace it in the draft and have it approved again."


def film_of(assets: Sequence[AssetFile]) -> AssetFile | None:
    return next((asset for asset in assets if asset.mime == VIDEO), None)


def pictures_of(assets: Sequence[AssetFile]) -> list[AssetFile]:
    """Everything that would have to be a picture."""
    return [asset for asset in assets if asset.mime not in (VIDEO, CAPTIONS)]


def is_shown(asset: AssetFile) -> bool:
    """Whether people see it: captions are read beside a film, and are none."""
    return asset.mime != CAPTIONS


def unfit(platform: str, assets: Sequence[AssetFile], *, shortest: int, longest: int) -> list[str]:
    """What is wrong with the film among `assets`, in sentences; nothing where there is none. In whole seconds."""
    films = [asset for asset in assets if asset.mime == VIDEO]
    violations = []
    if len(films) > 1 or (films and pictures_of(assets)):
        violations.append(f"A video stands alone in a post on {platform} from here: one, and no pictures beside it.")
    for film in films:
        lasts = _lasts(film.path)
        if lasts > longest * 1000:
            violations.append(f"{film.path.name} is longer than {_said(longest)}, the most that {platform} takes.")
        elif 0 < lasts < shortest * 1000:
            violations.append(f"{film.path.name} is shorter than {_said(shortest)}, the least that {platform} takes.")
    return violations


def without_captions(platform: str, assets: Sequence[AssetFile]) -> list[str]:
    """Where captions cannot go along as a file, they have to be in the film: else many would be shut out of it.

    By the web rule of the Americans with Disabilities Act, Title II (28 CFR 35.200; WCAG 2.1, criterion 1.2.2).
    """
    if all(asset.mime != CAPTIONS for asset in assets):
        return []
    return [
        f"{platform} takes no file of captions. Upload the video with its captions in the picture, say so on its page,"
        " and use that one here."
    ]


def _lasts(path: Path) -> int:
    """Milliseconds; 0 where the file is not at hand or does not tell."""
    try:
        with path.open("rb") as file:
            return mp4.lasts(mp4.header_of(file, most=_BEGINNING))
    except OSError:
        return 0


def _said(seconds: int) -> str:
    whole, unit = (seconds // 60, "minute") if seconds >= 60 else (seconds, "second")
    return f"{whole} {unit}{'s' if whole != 1 else ''}"
