"""What a film is found unfit for before anything is sent, and that its bytes leave in pieces somebody is told of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from filmed import filmed
from masthead.channels import films
from masthead.channels.errors import OutcomeUnknown, Reauth, Transient
from masthead.channels.films import Limits, Pieces, Watched, film_of, sent_again, unfit, without_captions
from masthead.channels.post import AssetFile, Post

STRICT = Limits(
    shortest=3000, longest=30 * 60_000, lightest=75_000, heaviest=1_000_000, slimmest=1 / 3, captions=20_000
)


def test_a_film_within_every_limit_has_nothing_said_of_it(tmp_path: Path) -> None:
    assert unfit("Somewhere", filmed(tmp_path), STRICT) == []
    assert unfit("Somewhere", (), STRICT) == []


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ({"seconds": 2}, "story-hour.mp4 is shorter than 3 seconds, the least that Somewhere takes."),
        ({"seconds": 1801}, "story-hour.mp4 is longer than 30 minutes, the most that Somewhere takes."),
        ({"frames": 1000}, "story-hour.mp4 is smaller than 75 KB, the least that Somewhere takes."),
        ({"frames": 1_000_000}, "story-hour.mp4 is larger than 1 MB, the most that Somewhere takes."),
        ({"size": (300, 1000)}, "story-hour.mp4 is too narrow or too flat for Somewhere: 300 × 1000."),
    ],
)
def test_what_does_not_fit_is_said_with_the_limit(tmp_path: Path, made: dict, told: str) -> None:
    assert unfit("Somewhere", filmed(tmp_path, **made), STRICT) == [told]


def test_a_film_stands_alone_and_captions_do_not(tmp_path: Path) -> None:
    film, captions = filmed(tmp_path)
    picture = AssetFile(tmp_path / "map.png", "image/png")
    alone = "A video stands alone in a post on Somewhere from here: one, and no pictures beside it."
    once = "One file of captions goes with a video on Somewhere, and none without one."
    assert unfit("Somewhere", (film, picture), STRICT) == [alone]
    assert unfit("Somewhere", (film, film), STRICT) == [alone]
    assert unfit("Somewhere", (film, captions, captions), STRICT) == [once]
    assert unfit("Somewhere", (captions,), STRICT) == [once]
    captions.path.write_bytes(captions.path.read_bytes() + b"\n" * 20_000)
    assert unfit("Somewhere", (film, captions), STRICT) == [
        "The file of captions is larger than 20 KB, the most that Somewhere takes."
    ]


def test_where_captions_cannot_go_along_the_cure_is_named(tmp_path: Path) -> None:
    (told,) = without_captions("Somewhere", filmed(tmp_path))
    assert "captions in the picture" in told
    assert without_captions("Somewhere", filmed(tmp_path, captioned=False)) == []


def test_the_language_of_captions_is_that_staff_stated_or_the_post_s(tmp_path: Path) -> None:
    post = Post("Look.", datetime(2026, 11, 23, tzinfo=UTC), assets=filmed(tmp_path, lang="es"), lang="en")
    assert film_of(post).language == "es"
    assert film_of(replace(post, assets=filmed(tmp_path, lang=""))).language == "en"
    assert film_of(replace(post, assets=())) is None


def test_a_film_that_is_not_at_hand_has_nothing_said_of_it(tmp_path: Path) -> None:
    assert unfit("Somewhere", (AssetFile(tmp_path / "away.mp4", "video/mp4"),), STRICT) == []


def test_pieces_are_the_whole_file_each_time_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(films, "PIECE", 1000)
    path, told = tmp_path / "file", []
    path.write_bytes(bytes(range(250)) * 10)
    pieces = Pieces(path, lambda: told.append(1))
    for _ in range(2):
        assert b"".join(pieces) == path.read_bytes()
    assert (len(pieces), len(told)) == (2500, 6)


def test_a_file_that_is_read_into_a_form_tells_of_itself_and_goes_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(films, "PIECE", 100_000)
    path, told = tmp_path / "file", []
    path.write_bytes(bytes(range(250)) * 1400)
    with Watched(path, lambda: told.append(1)) as file:
        request = httpx.Request("POST", "https://x.example", files={"file": ("a.mp4", file, "video/mp4")})
        assert path.read_bytes() in request.read()
        assert int(request.headers["content-length"]) > 350_000
    assert len(told) == 2, "350,000 bytes, read 65,536 at a time"


def test_a_piece_whose_answer_is_lost_is_sent_again_but_not_for_ever() -> None:
    answers: list[object] = [OutcomeUnknown("Lost."), Transient("Away."), "taken"]

    def send() -> object:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert sent_again("Somewhere", send) == "taken"
    answers[:] = [OutcomeUnknown("Lost.")] * 4
    with pytest.raises(Transient, match="upload of the video to Somewhere broke off"):
        sent_again("Somewhere", send)
    assert len(answers) == 1
    answers[:] = [Reauth("Dead."), "never"]
    with pytest.raises(Reauth):
        sent_again("Somewhere", send)
    assert answers == ["never"]
