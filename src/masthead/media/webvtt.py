"""Caption files read and written: WebVTT (W3C), and SubRip, which most editors export and browsers do not read.

A file is read strictly. A player leaves out in silence what it cannot read; here the line is named, so that nobody
publishes captions of which half is never shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from masthead.checks.engine.cues import LONGEST, Cue, for_file
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import shorten

MAX_BYTES = 1024 * 1024
MOST_CUES = 20_000
LONGEST_LINE = 4_000
"""Characters. Two lines of what is said stay below a hundred."""
_VTT_TIME = r"((?:\d{2,3}:)?[0-5]\d:[0-5]\d\.\d{3})"
_TIMING = re.compile(rf"[ \t]*{_VTT_TIME}[ \t]*-->[ \t]*{_VTT_TIME}(?:[ \t](.*))?", re.ASCII)
_SRT_TIME = r"(\d{1,3}:[0-5]?\d:[0-5]?\d[,.]\d{1,3})"
_SRT_TIMING = re.compile(rf"[ \t]*{_SRT_TIME}[ \t]*-->[ \t]*{_SRT_TIME}(?:[ \t].*)?", re.ASCII)
# What SubRip files carry beyond bold, italics and underline: placing, and fonts. WebVTT would show it as words.
_SRT_ONLY = re.compile(r"\{\\[^{}]*\}|</?font\b[^<>]*>", re.IGNORECASE)
_SRT_TAG = re.compile(r"</?[BIU]>")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t].*)?")


@dataclass(frozen=True, slots=True)
class Track:
    """A caption file. head: all before the first cue, comments and styles among it; tail: all after the last one."""

    head: str
    cues: tuple[Cue, ...]
    tail: str = ""


EMPTY = Track("WEBVTT", ())


def read(upload: bytes) -> Track:
    """A WebVTT or SubRip file in UTF-8, of at most 1 MB and with at least one cue. Raises Invalid, naming the line."""
    if len(upload) > MAX_BYTES:
        raise _invalid("The captions are larger than 1 MB. Choose the caption file, not the video.")
    try:
        text = upload.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _invalid("The captions are not in UTF-8. Save them as WebVTT or SubRip in UTF-8.") from None
    if "\0" in text:
        raise _invalid("This is no caption file. Choose one in WebVTT (.vtt) or SubRip (.srt).")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    track = _webvtt(text) if is_webvtt(upload) else _subrip(text)
    if not track.cues:
        raise _invalid("There is no caption in this file. Choose one in WebVTT (.vtt) or SubRip (.srt).")
    if len(track.cues) > MOST_CUES:
        raise _invalid(f"There are more than {MOST_CUES:,} captions in this file. Choose the captions of this video.")
    return track


def is_webvtt(upload: bytes) -> bool:
    """Whether a file says of itself that it is WebVTT. One that does not is read as SubRip."""
    first = upload.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].rstrip(b"\r")
    return first.rstrip() == b"WEBVTT" or first.startswith((b"WEBVTT ", b"WEBVTT\t"))


def write(track: Track) -> bytes:
    """The file in UTF-8. Cues stand in the order of their beginnings, as the standard asks."""
    blocks = [track.head or "WEBVTT"]
    for cue in sorted(track.cues, key=lambda each: each.start):
        if cue.notes:
            blocks.append(cue.notes)
        timing = f"{_written(cue.start)} --> {_written(cue.end)}" + (f" {cue.settings}" if cue.settings else "")
        blocks.append("\n".join(part for part in (cue.id, timing, cue.text) if part))
    if track.tail:
        blocks.append(track.tail)
    return ("\n\n".join(blocks) + "\n").encode()


def stated_language(track: Track) -> str:
    """The language a file says it is in, such as "es", or "" where it says nothing."""
    found = re.search(r"^Language:[ \t]*([a-z]{2,3})\b", track.head.split("\n\n", 1)[0], re.MULTILINE | re.IGNORECASE)
    return found.group(1).lower() if found else ""


def _webvtt(text: str) -> Track:
    blocks = list(_blocks(text))
    # The header ends with the first blank line; a cue glued to it is refused rather than lost.
    number, header = blocks[0]
    if any("-->" in line for line in header):
        raise _invalid(f"A blank line is missing after WEBVTT, before line {number + 1}. Put one in.")
    head: list[str] = ["\n".join(header)]
    waiting: list[str] = []
    cues: list[Cue] = []
    for number, lines in blocks[1:]:
        arrow = next((place for place, line in enumerate(lines[:2]) if "-->" in line), None)
        if arrow is None:
            if not _ASIDE.fullmatch(lines[0]):
                raise _unread(number, lines[0])
            (waiting if cues else head).append("\n".join(lines))
            continue
        timing = _TIMING.fullmatch(lines[arrow])
        if timing is None:
            raise _unread(number + arrow, lines[arrow])
        start, end, settings = timing.groups()
        cues.append(
            Cue(
                *_span(start, end, number + arrow),
                _words(lines[arrow + 1 :], number + arrow),
                id=lines[0].strip() if arrow else "",
                settings=(settings or "").strip(" \t"),
                notes="\n\n".join(waiting),
            )
        )
        waiting = []
    return Track("\n\n".join(head), tuple(cues), "\n\n".join(waiting))


def _subrip(text: str) -> Track:
    cues = []
    for number, lines in _blocks(text):
        arrow = next((place for place, line in enumerate(lines[:2]) if "-->" in line), None)
        timing = _SRT_TIMING.fullmatch(lines[arrow]) if arrow is not None else None
        if arrow is None or timing is None:
            raise _unread(number + (arrow or 0), lines[arrow or 0])
        start, end = timing.groups()
        words = _words(lines[arrow + 1 :], number + arrow)
        said = for_file(_SRT_TAG.sub(lambda tag: tag.group().lower(), _SRT_ONLY.sub("", words)).replace("&", "&amp;"))
        if said:
            cues.append(Cue(*_span(start, end, number + arrow), said))
    return Track("WEBVTT", tuple(cues))


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """(number of its first line, its lines) of each run of lines that are not blank. Raises Invalid for a long one."""
    block: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if len(line) > LONGEST_LINE:
            raise _invalid(f"Line {number} is longer than {LONGEST_LINE:,} characters. Break it into several lines.")
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _words(lines: list[str], line: int) -> str:
    if any("-->" in each for each in lines):
        raise _invalid(f"A blank line is missing after the caption at line {line}. Put one between two captions.")
    return "\n".join(lines)


def _span(start: str, end: str, line: int) -> tuple[int, int]:
    begins, ends = _milliseconds(start), _milliseconds(end)
    if ends <= begins:
        raise _invalid(f"At line {line} a caption ends before it begins. Put its times right.")
    if ends > LONGEST:
        raise _invalid(f"At line {line} a caption stands after more than a hundred hours. Put its times right.")
    return begins, ends


def _milliseconds(written: str) -> int:
    whole, fraction = re.split(r"[.,]", written)
    seconds = 0
    for part in whole.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds * 1000 + int(fraction.ljust(3, "0"))


def _written(moment: int) -> str:
    seconds, thousandths = divmod(moment, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{thousandths:03}"


def _unread(number: int, line: str) -> Invalid:
    return _invalid(
        f"Line {number} is no part of WebVTT or SubRip captions: “{shorten(line, 60)}”."
        " Put it right, or export the captions anew."
    )


def _invalid(sentence: str) -> Invalid:
    return Invalid(sentence, field="captions")
