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

from masthead.signals.engine.leet import as_letters
from masthead.signals.engine.letters import BETWEEN, fold, plain
from masthead.signals.engine.sought import Runs
from masthead.signals.engine.telling import is_word, split_into_words, stands_alone

HEAD, TAIL = 5_000, 1_000
WINDOW = HEAD + TAIL
LONGEST_CHUNK = 80

_UNIT = re.compile(
    r"\d+(?:st|nd|rd|th|am|pm|a|p|k|m|b|x|d|g|gb|mb|tb|yo|yrs?|hrs?|mins?|secs?|ft|in|lbs?|mi|km|cm|mm|oz|pt|mph|"
    r"(?<=0)s|pc|ish|er|days?|weeks?|months?|years?|times?|bucks?|cents?|million|people|kids?|books?)"
)
_NUMBERED = re.compile(r"[a-z]+\d{2,}")
_ADDRESS = re.compile(r"https?:|www\.|\w@[\w-]+\.\w|^[@#]\w{4,}")
_CHUNK = re.compile(r"\S+")
_DISGUISED = re.compile(r"[a-z0-9@$!|€+]*(?:[a-z][0-9@$!|€+]|[0-9@$!|€+][a-z])[a-z0-9@$!|€+]*")
_SPACED = re.compile(
    r"(?<![^\s(\"'>])[a-z0-9@$!](?P<mark> |(?:[^\w\s@$!\"?()]|_){1,3}| [.\-*_/~|] )[a-z0-9@$!]"
    r"(?:(?P=mark)[a-z0-9@$!]){0,400}(?=(?:'[a-z]{1,2})?[.,!?)\"'<:;]*(?:\s|$))(?! [.\-_*/~|] [a-z0-9@$!])"
)
_DRAWN = re.compile(r"([a-z])\1\1+")
_HALF = r"[a-zñ][a-zñ0-9@$!]{0,11}"
_SPLIT = re.compile(rf"(?<![\w@/.'\-])({_HALF})([.\-_*/~',^·•{BETWEEN}]{{1,2}})({_HALF})(?![\w@/])")
_STRANGE = frozenset(f"_~^·•{BETWEEN}")
"""Marks that do not stand inside a word as it is written."""
_SHORTENED = frozenset(("s", "t", "d", "m", "n", "ll", "re", "ve", "em", "all", "clock", "am"))
_CHAIN = re.compile(
    r"(?<![\w@/.!$])[a-z0-9@$!']{1,24}(?:(?P<mark>[_.*\-~|+])[a-z0-9@$!']{1,24})(?:(?P=mark)[a-z0-9@$!']{1,24})+(?![\w@/])"
)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+(?!\s|$)[^.!?\n]*)*[.!?\n]*")
_TURNS = re.compile(r"[a-z](?=[A-Z])")
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
        return sentences(self.text)

    def sentence_at(self, place: int) -> tuple[int, int]:
        """The sentence `place` stands in; the whole text when it stands in none."""
        found = bisect_right(self.sentences, place, key=lambda sentence: sentence[0]) - 1
        if found >= 0 and place < self.sentences[found][1]:
            return self.sentences[found]
        return 0, len(self.text)

    @cached_property
    def runs(self) -> Runs:
        """Where the runs of letters of `text` stand, so that regular expressions are looked for only there."""
        return Runs(self.text)

    @cached_property
    def words(self) -> tuple[tuple[str, int, int], ...]:
        """(word, start, end) of `text`, in order."""
        return tuple((match.group(), *match.span()) for match in _WORD.finditer(self.text))

    def capital(self, start: int) -> bool:
        """Whether the letter at `start` was written as a capital."""
        return self.original[self.places[start]].isupper()

    @cached_property
    def shouted(self) -> bool:
        """Whether the whole comment is in capitals, or in capitals by turns, so that a capital says nothing."""
        head = self.original[:HEAD]
        return self.original.isupper() or len(_TURNS.findall(head)) > len(head) / 6


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """[start, end) of each sentence of `text`, in order, its closing marks included."""
    return tuple(match.span() for match in _SENTENCE.finditer(text) if match.group().strip())


def normalise(comment: str) -> Normalised:
    """Undo the disguises of `comment`."""
    cut = len(comment) > WINDOW
    if cut:
        text, places = fold(comment[:HEAD] + "\n" + comment[-TAIL:])
        shift = len(comment) - TAIL - HEAD - 1
        places = [place if place < HEAD else min(place + shift, len(comment) - 1) for place in places]
    else:
        text, places = fold(comment)
    for step in (_join_spaced, _part_chained, _join_split):
        text, places = step(text, places)
    text, places = _show_pictures(text, places, comment)
    for step in (_read_digits, _shorten_drawn, _close_gaps):
        text, places = step(text, places)
    return Normalised(original=comment, text=text, places=places, cut=cut)


