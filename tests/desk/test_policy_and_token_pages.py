"""The policy with all that keeps it, and tokens that are shown once and end when one says so."""

from __future__ import annotations

import re

import pytest
from django.test import Client

import factories
from masthead.administration.tokens import person_of
from masthead.agencies.models import ApiToken
from masthead.agencies.rights import Role
from masthead.kernel.clock import now
from masthead.policy.pack import known_packs
from masthead.records.models import Record

GIVEN = {"name": "calendar", "scopes": ["read"], "days": "90"}


@pytest.mark.parametrize("address", ["/desk/policy", "/desk/tokens/"])
@pytest.mark.parametrize("role", [None, *Role])
def test_everybody_here_may_open_it(agency, address, role) -> None:
    if role is None:
        assert "/sign-in/" in Client().get(address)["Location"]
    else:
        assert factories.client_for(factories.person(role)).get(address).status_code == 200


@pytest.mark.parametrize("policy", known_packs())
def test_every_duty_is_shown_with_all_that_keeps_it(agency, policy) -> None:
    agency.policy = policy
    agency.save()
    page = factories.client_for(factories.person()).get("/desk/policy")
    shown = {kept.clause.id: kept.keepers for _, _, clauses in page.context["book"].parts for kept in clauses}
    book = page.context["book"].policy
    assert set(shown) == {clause.id for clause in book.clauses}
    for clause in book.clauses:
        assert len(shown[clause.id]) == len(clause.enforced_by)
        for keeper in shown[clause.id]:
            assert keeper.says, f"{clause.id}: {keeper.name} says nothing of itself"
            assert keeper.kind == "A person" or keeper.file.endswith(".py"), f"{clause.id}: {keeper.name}"
    assert [ground.id for ground, _ in page.context["book"].grounds] == [ground.id for ground in book.grounds]


def test_plain_words_stand_first_and_what_is_for_it_people_is_folded(agency) -> None:
    page = factories.client_for(factories.person()).get("/desk/policy").content.decode()
    open_words = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    for technical in ("src/masthead/", "covers:", "also official:", "Gate “"):
        assert technical in page
        assert technical not in open_words
    assert "The account that is connected, and the one that speaks, is the one management approved." in open_words
    digest = re.search(r"<code class=\"mh-letters\">([0-9a-f]{64})</code>", page)
    assert digest and digest[1] not in open_words


def test_no_programmers_words_stand_open(agency) -> None:
    page = factories.client_for(factories.person()).get("/desk/policy").content.decode()
    open_words = re.sub(r"<[^>]+>", "", re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL))
    for technical in ("[start", "or None", "None where", "native bytes", "off_topic"):
        assert technical not in open_words, technical


def test_without_a_policy_the_page_says_who_chooses_one(agency) -> None:
    agency.policy = ""
    agency.save()
    page = factories.client_for(factories.person()).get("/desk/policy")
    assert page.status_code == 404
    assert "administrator" in page.content.decode()


def test_a_token_is_shown_once_and_acts_for_its_person(agency) -> None:
    owner = factories.person("communicator")
    desk = factories.client_for(owner)
    page = desk.post("/desk/tokens/", GIVEN)
    secret = re.search(r"mh_[\w-]{40,}", page.content.decode())[0]
    assert person_of(secret, at=now()) == (owner, frozenset({"read"}))
    assert secret not in desk.get("/desk/tokens/").content.decode()
    assert "no-store" in page["Cache-Control"]
    assert secret not in bytes(Record.objects.get(kind="token/issued").payload).decode()
    assert desk.get("/api/presences", headers={"Authorization": f"Bearer {secret}"}).status_code == 200


def test_a_revoked_token_opens_nothing(agency) -> None:
    desk = factories.client_for(factories.person("communicator"))
    secret = re.search(r"mh_[\w-]{40,}", desk.post("/desk/tokens/", GIVEN).content.decode())[0]
    desk.post(f"/desk/tokens/{ApiToken.objects.get().pk}/revoke")
    assert person_of(secret, at=now()) is None
    assert "Revoked" in desk.get("/desk/tokens/").content.decode()
    assert desk.get("/api/presences", headers={"Authorization": f"Bearer {secret}"}).status_code == 401


def test_nobody_sees_or_revokes_the_token_of_another(agency) -> None:
    factories.client_for(factories.person("communicator")).post("/desk/tokens/", GIVEN)
    other = factories.client_for(factories.person("director"))
    assert not other.get("/desk/tokens/").context["page"].rows
    assert other.post(f"/desk/tokens/{ApiToken.objects.get().pk}/revoke").status_code == 404
    assert ApiToken.objects.get().revoked_at is None


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "  "}, {"scopes": []}, {"scopes": ["rule"]}, {"days": "0"}, {"days": "400"}]
)
def test_what_cannot_be_issued_is_said_on_the_form(agency, wrong) -> None:
    desk = factories.client_for(factories.person())
    assert desk.post("/desk/tokens/", {**GIVEN, **wrong}).status_code == 422
    assert not ApiToken.objects.exists()
