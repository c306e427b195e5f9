"""The interface for programs: the same operations, the same refusals, never more than the token's person may do."""

from __future__ import annotations

import json
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

import factories
from fakes.follows import followsome
from fakes.presence import live_presence as live_on
from following.registers import CONGRESS, bring_in
from masthead.administration.tokens import issue, revoke
from masthead.agencies.models import Agency, Commitment, Person
from masthead.agencies.rights import RIGHTS, Role
from masthead.api.interface import api
from masthead.kernel.clock import now
from masthead.moderation.decide import keep
from masthead.moderation.models import Assessment
from masthead.moderation.note_likeness import note_likeness
from masthead.outbox.models import Delivery
from masthead.policy.in_force import rulebook
from masthead.presences.models import Connection, LiveProfile, Presence
from masthead.project.command import masthead
from masthead.records.models import Record
from moderated import case_on


class Caller:
    """A program acting for a person."""

    def __init__(self, whom: Person, *scopes: str) -> None:
        self.token, self.secret = issue(by=whom, at=now(), name="test", scopes=scopes or ("read", "write", "decide"))
        self.client = Client()

    def __call__(self, method: str, path: str, body: object = None) -> Any:
        return self.client.generic(
            method,
            f"/api{path}",
            json.dumps(body if body is not None else {}) if method != "GET" else "",
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.secret}"},
        )


ROUTES = [
    (method, re.sub(r"{[^}]+}", str(uuid.UUID(int=1)), prefix + path), operation.view_func)
    for prefix, router in api._routers
    for path, view in router.path_operations.items()
    for operation in view.operations
    for method in operation.methods
]


def live_presence(whom: Person, state: str = "live") -> Presence:
    made = Presence.objects.create(
        channel="noticeboard",
        name="Mississippi Library Commission News",
        handle="news",
        purpose="News",
        audience="Everyone",
        why_channel="Ours",
        run_by=whom,
        proposed_by=whom,
        proposed_at=factories.at(),
        state=state,
    )
    Connection.objects.create(presence=made, connected_at=factories.at(), connected_by="person:x")
    return made


def test_there_are_routes_and_each_names_its_right_and_scope() -> None:
    assert len(ROUTES) > 20
    assert [path for _, path, view in ROUTES if not hasattr(view, "right") or not hasattr(view, "scope")] == []


def test_nobody_calls_without_a_token(agency: Agency) -> None:
    for method, path, _ in ROUTES:
        assert Client().generic(method, f"/api{path}").status_code == 401, path
        bad = Client().generic(method, f"/api{path}", headers={"Authorization": "Bearer mh_wrong"})
        assert bad.status_code == 401, path


def test_a_session_is_not_a_token(agency: Agency) -> None:
    signed_in = factories.client_for(factories.person(Role.DIRECTOR))
    for method, path, _ in ROUTES:
        assert signed_in.generic(method, f"/api{path}").status_code == 401, path


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_each_role_is_let_in_exactly_where_the_table_says(agency: Agency, role: Role) -> None:
    call, held = Caller(factories.person(role)), {role.value, "employee"}
    for method, path, view in ROUTES:
        status = call(method, path).status_code
        assert status < 500, path
        if RIGHTS[view.right] & held:
            assert status != 401, path
        elif status != 422:  # a body that cannot be read is refused before anyone asks who sent it
            assert status == 403, f"{role.value} {method} {path}: {status}"


def test_a_token_without_the_scope_is_refused(agency: Agency) -> None:
    call = Caller(factories.person(Role.DIRECTOR), "read")
    answer = call("POST", f"/presences/{uuid.UUID(int=1)}/approve", {"text": ""})
    assert (answer.status_code, answer.json()["error"]) == (
        403,
        "This token lacks the scope “decide”. Issue one that has it.",
    )


def test_an_ended_token_is_no_token(agency: Agency) -> None:
    whom = factories.person(Role.DIRECTOR)
    call = Caller(whom)
    assert call("GET", "/presences").status_code == 200
    revoke(by=whom, at=now(), token=call.token)
    assert call("GET", "/presences").status_code == 401
    other = Caller(whom)
    type(other.token).objects.filter(pk=other.token.pk).update(expires_at=now() - timedelta(seconds=1))
    assert other("GET", "/presences").status_code == 401
    gone = Caller(whom)
    Person.objects.filter(pk=whom.pk).update(is_active=False)
    assert gone("GET", "/presences").status_code == 401


def test_the_secret_is_not_kept(agency: Agency) -> None:
    call = Caller(factories.person(Role.DIRECTOR))
    assert call.secret not in str(type(call.token).objects.values())
    assert not [r for r in Record.objects.all() if call.secret.encode() in bytes(r.payload or b"")]


