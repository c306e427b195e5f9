"""A finding that asks is answered by a program as at the desk: by the same operation, with the same refusals."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

import factories
from api.test_interface import Caller, live_presence
from masthead.agencies.models import Agency, Commitment, Person
from masthead.agencies.rights import Role
from masthead.publishing.models import Answered, Approval, Draft
from masthead.records.models import Record

pytestmark = pytest.mark.django_db
ASKS = "Every Monday the mayor Ben Roe steals from the till of the city."
WHY = {"reason": "The court found so, and the newspaper printed it."}


@pytest.fixture
def writer(agency: Agency) -> Person:
    return factories.person(Role.COMMUNICATOR)


@pytest.fixture
def draft(writer: Person) -> str:
    goal = Commitment.objects.create(name="Open doors")
    body = {"title": "Till", "text": ASKS, "audience": "Everyone", "commitment": str(goal.pk)}
    body["presences"] = [str(live_presence(writer).pk)]  # type: ignore[assignment]
    return str(Caller(writer)("POST", "/drafts", body).json()["id"])


def findings(call: Caller, draft: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = call("GET", f"/drafts/{draft}/findings").json()
    return found


def asking(call: Caller, draft: str) -> str:
    [fingerprint] = [one["fingerprint"] for one in findings(call, draft) if one["level"] == "asks"]
    return str(fingerprint)


def test_a_reason_is_kept_with_the_name_of_whose_token_it_is(writer: Person, draft: str) -> None:
    call = Caller(writer)
    mark = asking(call, draft)
    assert call("POST", f"/drafts/{draft}/ask").status_code >= 400, "it asks, and nobody has answered"
    said = call("POST", f"/drafts/{draft}/findings/{mark}/reason", WHY)
    assert said.status_code == 201
    assert (said.json()["fingerprint"], said.json()["reason"]) == (mark, WHY["reason"])
    assert Answered.objects.get().by == writer
    assert [one["answered"] for one in findings(call, draft) if one["level"] == "asks"] == [True]
    assert Record.objects.get(kind="draft/reason_given").subject == f"draft:{draft}"
    assert call("POST", f"/drafts/{draft}/ask").status_code == 201


def test_a_reason_holds_for_these_very_words(writer: Person, draft: str) -> None:
    call = Caller(writer)
    mark = asking(call, draft)
    whole = call("GET", f"/drafts/{draft}").json() | {"text": "The reading room opens at nine."}
    call("PUT", f"/drafts/{draft}", {"title": whole["title"], "text": whole["text"]})
    gone = call("POST", f"/drafts/{draft}/findings/{mark}/reason", WHY)
    assert gone.status_code == 404 and "its words have changed" in gone.json()["error"]


def test_what_is_unknown_is_not_found(writer: Person, draft: str) -> None:
    call = Caller(writer)
    assert call("POST", f"/drafts/{draft}/findings/{'0' * 64}/reason", WHY).status_code == 404
    assert call("POST", f"/drafts/{uuid.UUID(int=1)}/findings/{asking(call, draft)}/reason", WHY).status_code == 404
    assert not Answered.objects.exists()


def test_a_finding_that_blocks_and_an_empty_reason_are_refused(writer: Person, draft: str) -> None:
    call = Caller(writer)
    empty = call("POST", f"/drafts/{draft}/findings/{asking(call, draft)}/reason", {"reason": " "})
    assert (empty.status_code, empty.json()["field"]) == (422, "reason")
    other = call("POST", "/drafts", {"title": "Link", "text": "Read https://hours.example/new"}).json()["id"]
    mark = next(one["fingerprint"] for one in findings(call, other) if one["level"] == "blocks")
    refused = call("POST", f"/drafts/{other}/findings/{mark}/reason", WHY)
    assert refused.status_code == 422 and "has to be mended" in refused.json()["error"]
    assert not Answered.objects.exists()


def test_only_who_writes_may_and_only_with_a_token_that_may_write(writer: Person, draft: str) -> None:
    mark = asking(Caller(writer), draft)
    path = f"/drafts/{draft}/findings/{mark}/reason"
    lacking = Caller(writer, "read")("POST", path, WHY)
    assert lacking.status_code == 403 and "“write”" in lacking.json()["error"]
    assert Caller(factories.person(Role.MODERATOR))("POST", path, WHY).status_code == 403
    assert not Answered.objects.exists()


def test_a_waiting_approval_is_overtaken(writer: Person, draft: str) -> None:
    call = Caller(writer)
    path = f"/drafts/{draft}/findings/{asking(call, draft)}/reason"
    call("POST", path, WHY)
    asked = call("POST", f"/drafts/{draft}/ask").json()
    assert call("POST", path, {"reason": "It stands in the minutes, too."}).status_code == 201
    assert Approval.objects.get(pk=asked["id"]).outcome == "overtaken"
    assert Draft.objects.get(pk=draft).state == "writing"


def test_the_route_and_the_fingerprint_are_described(writer: Person) -> None:
    described = factories.client_for(writer).get("/api/openapi.json").json()
    told = described["paths"]["/api/drafts/{draft_id}/findings/{fingerprint}/reason"]["post"]
    assert "Go ahead where a finding asks" in told["description"]
    assert "fingerprint" in described["components"]["schemas"]["FindingOut"]["properties"]
