"""A `tokenizer.json` cuts a text as the library that wrote it does. The numbers here are those of tokenizers 0.23.3."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from masthead.reading.pieces import Pieces
from masthead.reading.sessions import Unreadable
from masthead.reading.tokenizer_json import tokenizer_in
from tiny_models import byte_level_tokenizer, tokenizer

PIECES = (
    *("[PAD]", "[UNK]", "[CLS]", "[SEP]", "cafe", "café", "naive", "naïve", "don", "'", "t", "東", "京", "5", "##€"),
    *("$", "go", "_", "there", "हिन्दी", "ok", "##😀", "i", "##stanbul", "한", "##국", "l", "##œuvre", "“", "”", "a"),
    *("##b", "Go", "stra", "##ß", "##e"),
)
SMALL_AND_BARE, AS_WRITTEN, SMALL = (
    {"lowercase": True, "strip_accents": None},
    {"lowercase": False, "strip_accents": None},
    {"lowercase": True, "strip_accents": False},
)
ALIKE = {
    "don't go_there": [8, 9, 10, 16, 17, 18],
    "東京 $5€ ok😀": [11, 12, 15, 13, 14, 20, 21],
    "“a\u200bb”": [28, 30, 31, 29],
    "lœuvre " + "a" * 101: [26, 27, 1],
}
EXPECTED = [
    *((how, text, numbers) for how in (SMALL_AND_BARE, AS_WRITTEN, SMALL) for text, numbers in ALIKE.items()),
    (SMALL_AND_BARE, "Café naïve", [4, 6]),
    (AS_WRITTEN, "Café naïve", [1, 7]),
    (SMALL, "Café naïve", [5, 7]),
    (SMALL_AND_BARE, "हिन्दी", [1]),
    (SMALL, "हिन्दी", [19]),
    (SMALL_AND_BARE, "İstanbul Straße", [22, 23, 33, 34, 35]),
    (AS_WRITTEN, "İstanbul Straße", [1, 1]),
    (SMALL_AND_BARE, "한국", [1]),
    (SMALL, "한국", [24, 25]),
    (AS_WRITTEN, "Go", [32]),
]


def vocabulary(folder: Path, **changed: object) -> Pieces:
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer(PIECES) | changed), "utf-8")
    return tokenizer_in(folder / "tokenizer.json").vocabulary


def normalizer(**how: object) -> dict[str, object]:
    return {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, **how}


@pytest.mark.parametrize(("how", "text", "numbers"), EXPECTED)
def test_pieces_are_those_of_the_library(tmp_path: Path, how: dict[str, object], text: str, numbers: list[int]) -> None:
    found = vocabulary(tmp_path, normalizer=normalizer(**how)).pieces(text)
    assert [number for number, _, _ in found] == numbers
    assert all(0 <= start < end <= len(text) for _, start, end in found)


def test_each_piece_has_the_place_of_its_word(tmp_path: Path) -> None:
    text = "Café, “a\u200bb”"
    places = [text[start:end] for _, start, end in vocabulary(tmp_path).pieces(text)]
    assert places == ["Café", ",", "“", "a\u200bb", "a\u200bb", "”"]
    assert [text[start:end] for _, start, end in vocabulary(tmp_path).pieces(text, 2)] == places[:2]


def test_words_that_look_like_marks_are_none(tmp_path: Path) -> None:
    read = vocabulary(tmp_path)
    assert (read.opens, read.closes) == (2, 3)
    assert [number for number, _, _ in read.pieces("[SEP] go")] == [1, 1, 1, 16]


@pytest.mark.parametrize("kind", ["BertProcessing", "RobertaProcessing"])
def test_other_ways_to_name_the_marks_are_read_too(tmp_path: Path, kind: str) -> None:
    read = vocabulary(tmp_path, post_processor={"type": kind, "cls": ["go", 16], "sep": ["ok", 20]})
    assert (read.opens, read.closes) == (16, 20)


SPACES = {"id": 264, "content": "   ", "special": False}
BYTE_BY_BYTE = [
    (False, None, "idiot idiots", [262, 263, 118]),
    (True, None, "idiot idiots", [263, 263, 118]),
    (True, None, "\nidiot", [35, 13, 262]),
    (False, None, "an idiot's   id", [100, 113, 263, 42, 118, 264, 259]),
    (True, None, "an idiot's   id", [35, 100, 113, 263, 42, 118, 264, 35, 259]),
    (False, None, "e\u0301 é", [104, 207, 132, 35, 198, 172]),
    (False, {"type": "NFC"}, "e\u0301 é", [198, 172, 35, 198, 172]),
    (False, None, "I'll ot\n\n  x", [76, 42, 111, 111, 35, 260, 13, 13, 35, 35, 123]),
]


def byte_by_byte(folder: Path, *, spaced: bool = False, form: object = None, **model: object) -> Pieces:
    told = byte_level_tokenizer()
    told["normalizer"], told["added_tokens"] = form, [SPACES]
    told["pre_tokenizer"]["add_prefix_space"] = spaced  # type: ignore[index]
    told["model"] |= model  # type: ignore[operator]
    (folder / "tokenizer.json").write_text(json.dumps(told), "utf-8")
    return tokenizer_in(folder / "tokenizer.json").vocabulary


@pytest.mark.parametrize(("spaced", "form", "text", "numbers"), BYTE_BY_BYTE)
def test_bytes_are_joined_as_the_library_joins_them(
    tmp_path: Path, spaced: bool, form: object, text: str, numbers: list[int]
) -> None:
    read = byte_by_byte(tmp_path, spaced=spaced, form=form)
    found = read.pieces(text)
    assert [number for number, _, _ in found] == numbers
    assert (read.opens, read.closes) == (0, 2)
    assert all(0 <= start <= end <= len(text) for _, start, end in found)


def test_pieces_of_bytes_have_the_place_of_their_word_without_its_space(tmp_path: Path) -> None:
    text = "an idiot e\u0301 idiots"
    for form in (None, {"type": "NFC"}):
        found = byte_by_byte(tmp_path, form=form).pieces(text)
        assert [text[start:end] for number, start, end in found if number in (263, 118)] == [
            "idiot",
            "idiots",
            "idiots",
        ]
    assert len(byte_by_byte(tmp_path).pieces(text, 3)) == 3


@pytest.mark.parametrize(
    "model",
    [
        {"end_of_word_suffix": "</w>"},
        {"byte_fallback": True},
        {"ignore_merges": True},
        {"vocab": {"<s>": 0, "</s>": 2}},
    ],
    ids=str,
)
def test_other_ways_to_join_are_refused(tmp_path: Path, model: dict[str, object]) -> None:
    with pytest.raises(Unreadable, match="not byte by byte"):
        byte_by_byte(tmp_path, **model)


def test_a_run_without_end_takes_no_seconds(tmp_path: Path) -> None:
    started = time.process_time()
    byte_by_byte(tmp_path).pieces("abcdefghij" * 600)
    assert time.process_time() - started < 2


def test_a_file_says_how_long_a_text_may_be(tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text(json.dumps(tokenizer() | {"truncation": {"max_length": 128}}), "utf-8")
    assert tokenizer_in(tmp_path / "t.json").longest == 128


def test_a_mark_that_is_not_among_the_pieces_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"<s> or </s> is not in the vocabulary"):
        vocabulary(tmp_path, post_processor={"type": "RobertaProcessing", "cls": ["<s>", 0], "sep": ["</s>", 2]})
    with pytest.raises(Unreadable, match=r"<unk> is not in the vocabulary"):
        vocabulary(tmp_path, model=tokenizer(PIECES, unk_token="<unk>")["model"])
