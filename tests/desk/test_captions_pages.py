"""Captions on a page: rows are added, split and deleted without losing a word, and kept only when somebody saves."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.test import Client

import films
from factories import at, client_for, person
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.desk.forms.captions import MOST_ROWS, Row, rearranged
from masthead.media import caption, film, upload
from masthead.media.captioned import cues_of
from masthead.media.models import Asset
from masthead.records.models import Record


@pytest.fixture
def communicator(agency: Agency, settings: object, tmp_path: Path) -> Person:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return person(Role.COMMUNICATOR)


@pytest.fixture
def desk(communicator: Person) -> Client:
    return client_for(communicator)


def video(by: Person, cues: int = 0) -> Asset:
    seen = film.look_into(io.BytesIO(films.film()))
    made = upload.upload_film(by=by, at=at(), seen=seen, name="story-hour.mp4")
    if not cues:
        return made
    lines = [f"00:{n // 60:02}:{n % 60:02}.000 --> 00:{n // 60:02}:{n % 60:02}.900\nLine {n}" for n in range(cues)]
    file = "\n\n".join(["WEBVTT", *lines]).encode()
    return caption.caption(by=by, at=at(), asset=made, captions=file, language="en")


def sent(asset: Asset, *rows: tuple[str, str, str, str], do: str = "save", **more: str) -> dict[str, str]:
    given = {
        "base": asset.captions_sha256,
        "first": "0",
        "count": "0",
        "language": "en",
        "rows": str(len(rows)),
        "do": do,
    }
    for place, row in enumerate(rows):
        for name, value in zip(("start", "end", "text", "like"), row, strict=True):
            given[f"cue-{place}-{name}"] = value
    return given | more


def words(asset: Asset) -> list[tuple[int, int, str]]:
    asset.refresh_from_db()
    return [(cue.start, cue.end, cue.shown) for cue in cues_of(asset) or ()]


def test_captions_are_written_from_nothing(desk: Client, communicator: Person) -> None:
    made = video(communicator)
    page = desk.get(f"/desk/media/{made.pk}/captions/")
    assert b"No captions yet" in page.content
    assert page.content.index(b'value="save"') < page.content.index(b'value="add:-1"'), "Enter in a field saves"
    added = desk.post(f"/desk/media/{made.pk}/captions/", sent(made, do="add:-1"))
    assert added.context["rows"][0][0]["end"].value() == "0:02.000"
    assert words(made) == [], "nothing is kept until somebody saves"
    answer = desk.post(f"/desk/media/{made.pk}/captions/", sent(made, ("0", "2.5", "Once &\r\nupon a time", "")))
    assert answer.status_code == 302
    assert words(made) == [(0, 2500, "Once &\nupon a time")]
    page = desk.get(f"/desk/media/{made.pk}/captions/")
    assert page.context["rows"][0][0]["text"].value() == "Once &\nupon a time"


def test_what_cannot_be_saved_comes_back_as_it_was_typed_with_every_fault(desk: Client, communicator: Person) -> None:
    made = video(communicator)
    rows = [("soon", "2", "Kept words", ""), ("5", "4", "More words", ""), ("6", "7", " ", "")]
    answer = desk.post(f"/desk/media/{made.pk}/captions/", sent(made, *rows))
    assert answer.status_code == 422
    for said in ("3 captions to put right", "Write a time as minutes:seconds", "ends before it begins", "Kept words"):
        assert said in answer.content.decode()
    assert b'href="#id_cue-0-start"' in answer.content
    assert words(made) == []


def test_advice_stands_beside_the_row_it_is_about(desk: Client, communicator: Person) -> None:
    made = video(communicator)
    rows = [("0", "5", "Short", ""), ("4", "5", "Twenty-one characters", ""), ("59", "61", "Late", "")]
    desk.post(f"/desk/media/{made.pk}/captions/", sent(made, *rows))
    advice = [said for _, _, said in desk.get(f"/desk/media/{made.pk}/captions/").context["rows"]]
    assert advice[0] == []
    assert [one.split(",")[0] for one in advice[1]] == [
        "It is shown for 1 seconds and takes 1.1 to read. Show it longer",
        "It begins at 0:04.000",
    ]
    assert advice[2] == ["It is timed until 1:01.000, and the video ends at 1:00.000."]


def test_a_long_file_is_edited_a_page_at_a_time(desk: Client, communicator: Person) -> None:
    made = video(communicator, cues=60)
    address = f"/desk/media/{made.pk}/captions/"
    first = desk.get(address)
    assert (len(first.context["rows"]), first.context["onward"], first.context["before"]) == (50, 50, None)
    second = desk.get(address + "?from=50")
    assert [form["text"].value() for form, _, _ in second.context["rows"]] == [f"Line {n}" for n in range(50, 60)]
    given = sent(made, ("0:50", "0:50.900", "Changed", "50"), first="50", count="10")
    assert desk.post(address, given)["Location"].endswith("?from=50")
    assert [said for _, _, said in words(made)] == [*(f"Line {n}" for n in range(50)), "Changed"]
    given = sent(made, ("0:00", "0:00.900", "First", "0"), first="0", count="50", do="onward")
    assert desk.post(address, given)["Location"].endswith("?from=1")
    assert [said for _, _, said in words(made)] == ["First", "Changed"]


def test_what_others_saved_meanwhile_stands_and_what_was_typed_is_still_there(
    desk: Client, communicator: Person
) -> None:
    made = video(communicator, cues=2)
    given = sent(made, ("0", "1", "Mine", "0"), count="2")
    caption.caption(by=communicator, at=at(1), asset=made, captions=films.CAPTIONS, language="en")
    answer = desk.post(f"/desk/media/{made.pk}/captions/", given)
    assert answer.status_code == 422
    assert "meanwhile" in answer.content.decode()
    assert "Mine" in answer.content.decode()
    assert words(made)[0][2] == "Once upon a time"


ROWS = [Row("0:00.000", "0:04.000", "One two\nthree", "0"), Row("0:05.000", "0:06.000", "Four", "1")]


@pytest.mark.parametrize(
    ("act", "place", "told", "at_place"),
    [
        ("split", 0, [("0:00.000", "0:02.153", "One two", "0"), ("0:02.153", "0:04.000", "three", "0")], 1),
        ("split", 1, [("0:05.000", "0:05.500", "Four", "1"), ("0:05.500", "0:06.000", "", "1")], 2),
        ("add", 0, [("0:04.000", "0:06.000", "", "")], 1),
        ("delete", 0, [("0:05.000", "0:06.000", "Four", "1")], 0),
        ("delete", 1, [("0:00.000", "0:04.000", "One two\nthree", "0")], 0),
    ],
)
def test_rows_are_rearranged(act: str, place: int, told: list[tuple[str, ...]], at_place: int) -> None:
    changed = rearranged(ROWS, act, place)
    assert changed
    rows, on = changed
    assert on == at_place
    as_told = [(row.start, row.end, row.text, row.like) for row in rows]
    assert all(one in as_told for one in told)
    assert len(rows) == {"split": 3, "add": 3, "delete": 1}[act]


def test_a_row_whose_times_cannot_be_read_is_split_without_losing_words() -> None:
    changed = rearranged([Row("soon", "later", "One two")], "split", 0)
    assert changed
    assert [(row.start, row.end, row.text) for row in changed[0]] == [
        ("soon", "later", "One"),
        ("later", "later", "two"),
    ]


@pytest.mark.parametrize(("act", "place"), [("split", 2), ("delete", -1), ("add", 5), ("sing", 0)])
def test_acts_there_are_not_change_nothing(act: str, place: int) -> None:
    assert rearranged(ROWS, act, place) is None


def test_a_page_takes_no_more_rows_than_a_form_can_send(desk: Client, communicator: Person) -> None:
    made = video(communicator)
    rows = [(f"{n}", f"{n}.5", f"Line {n}", "") for n in range(MOST_ROWS)]
    answer = desk.post(f"/desk/media/{made.pk}/captions/", sent(made, *rows, do="add:3"))
    assert len(answer.context["rows"]) == MOST_ROWS
    assert b"Save, and go on" in answer.content
    assert desk.post(f"/desk/media/{made.pk}/captions/", sent(made, *rows)).status_code == 302
    assert len(words(made)) == MOST_ROWS


@pytest.mark.parametrize("bad", [{"rows": "²"}, {"first": "-1"}, {"count": "9" * 30}, {"do": "split:x"}, {"do": ""}])
def test_hostile_forms_are_answered_in_words(desk: Client, communicator: Person, bad: dict[str, str]) -> None:
    made = video(communicator)
    answer = desk.post(f"/desk/media/{made.pk}/captions/", sent(made, ("0", "1", "\x00\u202e-->", "7")) | bad)
    assert answer.status_code in (200, 302, 422)


def test_pictures_have_no_captions_page(desk: Client) -> None:
    assert desk.get("/desk/media/00000000-0000-0000-0000-000000000001/captions/").status_code == 404
    assert not Record.objects.filter(kind="asset/captioned").exists()
