"""Caption files are read whole or refused by line, edited in part, and nothing of them is lost on the way."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from hypothesis import given
from hypothesis import strategies as st

import films
from factories import at, person
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.checks.captions_can_be_read import check
from masthead.checks.engine.cues import Cue, clock, for_editing, for_file, moment
from masthead.checks.engine.languages import LANGUAGES, another_than, reads_like
from masthead.kernel.refusals import Invalid, Refused
from masthead.media import caption, film, upload
from masthead.media.caption import Part, Typed
from masthead.media.captioned import cues_of, track_of
from masthead.media.models import Asset
from masthead.media.webvtt import LONGEST_LINE, MAX_BYTES, read, stated_language, write
from masthead.publishing import draft as drafting
from masthead.publishing.content import content_of, hash_of
from masthead.publishing.facts import common_facts, load
from masthead.records.models import Record

WHOLE = b"""\xef\xbb\xbfWEBVTT - Story hour
Kind: captions
Language: es

STYLE
::cue { color: white }

NOTE made by staff

intro
00:00.000 --> 00:02.500 align:start line:0
<v Mary>Good morning</v>
R&amp;D &lt;b

NOTE the bear comes

01:00:02.500 --> 01:00:04.000
Once upon a time

NOTE the end
"""
SUBRIP = """1\r
00:00:01,000 --> 00:00:02,500 X1:0\r
{\\an8}<font color="red">R&D</font> is <I>fun</I>\r
5 < 6 --\r
\r
2\r
00:00:03,000 --> 00:00:04,5\r
Bye\r
"""
SAID = {
    "en": (
        "Good morning and welcome to story hour. "
        "Today we are going to read a book about a bear who lost his hat. "
        "Does anybody know where it is?"
    ),
    "es": (
        "Buenos días y bienvenidos a la hora del cuento. "
        "Hoy vamos a leer un libro sobre un oso que perdió su sombrero. "
        "¿Alguien sabe dónde está?"
    ),
    "vi": (
        "Chào các bạn và chào mừng đến với giờ kể chuyện. "
        "Hôm nay chúng ta sẽ đọc một cuốn sách về một chú gấu đã làm mất mũ của mình."
    ),
    "fr": (
        "Bonjour à tous et bienvenue dans notre bibliothèque. "
        "Nous allons lire un livre sur un ours qui a perdu son chapeau. "
        "Vous le savez, il est là."
    ),
    "ht": (
        "Bonjou tout moun, byenveni nan lè istwa nan bibliyotèk la. "
        "Jodi a nou pral li yon liv sou yon lous ki pèdi chapo li. "
        "Èske gen moun ki konnen?"
    ),
    "zh": ("大家早上好，欢迎来到图书馆的故事时间。今天我们要读一本关于一只丢了帽子的熊的书。有谁知道帽子在哪里吗？"),
    "ja": ("みなさん、おはようございます。図書館のおはなし会へようこそ。今日は帽子をなくしたクマの本を読みます。"),
}


@pytest.fixture
def communicator(agency: Agency, settings: object, tmp_path: Path) -> Person:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return person(Role.COMMUNICATOR)


@pytest.fixture
def video(communicator: Person) -> Asset:
    seen = film.look_into(io.BytesIO(films.film()))
    return upload.upload_film(by=communicator, at=at(), seen=seen, name="story-hour.mp4")


def given_captions(video: Asset, by: Person, captions: bytes = WHOLE, language: str = "en") -> Asset:
    return caption.caption(by=by, at=at(), asset=video, captions=captions, language=language)


def test_a_whole_file_is_read_and_written_again_without_loss() -> None:
    track = read(WHOLE)
    assert [(cue.start, cue.end, cue.id, cue.settings) for cue in track.cues] == [
        (0, 2500, "intro", "align:start line:0"),
        (3_602_500, 3_604_000, "", ""),
    ]
    assert track.cues[0].shown == "Good morning\nR&D <b"
    assert track.cues[1].notes == "NOTE the bear comes"
    assert track.tail == "NOTE the end"
    assert stated_language(track) == "es"
    again = write(track)
    assert read(again) == track
    assert b"::cue { color: white }" in again


def test_subrip_becomes_webvtt_with_its_words_as_they_were() -> None:
    made = write(read(SUBRIP.encode()))
    assert made.startswith(b"WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nR&amp;D is <i>fun</i>\n5 &lt; 6 --\n\n")
    assert [cue.shown for cue in read(made).cues] == ["R&D is fun\n5 < 6 --", "Bye"]
    assert read(made).cues[1].end == 4500


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (b"", "no caption"),
        (b"WEBVTT\n\nNOTE nothing", "no caption"),
        (b"\0\0\0\x18ftypisom", "no caption file"),
        ("WEBVTT\n\n00:00.000 --> 00:01.000\né".encode("latin-1"), "UTF-8"),
        (b"WEBVTT\n\n" + b"x" * MAX_BYTES, "larger than 1 MB"),
        (b"WEBVTT\n\n00:00.000 --> 00:01.0\nHi", "Line 3 .*00:01.0"),
        (b"WEBVTT\n\nHi there", "Line 3 .*Hi there"),
        (b"WEBVTT\n\n00:02.000 --> 00:01.000\nHi", "line 3 a caption ends before"),
        (b"WEBVTT\n\n00:00.000 --> 00:01.000\nHi\n00:01.000 --> 00:02.000\nHo", "blank line is missing"),
        (b"WEBVTT\n00:00.000 --> 00:01.000\nHi", "blank line is missing after WEBVTT"),
        (b"WEBVTT\n\n200:00:00.000 --> 201:00:01.000\nHi", "hundred hours"),
        (b"once upon\na time", "Line 1 .*once upon"),
        (b"1\n00:00:01,000 -> 00:00:02,000\nHi", "Line 1"),
        (b"WEBVTT\n\n00:00.000 --> 00:01.000\n" + b"x" * (LONGEST_LINE + 1), "Line 4 is longer than 4,000"),
        (b"1\n00:00:01,000 --> 00:00:02,000" + b" " * 400_000 + b"x\nHi", "Line 2 is longer than 4,000"),
    ],
)
def test_what_is_not_captions_is_refused_by_its_line(bad: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words) as refusal:
        read(bad)
    assert refusal.value.field == "captions"


_TIMES = "00:00:00.000 --> 00:00:01.000"


@pytest.mark.parametrize(
    ("captions", "shown"),
    [
        ("WEBVTT\n\n" + f"{_TIMES} x{' ' * 3_900}x\nHi\n\n" * 250, "Hi"),
        (f"{_TIMES}\nHi" + ("\n" + "{\\" * 1_900) * 50 + "\n", "Hi" + ("\n" + "{\\" * 1_900) * 50),
        (f"{_TIMES}\nHi" + ("\n" + "<font " * 600) * 80 + "\n", "Hi" + ("\n" + ("<font " * 600).strip()) * 80),
        (f"WEBVTT\n\n{_TIMES}\nHi <c{'.' * 28}\n", f"Hi <c{'.' * 28}"),
    ],
    ids=["spaces", "braces", "fonts", "points"],
)
def test_nothing_in_captions_takes_the_desks_time(captions: str, shown: str) -> None:
    begun = time.process_time()
    track = read(captions.encode())
    assert track.cues[0].shown == shown
    # Of the processor's time: far less than a second, where each of them took from ten seconds to minutes.
    assert time.process_time() - begun < 4


def test_settings_are_read_without_the_spaces_around_them() -> None:
    (cue,) = read(f"WEBVTT\n\n{_TIMES} \t align:start  line:0 \t\nHi\n".encode()).cues
    assert cue.settings == "align:start  line:0"


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: b"WEBVTT\n\n" + text.encode())))
def test_any_bytes_are_captions_or_are_refused(junk: bytes) -> None:
    try:
        track = read(junk)
    except Invalid as refusal:
        assert refusal.sentence
    else:
        assert read(write(track)).cues


@given(st.text(st.sampled_from("ab &;<>/-!i.1\n"), max_size=40))
def test_whatever_is_typed_is_shown_as_typed_and_survives_editing(typed: str) -> None:
    text = for_file(typed)
    assert "-->" not in text
    assert "\n\n" not in text
    again = for_file(for_editing(text))
    assert Cue(0, 1, again).shown == Cue(0, 1, text).shown


@given(st.integers(0, 359_999_999))
def test_a_time_is_read_as_it_is_written(milliseconds: int) -> None:
    assert moment(clock(milliseconds)) == milliseconds


@pytest.mark.parametrize(
    ("written", "milliseconds"),
    [(" 1:02.5 ", 62_500), ("62,25", 62_250), ("1:00:00", 3_600_000), ("0", 0)],
)
def test_times_are_read_as_people_write_them(written: str, milliseconds: int) -> None:
    assert moment(written) == milliseconds


@pytest.mark.parametrize("bad", ["", "now", "1:60", "1:75:00", "-1", "1:2:3:4", "1.2345", "999999999", "٣"])
def test_what_is_no_time_is_none(bad: str) -> None:
    assert moment(bad) is None


@pytest.mark.parametrize("language", sorted(SAID))
def test_a_language_is_recognized_where_it_is_plain(language: str) -> None:
    assert reads_like(SAID[language]) == language
    other = "en" if language != "en" else "es"
    assert another_than(other, SAID[language]) == LANGUAGES[language]
    assert another_than(language, SAID[language]) is None


def test_no_language_is_taken_for_one_it_is_not() -> None:
    comments = (Path(__file__).parent.parent / "data" / "languages" / "comments.txt").read_text()
    blocks = dict(block.split("\n", 1) for block in comments.split("\n== ")[1:])
    ours = {name: code for code, name in LANGUAGES.items()}
    in_its_letters = {
        "Ukrainian": "ru",
        "Bulgarian": "ru",
        "Serbian": "ru",
        "Persian": "ar",
        "Urdu": "ar",
        "Nepali": "hi",
    }
    told = {name: reads_like(text) for name, text in blocks.items()}
    assert {
        name: code for name, code in told.items() if code not in (None, ours.get(name), in_its_letters.get(name))
    } == {}
    assert {name for name in ours.keys() & told.keys() if told[name] is None} <= {"Choctaw"}


def test_a_short_or_mixed_text_and_choctaw_are_never_doubted() -> None:
    assert reads_like("Buenos días a todos") is None
    assert reads_like(SAID["en"] + " " + SAID["es"]) is None
    assert another_than("cho", SAID["en"]) is None
    assert "cho" in LANGUAGES


def test_a_webvtt_file_is_kept_as_it_came_and_subrip_converted(video: Asset, communicator: Person) -> None:
    given_captions(video, communicator, language="")
    video.refresh_from_db()
    assert default_storage.open(str(video.captions.name)).read() == WHOLE
    assert video.captions_language == "es", "what the file says counts where nobody chose"
    given_captions(video, communicator, SUBRIP.encode())
    video.refresh_from_db()
    assert [cue.shown for cue in cues_of(video) or ()] == ["R&D is fun\n5 < 6 --", "Bye"]
    bodies = [
        json.loads(bytes(record.payload))["body"]
        for record in Record.objects.filter(kind="asset/captioned").order_by("number")
    ]
    assert [(body["how"], body["language"], body["cues"]) for body in bodies] == [
        ("uploaded", "es", 2),
        ("converted", "en", 2),
    ]


def test_captions_in_no_language_of_ours_are_refused_and_change_nothing(video: Asset, communicator: Person) -> None:
    with pytest.raises(Invalid, match="Choose the language"):
        given_captions(video, communicator, language="tlh")
    video.refresh_from_db()
    assert video.captions_sha256 == ""
    assert not default_storage.exists("assets/captions")


def test_a_part_is_edited_and_what_nobody_touched_stays(video: Asset, communicator: Person) -> None:
    video = given_captions(video, communicator)
    before = track_of(video)
    assert before
    typed = [
        Typed(0, 1000, "Good", like=0),
        Typed(1000, 2500, "morning -->", like=0),
        Typed(2600, 3000, "new"),
    ]
    part = Part(video.captions_sha256, 0, 1)
    video = caption.edit_captions(by=communicator, at=at(1), asset=video, part=part, typed=typed, language="en")
    track = track_of(video)
    assert track
    assert (track.head, track.tail, track.cues[3]) == (before.head, before.tail, before.cues[1])
    assert [(cue.id, cue.settings, cue.shown) for cue in track.cues[:3]] == [
        ("intro", "align:start line:0", "Good"),
        ("", "align:start line:0", "morning -->"),
        ("", "", "new"),
    ]
    untouched = Typed(0, 1000, "Good", like=0)
    video = caption.edit_captions(
        by=communicator,
        at=at(2),
        asset=video,
        part=Part(video.captions_sha256, 0, 3),
        typed=[Typed(7000, 8000, "later"), untouched],
        language="es",
    )
    assert [cue.shown for cue in cues_of(video) or ()] == ["Good", "later", "Once upon a time"]
    assert video.captions_language == "es"


def test_captions_saved_meanwhile_are_not_overwritten(video: Asset, communicator: Person) -> None:
    video = given_captions(video, communicator)
    part = Part(video.captions_sha256, 0, 2)
    given_captions(video, communicator, films.CAPTIONS)
    with pytest.raises(Refused, match="meanwhile"):
        caption.edit_captions(
            by=communicator, at=at(1), asset=video, part=part, typed=[Typed(0, 1, "Mine")], language="en"
        )
    video.refresh_from_db()
    assert [cue.shown for cue in cues_of(video) or ()] == ["Once upon a time"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ([], "at least one caption"),
        ([Typed(0, 1, " \n ")], "no words"),
        ([Typed(5, 5, "Hi")], "ends before it begins"),
    ],
)
def test_captions_that_say_nothing_are_refused(
    video: Asset, communicator: Person, typed: list[Typed], words: str
) -> None:
    with pytest.raises(Invalid, match=words):
        caption.edit_captions(by=communicator, at=at(), asset=video, part=Part("", 0, 0), typed=typed, language="en")


def test_every_change_of_captions_needs_approval_again_and_is_advised_on(video: Asset, communicator: Person) -> None:
    video = given_captions(video, communicator)
    words = drafting.Wording(title="Story hour", text="Come and listen.", assets=(video,))
    draft = drafting.start(by=communicator, at=at(1), wording=words)
    hashes = [hash_of(content_of(load(draft.pk)))]
    for minute, (typed, language) in enumerate(
        [("Other words", "en"), ("Other words", "es"), ("x" * 50, "es")], start=2
    ):
        video.refresh_from_db()
        caption.edit_captions(
            by=communicator,
            at=at(minute),
            asset=video,
            part=Part(video.captions_sha256, 0, 1),
            typed=[Typed(0, 2500, typed)],
            language=language,
        )
        hashes.append(hash_of(content_of(load(draft.pk))))
    assert len(set(hashes)) == 4
    raised = list(check(common_facts(load(draft.pk), at=at(9))))
    assert [one.code for one in raised] == ["captions_too_long", "captions_after_the_end"]
    assert raised[0].message == (
        "The caption at 0:00.000 is longer than the 42 characters on a line and 2 lines that can be taken in; edit it."
    )


def test_a_caption_file_that_is_gone_is_told_and_stops_nothing(video: Asset, communicator: Person) -> None:
    video = given_captions(video, communicator)
    default_storage.delete(str(video.captions.name))
    assert cues_of(video) == ()
    with pytest.raises(Refused, match="Upload it again"):
        caption.edit_captions(
            by=communicator,
            at=at(1),
            asset=video,
            part=Part(video.captions_sha256, 0, 0),
            typed=[Typed(0, 1, "Hi")],
            language="en",
        )