def test_a_post_goes_the_same_road_through_the_interface(agency: Agency) -> None:
    author, approver = factories.person(Role.COMMUNICATOR), factories.person(Role.APPROVER)
    presence, goal = live_presence(author), Commitment.objects.create(name="Open doors")
    write, decide = Caller(author), Caller(approver)
    body = {
        "title": "Saturday hours",
        "text": "The reading room opens at nine on Saturday.",
        "audience": "Everyone",
        "commitment": str(goal.id),
        "presences": [str(presence.id)],
    }
    draft = write("POST", "/drafts", body).json()["id"]
    assert [f["code"] for f in write("GET", f"/drafts/{draft}/findings").json() if f["level"] == "blocks"] == []
    asked = write("POST", f"/drafts/{draft}/ask").json()
    own = write("POST", f"/drafts/{draft}/approve", {"approval": asked["id"], "content_hash": asked["content_hash"]})
    assert own.status_code == 403
    done = decide("POST", f"/drafts/{draft}/approve", {"approval": asked["id"], "content_hash": asked["content_hash"]})
    assert done.json()["outcome"] == "approved"
    naive = write("POST", f"/drafts/{draft}/schedule", {"leaves_at": "2026-12-01T09:00:00"})
    assert naive.status_code == 422
    soon = (now() + timedelta(days=1)).isoformat()
    made = write("POST", f"/drafts/{draft}/schedule", {"leaves_at": soon})
    assert made.status_code == 201
    rows = write("GET", f"/publications/{made.json()['publication']}/deliveries").json()
    assert [row["state"] for row in rows] == ["queued"]


@pytest.mark.parametrize("state", ["proposed", "approved", "connected", "paused", "retired"])
def test_no_call_posts_to_a_presence_that_is_not_live(agency: Agency, state: str) -> None:
    author, approver = factories.person(Role.COMMUNICATOR), factories.person(Role.APPROVER)
    presence, goal = live_presence(author), Commitment.objects.create(name="Open doors")
    write, decide = Caller(author), Caller(approver)
    body = {
        "title": "Hours",
        "text": "The reading room opens at nine.",
        "audience": "Everyone",
        "commitment": str(goal.id),
        "presences": [str(presence.id)],
    }
    draft = write("POST", "/drafts", body).json()["id"]
    asked = write("POST", f"/drafts/{draft}/ask").json()
    decide("POST", f"/drafts/{draft}/approve", {"approval": asked["id"], "content_hash": asked["content_hash"]})
    Presence.objects.update(state=state)
    refused = write("POST", f"/drafts/{draft}/schedule", {"leaves_at": (now() + timedelta(days=1)).isoformat()})
    assert refused.status_code == 409
    assert refused.json()["clause"]
    assert not Delivery.objects.exists()


