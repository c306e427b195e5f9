"""Text-like rows in a picture: their share and how pale they are is said; whether it is text, staff decide."""

from __future__ import annotations

import io
import json
import os
import sys
import time
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from django.core.files.storage import default_storage
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image, ImageDraw, ImageFilter, ImageFont

import films
from factories import at, client_for, person
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.jobs import look_for_letters
from masthead.kernel.refusals import NotPermitted
from masthead.media import decode, film, letters, upload
from masthead.media.faces import NoLibrary
from masthead.media.letter_rows import rows_of
from masthead.media.letters import Letters
from masthead.media.models import Asset
from masthead.publishing import draft as drafting
from masthead.publishing.facts import asset_facts
from masthead.records.models import Record

STORYTIME = Path(__file__).parent.parent / "data" / "pictures" / "storytime.jpg"
WORDS = "Story hour on Tuesdays\nin the Okatoma branch\nFree, for children up to 5\nand their adults"
SIZE = (1000, 700)


def flyer(
    color: str, ground: str | Image.Image = "white", *, size: tuple[int, int] = SIZE, tall: int = 60
) -> Image.Image:
    picture = ground.copy() if isinstance(ground, Image.Image) else Image.new("RGB", size, ground)
    ImageDraw.Draw(picture).text((40, 60), WORDS, fill=color, font=ImageFont.load_default(tall))
    return picture


def noise(seed: int, blur: float) -> Image.Image:
    """As bright and dark as a photograph, in spots as large as `blur` makes them."""
    grains = np.random.default_rng(seed).integers(0, 256, (SIZE[1], SIZE[0], 3), dtype=np.uint8)
    soft = np.asarray(Image.fromarray(grains).filter(ImageFilter.GaussianBlur(blur))).astype(float)
    return Image.fromarray(((soft - soft.mean()) / soft.std() * 45 + 120).clip(0, 255).astype(np.uint8))


