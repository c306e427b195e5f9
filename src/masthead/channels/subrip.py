"""Captions in SubRip, made of WebVTT (https://www.w3.org/TR/webvtt1/), for platforms that read nothing else.

What is lost is what SubRip does not know: styles, placing, who speaks and comments. Every word that is shown stays.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_TIMES = re.compile(r"[ \t]*((?:\d{2,}:)?\d\d:\d\d\.\d{3})[ \t]+-->[ \t]+((?:\d{2,}:)?\d\d:\d\d\.\d{3})(?:[ \t].*)?")
_TAG = re.compile(r"</?(?:c|i|b|u|v|ruby|rt|lang)(?:\.[^\s<>]*)?(?:[ \t][^<>]*)?>|</>|<\d[\d:.]*>")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t].*)?")


def subrip(webvtt: str) -> str:
    """The same captions, numbered from 1. A caption without words is left out."""
    shown = (cue for cue in _cues(webvtt) if cue[2])
    return "\n".join(
        f"{number}\n{_clock(start)} --> {_clock(end)}\n{words}\n" for number, (start, end, words) in enumerate(shown, 1)
    )


def _cues(webvtt: str) -> Iterator[tuple[str, str, str]]:
    """(from, to, what is read) of each caption; what has no times is a header, a comment or a style."""
    text = webvtt.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for block in re.split(r"\n{2,}", text):
        lines = block.strip("\n").split("\n")
        if _ASIDE.fullmatch(lines[0]):
            continue
        # Before the times stands at most a name; the first block may begin with the header.
        for place, line in enumerate(lines):
            if times := _TIMES.fullmatch(line):
                yield times[1], times[2], "\n".join(filter(None, map(_shown, lines[place + 1 :])))
                break


def _shown(line: str) -> str:
    return html.unescape(_TAG.sub("", line)).strip()


def _clock(moment: str) -> str:
    """WebVTT leaves out hours that are none, and has a point where SubRip has a comma."""
    return (moment if moment.count(":") == 2 else f"00:{moment}").replace(".", ",")
