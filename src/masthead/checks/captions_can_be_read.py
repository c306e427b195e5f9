"""Captions can be read while they are shown, and are in the language that is said.

Source: Americans with Disabilities Act, Title II web rule (28 CFR 35.200, WCAG 2.1 level AA, criterion 1.2.2). It asks
for captions and gives no numbers; the numbers are the usual practice of captioners and stand in the policy file, so
this advises. Whether there are captions at all is another duty: videos_have_captions.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from masthead.checks.engine.cues import Cue, clock
from masthead.checks.engine.facts import AssetFacts, DraftFacts
from masthead.checks.engine.finding import Raised, Remedy
from masthead.checks.engine.languages import LANGUAGES, another_than

CODES = (
    "captions_unreadable",
    "captions_too_long",
    "captions_too_fast",
    "captions_overlap",
    "captions_after_the_end",
    "captions_in_another_language",
)
STAGE = "content"


def _video(*cues: Cue, language: str = "en", length: int | None = 60_000) -> AssetFacts:
    return AssetFacts("video", captions=True, cues=cues, captions_language=language, length=length)


_SPANISH = (
    "Buenos días a todos y bienvenidos",
    "a la hora del cuento en la biblioteca.",
    "Hoy vamos a leer un libro",
    "sobre un oso que perdió su sombrero.",
    "Vamos a buscarlo con los niños.",
)
PASSES = (
    DraftFacts("Watch.", assets=(_video(Cue(0, 3000, "Once upon a time\nthere was a bear.")),)),
    DraftFacts("Watch.", assets=(_video(Cue(0, 2000, "One"), Cue(2000, 4000, "Two"), length=None),)),
    DraftFacts("Watch.", assets=(_video(Cue(0, 3000, f"<v Mary>{'a' * 40}</v>")),)),
    DraftFacts(
        "Watch.", assets=(_video(*(Cue(n * 3000, n * 3000 + 3000, s) for n, s in enumerate(_SPANISH)), language="es"),)
    ),
    DraftFacts("Look.", assets=(AssetFacts("image"), AssetFacts("video", captions=True))),
)
FAILS = (
    (DraftFacts("Watch.", assets=(AssetFacts("video", captions=True, cues=()),)), "captions_unreadable"),
    (DraftFacts("Watch.", assets=(_video(Cue(0, 9000, "a" * 43)),)), "captions_too_long"),
    (DraftFacts("Watch.", assets=(_video(Cue(0, 9000, "One\ntwo\nthree")),)), "captions_too_long"),
    (DraftFacts("Watch.", assets=(_video(Cue(0, 1000, "Twenty-one characters")),)), "captions_too_fast"),
    (DraftFacts("Watch.", assets=(_video(Cue(0, 2000, "One"), Cue(1999, 4000, "Two")),)), "captions_overlap"),
    (DraftFacts("Watch.", assets=(_video(Cue(59_000, 61_000, "Late")),)), "captions_after_the_end"),
    (
        DraftFacts("Watch.", assets=(_video(*(Cue(n * 3000, n * 3000 + 3000, s) for n, s in enumerate(_SPANISH))),)),
        "captions_in_another_language",
    ),
)

_END_MAY_BE_LATE = 500
"""Milliseconds. Editors round the last caption up to the end of the film."""
_TOGETHER = {
    "captions_too_long": "longer than the {characters} characters on a line and {lines} lines that can be taken in",
    "captions_too_fast": "shown too shortly to be read",
    "captions_overlap": "shown while another one still is",
    "captions_after_the_end": "timed after the video has ended",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is the matter with one caption: its place in the file from 0, a code, a sentence for whoever edits it."""

    place: int
    code: str
    sentence: str


def check(
    draft: DraftFacts, *, characters: int = 42, lines: int = 2, characters_per_second: int = 20
) -> Iterator[Raised]:
    for position, asset in enumerate(draft.assets, 1):
        if asset.cues is None:
            continue
        handle = asset.id or asset.name or f"video {position}"
        remedies = (Remedy("go", "Edit the captions", target=handle),)
        if not asset.cues:
            message = "The caption file of the video cannot be read, so viewers may see none; upload it again."
            yield Raised("captions_unreadable", message, asset=handle, remedies=remedies)
            continue
        faults = list(
            faults_of(
                asset.cues,
                length=asset.length,
                characters=characters,
                lines=lines,
                characters_per_second=characters_per_second,
            )
        )
        for code, words in _TOGETHER.items():
            if places := [fault.place for fault in faults if fault.code == code]:
                what = words.format(characters=characters, lines=lines)
                yield Raised(code, _told(asset.cues, places, what), asset=handle, remedies=remedies)
        if message := in_another_language(asset):
            yield Raised("captions_in_another_language", message, asset=handle, remedies=remedies)


def faults_of(
    cues: tuple[Cue, ...],
    *,
    length: int | None = None,
    characters: int = 42,
    lines: int = 2,
    characters_per_second: int = 20,
) -> Iterator[Fault]:
    """What is hard to read, caption by caption. length: the video's, in milliseconds, or None where it is not known."""
    last_end = 0
    for place, cue in enumerate(cues):
        shown = [" ".join(line.split()) for line in cue.shown.split("\n")]
        longest, count = max(map(len, shown)), len(shown)
        if longest > characters:
            said = f"A line has {longest} characters; {characters} can be taken in. Break it, or split the caption."
            yield Fault(place, "captions_too_long", said)
        elif count > lines:
            said = f"It has {count} lines; {lines} can be taken in. Split it."
            yield Fault(place, "captions_too_long", said)
        needed = sum(map(len, shown)) * 1000 // characters_per_second
        if needed > cue.end - cue.start:
            said = f"It is shown for {(cue.end - cue.start) / 1000:g} seconds and takes {needed / 1000:.1f} to read."
            yield Fault(place, "captions_too_fast", f"{said} Show it longer, or say it shorter.")
        if place and cue.start < last_end:
            said = f"It begins at {clock(cue.start)}, while another is shown until {clock(last_end)}."
            yield Fault(place, "captions_overlap", said)
        if length is not None and cue.end > length + _END_MAY_BE_LATE:
            said = f"It is timed until {clock(cue.end)}, and the video ends at {clock(length)}."
            yield Fault(place, "captions_after_the_end", said)
        last_end = max(last_end, cue.end)


def in_another_language(asset: AssetFacts) -> str:
    """A sentence where the captions plainly read like another language than the one stated, or ""."""
    read = another_than(asset.captions_language, " ".join(cue.shown for cue in asset.cues or ()))
    if read is None:
        return ""
    stated = LANGUAGES[asset.captions_language]
    return f"The captions are said to be in {stated}, and read like {read}; state their language."


def _told(cues: tuple[Cue, ...], places: list[int], what: str) -> str:
    first = clock(cues[places[0]].start)
    if len(places) == 1:
        return f"The caption at {first} is {what}; edit it."
    return f"{len(places)} captions are {what}, the first at {first}; edit them."
