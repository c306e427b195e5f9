"""A clause is added and a ground changed on a page, with what the lint says beside, in a draft nobody is bound by."""

from __future__ import annotations

import json

import pytest
from django.test import Client

import factories
from adoption.versions import changed, drafted, owner, started
from masthead.adoption.models import Version
from masthead.agencies.models import Agency
from masthead.employees.asked_of_me import asked_of_me
from masthead.policy.clause import Policy
from masthead.policy.edit import GroundEdit, NewClause, with_clause, with_ground
from masthead.policy.pack import find_pack, known_packs, parse_pack
from masthead.policy.rulebook import Rulebook
from masthead.records.models import Record

pytestmark = pytest.mark.django_db
CLAUSE = {
    "part": "Presence",
    "section": "Social Media Presence",
    "number": "9b",
    "nickname": "Plain hours",
    "duty": "Each presence says when it is answered.",
    "public": "",
    "text": "",
    "kept_by": "Whoever runs a presence looks each Monday whether the hours stand there.",
    "label": "2026-12",
    "why": "Readers asked at night.",
}


@pytest.fixture
def first(agency: Agency) -> Version:
    return started(agency)


@pytest.fixture
def desk(first: Version) -> Client:
    return factories.client_for(owner())


def policy_of(version: Version) -> Policy:
    return parse_pack(bytes(version.file.raw))


def ground_of(policy: Policy, ground_id: str = "abusive") -> dict[str, str]:
    ground = next(ground for ground in policy.grounds if ground.id == ground_id)
    return {
        "name": ground.name,
        "definition": ground.definition,
        "counts": "\n".join(ground.counts),
        "does_not_count": "\n".join(ground.does_not_count),
        "label": "2026-12",
        "why": "Counsel asked for it.",
    }


def test_a_clause_is_looked_at_and_then_added_to_a_draft(desk: Client, first: Version) -> None:
    assert "/desk/policy/add" in desk.get("/desk/policy/change").content.decode()
    looked = desk.post("/desk/policy/add", {**CLAUSE, "do": "look"}).content.decode()
    assert "It could be kept like this." in looked
    assert Version.objects.count() == 1, "looking keeps nothing"
    made = desk.post("/desk/policy/add", CLAUSE)
    version = Version.objects.get(number=2)
    assert made["Location"] == f"/desk/policy/versions/{version.pk}"
    added = next(clause for clause in policy_of(version).clauses if clause.id == "presence.9b")
    assert (added.duty, added.enforced_by[0].kind) == (CLAUSE["duty"], "human")
    assert version.layer == "policy", "the board decides about a clause"
    twice = desk.post(f"/desk/policy/add?version={version.pk}", CLAUSE)
    assert twice.status_code == 422
    assert "there is a clause presence.9b already" in twice.content.decode()


def test_a_vague_duty_is_told_before_it_is_kept(desk: Client) -> None:
    refused = desk.post("/desk/policy/add", {**CLAUSE, "kept_by": "", "number": ""})
    assert refused.status_code == 422
    assert refused.content.decode().count("Fill this in: it cannot be left empty.") >= 2


def test_a_ground_of_a_draft_is_changed_with_the_lint_beside(desk: Client, first: Version) -> None:
    version = drafted(changed("2026-11", clause="presence.5", duty="Every link is read to its end."))
    given = ground_of(policy_of(version)) | {"label": "2026-11"}
    address = f"/desk/policy/ground?ground=abusive&version={version.pk}"
    assert given["definition"][:40] in desk.get(address).content.decode()
    vague = desk.post(address, {**given, "definition": "The comment is offensive and deemed rude.", "do": "look"})
    said = vague.content.decode()
    assert f"<b>Ground “{given['name']}”</b>" in said and "mh-finding" in said
    version.refresh_from_db()
    assert "deemed rude" not in bytes(version.file.raw).decode()
    kept = desk.post(
        address,
        {
            **given,
            "counts": f"{given['counts']}\n“Nita should be ashamed, and so should her children.”",
            "second_person": "on",
        },
    )
    assert kept.status_code == 302
    version.refresh_from_db()
    ground = next(ground for ground in policy_of(version).grounds if ground.id == "abusive")
    assert ground.second_person and not ground.why_required
    assert ground.counts[-1].startswith("“Nita should be ashamed")
    assert ground.reads, "what the model reads stays"
    assert Version.objects.count() == 2


