"""A license that rests on a letter asks for the letter: it is kept sealed, or an address is, and the post is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories import at, client_for, person
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.agencies.vault import unseal
from masthead.checks.media_is_licensed import check
from masthead.kernel.refusals import Invalid
from masthead.media import decode, evidence, upload
from masthead.media.models import Asset, LicenceEvidence
from masthead.publishing import draft as drafting
from masthead.publishing.facts import common_facts, load, with_words
from masthead.publishing.models import Draft
from masthead.records.models import Record
from media.test_media import picture

LETTER = b"%PDF-1.4 You may use it. R. Ash"


@pytest.fixture
def communicator(agency: Agency, settings: object, tmp_path: Path) -> Person:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return person(Role.COMMUNICATOR)


@pytest.fixture
def asset(communicator: Person) -> Asset:
    kept = upload.upload(by=communicator, at=at(), picture=decode.decode(picture()), name="rug.jpg")
    said = {"alt_text": "A rug by a window", "licence": "permission-letter", "licence_note": "R. Ash"}
    return upload.describe(by=communicator, at=at(), asset=kept, **said)


@pytest.fixture
def draft(communicator: Person, asset: Asset) -> Draft:
    return drafting.start(
        by=communicator, at=at(1), wording=drafting.Wording(title="Rug", text="Come!", assets=(asset,))
    )


@pytest.fixture
def desk(communicator: Person) -> Client:
    return client_for(communicator)


def _codes(draft: Draft) -> list[str]:
    shown = load(draft.pk)
    return [raised.code for raised in check(with_words(common_facts(shown, at=at(2)), shown.text))]


def test_a_letter_nobody_kept_is_told_with_the_way_to_add_it(desk: Client, asset: Asset, draft: Draft) -> None:
    assert _codes(draft) == ["letter_not_kept"]
    page = desk.get(f"/desk/drafts/{draft.pk}").content.decode()
    assert "said to have permitted it in writing, and no letter is kept here" in page
    assert f'href="/desk/media/{asset.pk}#evidence">Add the letter</a>' in page


def test_a_letter_is_kept_sealed_and_opens_for_staff(desk: Client, asset: Asset, draft: Draft) -> None:
    scan = SimpleUploadedFile("from-ash.pdf", LETTER)
    told = desk.post(f"/desk/media/{asset.pk}/evidence/add", {"scan": scan, "link": ""}, follow=True)
    assert "from-ash.pdf" in told.content.decode()
    kept = LicenceEvidence.objects.get()
    assert b"R. Ash" not in bytes(kept.scan)
    assert unseal(bytes(kept.scan)) == LETTER
    opened = desk.get(f"/desk/media/{asset.pk}/evidence/{kept.pk}")
    assert (opened.content, opened["Content-Disposition"]) == (LETTER, "attachment")
    assert Record.objects.get(kind="asset/evidence_kept").subject == asset.subject
    assert _codes(draft) == []


def test_an_address_where_it_is_written_is_enough(desk: Client, asset: Asset, draft: Draft) -> None:
    link = "https://museum.example/terms"
    told = desk.post(f"/desk/media/{asset.pk}/evidence/add", {"link": link}, follow=True)
    assert f'<a href="{link}"' in told.content.decode()
    assert desk.get(f"/desk/media/{asset.pk}/evidence/{LicenceEvidence.objects.get().pk}").status_code == 404
    assert _codes(draft) == []


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "Add the letter"),
        ({"link": " "}, "Add the letter"),
        ({"link": "museum terms"}, "not a whole address"),
        ({"link": "javascript:alert(1)"}, "not a whole address"),
        ({"scan": b"MZ\x90"}, "must be a PDF, JPEG or PNG"),
        ({"scan": b"%PDF-" + bytes(10 * 1024 * 1024)}, "larger than 10 MB"),
    ],
    ids=["nothing", "blank", "words", "script", "program", "large"],
)
def test_what_proves_nothing_is_refused(communicator: Person, asset: Asset, given: dict[str, object], why: str) -> None:
    with pytest.raises(Invalid, match=why):
        evidence.keep_evidence(by=communicator, at=at(), asset=asset, **given)  # type: ignore[arg-type]
    assert not LicenceEvidence.objects.exists()


def test_other_licenses_ask_for_no_letter(communicator: Person, asset: Asset, draft: Draft) -> None:
    words = {"alt_text": asset.alt_text, "licence_note": ""}
    upload.describe(by=communicator, at=at(), asset=asset, licence="public-domain", **words)
    assert _codes(draft) == []


def test_the_credit_names_whoever_staff_noted(communicator: Person, asset: Asset, draft: Draft) -> None:
    words = {"alt_text": asset.alt_text, "licence_note": "Delphine Okafor, from her own site"}
    upload.describe(by=communicator, at=at(), asset=asset, licence="cc-by", **words)
    assert _codes(draft) == ["media_unlicensed"]
    thanks = drafting.Wording(title="Rug", text="Our thanks to Delphine Okafor.", assets=(asset,))
    drafting.revise(by=communicator, at=at(2), draft=draft, wording=thanks)
    assert _codes(draft) == []


def test_the_day_of_the_web_rule_stands_where_words_are_asked_for(desk: Client, asset: Asset, draft: Draft) -> None:
    for page in (f"/desk/media/{asset.pk}", f"/desk/drafts/{draft.pk}"):
        told = desk.get(page).content.decode()
        assert "WCAG 2.1 level AA (28 CFR 35.200)" in told
        assert '<time datetime="2027-04-26">April 26, 2027</time>' in told
