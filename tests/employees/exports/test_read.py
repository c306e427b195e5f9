"""Each platform's export, as it comes; and what is no export, in one sentence."""

from __future__ import annotations

import io
import json
import time
import tracemalloc
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cars import repository
from masthead.employees.exports.facebook import mended
from masthead.employees.exports.message import Message, threads
from masthead.employees.exports.pasted import taken_apart
from masthead.employees.exports.read import LARGEST, UNPACKED, read_export
from masthead.kernel.refusals import Invalid

ROOT = "at://did:plc:june/app.bsky.feed.post/3k"
ASKED = {"$type": "app.bsky.feed.post", "text": "I say 9 to 5.", "createdAt": "2026-11-20T10:05:00.000Z"}


def encoded(whole: object) -> bytes:
    return json.dumps(whole).encode()


OUTBOX = {
    "type": "OrderedCollection",
    "orderedItems": [
        {"type": "Announce", "actor": "https://social.example/users/ann", "object": "https://elsewhere.example/1"},
        {
            "type": "Create",
            "actor": "https://social.example/users/ann",
            "published": "2026-11-20T10:05:00Z",
            "object": {
                "id": "https://social.example/users/ann/statuses/2",
                "type": "Note",
                "attributedTo": "https://social.example/users/ann",
                "inReplyTo": "https://home.example/june/1",
                "conversation": "tag:home.example,2026:1",
                "published": "2026-11-20T10:05:00Z",
                "content": "<p><a href='x'>@june</a> We open at 9 &amp; close at 5.<br>See you!</p><p>Ann</p>",
            },
        },
    ],
}
MESSENGER = {
    "participants": [{"name": "June Ross"}, {"name": "RenÃ©e Poe"}],
    "messages": [
        {"sender_name": "RenÃ©e Poe", "timestamp_ms": 1795000060000, "content": "At 9, by the cafÃ©."},
        {"sender_name": "June Ross", "timestamp_ms": 1795000000000, "content": "When do you open?"},
        {"sender_name": "June Ross", "timestamp_ms": 1795000070000, "photos": []},
    ],
    "title": "June Ross",
    "thread_path": "inbox/juneross_1",
}
THREAD = {
    "thread": {
        "post": {"uri": ROOT, "author": {"handle": "june.example", "displayName": "June"}, "record": {"text": "Open?"}},
        "replies": [
            {"post": {"uri": "at://x/2", "author": {"handle": "ann.example"}, "record": {**ASKED}}, "replies": []}
        ],
    }
}


def test_a_mastodon_outbox_gives_what_one_wrote_and_says_what_is_missing() -> None:
    found = read_export(encoded(OUTBOX))
    (said,) = found.messages
    assert (found.platform, said.name, said.mine) == ("Mastodon", "@ann@social.example", True)
    assert said.text == "@june We open at 9 & close at 5.\nSee you!\n\nAnn"
    assert (said.at, said.thread) == (datetime(2026, 11, 20, 10, 5, tzinfo=UTC), "tag:home.example,2026:1")
    assert "add what the other person said" in found.missing


def test_facebook_s_letters_are_put_together_again() -> None:
    found = read_export(encoded(MESSENGER), own_name="renée poe")
    (thread,) = threads(found.messages)
    assert [(one.name, one.text, one.mine) for one in thread.messages] == [
        ("June Ross", "When do you open?", False),
        ("Renée Poe", "At 9, by the café.", True),
    ]


@given(st.text(st.characters(codec="utf-8")))
def test_what_facebook_garbles_is_mended_and_what_is_right_stays(text: str) -> None:
    garbled = text.encode().decode("latin-1")
    assert mended(garbled) == text


def test_facebook_comments() -> None:
    whole = {
        "comments_v2": [
            {
                "timestamp": 1795000000,
                "title": "Ann replied to June.",
                "data": [{"comment": {"comment": "At 9.", "author": "Ann"}}],
            }
        ]
    }
    (said,) = read_export(encoded(whole)).messages
    assert (said.text, said.mine, said.at and said.at.year) == ("At 9.", True, 2026)


def test_a_bluesky_repository_gives_its_posts_by_thread() -> None:
    reply = {"root": {"uri": ROOT, "cid": "c"}, "parent": {"uri": ROOT, "cid": "c"}}
    raw = repository({"3k1": {**ASKED, "reply": reply}, "3k2": {**ASKED, "text": "Another"}, "3k3": {"$type": "other"}})
    found = read_export(raw)
    assert [(said.text, said.thread) for said in found.messages] == [
        ("I say 9 to 5.", ROOT),
        ("Another", "at://did:plc:ann/app.bsky.feed.post/3k2"),
    ]
    assert all(said.mine for said in found.messages)


def test_a_damaged_repository_is_refused() -> None:
    raw = repository({"3k1": ASKED})
    with pytest.raises(Invalid, match="CAR"):
        read_export(raw[:-10])


def test_a_bluesky_thread_has_both_sides() -> None:
    (thread,) = threads(read_export(encoded(THREAD), own_name="@ann.example").messages)
    assert [(one.name, one.text, one.mine) for one in thread.messages] == [
        ("June (@june.example)", "Open?", False),
        ("ann.example", "I say 9 to 5.", True),
    ]


def test_a_bluesky_chat() -> None:
    chat = {"messages": [{"sender": {"did": "did:plc:ann"}, "text": "At 9.", "sentAt": "2026-11-20T10:05:00Z"}]}
    (said,) = read_export(encoded(chat), own_name="did:plc:ann").messages
    assert (said.text, said.mine) == ("At 9.", True)


