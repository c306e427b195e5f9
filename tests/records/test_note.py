"""Signed notes: read what the specification's example writes, and refuse everything that is not exactly it."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.records.note import NoteRefused, Signer, TreeHead, Verifier, open_checkpoint, open_note

# Key and note published with golang.org/x/mod/sumdb/note, the first implementation of the format.
PETER_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PETER_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER_NOTE = (
    PETER_TEXT + "\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1F"
    "FYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

SIGNER = Signer("masthead/test", b"\x07" * 32)
HEAD = TreeHead("masthead/test", 12, hashlib.sha256(b"root").digest())
NOTE = SIGNER.sign(HEAD.text)


def test_the_published_example_is_read_and_written_to_the_letter() -> None:
    assert open_note(PETER_NOTE, Verifier.parse(PETER_PUBLIC)) == PETER_TEXT
    signer = Signer.parse(PETER_PRIVATE)
    assert (str(signer.verifier), str(signer)) == (PETER_PUBLIC, PETER_PRIVATE)
    assert signer.sign(PETER_TEXT) == PETER_NOTE


def test_a_checkpoint_comes_back_as_it_was_signed() -> None:
    assert open_checkpoint(NOTE, Verifier.parse(f"{SIGNER.verifier}\n")) == HEAD


@given(st.data())
def test_any_flipped_bit_of_a_checkpoint_is_refused(data: st.DataObject) -> None:
    raw = bytearray(NOTE.encode())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises((NoteRefused, UnicodeDecodeError)):
        open_checkpoint(raw.decode(), SIGNER.verifier)


@given(st.text())
def test_no_text_makes_the_reader_stumble(text: str) -> None:
    for read in (TreeHead.parse, Verifier.parse, Signer.parse):
        with pytest.raises(NoteRefused):
            read(text)
    with pytest.raises(NoteRefused):
        open_checkpoint(text, SIGNER.verifier)


def test_a_witness_may_sign_too_but_not_instead() -> None:
    witness = Signer("witness", b"\x08" * 32)
    line = witness.sign(HEAD.text).removeprefix(HEAD.text + "\n")
    assert open_checkpoint(NOTE + line, SIGNER.verifier) == HEAD
    with pytest.raises(NoteRefused, match="bears no signature of masthead/test"):
        open_checkpoint(witness.sign(HEAD.text), SIGNER.verifier)


def test_a_key_under_another_name_is_another_key() -> None:
    renamed = str(SIGNER.verifier).replace("masthead/test", "masthead/other")
    with pytest.raises(NoteRefused, match="does not belong"):
        Verifier.parse(renamed)


def test_a_log_cannot_sign_for_another() -> None:
    with pytest.raises(NoteRefused, match="The checkpoint is of somewhere/else"):
        open_checkpoint(SIGNER.sign(TreeHead("somewhere/else", 1, HEAD.root).text), SIGNER.verifier)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\u00a0b"])
def test_odd_names_are_refused(name: str) -> None:
    with pytest.raises(NoteRefused):
        Signer.new(name)


@pytest.mark.parametrize("text", ["no newline", "a\tb\n", ""])
def test_odd_texts_are_not_signed(text: str) -> None:
    with pytest.raises(NoteRefused):
        SIGNER.sign(text)


def test_a_signer_does_not_show_its_seed() -> None:
    assert repr(SIGNER) == "Signer('masthead/test')"
