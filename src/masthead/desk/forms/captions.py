"""The captions of a video, edited a page at a time: each caption a form of three fields, and acts upon their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django import forms

from masthead.checks.engine.cues import Cue, clock, for_editing, for_file, moment
from masthead.checks.engine.languages import LANGUAGES
from masthead.kernel.text import clean
from masthead.media.caption import Part, Typed

AT_ONCE = 50
"""Captions on one page. An hour of speech has nine hundred."""
MOST_ROWS = 4 * AT_ONCE
NEW = 2000
"""Milliseconds for which a caption is shown that somebody adds."""


class CaptionFileForm(forms.Form):
    captions = forms.FileField(
        label="Caption file",
        help_text="WebVTT (.vtt) or SubRip (.srt), at most 1 MB. A draft that shows the video counts as edited.",
        widget=forms.FileInput(attrs={"accept": ".vtt,.srt,text/vtt,application/x-subrip"}),
    )
    language = forms.ChoiceField(label="Language of the captions", choices=list(LANGUAGES.items()))


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label="Language of the captions", choices=list(LANGUAGES.items()))


class CueForm(forms.Form):
    """One caption. `like` is the place in the file of the one it was made of, or empty."""

    start = forms.CharField(label="From", max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    end = forms.CharField(label="Until", max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    text = forms.CharField(label="Words", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    like = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_start(self) -> int:
        return self._time("start")

    def clean_end(self) -> int:
        return self._time("end")

    def clean_text(self) -> str:
        said = clean(self.cleaned_data["text"])
        if not for_file(said):
            raise forms.ValidationError("Write what is said, or delete this caption.")
        return said

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        start, end = given.get("start"), given.get("end")
        if isinstance(start, int) and isinstance(end, int) and end <= start:
            self.add_error("end", "It ends before it begins. Give a later time.")
        return given

    def _time(self, name: str) -> int:
        read = moment(str(self.cleaned_data[name]))
        if read is None:
            raise forms.ValidationError("Write a time as minutes:seconds, such as 1:02.500.")
        return read

    def typed(self) -> Typed:
        given = self.cleaned_data
        return Typed(given["start"], given["end"], given["text"], given["like"])


@dataclass(frozen=True, slots=True)
class Row:
    """A caption as it stands in the form, whether or not it can be read yet."""

    start: str
    end: str
    text: str
    like: str = ""

    def form(self, place: int, *, bound: bool) -> CueForm:
        said = {"start": self.start, "end": self.end, "text": self.text, "like": self.like}
        prefix = f"cue-{place}"
        return CueForm(
            {f"{prefix}-{name}": value for name, value in said.items()} if bound else None, prefix=prefix, initial=said
        )


def rows_of(cues: tuple[Cue, ...], first: int) -> list[Row]:
    """What the form begins with: the captions from the place `first` on."""
    shown = cues[first : first + AT_ONCE]
    return [Row(clock(c.start), clock(c.end), for_editing(c.text), str(first + n)) for n, c in enumerate(shown)]


def rows_typed(given: Mapping[str, str]) -> list[Row]:
    """What came back, in its order. Rows beyond a few pages' worth were not sent by this form, and are not read."""
    count = _number(given.get("rows", ""), MOST_ROWS)
    names = ("start", "end", "text", "like")
    return [Row(*(given.get(f"cue-{n}-{name}", "") for name in names)) for n in range(count)]


def part_typed(given: Mapping[str, str]) -> Part:
    """Which part of which file the form was made of."""
    return Part(given.get("base", ""), _number(given.get("first", "")), _number(given.get("count", "")))


def rearranged(rows: list[Row], act: str, place: int) -> tuple[list[Row], int] | None:
    """The rows after somebody added, split or deleted one, and the place to go on at.

    None for no such act, and where a page holds no more.
    """
    if act in ("add", "split") and len(rows) >= MOST_ROWS:
        return None
    if act == "add" and -1 <= place < len(rows):
        begins = (moment(rows[place].end) or 0) if place >= 0 else 0
        return [*rows[: place + 1], Row(clock(begins), clock(begins + NEW), ""), *rows[place + 1 :]], place + 1
    if not 0 <= place < len(rows):
        return None
    if act == "split":
        return [*rows[:place], *_halves(rows[place]), *rows[place + 1 :]], place + 1
    if act == "delete":
        return [*rows[:place], *rows[place + 1 :]], max(0, min(place, len(rows) - 2))
    return None


def _halves(row: Row) -> Iterator[Row]:
    """At the line break, else at the space nearest the middle; the time is shared by the length of the words."""
    text = row.text.replace("\r\n", "\n").strip()
    breaks = [n for n, sign in enumerate(text) if sign == "\n"] or [n for n, sign in enumerate(text) if sign == " "]
    at = min(breaks, key=lambda n: abs(n - len(text) / 2), default=len(text))
    start, end = moment(row.start), moment(row.end)
    if start is None or end is None or end <= start:
        middle = row.end
    else:
        middle = clock(
            start + (end - start) * max(1, at) // max(1, len(text)) if at < len(text) else (start + end) // 2
        )
    yield replace(row, end=middle, text=text[:at].strip())
    yield replace(row, start=middle, text=text[at:].strip())


def _number(written: str, most: int = 10**6) -> int:
    return min(int(written), most) if written.isascii() and written.isdecimal() and len(written) < 9 else 0
