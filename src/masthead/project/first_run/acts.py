"""Which form a step shows and which operation it carries out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction

from masthead.administration.commitments import add_commitment
from masthead.administration.mail import MailServer, send_test_message, set_mail
from masthead.administration.people import add_person
from masthead.administration.set_up import AgencyFacts, choose_policy, name_agency
from masthead.agencies.models import MailSettings, Person, the_agency
from masthead.agencies.rights import Role
from masthead.channels.noticeboard.description import DESCRIPTION as NOTICEBOARD
from masthead.desk.forms.administration import AgencyForm, ColleagueForm, MailForm
from masthead.kernel.refusals import Invalid, Refused
from masthead.presences.propose import Proposal, propose
from masthead.project.first_run.forms import AdministratorForm, PolicyForm, PresenceForm
from masthead.project.first_run.steps import FIRST_RUN, Step, administrators, commitment_called, proposer

CHANNEL = NOTICEBOARD.id
WHY_CHANNEL = "It is the agency's own page: the public reads and answers there without joining a platform."


def form_for(step: Step, data: Mapping[str, str] | None, *, address: str) -> forms.Form:
    """The step's form, holding `data` or what was entered before. `address` is where this desk is being reached."""
    agency = the_agency()
    match step.name:
        case "agency":
            entered = {field: getattr(agency, field) for field in AgencyForm.base_fields} if agency else {}
            return AgencyForm(data, initial=entered or {"public_url": address}, zone=entered.get("time_zone", ""))
        case "policy":
            return PolicyForm(data, initial={"policy": agency.policy if agency else ""})
        case "people":
            return ColleagueForm(data) if administrators().exists() else AdministratorForm(data)
        case "mail":
            mail = MailSettings.objects.first()
            shown = ("host", "port", "security", "username", "sender")
            return MailForm(data, initial={field: getattr(mail, field) for field in shown} if mail else None)
        case _:
            return PresenceForm(data, initial={"name": agency.name if agency else ""})


def carry_out(step: Step, given: Mapping[str, Any], *, at: datetime) -> None:
    """Carry the step out with the form's cleaned values. Raises Refused or Invalid in the operation's words."""
    match step.name:
        case "agency":
            name_agency(by=FIRST_RUN, at=at, facts=AgencyFacts(**given))
        case "policy":
            choose_policy(by=FIRST_RUN, at=at, policy=given["policy"])
        case "people":
            _add_person(given, at=at)
        case "mail":
            set_mail(by=FIRST_RUN, at=at, server=MailServer(**given))
        case _:
            _propose(given, at=at)


def first_administrator() -> Person:
    """Who set the desk up. Raises Refused before anybody did."""
    person = administrators().order_by("pk").first()
    if person is None:
        raise Refused("Add at least one administrator first.")
    return person


def test_mail() -> str:
    """Send the first administrator a test message; return the address. Raises Refused with the server's answer."""
    agency = the_agency()
    to = first_administrator().email
    send_test_message(to=to, agency=agency.name if agency else "")
    return to


def _add_person(given: Mapping[str, Any], *, at: datetime) -> None:
    roles = {Role(value) for value in given["roles"]}
    if not administrators().exists():
        roles.add(Role.ADMINISTRATOR)
    add_person(
        by=FIRST_RUN,
        at=at,
        name=given["name"],
        email=given["email"],
        roles=roles,
        password=given.get("password"),
    )


@transaction.atomic
def _propose(given: Mapping[str, Any], *, at: datetime) -> None:
    """The commitment it supports, and the proposal: both or neither."""
    who = proposer()
    if who is None:
        raise Invalid("Nobody here may propose a presence yet: go back and add a communicator or an approver.")
    commitment = commitment_called(given["commitment"]) or add_commitment(by=FIRST_RUN, at=at, name=given["commitment"])
    proposal = Proposal(
        channel=CHANNEL,
        name=given["name"],
        handle=CHANNEL,
        purpose=given["purpose"],
        audience=given["audience"],
        why_channel=WHY_CHANNEL,
        run_by=who,
        commitments=[commitment],
    )
    propose(by=who, at=at, proposal=proposal)
