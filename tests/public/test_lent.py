"""The page that lends a picture: to whoever has its address, without a cookie, kept by nobody."""

from __future__ import annotations

import hashlib
import io

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from masthead.outbox.lend import lent_at


def test_a_platform_fetches_the_picture_and_a_guess_gets_nothing(reader, agency) -> None:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "green").save(out, "PNG")
    name = default_storage.save("assets/published/a.png", ContentFile(out.getvalue()))
    sha256 = hashlib.sha256(out.getvalue()).hexdigest()
    path = lent_at("https://desk.example", name=name, sha256=sha256).removeprefix("https://desk.example")
    answer = reader.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies
    assert reader.head(path).status_code == 200
    assert reader.post(path).status_code == 405
    guess = reader.get("/lent/guess.jpg")
    assert guess.status_code == 404
    assert "no longer here" in guess.content.decode()
