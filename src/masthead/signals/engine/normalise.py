"""Text as it is meant to be read: disguises undone, every letter knowing the place it came from.

Undone: invisible characters, look-alike letters, digits and signs for letters, spaced-out letters, split words,
drawn-out letters, pictures for words. Nothing is guessed: a digit becomes a letter only inside a word. Linear in the
length; of a comment longer than WINDOW characters the beginning and the end are read, and `cut` says so.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from masthead.signals.engine.letters import fold
from masthead.signals.engine.words import first_common, is_common, split_into_words

HEAD, TAIL = 8_000, 2_000
WINDOW = HEAD + TAIL
LONGEST_CHUNK = 80

_LEET = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g", "2": "z",
         "@": "a", "$": "s", "!": "il", "|": "li", "€": "e", "+": "t"}  # fmt: skip
_UNIT = re.compile(
    r"\d+(?:st|nd|rd|th|am|pm|a|p|k|m|b|x|d|g|gb|mb|tb|yo|yrs?|hrs?|mins?|secs?|ft|in|lbs?|mi|km|cm|mm|oz|pt|mph|"
    r"(?<=0)s|pc|ish|er|days?|weeks?|months?|years?|times?|bucks?|cents?|million|people|kids?|books?)"
)
_NUMBERED = re.compile(r"[a-z]+\d{2,}")
_ADDRESS = re.compile(r"https?:|www\.|\w@[\w-]+\.\w|^[@#]\w{4,}")
_CHUNK = re.compile(r"\S+")
_DISGUISED = re.compile(r"[a-z0-9@$!|€+]*(?:[a-z][0-9@$!|€+]|[0-9@$!|€+][a-z])[a-z0-9@$!|€+]*")
_SPACED = re.compile(r"(?<![^\s(\"'>])[a-z0-9@$!](?:[ .\-_*/][a-z0-9@$!]){1,400}(?![^\s.,!?)\"'<])")
_DRAWN = re.compile(r"([a-z])\1\1+")
_SPLIT = re.compile(r"\b([a-z]{1,7})[.\-_/]([a-z]{1,7})\b")
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+(?!\s|$)[^.!?\n]*)*[.!?\n]*")
_WORD = re.compile(r"[a-zñ]+(?:'[a-z]+)?")

Placed = tuple[str, list[int]]


@dataclass(frozen=True)
class Normalised:
    """`text`: what the signals read, lower case. `places[i]`: where its i-th letter stands in `original`."""

    original: str
    text: str
    places: list[int]
    cut: bool = False

    def span(self, start: int, end: int) -> tuple[int, int]:
        """[start, end) of `text` as [start, end) of the original comment."""
        if start >= end:
            raise ValueError("An empty stretch of text has no place.")
        return self.places[start], self.places[end - 1] + 1

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """[start, end) of each sentence of `text`, in order, its closing marks included."""
        return tuple(match.span() for match in _SENTENCE.finditer(self.text) if match.group().strip())

    def sentence_at(self, place: int) -> tuple[int, int]:
        """The sentence `place` stands in; the whole text when it stands in none."""
        found = bisect_right(self.sentences, place, key=lambda sentence: sentence[0]) - 1
        if found >= 0 and place < self.sentences[found][1]:
            return self.sentences[found]
        return 0, len(self.text)

    @cached_property
    def words(self) -> tuple[tuple[str, int, int], ...]:
        """(word, start, end) of `text`, in order."""
        return tuple((match.group(), *match.span()) for match in _WORD.finditer(self.text))

    def capital(self, start: int) -> bool:
        """Whether the letter at `start` was written as a capital."""
        return self.original[self.places[start]].isupper()

    @cached_property
    def shouted(self) -> bool:
        """Whether the whole comment is in capitals, so that a capital says nothing."""
        return self.original.isupper()


def normalise(comment: str) -> Normalised:
    """Undo the disguises of `comment`."""
    cut = len(comment) > WINDOW
    if cut:
        text, places = fold(comment[:HEAD] + "\n" + comment[-TAIL:])
        shift = len(comment) - TAIL - HEAD - 1
        places = [place if place < HEAD else min(place + shift, len(comment) - 1) for place in places]
    else:
        text, places = fold(comment)
    for step in (_join_spaced, _join_split, _read_digits, _shorten_drawn, _close_gaps):
        text, places = step(text, places)
    return Normalised(original=comment, text=text, places=places, cut=cut)


def _rewrite(text: str, places: list[int], changes: Iterator[tuple[int, int, str, list[int]]]) -> Placed:
    """Apply (start, end, new letters, the index each came from), in order of place."""
    letters: list[str] = []
    kept: list[int] = []
    done = 0
    for start, end, new, indexes in changes:
        letters += (text[done:start], new)
        kept += places[done:start]
        kept += [places[index] for index in indexes]
        done = end
    if not done:
        return text, places
    return "".join((*letters, text[done:])), kept + places[done:]


def _join_spaced(text: str, places: list[int]) -> Placed:
    """`l o s e r`, `v.o.t.e`: runs of single letters become words. Two letters count only beside a longer run."""
    runs = [
        match for match in _SPACED.finditer(text) if len(re.findall(r"[a-z]", match.group())) * 2 > len(match[0]) // 2
    ]
    if not any(len(m[0]) >= 7 or (len(m[0]) == 5 and is_common(_letters(m[0][::2]))) for m in runs):
        return text, places

    def changes() -> Iterator[tuple[int, int, str, list[int]]]:
        for match in runs:
            run = match.group()[::2]
            at = list(range(match.start(), match.end(), 2))
            read = _letters(run)
            words = None if len(run) < 6 or is_common(read) else split_into_words(read)
            if words and len(words) > 1:
                joined, indexes = [], []
                done = 0
                for word in words:
                    joined.append(word)
                    indexes += [*at[done : done + len(word)], at[done + len(word) - 1]]
                    done += len(word)
                yield match.start(), match.end(), " ".join(joined), indexes[:-1]
            else:
                yield match.start(), match.end(), run, at

    return _rewrite(text, places, changes())


def _join_split(text: str, places: list[int]) -> Placed:
    """`fu.ck`, `e-mail`: two halves that are no words become the word they spell."""

    def changes() -> Iterator[tuple[int, int, str, list[int]]]:
        for match in _SPLIT.finditer(text):
            word = match[1] + match[2]
            if is_common(word) and not (is_common(match[1]) and is_common(match[2])):
                indexes = [*range(match.start(1), match.end(1)), *range(match.start(2), match.end(2))]
                yield match.start(), match.end(), word, indexes

    return _rewrite(text, places, changes())


def _read_digits(text: str, places: list[int]) -> Placed:
    """`l0s3r`, `b!tch`: digits and signs inside a word become the letters they are drawn for."""

    def changes() -> Iterator[tuple[int, int, str, list[int]]]:
        for chunk in _CHUNK.finditer(text):
            if chunk.group().isalpha() or len(chunk.group()) > LONGEST_CHUNK or _ADDRESS.search(chunk.group()):
                continue
            for match in _DISGUISED.finditer(chunk.group()):
                token = match.group().rstrip("!+|")
                if _UNIT.fullmatch(token) or len(token) < 2 or (token[0] in "$€" and token[1].isdigit()):
                    continue
                read = _letters(token)
                if _NUMBERED.fullmatch(token) and not is_common(read):
                    continue
                start = chunk.start() + match.start()
                yield start, start + len(token), read, list(range(start, start + len(token)))

    return _rewrite(text, places, changes())


def _letters(token: str) -> str:
    """`token` with signs read as letters; where a sign has two readings, the one that makes a word."""
    doubtful = sum(1 for char in token if len(_LEET.get(char, "")) > 1)
    if doubtful > 4:
        return "".join(_LEET.get(char, char)[0] for char in token)
    return first_common(["".join(reading) for reading in product(*(_LEET.get(char, char) for char in token))])


def _shorten_drawn(text: str, places: list[int]) -> Placed:
    """`stuuupid`, `coool`: a letter three times or more becomes two or one, whichever makes a word."""
    if not _DRAWN.search(text):
        return text, places

    def changes() -> Iterator[tuple[int, int, str, list[int]]]:
        for match in re.finditer(r"[a-z]+", text):
            word = match.group()
            if not _DRAWN.search(word):
                continue
            kept = _keep(word, 2, match.start())
            once = _keep(word, 1, match.start())
            new, indexes = once if not is_common(kept[0]) else kept
            yield match.start(), match.end(), new, indexes

    return _rewrite(text, places, changes())


def _close_gaps(text: str, places: list[int]) -> Placed:
    """Two spaces or more become one, and so does space around a line end."""
    gaps = ((m.start(), m.end(), "\n" if "\n" in m[0] else " ", [m.start()]) for m in re.finditer(r"\s{2,}", text))
    return _rewrite(text, places, gaps)


def _keep(word: str, times: int, start: int) -> tuple[str, list[int]]:
    """`word` with at most `times` of each drawn-out letter (three or more), and the index of each letter kept."""
    letters: list[str] = []
    indexes: list[int] = []
    for match in re.finditer(r"(.)\1*", word):
        count = len(match.group())
        for step in range(count if count < 3 else times):
            letters.append(match[1])
            indexes.append(start + match.start() + step)
    return "".join(letters), indexes