def saved(picture: Image.Image, kind: str = "PNG", **how: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def stripes(wide: int, *, upright: bool) -> Image.Image:
    rows, columns = np.mgrid[: SIZE[1], : SIZE[0]]
    return Image.fromarray((((columns if upright else rows) // wide % 2) * 180 + 40).astype(np.uint8))


def tiles(wide: int, high: int, joint: int, *, loose: int = 0, shift: bool = True) -> Image.Image:
    """Bricks, or with square ones and no shift a grid; `loose` moves their borders by so many pixels."""
    picture, chance = Image.new("RGB", SIZE, "#ccccbb"), np.random.default_rng(1)
    draw = ImageDraw.Draw(picture)
    for number, y in enumerate(range(0, SIZE[1], high + joint)):
        for x in range(-(number % 2) * wide // 2 if shift else 0, SIZE[0], wide + joint):
            by = [int(value) for value in chance.integers(-loose, loose + 1, 4)]
            draw.rectangle((x + by[0], y + by[1], x + wide + by[2], y + high + by[3]), fill=(150 + by[0], 60, 50))
    return picture


def dots(apart: int, radius: int) -> Image.Image:
    picture = Image.new("RGB", SIZE, "white")
    for y in range(apart, SIZE[1], apart):
        for x in range(apart, SIZE[0], apart):
            ImageDraw.Draw(picture).ellipse((x - radius, y - radius, x + radius, y + radius), fill="#224466")
    return picture


def leaves(seed: int) -> Image.Image:
    chance, picture = np.random.default_rng(seed), Image.new("RGB", SIZE, "#224433")
    draw = ImageDraw.Draw(picture)
    for _ in range(2500):
        x, y, wide, high = (int(chance.integers(*span)) for span in ((0, 1000), (0, 700), (8, 40), (5, 20)))
        draw.ellipse(
            (x, y, x + wide, y + high), fill=(int(chance.integers(20, 120)), int(chance.integers(80, 220)), 50)
        )
    return picture.filter(ImageFilter.GaussianBlur(1))


def twigs(seed: int) -> Image.Image:
    chance, picture = np.random.default_rng(seed), Image.new("RGB", SIZE, "#eeffee")
    for _ in range(400):
        x, y = int(chance.integers(0, 1000)), int(chance.integers(0, 700))
        line = [(x + int(a), y + int(b)) for a, b in chance.integers(-25, 25, (4, 2))]
        ImageDraw.Draw(picture).line(line, fill=(30, 60, 30), width=4)
    return picture


TEXTURES = {
    "sand": lambda: noise(1, 0),
    "gravel": lambda: noise(5, 2),
    "bark": lambda: noise(2, 5),
    "clouds": lambda: noise(1, 15),
    "narrow stripes": lambda: stripes(6, upright=True),
    "blinds": lambda: stripes(15, upright=False),
    "posts": lambda: stripes(40, upright=True),
    "bricks": lambda: tiles(60, 25, 5),
    "old bricks": lambda: tiles(60, 25, 5, loose=3),
    "rubble": lambda: tiles(20, 28, 5, loose=3),
    "a fine grid": lambda: tiles(20, 20, 3, shift=False),
    "panes": lambda: tiles(40, 40, 8, shift=False),
    "dots": lambda: dots(18, 6),
    "buttons": lambda: dots(40, 13),
    "leaves": lambda: leaves(1),
    "a hedge": lambda: leaves(2),
    "twigs": lambda: twigs(7),
    "one tone": lambda: Image.new("RGB", SIZE, "#335577"),
    "people drawn": lambda: Image.open(STORYTIME),
}


@pytest.mark.parametrize("texture", TEXTURES)
def test_nothing_is_claimed_of_a_picture_without_text(texture: str) -> None:
    assert letters.look(saved(TEXTURES[texture]().convert("RGB"))) == Letters(0, None)


@pytest.mark.parametrize(
    ("color", "ground", "contrast"),
    [("black", "white", 21.0), ("#c8c8c8", "white", 1.67), ("#777777", "white", 4.48), ("white", "#225588", 7.7)],
)
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_letters_are_measured_as_wcag_does(color: str, ground: str, contrast: float, kind: str) -> None:
    seen = letters.look(saved(flyer(color, ground), kind))
    assert seen and seen.contrast is not None
    assert 12 <= seen.share <= 25
    assert float(seen.contrast) == pytest.approx(contrast, rel=0.08)


def test_letters_on_a_photograph_are_held_against_the_middle_of_it() -> None:
    seen = letters.look(saved(flyer("white", noise(9, 15))))
    assert seen and seen.contrast is not None and 15 <= seen.share <= 25
    assert 3 <= seen.contrast <= 5, "white on a middling gray is 4.4 : 1"


def test_small_dark_letters_of_a_large_picture_are_not_called_pale() -> None:
    """Thin strokes are smoothed into the ground, by making them smaller and where they are drawn small."""
    thin = letters.look(saved(flyer("#666666", tall=16)))
    assert thin and thin.contrast == pytest.approx(Decimal("5.7"), abs=Decimal("0.3"))
    seen = letters.look(saved(flyer("black", size=(4000, 2800), tall=80)))
    assert seen and (seen.contrast is None or seen.contrast >= 7)


def test_every_kind_of_picture_is_seen_as_it_is_shown() -> None:
    picture = flyer("#c8c8c8")
    clear = Image.new("RGBA", SIZE, (0, 0, 0, 0))
    ImageDraw.Draw(clear).text((40, 60), WORDS, fill="#c8c8c8", font=ImageFont.load_default(60))
    pointed = picture.quantize(16)
    for upload_ in (saved(pointed), saved(clear), saved(picture.convert("L")), saved(picture, "WEBP", lossless=True)):
        seen = letters.look(upload_)
        assert seen and seen.contrast is not None and 1.5 <= seen.contrast <= 1.9
    assert letters.look(saved(Image.new("CMYK", (80, 60)), "JPEG")) == Letters(0, None)


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (19, 19), (1000, 2)])
def test_a_tiny_picture_holds_no_rows(size: tuple[int, int]) -> None:
    assert letters.look(saved(Image.new("RGB", size))) == Letters(0, None)


@pytest.mark.parametrize("picture", [b"", b"no picture", saved(Image.new("RGB", (400, 300)))[:60]])
def test_what_is_no_picture_is_not_looked_at(picture: bytes) -> None:
    assert letters.look(picture) is None


def test_a_huge_and_busy_picture_is_looked_at_in_seconds() -> None:
    huge = saved(noise(3, 1).resize((8000, 5600), Image.Resampling.NEAREST), "JPEG")
    began = time.process_time()
    started = time.monotonic()
    assert letters.look(huge) is not None
    assert time.monotonic() - started < 20 and time.process_time() - began < 1, "most of a second, in its own process"


@settings(max_examples=60, deadline=None)
@given(arrays.arrays(np.uint8, st.tuples(st.integers(1, 90), st.integers(1, 90), st.just(3))))
def test_any_pixels_have_an_answer(pixels: np.ndarray) -> None:
    seen = rows_of(pixels)
    assert 0 <= seen.share <= 1
    assert seen.palest is None or 1 <= seen.palest <= 21.001
    assert (seen.palest is None) == (seen.share == 0)


def test_the_same_picture_is_always_told_the_same() -> None:
    picture = np.asarray(flyer("#777777", noise(4, 20)))
    assert rows_of(picture) == rows_of(picture)


@pytest.fixture
def writer(agency: Agency, settings: object, tmp_path: Path) -> Person:
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    return person(Role.COMMUNICATOR)


@pytest.fixture
def asset(writer: Person) -> Asset:
    picture = decode.decode(saved(flyer("#c8c8c8")))
    return upload.upload(by=writer, at=at(), picture=picture, name="flyer.png")


@pytest.fixture
def desk(writer: Person) -> Client:
    return client_for(writer)


def page(desk: Client, address: str) -> str:
    return " ".join(desk.get(address).content.decode().split())


@pytest.mark.django_db
def test_a_picture_is_looked_at_once_and_its_pages_say_what_was_seen(
    desk: Client, writer: Person, asset: Asset
) -> None:
    words = drafting.Wording(title="Come", text="Come!", assets=(asset,))
    draft = drafting.start(by=writer, at=at(1), wording=words)
    pages = f"/desk/media/{asset.pk}", f"/desk/drafts/{draft.pk}"
    assert all("text-like" not in page(desk, address) for address in pages)
    assert look_for_letters.needed(at()) and look_for_letters.run.func() == 1
    for address in pages:
        said = page(desk, address)
        assert "text-like rows in about 19 % of the picture; the palest differs from its ground by 1.7 : 1" in said
        assert "asks for 4.5 : 1, and for 3 : 1 in large letters" in said and "your answer counts" in said
    asset.refresh_from_db()
    assert asset.text_shown == "", "whether it is text, a person says"
    body = json.loads(bytes(Record.objects.get(kind="asset/letters_looked_for").payload or b""))["body"]
    assert body == {"share": 19, "contrast": "1.7"}
    assert not look_for_letters.needed(at()) and look_for_letters.run.func() == 0


@pytest.mark.django_db
def test_pale_text_is_advised_on_once_staff_say_that_it_is_text(desk: Client, writer: Person, asset: Asset) -> None:
    words = drafting.Wording(title="Come", text="Come!", assets=(asset,))
    draft = drafting.start(by=writer, at=at(1), wording=words)
    letters.note(by=Worker("letters"), at=at(), asset=asset, seen=Letters(19, Decimal("1.7")))
    address = f"/desk/drafts/{draft.pk}"
    assert "palest text seen" not in page(desk, address)
    upload.say_text_shown(by=writer, at=at(2), asset=asset, text_shown="much")
    assert "palest text seen in the picture differs from its ground by 1.7 : 1" in page(desk, address)
    upload.say_text_shown(by=writer, at=at(3), asset=asset, text_shown="none")
    assert "palest text seen" not in page(desk, address)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seen", "says"),
    [(Letters(0, None), "A machine saw no text-like rows in it."), (None, "A machine could not look for text in it")],
)
def test_nothing_seen_and_not_looked_at_are_told_apart(
    desk: Client, asset: Asset, seen: Letters | None, says: str
) -> None:
    letters.note(by=Worker("letters"), at=at(), asset=asset, seen=seen)
    assert says in page(desk, f"/desk/media/{asset.pk}")
    asset.refresh_from_db()
    assert asset_facts(asset, at().date()).contrast is None


@pytest.mark.django_db
def test_a_file_that_is_gone_is_tried_once_and_videos_are_not_looked_at(writer: Person, asset: Asset) -> None:
    default_storage.delete(str(asset.published.name))
    assert (look_for_letters.run.func(), look_for_letters.run.func()) == (1, 0)
    asset.refresh_from_db()
    assert (asset.letters_share, asset.letters_looked_at is None) == (None, False)
    upload.upload_film(by=writer, at=at(), seen=film.look_into(io.BytesIO(films.film())), name="story-hour.mp4")
    assert not look_for_letters.needed(at())


@pytest.mark.django_db
def test_without_the_library_nothing_is_written(asset: Asset, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / "cv2.py").write_text("raise ImportError('not installed')\n")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "hidden"), *sys.path]))
    with pytest.raises(NoLibrary):
        letters.look(b"")
    assert look_for_letters.run.func() == 0
    asset.refresh_from_db()
    assert asset.letters_looked_at is None


@pytest.mark.django_db
def test_only_the_machine_notes_it(asset: Asset, writer: Person) -> None:
    with pytest.raises(NotPermitted):
        letters.note(by=writer, at=at(), asset=asset, seen=None)  # type: ignore[arg-type]


def test_one_that_takes_too_long_or_dies_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "LONGEST", 0.0)
    assert letters.look(STORYTIME.read_bytes()) is None
    monkeypatch.undo()
    monkeypatch.setattr(letters.sys, "executable", "/bin/false")
    assert letters.look(STORYTIME.read_bytes()) is None
