"""Captions on a Page are SubRip: what was WebVTT reads the same, under the platform's name of its language."""

from __future__ import annotations

import pytest

from masthead.channels.facebook.subtitles import locale_of, subrip
from masthead.checks.engine.languages import LANGUAGES

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


def test_the_languages_staff_choose_from_have_a_locale_but_for_choctaw() -> None:
    assert {code for code in LANGUAGES if not locale_of(code)} == {"cho"}
    assert (locale_of("en"), locale_of("es-MX"), locale_of("ZH-Hant"), locale_of("")) == ("en_US", "es_LA", "zh_CN", "")
