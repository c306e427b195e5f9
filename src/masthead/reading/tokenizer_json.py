"""The vocabulary in a `tokenizer.json`, the file in which Hugging Face's tools keep how a model's text is cut.

WordPiece as BERT, DistilBERT, ELECTRA, MiniLM and MPNet have it, and byte-level BPE as RoBERTa and ModernBERT have it,
are read to the letter. Any other kind is refused: cut differently from what it learned of, a model gives scores that
mean nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from masthead.reading.bert_words import BertWords
from masthead.reading.pieces import INSIDE, LONGEST_WORD, Marks, Pieces, Vocabulary
from masthead.reading.sessions import Unreadable

ELSE = (
    "Masthead reads WordPiece (BERT, DistilBERT, ELECTRA, MiniLM, MPNet) and byte-level BPE (RoBERTa, ModernBERT): "
    "take a model of these, or run this one in a server on this machine and give its address to "
    "`masthead assess --server`."
)
"""The cure where a model cuts its text in another way."""


@dataclass(frozen=True)
class Tokenizer:
    """vocabulary: how text is cut; longest: the pieces the file cuts a text off at, 0 where it does not say."""

    vocabulary: Pieces
    longest: int


def tokenizer_in(file: Path) -> Tokenizer:
    """What `file` says. Raises Unreadable with the cure where it cannot be read, or cuts text in another way."""
    try:
        told = json.loads(file.read_text("utf-8"))
        model = told["model"]
        kind = model.get("type") or ("BPE" if "merges" in model else "WordPiece")
        if kind not in ("WordPiece", "BPE"):
            raise Unreadable(f"{file} cuts text by {kind}. {ELSE}")
        around = _around(told.get("post_processor"), file)
        read = _word_piece if kind == "WordPiece" else _byte_pairs
        vocabulary: Pieces = read(told, around, file)
        longest = int((told.get("truncation") or {}).get("max_length", 0))
    except OSError as reason:
        sentence = f"{file} cannot be read ({reason.strerror}). Export the model with its tokenizer."
        raise Unreadable(sentence) from reason
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as reason:
        raise Unreadable(f"{file} is not as it should be ({reason!r}). Export the model again.") from reason
    if min(vocabulary.opens, vocabulary.closes) < 0:
        raise Unreadable(f"{file}: {' or '.join(around)} is not in the vocabulary. Export the model again.")
    return Tokenizer(vocabulary, longest)


def _word_piece(told: dict[str, Any], around: tuple[str, str], file: Path) -> Vocabulary:
    model, numbered = told["model"], _numbered(told)
    unknown = model.get("unk_token", "[UNK]")
    if unknown not in numbered:
        raise Unreadable(f"{file}: {unknown} is not in the vocabulary. Export the model again.")
    if model.get("continuing_subword_prefix", INSIDE) != INSIDE:
        raise Unreadable(f"{file} marks pieces inside a word in a way of its own. {ELSE}")
    return Vocabulary(
        _by_number(numbered),
        marks=Marks(*around, unknown),
        words=_words(told, file),
        longest_word=int(model.get("max_input_chars_per_word", LONGEST_WORD)),
    )


def _byte_pairs(told: dict[str, Any], around: tuple[str, str], file: Path) -> Pieces:
    from masthead.reading.byte_pairs import LETTERS, BytePairs, Spelling  # a library that no other model needs

    model, splitter, form = told["model"], told.get("pre_tokenizer") or {}, told.get("normalizer") or {"type": ""}
    odd = ("dropout", "continuing_subword_prefix", "end_of_word_suffix", "byte_fallback", "ignore_merges")
    if (
        splitter.get("type") != "ByteLevel"
        or not splitter.get("use_regex", True)
        or any(model.get(name) for name in odd)
        or form["type"] not in ("", "NFC", "NFKC")
        or not set(LETTERS) <= model["vocab"].keys()
    ):
        raise Unreadable(f"{file} cuts text by BPE, but not byte by byte as RoBERTa does. {ELSE}")
    pairs = (tuple(pair.split(" ")) if isinstance(pair, str) else tuple(pair) for pair in model["merges"])
    return BytePairs(
        _numbered(told),
        learned=[(first, second) for first, second in pairs],
        around=around,
        spelling=Spelling(spaced=bool(splitter.get("add_prefix_space", True)), form=form["type"]),
        whole=[one["content"] for one in told.get("added_tokens") or () if not one.get("special")],
    )


def _numbered(told: dict[str, Any]) -> dict[str, int]:
    return {**told["model"]["vocab"], **{one["content"]: one["id"] for one in told.get("added_tokens") or ()}}


def _words(told: dict[str, Any], file: Path) -> BertWords:
    normalizer, splitter = told.get("normalizer") or {}, told.get("pre_tokenizer") or {}
    if normalizer.get("type") != "BertNormalizer" or splitter.get("type") != "BertPreTokenizer":
        kinds = f"{normalizer.get('type')} and {splitter.get('type')}"
        raise Unreadable(f"{file} makes words by {kinds}, and not as BERT does. {ELSE}")
    small = bool(normalizer.get("lowercase", True))
    bare = normalizer.get("strip_accents")
    return BertWords(
        small=small,
        bare=small if bare is None else bool(bare),
        apart=bool(normalizer.get("handle_chinese_chars", True)),
        clean=bool(normalizer.get("clean_text", True)),
    )


def _around(told: dict[str, Any] | None, file: Path) -> tuple[str, str]:
    """The pieces that open and close a text."""
    kind = (told or {}).get("type")
    if told and kind in ("BertProcessing", "RobertaProcessing"):
        return str(told["cls"][0]), str(told["sep"][0])
    if told and kind == "TemplateProcessing":
        parts = [next(iter(part.items())) for part in told["single"]]
        if [name for name, _ in parts] == ["SpecialToken", "Sequence", "SpecialToken"]:
            return str(parts[0][1]["id"]), str(parts[2][1]["id"])
    raise Unreadable(f"{file} does not set one mark before a text and one after it. {ELSE}")


def _by_number(vocabulary: dict[str, int]) -> list[str]:
    """The pieces in order of their number; a number that no piece has is left empty."""
    pieces = [""] * (max(vocabulary.values()) + 1)
    for piece, number in vocabulary.items():
        pieces[number] = piece
    return pieces