def rewritten(text: Normalised, changes: Iterator[tuple[int, int, str]]) -> Normalised:
    """`text` with other words in it: (start, end, what is read there), in order of place. Each new word stands for the
    whole stretch it was put for."""

    def indexed() -> Iterator[tuple[int, int, str, list[int]]]:
        for start, end, new in changes:
            yield start, end, new, [start] * (len(new) - 1) + [end - 1]

    new, places = _rewrite(text.text, text.places, indexed())
    return Normalised(text.original, new, places, text.cut)


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
    runs = []
    for match in _SPACED.finditer(text):
        at = range(match.start(), match.end(), 1 + len(match["mark"]))
        run = "".join(text[index] for index in at)
        if sum(char.isalpha() for char in run) * 2 >= len(run):
            runs.append((match.end(), run, at, match["mark"] == " "))
    if not any(len(run) >= 4 or (len(run) == 3 and is_word(as_letters(run))) for _, run, *_ in runs):
        return text, places

    def changes() -> Iterator[tuple[int, int, str, list[int]]]:
        for end, run, at, apart in runs:
            read = as_letters(run)
            words = split_into_words(read) if apart and len(run) >= 6 and not is_word(read) else None
            if words and len(words) > 1:
                joined, indexes = [], []
                done = 0
                for word in words:
                    joined.append(word)
                    indexes += [*at[done : done + len(word)], at[done + len(word) - 1]]
                    done += len(word)
                yield at[0], end, " ".join(joined), indexes[:-1]
            else:
                yield at[0], end, run, list(at)

    return _rewrite(text, places, changes())


def _part_chained(text: str, places: list[int]) -> Placed:
    """`you_are_a_moron`: words with a mark where a space belongs. `state-of-the-art` stays."""

    def changes() -> Iterator[tuple[int, int, str, list[int]]]:
        for match in _CHAIN.finditer(text):
            words = match.group().split(match["mark"])
            least = 4 if match["mark"] in "-." else 3
            if len(words) >= least and sum(is_word(as_letters(word)) for word in words) * 5 >= len(words) * 3:
                yield *match.span(), " ".join(words), list(range(*match.span()))

    return _rewrite(text, places, changes())


def _join_split(text: str, places: list[int]) -> Placed:
    """`fu.ck`, `e-mail`: two halves that are no words become the word they spell; `kill~him` becomes two words."""

    def changes() -> Iterator[tuple[int, int, str, list[int]]]:
        for match in _SPLIT.finditer(text):
            first, mark, second = match.groups()
            if "'" in mark and second in _SHORTENED:
                continue
            both = stands_alone(first) and stands_alone(second)
            strange = mark[0] in _STRANGE or (mark[0] == "*" and min(len(first), len(second)) > 2)
            whole = is_word(as_letters(first + second))
            if both and strange and not whole:
                yield match.start(2), match.end(2), " ", [match.start(2)]
            elif strange or (whole and not both):
                indexes = [*range(match.start(1), match.end(1)), *range(match.start(3), match.end(3))]
                yield match.start(), match.end(), first + second, indexes

    return _rewrite(text, places, changes())


def _show_pictures(text: str, places: list[int], comment: str) -> Placed:
    """Pictures between two letters that hide no word: each is the word it stands for, or a space."""
    if BETWEEN not in text:
        return text, places

    def changes() -> Iterator[tuple[int, int, str, list[int]]]:
        for match in re.finditer(BETWEEN, text):
            shown = ""
            for char in comment[places[match.start()] :]:
                if char.isalpha():
                    break
                shown += plain(char)
            yield match.start(), match.end(), shown or " ", [match.start()] * len(shown or " ")

    return _rewrite(text, places, changes())


def _read_digits(text: str, places: list[int]) -> Placed:
    """`l0s3r`, `b!tch`: digits and signs inside a word become the letters they are drawn for."""

    def changes() -> Iterator[tuple[int, int, str, list[int]]]:
        for chunk in _CHUNK.finditer(text):
            if chunk.group().isalpha() or len(chunk.group()) > LONGEST_CHUNK:
                continue
            if _ADDRESS.search(chunk.group()) and not is_word(as_letters(chunk.group().rstrip(".,?:;"))):
                continue
            for match in _DISGUISED.finditer(chunk.group()):
                token = _without_marks_after(match.group())
                if _UNIT.fullmatch(token) or len(token) < 2 or (token[0] in "$€" and token[1].isdigit()):
                    continue
                read = as_letters(token)
                if _NUMBERED.fullmatch(token) and not is_word(read):
                    continue
                start = chunk.start() + match.start()
                yield start, start + len(token), read, list(range(start, start + len(token)))

    return _rewrite(text, places, changes())


def _without_marks_after(token: str) -> str:
    """`token` without the marks that close a sentence, unless they spell the end of a word."""
    bare = token.rstrip("!+|")
    return token if bare != token and not is_word(as_letters(bare)) and is_word(as_letters(token)) else bare


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
            new, indexes = once if not is_word(kept[0]) else kept
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
