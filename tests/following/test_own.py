"""The agency's own register: what one person enters as an office's allows nothing before another confirms it."""

from __future__ import annotations

import json

import pytest

import factories
from factories import at
from following.registers import bring_in, text
from masthead.agencies.models import Person
from masthead.agencies.rights import Role
from masthead.following import own
from masthead.following.accounts import Account
from masthead.following.known import verdict_on
from masthead.following.models import RegisterRow
from masthead.following.verdict import Verdict
from masthead.kernel.refusals import Invalid, NotPermitted, Refused
from masthead.policy.in_force import rulebook
from masthead.records.models import Record

pytestmark = pytest.mark.django_db


def entered(by: Person, kind: str) -> RegisterRow:
    given = {"channel": "x", "handle": "doe", "kind": kind, "name": "Jo Doe", "evidence": "https://okatoma.example/"}
    return own.enter(by=by, at=at(), **given)


def verdict() -> Verdict:
    return verdict_on(rulebook(), Account("x", "doe"), at=at(1))


@pytest.mark.parametrize("kind", ["office", "public_body"])
def test_an_office_allows_nothing_until_an_approver_who_did_not_enter_it_confirms_it(
    writer: Person, approver: Person, kind: str
) -> None:
    row = entered(writer, kind)
    asked = verdict()
    assert (asked.verdict, asked.clause) == ("ask", "presence.6")
    assert "waits for an approver" in asked.why
    with pytest.raises(NotPermitted):
        own.confirm(by=writer, at=at(1), row=row)
    done = own.confirm(by=approver, at=at(1), row=row)
    assert (done.entry, done.confirmed_by) == ("confirmed", approver)
    assert verdict().verdict == "allow"
    record = Record.objects.get(kind="register/confirmed")
    assert (record.by, json.loads(bytes(record.payload))["body"]["entered_by"]) == (approver.actor_id, writer.actor_id)
    with pytest.raises(Refused, match="confirmed"):
        own.confirm(by=approver, at=at(2), row=row)


def test_an_entry_that_is_not_theirs_is_declined_with_what_was_seen_and_says_nothing_from_then_on(
    writer: Person, approver: Person
) -> None:
    row = entered(writer, "public_body")
    with pytest.raises(NotPermitted):
        own.decline(by=writer, at=at(1), row=row, reason="No.")
    with pytest.raises(Invalid, match="Say what you saw"):
        own.decline(by=approver, at=at(1), row=row, reason=" ")
    done = own.decline(by=approver, at=at(1), row=row, reason="Their page names another account.")
    assert (done.entry, done.declined_why, done.until is not None) == (
        "declined",
        "Their page names another account.",
        True,
    )
    assert not own.to_confirm(approver).exists()
    assert verdict().verdict == "ask"
    assert "No register names" in verdict().why
    assert Record.objects.filter(kind="register/declined", by=approver.actor_id).count() == 1
    for again in (
        lambda: own.confirm(by=approver, at=at(2), row=row),
        lambda: own.decline(by=approver, at=at(2), row=row, reason="No."),
    ):
        with pytest.raises(Refused):
            again()
    own.confirm(by=approver, at=at(4), row=entered(writer, "public_body"))
    assert verdict().verdict == "allow"


def test_what_is_confirmed_or_a_campaigns_is_not_declined(writer: Person, approver: Person) -> None:
    row = entered(writer, "office")
    own.confirm(by=approver, at=at(1), row=row)
    with pytest.raises(Refused):
        own.decline(by=approver, at=at(2), row=row, reason="No.")
    with pytest.raises(Refused, match="does not wait"):
        own.decline(by=approver, at=at(3), row=entered(writer, "campaign"), reason="No.")
    assert verdict().verdict == "deny"


def test_an_approver_does_not_confirm_what_they_entered(approver: Person) -> None:
    row = entered(approver, "office")
    assert not own.to_confirm(approver).exists()
    with pytest.raises(Refused, match="entered this account yourself") as refused:
        own.confirm(by=approver, at=at(1), row=row)
    assert refused.value.clause == "presence.6"
    another = factories.person(Role.APPROVER)
    assert own.to_confirm(another).get() == row
    own.confirm(by=another, at=at(1), row=row)
    assert verdict().verdict == "allow"


def test_a_campaigns_row_is_replaced_by_approvers_alone(writer: Person, approver: Person) -> None:
    entered(approver, "campaign")
    for kind in ("office", "public_body", "campaign"):
        with pytest.raises(Refused, match="ask an approver") as refused:
            entered(writer, kind)
        assert refused.value.clause == "presence.6"
    assert verdict().verdict == "deny"
    entered(approver, "office")
    assert verdict().verdict == "deny"


@pytest.mark.parametrize("kind", ["office", "public_body"])
def test_a_campaigns_row_denies_until_another_approver_confirms_what_replaced_it(
    writer: Person, approver: Person, kind: str
) -> None:
    entered(writer, "campaign")
    row = entered(approver, kind)
    asked = verdict()
    assert (asked.verdict, asked.clause) == ("deny", "presence.6")
    assert asked.why.endswith("What was said otherwise since waits for another approver to confirm it.")
    with pytest.raises(Refused, match="entered this account yourself"):
        own.confirm(by=approver, at=at(1), row=row)
    own.confirm(by=factories.person(Role.APPROVER), at=at(1), row=row)
    assert verdict().verdict == "allow"


def test_a_writer_does_not_help_one_approver_to_open_a_campaign(writer: Person, approver: Person) -> None:
    entered(writer, "campaign")
    entered(approver, "office")
    with pytest.raises(Refused, match="ask an approver"):
        entered(writer, "office")
    row = entered(factories.person(Role.APPROVER), "public_body")
    assert verdict().verdict == "deny"
    own.confirm(by=approver, at=at(1), row=row)
    entered(writer, "office")
    assert verdict().verdict == "ask"


def test_a_campaign_entered_again_denies_again(writer: Person, approver: Person) -> None:
    own.confirm(by=approver, at=at(), row=entered(writer, "office"))
    entered(writer, "campaign")
    entered(approver, "office")
    assert verdict().verdict == "deny"


def test_a_writer_says_at_once_that_an_account_is_a_campaigns(writer: Person, approver: Person) -> None:
    row = entered(writer, "office")
    own.confirm(by=approver, at=at(), row=row)
    entered(writer, "campaign")
    assert verdict().verdict == "deny"
    with pytest.raises(Refused, match="anew"):
        own.confirm(by=factories.person(Role.APPROVER), at=at(1), row=row)


def test_what_nobody_confirmed_puts_no_campaign_of_a_list_in_doubt(writer: Person) -> None:
    bring_in("csv", [text("name,x\nJo Doe,doe\n")], name="Okatoma candidates")
    entered(writer, "office")
    assert verdict().verdict == "deny"
