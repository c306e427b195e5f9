"""WebVTT becomes SubRip with every word that is shown, and nothing that is not."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from films import CAPTIONS
from masthead.channels.subrip import subrip
from masthead.media.webvtt import read

WEBVTT = """\ufeffWEBVTT Kind: captions; Language: en

STYLE
::cue { color: yellow }

NOTE A comment --> of somebody

first
00:01.000 --> 00:02.500 position:50% align:start
<v Mary>Once <i>upon</i> a time</v>
there was a <c.loud>bear</c> &amp; a fox

01:02:03.004 --> 101:00:04.000
5 < 6<00:03.000> pages

00:05.000 --> 00:06.000
<b></b>
"""


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_each_caption_keeps_its_times_and_words_and_nothing_else(ends: str) -> None:
    assert subrip(WEBVTT.replace("\n", ends)) == (
        "1\n00:00:01,000 --> 00:00:02,500\nOnce upon a time\nthere was a bear & a fox\n"
        "\n"
        "2\n01:02:03,004 --> 101:00:04,000\n5 < 6 pages\n"
    )


def test_times_words_and_numbers() -> None:
    webvtt = (
        "\ufeffWEBVTT - Story hour\r\nKind: captions\r\n\r\n"
        "NOTE Made by hand\r\n00:00.000 --> 00:01.000\r\n\r\n"
        "STYLE\n::cue { color: red }\n\n"
        "1\n00:01.500 --> 00:03.000 line:0 align:start\n<v Ms. Lee>Once <i>upon</i> a time</v>\n"
        "in &lt;Jackson&gt; &amp; beyond\n\n\n"
        "01:00:00.000 --> 01:00:02.250\n<c.loud.red>The end</c>, 1 < 2 <00:00:02.000>\n\n"
        "00:05.000 --> 00:06.000\n\n"
    )
    assert subrip(webvtt) == (
        "1\n00:00:01,500 --> 00:00:03,000\nOnce upon a time\nin <Jackson> & beyond\n\n"
        "2\n01:00:00,000 --> 01:00:02,250\nThe end, 1 < 2\n"
    )
    assert subrip(CAPTIONS.decode()) == "1\n00:00:00,000 --> 00:00:02,000\nOnce upon a time\n"


@given(st.lists(st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=30), min_size=1, max_size=5))
def test_the_desk_reads_back_what_was_written(words: list[str]) -> None:
    """Its own reader of SubRip, which takes uploads, is strict: what it reads, others read."""
    # What either kind of file has a meaning for is proved above.
    shown = [re.sub(r"[&<>\\{}]", "", word) or "x" for word in words]
    cues = (f"00:0{place}.000 --> 00:0{place}.900\n{word}\n" for place, word in enumerate(shown))
    track = read(subrip("WEBVTT\n\n" + "\n".join(cues)).encode())
    assert [cue.shown for cue in track.cues] == shown


def test_a_tag_that_never_ends_is_words_and_is_read_at_once() -> None:
    words = f"Hi <c{'.' * 28}"
    begun = time.process_time()
    assert words in subrip(f"WEBVTT\n\n00:00.000 --> 00:01.000\n{words}\n")
    # Of the processor's time: with each point it took twice as long, some seconds with these.
    assert time.process_time() - begun < 2
