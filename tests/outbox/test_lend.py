"""A picture or film on its way is lent for an hour, as it was approved, where the world can reach the desk."""

from __future__ import annotations

import hashlib
import io

import pytest
from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

import factories
import films
from masthead.kernel.refusals import NotFound
from masthead.outbox.lend import GOOD_FOR, HEAVIEST, lent, lent_at, lent_film, public_address
from masthead.outbox.payload import FrozenAsset, freeze, thawed

pytestmark = pytest.mark.django_db
BASE = "https://desk.library.example"


def stored(kind: str = "PNG", *, mode: str = "RGBA", color: object = (0, 0, 128, 0)) -> tuple[str, str, bytes]:
    """(name, SHA-256, bytes) of a picture in the storage."""
    out = io.BytesIO()
    Image.new(mode, (40, 30), color).save(out, kind)
    content = out.getvalue()
    return default_storage.save("assets/published/map", ContentFile(content)), _sha(content), content


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def picture_at(base: str, name: str, sha256: str) -> str:
    return lent_at(base, name=name, sha256=sha256, mime="image/png")


def token_of(address: str) -> str:
    return address.removeprefix(f"{BASE}/lent/").rpartition(".")[0]


@pytest.mark.parametrize(
    ("address", "reaches"),
    [
        ("https://desk.library.example", True),
        ("https://desk.library.example/", True),
        ("http://desk.library.example", False),
        ("https://localhost", False),
        ("https://desk.local", False),
        ("https://192.168.1.4", False),
        ("https://8.8.8.8", True),
        ("https://intranet", False),
        ("", False),
    ],
)
def test_only_an_address_of_the_open_web_is_one_to_lend_from(address: str, reaches: bool) -> None:
    agency = factories.agency(public_url=address)
    assert public_address(agency) == (address.rstrip("/") if reaches else "")
    assert public_address(None) == ""


def test_a_jpeg_is_lent_as_it_is_and_anything_else_as_a_jpeg_on_white() -> None:
    name, sha256, content = stored("JPEG", mode="RGB", color="navy")
    assert lent(token_of(picture_at(BASE, name, sha256))) == content
    name, sha256, _ = stored("PNG")
    made = lent(token_of(picture_at(BASE, name, sha256)))
    with Image.open(io.BytesIO(made)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (40, 30))
        assert min(picture.convert("RGB").getpixel((5, 5))) > 250
    assert len(made) < HEAVIEST


def test_an_address_that_is_old_cut_or_forged_and_a_file_that_changed_lend_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name, sha256, _ = stored()
    token = token_of(picture_at(BASE, name, sha256))
    forged = signing.dumps([name, sha256], salt="another purpose")
    changed = token_of(picture_at(BASE, name, _sha(b"other bytes")))
    nothing = token_of(picture_at(BASE, "assets/published/none", sha256))
    for refused in (token[:-1], "", "x", forged, changed, nothing):
        with pytest.raises(NotFound):
            lent(refused)
    assert lent(token)
    passed = signing.time.time() + GOOD_FOR + 5
    monkeypatch.setattr(signing.time, "time", lambda: passed)
    with pytest.raises(NotFound):
        lent(token)


@pytest.mark.parametrize(("address", "offered"), [(BASE, True), ("http://127.0.0.1:8000", False)])
def test_a_post_on_its_way_offers_its_pictures_where_there_is_a_public_address(address: str, offered: bool) -> None:
    factories.agency(public_url=address)
    name, sha256, _ = stored()
    payload = freeze(text="Map", created_at=factories.at(), assets=[FrozenAsset("1", name, sha256, "image/png", "Map")])
    with thawed(payload) as post:
        (asset,) = post.assets
        assert asset.url.startswith(f"{address}/lent/") == offered
        assert bool(asset.url) == offered


def test_a_film_is_lent_as_it_is_and_its_address_opens_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    content = films.film()
    name = default_storage.save("assets/original/story-hour.mp4", ContentFile(content))
    address = lent_at(BASE, name=name, sha256=_sha(content), mime="video/mp4")
    assert address.startswith(f"{BASE}/lent/") and address.endswith(".mp4")
    with lent_film(token_of(address)) as film:
        assert film.read() == content
    picture, sha256, _ = stored()
    other = lent_at(BASE, name=name, sha256=_sha(b"other bytes"), mime="video/mp4")
    for refused in (token_of(picture_at(BASE, picture, sha256)), token_of(other), "x", ""):
        with pytest.raises(NotFound):
            lent_film(refused)
    with pytest.raises(NotFound):
        lent(token_of(address))
    passed = signing.time.time() + GOOD_FOR + 5
    monkeypatch.setattr(signing.time, "time", lambda: passed)
    with pytest.raises(NotFound):
        lent_film(token_of(address))


def test_captions_are_lent_to_nobody() -> None:
    assert lent_at(BASE, name="assets/captions/a.vtt", sha256=_sha(b""), mime="text/vtt") == ""
    factories.agency(public_url=BASE)
    film, words = films.film(), films.CAPTIONS
    names = [
        default_storage.save(f"assets/original/{name}", ContentFile(content))
        for name, content in (("story-hour.mp4", film), ("words.vtt", words))
    ]
    assets = [
        FrozenAsset("1", names[0], _sha(film), "video/mp4", "A story is read"),
        FrozenAsset("1", names[1], _sha(words), "text/vtt", "", "en"),
    ]
    with thawed(freeze(text="Watch", created_at=factories.at(), assets=assets)) as post:
        shown, captions = post.assets
    assert shown.url.endswith(".mp4") and captions.url == ""
