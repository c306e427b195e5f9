"""One caption: what is shown from when to when. Times are whole milliseconds from the video's beginning."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

LONGEST = 100 * 60 * 60 * 1000
"""Milliseconds. No video is longer, and no time is read beyond it."""

_CLOCK = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6})(?:[.,](\d{1,3}))?", re.ASCII)
# What WebVTT knows as a tag: a span, or a time within a cue. Anything else that begins so is a sign.
_TAG = re.compile(r"</?(?:c|i|b|u|ruby|rt|v|lang)(?:\.[^\s<>]*)?(?:[ \t\n][^<>]*)?>|</>|<\d[\d:.]*>")
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z\d]{1,31}|#\d{1,7}|#x[\da-fA-F]{1,6});", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cue:
    """`text` is as WebVTT writes it, with tags and entities. `notes` are the comments that stand before it."""

    start: int
    end: int
    text: str
    id: str = ""
    settings: str = ""
    notes: str = ""

    @property
    def shown(self) -> str:
        """What viewers read, line by line."""
        return html.unescape(_TAG.sub("", self.text))


def clock(moment: int) -> str:
    """A time as people write it: 1:02.500, or 1:00:02.500 after the first hour."""
    seconds, thousandths = divmod(moment, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    head = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{head}:{seconds:02}.{thousandths:03}"


def moment(written: str) -> int | None:
    """Milliseconds of a time as people write it: 1:02.5, 1:00:02, or seconds alone. None for anything else."""
    found = _CLOCK.fullmatch(written.strip())
    if found is None:
        return None
    hours, minutes, seconds, fraction = found.groups()
    if (minutes and int(seconds) > 59) or (hours and int(minutes) > 59):
        return None
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds)
    read = whole * 1000 + int((fraction or "").ljust(3, "0"))
    return read if read <= LONGEST else None


def for_editing(text: str) -> str:
    """A cue's text as somebody types it: & and < plain where that can be undone, tags as they are."""
    said = re.sub(r"&lt;(?![/a-z\d])", "<", text).replace("&gt;", ">")
    return re.sub(r"&amp;(?![A-Za-z#][A-Za-z\d]*;)", "&", said)


def for_file(typed: str) -> str:
    """What was typed, as WebVTT writes it: no blank line, no arrow, and no sign that would be taken for a tag."""
    lines = [line.strip() for line in typed.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    said, written, at = "\n".join(line for line in lines if line), [], 0
    for tag in _TAG.finditer(said):
        written += [_signs(said[at : tag.start()]), tag.group()]
        at = tag.end()
    return "".join((*written, _signs(said[at:])))


def _signs(text: str) -> str:
    kept, at = [], 0
    for entity in _ENTITY.finditer(text):
        kept += [text[at : entity.start()].replace("&", "&amp;"), entity.group()]
        at = entity.end()
    kept.append(text[at:].replace("&", "&amp;"))
    return "".join(kept).replace("<", "&lt;").replace("-->", "--&gt;")