def test_nothing_is_kept_without_a_change_or_without_the_right(desk: Client, first: Version) -> None:
    same = desk.post("/desk/policy/ground?ground=abusive", ground_of(policy_of(first)))
    assert same.status_code == 422 and "Nothing is changed yet." in same.content.decode()
    assert desk.get("/desk/policy/ground?ground=nothing").status_code == 404
    employee = factories.client_for(factories.person("communicator"))
    assert employee.get("/desk/policy/add").status_code == 403
    assert employee.post("/desk/policy/ground?ground=abusive", {}).status_code == 403


@pytest.mark.parametrize("pack", known_packs())
def test_every_pack_can_be_added_to_and_its_grounds_changed(pack: str) -> None:
    raw = find_pack(pack).read_bytes()
    before = parse_pack(raw)
    added = parse_pack(
        with_clause(raw, NewClause(part="New", section="S", number="1", nickname="N", duty="D", kept_by="P looks."))
    )
    assert [clause.id for clause in added.clauses] == [*(clause.id for clause in before.clauses), "new.1"]
    assert added.grounds == before.grounds
    for ground in before.grounds:
        edit = GroundEdit(
            name="Other name",
            definition=ground.definition,
            counts=(*ground.counts, "“Another”"),
            does_not_count=ground.does_not_count,
            why_required=not ground.why_required,
            second_person=not ground.second_person,
        )
        changed_to = next(one for one in parse_pack(with_ground(raw, ground.id, edit)).grounds if one.id == ground.id)
        assert (changed_to.name, changed_to.why_required) == ("Other name", not ground.why_required)
        assert (changed_to.words, changed_to.reads) == (ground.words, ground.reads)


def test_a_figure_is_asked_for_in_words_and_its_disagreement_is_told(desk: Client, first: Version) -> None:
    rule = next(c.id for c in policy_of(first).clauses if {"author_paused"} & {b.name for b in c.enforced_by})
    address = f"/desk/policy/change?clause={rule}"
    page = desk.get(address)
    said = page.content.decode()
    assert "author paused" not in said and "A post rests between its last edit and the moment it leaves" in said
    form = page.context["form"]
    given = {name: form[name].value() or "" for name in form.fields} | {"label": "2026-12", "why": "Haste."}
    looked = desk.post(address, {**given, "figure_0_minutes": 7, "do": "look"}).content.decode()
    assert "It could be kept like this." not in looked
    assert "works with 7 minutes, and what holds the post with" in looked


def test_each_change_of_a_draft_is_asked_its_own_reason(desk: Client, first: Version) -> None:
    version = drafted(changed("2026-11", clause="presence.5", duty="Every link is read to its end."), why="Links died.")
    address = f"/desk/policy/add?version={version.pk}"
    page = desk.get(address)
    assert not page.context["form"]["why"].value()
    assert "The draft keeps what was said before: “Links died.”" in page.content.decode()
    assert desk.post(address, {**CLAUSE, "why": ""}).status_code == 422
    assert desk.post(address, CLAUSE).status_code == 302
    version.refresh_from_db()
    assert version.why == "Links died.\n\nReaders asked at night."
    revised = json.loads(bytes(Record.objects.get(kind="policy_version/revised").payload))
    assert revised["body"]["why"] == "Readers asked at night."


def test_an_added_clause_stands_with_its_part_and_a_draft_says_that_nobody_adopted_it(
    desk: Client, first: Version
) -> None:
    desk.post("/desk/policy/add", CLAUSE)
    version = Version.objects.get(number=2)
    policy = policy_of(version)
    assert policy.clauses[-1].id == "presence.9b"
    asked = [clause.id for clause in asked_of_me(Rulebook(policy)).official]
    others = [place for place, name in enumerate(asked) if name.startswith("presence.")]
    assert others == list(range(others[0], others[0] + len(others))), "its part stands together"
    page = desk.get(f"/desk/policy/versions/{version.pk}/text").content.decode()
    assert "Not adopted yet; the board decides." in page and "Adopted by" not in page
    assert "For the board to adopt." in page
    assert "Adopted by the board." in desk.get("/desk/policy").content.decode()