def test_threads_are_found_by_words_or_names_the_latest_first() -> None:
    said = [
        Message("June", "Hours?", datetime(2026, 1, 1, tzinfo=UTC), thread="a"),
        Message("Ann", "9 to 5", datetime(2026, 1, 2, tzinfo=UTC), thread="a"),
        Message("Ann", "Dogs!", datetime(2026, 3, 1, tzinfo=UTC), thread="b"),
    ]
    assert [len(thread.messages) for thread in threads(said)] == [1, 2]
    assert [one.text for one in threads(said, words="june")[0].messages] == ["Hours?", "9 to 5"]
    assert threads(said, words="cats") == []


def zipped(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def test_the_conversation_is_found_in_a_whole_archive() -> None:
    raw = zipped(("media/a.jpg", b"x"), ("your_activity/messages/inbox/june/message_1.json", encoded(MESSENGER)))
    assert len(read_export(raw).messages) == 2


def bomb() -> bytes:
    return zipped(("message_1.json", b'{"messages":[' + b" " * (200 * 1024 * 1024) + b"]}"))


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "empty"),
        (b"x" * (LARGEST + 1), "larger than 20 MB"),
        (b"{" * 100_000, "nested|not whole"),
        (b"[" * 100_000, "nested|not whole"),
        (b"[" + b"[]," * 2_000_000 + b"[]]", "too many parts"),
        (b'{"messages": 3}', "not an export"),
        (b'{"orderedItems": []}', "no message"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b"\x1f\x8b\x08rest", "damaged"),
        (b"PK\x03\x04 and nothing", "damaged"),
        (b"Dear library", "CAR"),
        (zipped(("readme.txt", b"hello")), "no conversation"),
    ],
)
def test_what_is_no_export_costs_one_sentence(raw: bytes, says: str) -> None:
    with pytest.raises(Invalid, match=says) as refusal:
        read_export(raw)
    assert "\n" not in refusal.value.sentence


def test_a_zip_bomb_is_counted_as_it_comes() -> None:
    raw = bomb()
    assert len(raw) < 400_000
    started = time.process_time()
    tracemalloc.start()
    with pytest.raises(Invalid, match="Unpacked"):
        read_export(raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * UNPACKED
    assert time.process_time() - started < 20


@settings(max_examples=300)
@given(
    st.binary(max_size=300)
    | st.sampled_from([encoded(whole) for whole in (OUTBOX, MESSENGER, THREAD)]).flatmap(
        lambda raw: st.integers(0, len(raw)).map(lambda cut: raw[:cut] + raw[cut + 1 :])
    )
)
def test_any_bytes_are_messages_or_one_sentence(raw: bytes) -> None:
    try:
        assert read_export(raw).messages
    except Invalid as refusal:
        assert refusal.sentence and "\n" not in refusal.sentence


NAMES = (
    "orderedItems object type thread post replies parent feed messages participants record author text sender sentAt "
    "timestamp_ms comments_v2 data comment records value reply root uri"
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES.split()), inner, max_size=5),
    max_leaves=25,
)


@settings(max_examples=400)
@given(JSON)
def test_any_shape_of_json_is_messages_or_one_sentence(whole: object) -> None:
    try:
        read_export(encoded(whole))
    except Invalid as refusal:
        assert refusal.sentence


def test_a_paste_with_names_is_taken_apart() -> None:
    told = taken_apart(
        "June Ross: When do you open?\nI forgot.\n[10:05] Ann Poe (me): At 9.\nMe: Or so.", own_name="ann poe"
    )
    assert [(one.name, one.text, one.mine) for one in told] == [
        ("June Ross", "When do you open?\nI forgot.", False),
        ("Ann Poe", "[10:05] (me) At 9.", True),
        ("Me", "Or so.", True),
    ]


@pytest.mark.parametrize(
    "pasted",
    [
        "June Ross\nWhen do you open?\nI forgot.\n10:05 AM\n\nYou sent\nAt nine.\n10:07 AM\nJune Ross\nThanks!",
        "June Ross\n10:05 AM\nWhen do you open?\nI forgot.\n\nYou sent\n10:07 AM\nAt nine.",
        "June Ross\nWhen do you open?\nI forgot.\nNov 20, 2026, 10:05 AM\nAnn Poe\nAt nine.\nYesterday at 10:07",
    ],
)
def test_a_paste_with_name_words_and_time_on_lines_of_their_own_is_taken_apart(pasted: str) -> None:
    june, ann, *_ = taken_apart(pasted, own_name="Ann Poe")
    assert (june.name, june.mine, ann.mine) == ("June Ross", False, True)
    assert june.text.endswith("AM] When do you open?\nI forgot.") and ann.text.endswith("] At nine.")
    assert ann.name in ("You sent", "Ann Poe")


def test_words_are_not_taken_for_a_name_only_because_a_time_follows() -> None:
    told = taken_apart("June Ross\nWhen do you open?\n10:05 AM\nAt nine\n10:07 AM\nsee you then\nbye\n2h")
    assert [one.name for one in told] == ["June Ross", "", ""]


def test_a_paste_without_names_is_a_message_for_each_paragraph() -> None:
    assert [one.text for one in taken_apart("When do you open?\n\nAt 9:\nhttps://library.example/hours")] == [
        "When do you open?",
        "At 9:\nhttps://library.example/hours",
    ]


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(
            [
                "June: ",
                "Ann Poe: ",
                "[10:05] ",
                "hi",
                "\n",
                "\n\n",
                "https://x.example",
                ": ",
                "é ",
                "Ann\n",
                "9:05\n",
                "You sent\n",
            ]
        )
    )
)
def test_no_word_of_a_paste_is_lost(parts: list[str]) -> None:
    text = "".join(parts)
    told = "".join(one.name + one.text for one in taken_apart(text))
    letters = [letter for letter in text if letter.isalnum()]
    assert sorted(letter for letter in told if letter.isalnum()) == sorted(letters)
