"""The page that lends a picture or film: to whoever has its address, without a cookie, kept by nobody."""

from __future__ import annotations

import hashlib
import io

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

import films
from masthead.outbox.lend import lent_at


def test_a_platform_fetches_the_picture_and_a_guess_gets_nothing(reader, agency) -> None:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "green").save(out, "PNG")
    name = default_storage.save("assets/published/a.png", ContentFile(out.getvalue()))
    sha256 = hashlib.sha256(out.getvalue()).hexdigest()
    path = lent_at("https://desk.example", name=name, sha256=sha256, mime="image/png")
    path = path.removeprefix("https://desk.example")
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


def test_a_platform_fetches_the_film_in_whole_and_a_guess_gets_nothing(reader, agency) -> None:
    content = films.film(frames=300_000)
    name = default_storage.save("assets/original/story-hour.mp4", ContentFile(content))
    sha256 = hashlib.sha256(content).hexdigest()
    path = lent_at("https://desk.example", name=name, sha256=sha256, mime="video/mp4")
    path = path.removeprefix("https://desk.example")
    answer = reader.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "video/mp4")
    assert int(answer["Content-Length"]) == len(content)
    assert b"".join(answer.streaming_content) == content
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-store", "noindex")
    assert not answer.cookies
    head = reader.head(path)
    assert (head.status_code, int(head["Content-Length"])) == (200, len(content))
    part = reader.get(path, headers={"Range": "bytes=100000-"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, content[100_000:])
    assert part["Cache-Control"] == "private, no-store"
    assert reader.post(path).status_code == 405
    assert reader.get(path.replace(".mp4", ".jpg")).status_code == 404
    assert reader.get("/lent/guess.mp4").status_code == 404
