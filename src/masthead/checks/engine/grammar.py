"""The port to a spelling and grammar engine, and Harper behind it.

Harper (Apache-2.0, runs offline, in-process) is right about unknown words and a good judge of set phrases; much of
what else it says is style, which no policy asks for. Only the kinds and rules named here are taken as errors.
Where it does not load, spelling alone is checked (`hunspell.py`), and whoever reads the findings is told.
"""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, Protocol

from masthead.checks.engine import lexicon
from masthead.checks.engine.prose import sentences
from masthead.kernel.memory import trim

if TYPE_CHECKING:
    from harper import Lint


@dataclass(frozen=True, slots=True)
class Slip:
    """One thing the engine found. `span` is [start, end) in the text; `offers` are replacements, best first."""

    kind: Literal["unknown_word", "grammar"]
    span: tuple[int, int]
    message: str
    offers: tuple[str, ...] = ()


class GrammarEngine(Protocol):
    """Finds unknown words and slips of grammar in American English plain text. Safe to call from any thread.

    grammar: whether it knows grammar at all, or spelling alone.
    """

    grammar: bool

    def slips(self, text: str) -> list[Slip]: ...

    def read_ahead(self, text: str) -> object:
        """Called on the thread that reads: have the slips of `text` ready for whoever asks next."""


_log = logging.getLogger(__name__)

_BLOCK = 1_000
"""Characters. Harper's time grows faster than the text, so a long text is read in blocks of whole sentences."""

_REMEMBERED = 50
"""Blocks. Harper remembers every sentence it reads, up to 150 megabytes of them; it is told to forget sooner."""

_KEPT = 32
"""Blocks whose slips are kept: the words of a post are read for each of its presences, and again as it leaves."""

_ENDLESS = re.compile(r"\S{80,}+")
"""No word or link this long is worth spelling; one of five thousand letters would cost Harper seconds."""


def _a_thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="grammar")


_alone = _a_thread()
"""The thread that reads. For the first name that resembles no word Harper makes a table, which takes it a second and 38
megabytes, and makes it anew in every thread that meets such a name: eight threads of a web server would be 300."""


class HarperEngine:
    """Harper with its curated American dictionary. Loading takes about a second, and is done at first use."""

    grammar = True

    def __init__(self) -> None:
        from harper import Linter

        self._linter = Linter()
        self._read = 0
        self._kinds = lexicon.words("harper_kinds")
        self._rules = lexicon.words("harper_rules")
        self._refused = lexicon.words("harper_refused")
        self._slips_in = lru_cache(maxsize=_KEPT)(self._read_block)

    def slips(self, text: str) -> list[Slip]:
        # One linter takes one call at a time; two milliseconds of waiting are cheaper than a second dictionary.
        return _alone.submit(self.read_ahead, text).result()

    def read_ahead(self, text: str) -> list[Slip]:
        blocks = _blocks(_ENDLESS.sub(lambda match: " " * len(match.group()), text))
        return [
            replace(slip, span=(start + slip.span[0], start + slip.span[1]))
            for start, block in blocks
            for slip in self._slips_in(block)
        ]

    def _read_block(self, block: str) -> tuple[Slip, ...]:
        by_rule = self._linter.organized_lints(block, language="plaintext")
        self._forget()
        return tuple(slip for rule, lints in by_rule.items() for lint in lints if (slip := self._slip(rule, lint)))

    def _forget(self) -> None:
        self._read += 1
        if self._read % _REMEMBERED == 0:
            # Words of one's own are none; to clear them is Harper's only way to begin with an empty memory.
            self._linter.clear_words()
            trim()

    def _slip(self, rule: str, lint: Lint) -> Slip | None:
        name = rule.lower()
        if name in ("spellcheck", "splitwords", "regularirregulars"):
            kind: Literal["unknown_word", "grammar"] = "unknown_word"
        elif name in self._rules or (lint.lint_kind.lower() in self._kinds and name not in self._refused):
            kind = "grammar"
        else:
            return None
        # An insertion is no replacement of the words it follows; it is left to the sentence to explain.
        offers = tuple(offer.replacement_text for offer in lint.suggestions if offer.kind == 0)
        # Harper quotes words as Markdown quotes code.
        return Slip(kind, (lint.span.start, lint.span.end), lint.message.replace("`", "'"), offers)


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Pieces of at most `_BLOCK` characters and where they begin, cut between sentences where there are any."""
    if len(text) <= _BLOCK:
        yield 0, text
        return
    begin = 0
    for sentence in sentences(text):
        if sentence.end - begin > _BLOCK and sentence.start > begin:
            yield begin, text[begin : sentence.start]
            begin = sentence.start
        while sentence.end - begin > _BLOCK:
            yield begin, text[begin : begin + _BLOCK]
            begin += _BLOCK
    yield begin, text[begin:]


_loading = threading.Lock()


def engine() -> GrammarEngine:
    """The one engine of this process. Whoever asks while it loads waits for it: two would cost twice the memory."""
    with _loading:
        return _loaded()


def begin(text: str) -> None:
    """Begin to load the engine and to read `text`, beside whatever the caller does until it asks for the slips."""
    _alone.submit(lambda: engine().read_ahead(text))


@lru_cache(maxsize=1)
def _loaded() -> GrammarEngine:
    try:
        return HarperEngine()
    except Exception:  # noqa: BLE001 - missing, built for another machine, or broken: the cure is the same
        _log.exception("Harper does not load: spelling alone is checked.")
    from masthead.checks.engine.hunspell import HunspellEngine

    return HunspellEngine()


def _in_a_new_process() -> None:
    """A process that was split off has none of the threads of the first."""
    global _alone, _loading
    _alone, _loading = _a_thread(), threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_a_new_process)
