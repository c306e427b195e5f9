"""Pages of the policy's versions: nothing hostile is kept, what is kept comes back to the byte, refusals stand where
they belong."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import factories
from adoption.versions import LONG_AGO, PDF, adopted, changed, cleared, director, drafted, owner, started
from masthead.adoption import review
from masthead.adoption.models import Kept, Version
from masthead.agencies.days import local_day
from masthead.agencies.models import Agency
from masthead.desk.forms.policy import KeepForm
from masthead.kernel.clock import now
from masthead.policy.pack import LARGEST, find_pack, known_packs
from masthead.records.models import Record

pytestmark = pytest.mark.django_db
GOOD = find_pack("okatoma-city-library").read_bytes()
HOSTILE = {
    "empty": b"",
    "bomb": b"a = " + b"[" * 300_000,
    "long key": b"x = {" + b"a." * 400_000 + b"a = 1}",
    "UTF-16": GOOD.decode().encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf" + GOOD,
    "twice the same key": GOOD.replace(b'version = "3"', b'version = "3"\nversion = "4"'),
    "control character": GOOD.replace(b"Library name", b"Library\\u0007name"),
    "turned around": GOOD.replace(b"Library name", b"Library\\u202ename"),
    "too large": GOOD + b"#" * LARGEST,
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00",
    "endless title": GOOD.replace(b'title = "Rules', b'title = "Rules' + b" of rules" * 1000),
}


@pytest.fixture
def first(agency: Agency) -> Version:
    return started(agency)


@pytest.fixture
def desk(first: Version) -> Client:
    return factories.client_for(owner())


def upload(desk: Client, raw: bytes) -> object:
    return desk.post("/desk/policy/upload", {"file": SimpleUploadedFile("policy.toml", raw)})


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_policy_is_refused_in_one_line_and_nothing_is_kept(desk: Client, name: str) -> None:
    before = (Version.objects.count(), Kept.objects.count(), Record.objects.count())
    answer = upload(desk, HOSTILE[name])
    assert answer.status_code == 422  # type: ignore[attr-defined]
    (said,) = answer.context["form"].errors["file"]  # type: ignore[attr-defined]
    assert "\n" not in said
    assert len(said) < 500
    kept = desk.post("/desk/policy/upload", {"kept": KeepForm.holding(HOSTILE[name]), "why": "Because."})
    assert kept.status_code in (400, 422)
    assert (Version.objects.count(), Kept.objects.count(), Record.objects.count()) == before


def test_looking_at_a_file_keeps_nothing_and_keeping_it_keeps_every_byte(desk: Client) -> None:
    answer = upload(desk, GOOD)
    assert answer.status_code == 200  # type: ignore[attr-defined]
    assert Version.objects.count() == 1
    kept = answer.context["form"]["kept"].value()  # type: ignore[attr-defined]
    assert desk.post("/desk/policy/upload", {"kept": kept, "why": ""}).status_code == 422
    page = desk.post("/desk/policy/upload", {"kept": kept, "why": "A shorter policy."}, follow=True)
    version = Version.objects.latest("number")
    assert (version.number, version.state, page.status_code) == (2, "draft", 200)
    file = desk.get(f"/desk/policy/versions/{version.pk}/file")
    assert file.content == GOOD
    assert file["Content-Disposition"] == 'attachment; filename="okatoma-city-library.toml"'


@pytest.mark.parametrize("pack", [pack for pack in known_packs() if pack != "mlc-2012"])
def test_every_shipped_pack_can_be_uploaded_and_read(desk: Client, pack: str) -> None:
    raw = find_pack(pack).read_bytes()
    desk.post("/desk/policy/upload", {"kept": KeepForm.holding(raw), "why": "Another agency."})
    version = Version.objects.latest("number")
    assert desk.get(f"/desk/policy/versions/{version.pk}/text").status_code == 200
    assert desk.get(f"/desk/policy/compare?from=1&to={version.number}").status_code == 200
    assert desk.get(f"/desk/policy/versions/{version.pk}/file").content == raw


def test_the_signed_copy_comes_back_as_it_was(desk: Client) -> None:
    version = adopted(changed("2026-11", clause="presence.5", duty="Links are read."))
    answer = desk.get(f"/desk/policy/versions/{version.pk}/signed")
    assert (answer.content, answer["Content-Type"]) == (PDF, "application/pdf")
    assert "attachment" in answer["Content-Disposition"]
    first = Version.objects.get(number=1)
    assert desk.get(f"/desk/policy/versions/{first.pk}/signed").status_code == 404


def test_a_gap_in_the_adoption_stands_beside_its_field(first: Version) -> None:
    version = cleared(changed("2026-11", clause="presence.5", duty="Links are read."))
    desk = factories.client_for(director())
    given = {"digest": version.file_id, "adopted_on": "2026-01-02", "minutes": "Minute 7", "in_force_on": "2020-01-01"}
    address = f"/desk/policy/versions/{version.pk}/adopt"
    answer = desk.post(address, {**given, "signed_copy": SimpleUploadedFile("s.pdf", PDF)})
    assert (answer.status_code, list(answer.context["adoption"].errors)) == (422, ["in_force_on"])
    given["in_force_on"] = "2999-01-01"
    answer = desk.post(address, given)
    assert (answer.status_code, list(answer.context["adoption"].errors)) == (422, ["signed_copy"])
    desk.post(address, {**given, "signed_copy": SimpleUploadedFile("s.pdf", PDF)})
    assert Version.objects.get(pk=version.pk).state == "adopted"


def test_a_clause_is_changed_in_a_draft_until_it_is_read(desk: Client) -> None:
    version = drafted(changed("2026-11", clause="presence.5", duty="Links are read."), when=LONG_AGO)
    address = f"/desk/policy/change?clause=rules.undo&version={version.pk}"
    form = desk.get(address).context["form"]
    given = {name: form[name].value() for name in form.fields} | {"why": "It was unclear."}
    figure = next(name for name in given if name.startswith("figure_"))
    assert desk.post(address, given).status_code == 422
    assert desk.post(address, {**given, figure: 5}).status_code == 302
    version.refresh_from_db()
    assert (version.number, version.state, version.stamp) == (2, "draft", "mlc-2012@2026-11+rules.2")
    desk.post(f"/desk/policy/versions/{version.pk}/send_to_review")
    assert desk.get(address).status_code == 409


def test_what_the_lint_says_of_a_changed_clause_is_shown_before_anything_is_kept(desk: Client, first: Version) -> None:
    address = "/desk/policy/change?clause=presence.5"
    form = desk.get(address).context["form"]
    given = {name: form[name].value() or "" for name in form.fields} | {"label": "2026-11", "why": "Plainer."}
    vague = {**given, "public": "We remove comments that are inappropriate.", "do": "look"}
    assert "Robinson" in desk.post(address, vague).content.decode()
    sound = {**given, "public": "We read every link we share.", "do": "look"}
    assert "Nothing. It could be kept like this." in desk.post(address, sound).content.decode()
    assert Version.objects.count() == 1


def test_the_agencys_words_are_pasted_all_at_once(desk: Client) -> None:
    form = desk.get("/desk/policy/words").context["form"]
    given = {name: form[name].value() or "" for name in form.fields}
    answer = desk.post("/desk/policy/words", {**given, "text_0": "The words,\r\nas adopted.", "label": "words"})
    version = Version.objects.latest("number")
    assert (answer.status_code, version.layer, version.number) == (302, "rules", 2)
    assert "The words,<br>as adopted." in desk.get(f"/desk/policy/versions/{version.pk}/text").content.decode()


@pytest.mark.parametrize("query", ["?version=x", "?version=00000000-0000-0000-0000-000000000000", "?clause=nonsense"])
def test_what_is_not_there_is_said(desk: Client, query: str) -> None:
    assert desk.get(f"/desk/policy/change{query}").status_code == 404


def test_everybody_reads_versions_and_only_two_roles_change_them(first: Version) -> None:
    reader = factories.client_for(factories.person())
    for address in ("versions/", f"versions/{first.pk}", f"versions/{first.pk}/text", "compare"):
        assert reader.get(f"/desk/policy/{address}").status_code == 200
    for address in ("upload", "change", "words"):
        assert reader.get(f"/desk/policy/{address}").status_code == 403
    assert reader.post(f"/desk/policy/versions/{first.pk}/withdraw", {"reason": "No."}).status_code == 403


def test_short_values_stand_apart_and_parts_have_plain_names(desk: Client, first: Version) -> None:
    drafted(changed("2026-12", clause="presence.5", public="We read every link."))
    page = desk.get(f"/desk/policy/compare?from={first.number}&to={first.number + 1}").content.decode()
    assert re.search(r"</del> <span aria-hidden=\"true\">→</span> <ins[^>]*>2026-12</ins>", page)
    assert "The words for the public" in page


def test_the_form_of_a_clause_says_what_each_level_does(desk: Client) -> None:
    page = desk.get("/desk/policy/change?clause=presence.5").content.decode()
    assert "Level of" not in page
    assert "It asks: a person signs for it, with a reason" in page


def test_the_author_of_a_draft_names_counsel_and_not_themselves(desk: Client, first: Version) -> None:
    version = drafted(changed("2026-12", clause="presence.5", public="We read every link."))
    review.send_to_review(by=owner(), at=now(), version=version)
    address = f"/desk/policy/versions/{version.pk}"
    assert "name the counsel who read it" in desk.get(address).content.decode()
    given = {"reviewed_on": local_day(now()).isoformat(), "opinion": "It can stand."}
    answer = desk.post(f"{address}/clear", {"counsel": owner().name, **given})
    assert answer.status_code == 422
    assert "who is somebody else" in answer.content.decode()
    assert desk.post(f"{address}/clear", {"counsel": "Ada Pruitt, counsel", **given}).status_code == 302
