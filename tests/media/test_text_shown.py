"""Whether there is text in a picture is asked, kept, and held against the alt text."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from checks.rulebooks import book, clause
from factories import at, client_for, person
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.checks.engine.facts import AssetFacts, DraftFacts
from masthead.checks.engine.run import run
from masthead.checks.words_in_pictures_are_said import check
from masthead.kernel.refusals import Invalid
from masthead.media import decode, upload
from masthead.media.models import Asset
from masthead.policy.clause import Binding
from masthead.publishing import draft as drafting
from masthead.publishing.facts import common_facts, load


@pytest.fixture
def communicator(agency: Agency, settings: object, tmp_path: Path) -> Person:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return person(Role.COMMUNICATOR)


@pytest.fixture
def flyer(communicator: Person) -> Asset:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#225588").save(out, "PNG")
    return upload.upload(by=communicator, at=at(), picture=decode.decode(out.getvalue()), name="flyer.png")


def test_the_question_is_asked_on_the_pictures_page_and_its_answer_advises(communicator: Person, flyer: Asset) -> None:
    desk, words = client_for(communicator), drafting.Wording(title="Come", text="Come!", assets=(flyer,))
    draft = drafting.start(by=communicator, at=at(1), wording=words)
    assert "Is there text in the picture?" in desk.get(f"/desk/media/{flyer.pk}").content.decode()
    given = {"alt_text": "A flyer for story hour", "licence": "own", "licence_note": "", "text_shown": "much"}
    desk.post(f"/desk/media/{flyer.pk}/describe", given)
    [raised] = check(common_facts(load(draft.pk), at=at(2)))
    assert raised.message.startswith("There is a sentence or more in the picture, and its alt text has 22 characters")
    page = desk.get(f"/desk/drafts/{draft.pk}").content.decode()
    assert "There is a sentence or more in the picture" in page
    assert f'name="text_shown:{flyer.pk}"' in page
    desk.post(f"/desk/media/{flyer.pk}/describe", given | {"text_shown": "none"})
    assert list(check(common_facts(load(draft.pk), at=at(3)))) == []


def test_where_nobody_has_said_it_the_post_asks_and_one_press_answers(communicator: Person, flyer: Asset) -> None:
    desk, words = client_for(communicator), drafting.Wording(title="Come", text="Come!", assets=(flyer,))
    draft = drafting.start(by=communicator, at=at(1), wording=words)
    [raised] = check(common_facts(load(draft.pk), at=at(2)))
    assert raised.code == "text_in_picture_unasked"
    page = desk.get(f"/desk/drafts/{draft.pk}").content.decode()
    assert "Nobody has said whether there is text in the picture" in page
    answer = re.search(r'name="remedy" value="(text-in-picture-unasked-[0-9a-f]{8}:1)"', page)
    assert answer, "a few words"
    revision = load(draft.pk).revision
    given = {"title": "Come", "text": "Come!", "audience": "", "commitment": "", "revision": revision}
    desk.post(f"/desk/drafts/{draft.pk}", given | {"remedy": answer.group(1)})
    flyer.refresh_from_db()
    assert flyer.text_shown == "few"
    [raised] = check(common_facts(load(draft.pk), at=at(3)))
    assert raised.code == "text_in_picture_unsaid", "what it says is asked next"


def test_one_press_beside_the_post_leaves_out_that_it_is_a_picture(communicator: Person, flyer: Asset) -> None:
    desk, words = client_for(communicator), drafting.Wording(title="Come", text="Come!", assets=(flyer,))
    draft = drafting.start(by=communicator, at=at(1), wording=words)
    said = {"alt_text": "Image of a cat on a mat", "licence": "cc0", "licence_note": "A. Roe", "text_shown": "none"}
    desk.post(f"/desk/media/{flyer.pk}/describe", said)
    page = desk.get(f"/desk/drafts/{draft.pk}").content.decode()
    assert "Leave out &#x27;Image of&#x27;" in page
    answer = re.search(r'name="remedy" value="(missing-alt-text-[0-9a-f]{8}:0)"', page)
    assert answer
    given = {"title": "Come", "text": "Come!", "audience": "", "commitment": "", "revision": load(draft.pk).revision}
    desk.post(f"/desk/drafts/{draft.pk}", given | {"remedy": answer.group(1)})
    flyer.refresh_from_db()
    kept = (flyer.alt_text, flyer.licence, flyer.licence_note, flyer.text_shown)
    assert kept == ("A cat on a mat", "cc0", "A. Roe", "none")
    assert "missing-alt-text" not in desk.get(f"/desk/drafts/{draft.pk}").content.decode()


@pytest.mark.parametrize(
    ("asset", "code"),
    [
        (AssetFacts("image", alt="A cat", text_shown=""), "text_in_picture_unasked"),
        (AssetFacts("image", alt="A sign that reads Story Hour", text_shown="few", contrast=2.1), "text_is_pale"),
    ],
)
def test_its_severity_is_the_policys(asset: AssetFacts, code: str) -> None:
    for levels, level in (({}, "advises"), ({code: "blocks"}, "blocks")):
        binding = Binding("check", "words_in_pictures_are_said", level="advises", levels=levels)
        [found] = run(DraftFacts("Come!", assets=(asset,)), book(clause("law.alt_text", binding)))
        assert (found.code, found.level) == (code, level)


def test_an_answer_stays_where_nothing_is_said_and_must_be_one_of_those_asked(
    communicator: Person, flyer: Asset
) -> None:
    said = {"by": communicator, "at": at(), "asset": flyer, "alt_text": "", "licence": "own", "licence_note": ""}
    upload.describe(**said, text_shown="few")  # type: ignore[arg-type]
    flyer = upload.describe(**said)  # type: ignore[arg-type]
    assert flyer.text_shown == "few"
    with pytest.raises(Invalid, match="Say whether there is text") as refusal:
        upload.describe(**said, text_shown="lots")  # type: ignore[arg-type]
    assert refusal.value.field == "text_shown"