def test_lists_are_paged(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    from masthead.api import pages

    monkeypatch.setattr(pages, "SIZE", 2)
    call = Caller(factories.person(Role.COMMUNICATOR))
    for number in range(5):
        call("POST", "/drafts", {"title": f"Draft {number}"})
    seen, after = [], ""
    while True:
        page = call("GET", f"/drafts?after={after}").json()
        seen += [item["title"] for item in page["items"]]
        after = page["next"]
        if not after:
            break
    assert seen == [f"Draft {number}" for number in range(5)]


def test_the_description_is_published(agency: Agency) -> None:
    described = Client().get("/api/openapi.json")
    assert described.status_code == 200
    assert "/api/drafts/{draft_id}/approve" in described.json()["paths"]


def test_a_changed_profile_is_confirmed_and_a_presence_reviewed(agency: Agency) -> None:
    director = factories.person(Role.DIRECTOR)
    presence = live_presence(factories.person(Role.COMMUNICATOR))
    shown = {"handle": "news", "name": "Another name", "about": "", "url": ""}
    LiveProfile.objects.create(
        presence=presence, shown=shown, confirmed={**shown, "name": "News"}, read_at=now(), drifted_at=now()
    )
    call = Caller(director)
    assert call("POST", f"/presences/{presence.pk}/confirm", {"text": " "}).json()["field"] == "reason"
    assert call("POST", f"/presences/{presence.pk}/confirm", {"text": "The board renamed it."}).status_code == 200
    assert LiveProfile.objects.get().confirmed["name"] == "Another name"
    assert call("POST", f"/presences/{presence.pk}/confirm", {"text": "Again."}).status_code == 409
    gathered = call("GET", f"/presences/{presence.pk}/review").json()
    assert "Posts" in [figure["what"] for figure in gathered]
    reviewed = call("POST", f"/presences/{presence.pk}/review", {"outcome": "pause", "reason": "Nobody answers."})
    assert reviewed.json()["state"] == "paused"
    assert call("POST", f"/presences/{presence.pk}/review", {"outcome": "sell", "reason": "x"}).status_code == 422


def test_a_look_alike_is_logged_and_carried_on(agency: Agency) -> None:
    call = Caller(factories.person(Role.MODERATOR))
    made = call("POST", "/look-alikes", {"address": "https://x.com/mlc_prizes", "what": "Sells prizes."})
    assert made.status_code == 201
    one = f"/look-alikes/{made.json()['id']}"
    assert call("POST", f"{one}/sell", {"words": "x"}).status_code == 422
    assert call("POST", f"{one}/report", {"words": "Report 7"}).json()["platform_report"] == "Report 7"
    assert [row["state"] for row in call("GET", "/look-alikes?state=reported").json()["items"]] == ["reported"]
    assert call("GET", "/look-alikes?state=nothing").status_code == 422


def test_a_verdict_is_asked_for_and_an_unknown_account_decided(agency: Agency) -> None:
    bring_in("congress", CONGRESS)
    writer, approver = Caller(factories.person(Role.COMMUNICATOR)), Caller(factories.person(Role.APPROVER))
    allowed = writer("GET", "/following/verdict?channel=x&handle=SenatorWicker").json()
    assert (allowed["verdict"], allowed["clause"], allowed["source"]["row"]) == ("allow", "presence.6", "W000437")
    assert writer("GET", "/following/verdict?channel=myspace&handle=a").json()["field"] == "channel"
    with followsome():
        presence = live_on("followsome")
        asked = writer("POST", "/following", {"presence": str(presence.pk), "handle": "nobody"})
        assert (asked.status_code, asked.json()["state"]) == (201, "waiting")
        one = f"/following/{asked.json()['id']}"
        assert writer("POST", f"{one}/approve", {"reason": "I know."}).status_code == 403
        assert approver("POST", f"{one}/approve", {"reason": ""}).json()["field"] == "reason"
        assert approver("POST", f"{one}/approve", {"reason": "I looked."}).json()["state"] == "cleared"
        assert [row["handle"] for row in writer("GET", "/following?state=cleared").json()["items"]] == ["nobody"]


def test_the_new_routes_are_described(agency: Agency) -> None:
    paths = Client().get("/api/openapi.json").json()["paths"]
    assert paths["/api/following/verdict"]["get"]["summary"] == "May this account be followed?"
    for path in ("/api/presences/{presence_id}/review", "/api/presences/{presence_id}/confirm", "/api/look-alikes"):
        assert path in paths


SAID = {
    "comment": "Brenda, you are a fat ugly pig. They said 'go home' and it is awful.",
    "post": "Story time moves.",
    "thread": ["Al: Hi."],
}


def test_a_comment_is_assessed_as_on_the_command_line_and_nothing_is_kept(agency: Agency) -> None:
    call = Caller(factories.person(Role.MODERATOR), "read")
    kept = Record.objects.count()
    answer = call("POST", "/assessments", SAID)
    given = json.dumps(SAID)
    told = CliRunner().invoke(masthead, ["assess", "--policy", "mlc-2012", "--jsonl", "-"], input=given)
    assert answer.status_code == 200
    assert answer.json()["grounds"] == ["abusive"] and answer.json()["spans"] and answer.json()["keep_reasons"]
    here = answer.json()
    assert here.pop("precedents") == []  # the command line has no desk to ask
    assert {"id": None, **here} == json.loads(told.output)
    assert here["policy"] == rulebook().stamp and here["policy_digest"] == rulebook().policy.digest
    assert (Record.objects.count(), Assessment.objects.count()) == (kept, 0)


def test_a_case_and_an_assessment_come_with_what_was_decided_of_the_like(agency: Agency) -> None:
    moderator = factories.person(Role.MODERATOR)
    call = Caller(moderator, "read")
    past = case_on("Your clerk is an idiot and a moron", "c1", opened_by=moderator)
    keep(by=moderator, at=factories.at(2), case=past, version=past.version)
    case = case_on("The librarian at the desk is a fat stupid cow", "c2", opened_by=moderator)
    note_likeness()
    shown = call("GET", f"/cases/{case.pk}").json()
    said = call("POST", "/assessments", {"comment": case.version.text}).json()
    assert shown["precedents"] == said["precedents"]
    [precedent] = shown["precedents"]
    assert (precedent["case"], precedent["outcome"], precedent["ground"]) == (str(past.pk), "keep", "")
    assert precedent["text"] == past.version.text and precedent["policy"] == rulebook().stamp
    assert precedent["harms"] is False
    assert "precedents" not in call("GET", "/cases").json()["items"][0]


def test_odd_comments_are_answered_and_too_much_is_refused_in_a_sentence(agency: Agency) -> None:
    call = Caller(factories.person(Role.MODERATOR), "read")
    for odd in ("", "\x00" * 50, "\ud800", "🎉", "https://example.org/a", "e" + "\u0301" * 10_000, "the " * 250_000):
        answer = call("POST", "/assessments", {"comment": odd})
        assert (answer.status_code, answer.json()["remove"]) == (200, False)
    for field, value in (("comment", "x" * 1_200_000), ("post", "x" * 100_001), ("thread", ["x"] * 101)):
        refused = call("POST", "/assessments", {"comment": "x", field: value})
        assert (refused.status_code, refused.json()["field"]) == (422, field)
        assert refused.json()["error"].endswith(".")
    assert call("POST", "/assessments", {"comment": 3}).status_code == 422
    assert call("POST", "/assessments", {"comment": "x" * 6_000_000}).status_code in (400, 413)


def test_only_who_sees_cases_may_assess(agency: Agency) -> None:
    assert Caller(factories.person(Role.MODERATOR), "write")("POST", "/assessments", SAID).status_code == 403
    assert Caller(factories.person(Role.EMPLOYEE))("POST", "/assessments", SAID).status_code == 403
