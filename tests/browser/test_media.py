"""Page of a picture: what it looks like, what it carries, whether there is text in it; read by axe in both themes."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

import factories
import films
from masthead.agencies.models import Person
from masthead.agencies.rights import Role
from masthead.media import caption, decode, film, upload
from masthead.media.models import Asset
from masthead.publishing import draft as drafting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STORYTIME = (Path(__file__).parent.parent / "data" / "pictures" / "storytime.jpg").read_bytes()


@pytest.fixture
def writer(transactional_db: None, live_server: object, settings: object, tmp_path: Path) -> Person:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    factories.agency(public_url=str(live_server))
    return factories.who_acknowledged(factories.person(Role.COMMUNICATOR))


def test_what_is_known_of_a_picture_and_a_video_is_read_on_their_pages(
    writer: Person,
    browser_page: Page,
    live_server: object,
    sign_in: Callable[[object], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    small = io.BytesIO()
    Image.open(io.BytesIO(STORYTIME)).resize((480, 300)).save(small, "PNG")
    for minute, (content, name) in enumerate(((STORYTIME, "storytime.jpg"), (small.getvalue(), "storytime-small.png"))):
        upload.upload(by=writer, at=factories.at(minute), picture=decode.decode(content), name=name)
    picture = Asset.objects.get(name="storytime-small.png")
    seen = film.look_into(io.BytesIO(films.film()))
    video = upload.upload_film(by=writer, at=factories.at(3), seen=seen, name="story-hour.mp4")
    late = b"WEBVTT\n\n01:00.000 --> 01:01.000\nToo late, and far too much to be read\n"
    caption.caption(by=writer, at=factories.at(4), asset=video, captions=late, language="en")
    page = browser_page
    sign_in(writer)
    for asset, said in (
        (picture, "Whether it is the same picture, you see"),
        (video, "timed after the video has ended"),
    ):
        page.goto(f"{live_server}/desk/media/{asset.pk}")
        expect(page.get_by_text(said)).to_be_visible()
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            axe_clean(page)
        screenshots(page, f"media-{asset.kind}", widths=(320, 360, 1280))
        page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server}/desk/media/{picture.pk}")
    page.get_by_label("Is there text in the picture?").select_option("A sentence or more")
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Described.")
    expect(page.get_by_label("Is there text in the picture?")).to_have_value("much")
    page.goto(f"{live_server}/desk/media/")
    expect(page.get_by_text("looks like another one here")).to_have_count(2)
    axe_clean(page)


def test_what_the_file_says_is_taken_over_by_one_click_and_typed_words_stay(
    writer: Person,
    browser_page: Page,
    live_server: object,
    sign_in: Callable[[object], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    tags = Image.Exif()
    tags[0x013B], tags[0x8298] = "R. Pruitt", "Copyright 2026 R. Pruitt. All rights reserved."
    tags[0x010E] = written = "Story hour on the lawn, with the bookmobile behind"
    tags.get_ifd(0x8825)[2] = (34.0, 15.0, 27.5)
    out = io.BytesIO()
    Image.open(io.BytesIO(STORYTIME)).save(out, "JPEG", exif=tags)
    asset = upload.upload(by=writer, at=factories.at(), picture=decode.decode(out.getvalue()), name="lawn.jpg")
    page = browser_page
    sign_in(writer)
    page.goto(f"{live_server}/desk/media/{asset.pk}")
    expect(page.get_by_text("It names one.")).to_be_visible()
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        axe_clean(page)
    screenshots(page, "media-file-says", widths=(360, 1280))
    page.get_by_label("Whose it is").fill("Mine, see the mail of May 6")
    page.get_by_role("button", name="Use the caption as alt text").click()
    expect(page.get_by_text("Taken over from the file.")).to_be_visible()
    expect(page.get_by_label("Alt text", exact=True)).to_have_value(written)
    expect(page.get_by_label("Whose it is")).to_have_value("Mine, see the mail of May 6")
    expect(page.get_by_role("button", name="Use this as the note")).to_have_count(0)


def test_a_letter_is_asked_for_and_added_from_the_post_and_one_press_shortens_the_alt_text(
    writer: Person,
    browser_page: Page,
    live_server: object,
    sign_in: Callable[[object], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    asset = upload.upload(by=writer, at=factories.at(), picture=decode.decode(STORYTIME), name="lawn.jpg")
    said = {"alt_text": "Photo of a story hour on the lawn", "licence": "permission-letter", "licence_note": "R. Ash"}
    upload.describe(by=writer, at=factories.at(), asset=asset, text_shown="none", **said)
    wording = drafting.Wording(title="Lawn", text="Come to the lawn!", assets=(asset,))
    draft = drafting.start(by=writer, at=factories.at(1), wording=wording)
    page = browser_page
    sign_in(writer)
    page.goto(f"{live_server}/desk/drafts/{draft.pk}")
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        axe_clean(page)
    screenshots(page, "draft-alt-opening", widths=(360, 768, 1280))
    page.get_by_role("button", name="Leave out 'Photo of'").click()
    expect(page.get_by_label("Alt text", exact=True)).to_have_value("A story hour on the lawn")
    page.get_by_role("link", name="Add the letter").click()
    expect(page.get_by_text("no letter is kept")).to_be_visible()
    letter = {"name": "from-ash.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 You may use it."}
    page.get_by_label("The letter or page").set_input_files(letter)
    page.get_by_label("Or the address where it is written").fill("https://ash.example/terms")
    screenshots(page, "media-letter-asked", widths=(360, 768, 1280))
    page.get_by_role("button", name="Keep it with the license").click()
    expect(page.get_by_role("link", name="from-ash.pdf")).to_be_visible()
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        axe_clean(page)
    screenshots(page, "media-letter-kept", widths=(360, 768, 1280))
    page.goto(f"{live_server}/desk/drafts/{draft.pk}")
    expect(page.get_by_role("link", name="Add the letter")).to_have_count(0)
