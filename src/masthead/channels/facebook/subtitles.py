"""Captions as Facebook takes them: SubRip under a name that says their language. WebVTT becomes that here.

By https://developers.facebook.com/docs/graph-api/reference/video/captions: `filename.locale.srt`, at most 200K.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

HEAVIEST = 200_000
"""Bytes of a file of captions."""

_LOCALES = {
    "ar": "ar_AR",
    "de": "de_DE",
    "en": "en_US",
    "es": "es_LA",
    "fr": "fr_FR",
    "hi": "hi_IN",
    "ht": "ht_HT",
    "it": "it_IT",
    "ja": "ja_JP",
    "ko": "ko_KR",
    "pt": "pt_BR",
    "ru": "ru_RU",
    "tl": "tl_PH",
    "vi": "vi_VN",
    "zh": "zh_CN",
}
_TIMES = re.compile(r"^\s*((?:\d+:)?\d\d:\d\d\.\d{3})[ \t]+-->[ \t]+((?:\d+:)?\d\d:\d\d\.\d{3})")
_TAG = re.compile(r"</?[a-z]*(?:[.\s][^<>]*)?>|<[\d:.]+>", re.I)


def locale_of(language: str) -> str:
    """Facebook's name of a language given by its BCP 47 tag; "" for one it has no captions in, as Choctaw."""
    return _LOCALES.get(language.partition("-")[0].lower(), "")


def subrip(webvtt: str) -> str:
    """The same captions, numbered, as plain words: without WebVTT's header, comments, styles and placing."""
    shown: list[str] = []
    for start, end, words in _cues(webvtt):
        shown.append(f"{len(shown) + 1}\n{_clock(start)} --> {_clock(end)}\n{words}\n")
    return "\n".join(shown)


def _cues(webvtt: str) -> Iterator[tuple[str, str, str]]:
    """(from, to, what is read) for each caption. A block without times is none: a header, comment or style."""
    for block in re.split(r"\n{2,}", webvtt.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.strip("\n").split("\n")
        # The times stand first, or after the caption's own name.
        for place, times in enumerate(_TIMES.match(line) for line in lines[:2]):
            if times and not lines[0].startswith("NOTE"):
                words = (html.unescape(_TAG.sub("", line)).strip() for line in lines[place + 1 :])
                if read := "\n".join(line for line in words if line):
                    yield times[1], times[2], read
                break


def _clock(moment: str) -> str:
    """WebVTT leaves out hours that are none, and has a point where SubRip has a comma."""
    whole = moment if moment.count(":") == 2 else f"00:{moment}"
    return whole.replace(".", ",").rjust(12, "0")
