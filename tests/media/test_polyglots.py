"""A picture or video that is an archive, a PDF or a web page too is refused; one that only has an odd end is not."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

import films
from masthead.kernel.refusals import Invalid
from masthead.media import decode, film

_PAGE = b"<script>alert(1)</script>"


def picture(kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.effect_noise((200, 150), 80).convert("RGB").save(out, kind)
    return out.getvalue()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("run.class", "whatever it does")
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("more", "named"),
    [
        (archive(), "a ZIP archive"),
        (archive() + bytes(100_000), "a ZIP archive"),
        (b"<HTML>\n", "a web page"),
        (b"Rar!\x1a\x07\x01\x00", "a RAR archive"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    ],
    ids=["jar", "jar further in", "page", "rar", "7z"],
)
def test_a_picture_with_another_file_behind_it_is_refused_with_the_cure(kind: str, more: bytes, named: str) -> None:
    with pytest.raises(Invalid) as refusal:
        decode.decode(picture(kind) + more)
    assert refusal.value.sentence == (
        f"The picture holds {named} as well, which nobody would see. Open it, export it anew as a picture, and upload"
        " that."
    )


def test_a_comment_in_a_picture_that_is_a_page_or_a_pdf_is_refused() -> None:
    plain = picture()
    for said, named in ((_PAGE, "a web page"), (b"%PDF-1.7 1 0 obj", "a PDF")):
        comment = b"\xff\xfe" + (len(said) + 2).to_bytes(2, "big") + said
        with pytest.raises(Invalid, match=named):
            decode.decode(plain[:2] + comment + plain[2:])


def test_what_is_no_picture_at_all_is_not_called_one() -> None:
    for upload in (archive(), _PAGE, b"%PDF-1.7 1 0 obj"):
        with pytest.raises(Invalid, match="not a whole JPEG"):
            decode.decode(upload)


def test_what_telephones_put_behind_a_picture_keeps_it_in_and_is_not_published() -> None:
    moving = films.film()
    decoded = decode.decode(picture() + moving)
    assert decoded.original.endswith(moving)
    assert b"ftyp" not in decoded.published


@pytest.mark.parametrize(
    "upload",
    [
        films.film() + films.box(b"free", archive()),
        films.film() + films.box(b"free", archive()) + films.box(b"mdat", bytes(100_000)),
        films.film() + films.box(b"skip", b"<html>"),
        films.film()[:20] + films.box(b"free", _PAGE) + films.film()[20:],
        films.film() + films.box(b"odd ", bytes(1024 * 1024 - 8) + _PAGE),
    ],
    ids=["jar", "jar further in", "page", "page in front", "across two readings"],
)
def test_a_video_with_another_file_in_it_is_refused(upload: bytes) -> None:
    with pytest.raises(Invalid, match=r"The video holds a (ZIP archive|web page) as well"):
        film.look_into(io.BytesIO(upload))


def test_what_programs_write_into_a_videos_free_space_keeps_it_in() -> None:
    seen = film.look_into(io.BytesIO(films.film() + films.box(b"free", b"Made by an encoder, PK 3.4")))
    assert seen.size > 5000


def test_a_video_kept_before_is_still_read() -> None:
    film.look_into(io.BytesIO(films.film() + films.box(b"free", archive())), kept=True)
