"""The agency's own register: single accounts a person looked at and vouches for, with the evidence.

What is entered as an office's or a public body's allows nothing before an approver who did not enter it confirms it;
what is entered as a campaign's denies at once, and until one approver enters it anew and another confirms that.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet

from masthead.agencies.days import local_day
from masthead.agencies.models import Person
from masthead.agencies.rights import may
from masthead.following.accounts import account_of
from masthead.following.gates import no_campaign_is_followed, only_offices_are_followed
from masthead.following.imports import write_rows
from masthead.following.models import Register, RegisterRow, RegisterVersion, SamePerson
from masthead.following.registers.forms import OWN
from masthead.following.registers.row import Named, ParsedRow
from masthead.following.states import ENTRY
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.policy.in_force import rulebook
from masthead.records.append import append
from masthead.records.operation import operation

NAME = "Our own register"
KINDS = {
    "office": "The account of an office and whoever holds it",
    "public_body": "The account of a public body, such as a city or a school district",
    "campaign": "The account of a candidate or a campaign",
}


@operation("registers.enter")
def enter(*, by: Person, at: datetime, channel: str, handle: str, kind: str, name: str, evidence: str) -> RegisterRow:
    """Say whose account one is. Raises Invalid beside the field for what cannot be used; a later word replaces it.

    Raises Refused where it would replace a campaign's row and `by` decides about no follows. A campaign's row denies
    until another approver confirms what replaced it.
    """
    account = account_of(channel, handle)
    if kind not in KINDS:
        raise Invalid("Say what the account is.", field="kind")
    said = " ".join(clean(name).split())
    if not said or len(said) > 200:
        raise Invalid("Say whose account it is, in at most 200 characters.", field="name")
    page = evidence.strip()
    if not _is_page(page):
        raise Invalid("Give the address of a page that shows whose account it is.", field="evidence")
    Register.objects.get_or_create(form=OWN, name=NAME)
    register = Register.objects.select_for_update().get(form=OWN, name=NAME)
    key = f"{account.network}:{account.handle}"
    earlier = RegisterRow.objects.filter(register=register, key=key, until=None).first()
    if _is_a_campaigns(register, key) and not may(by, "following.decide"):
        raise Refused(
            f"{account} is entered as a campaign’s already. If that is a mistake, ask an approver to enter it anew.",
            clause=_clause(no_campaign_is_followed.__name__),
        )
    newest = register.versions.first()
    version = RegisterVersion.objects.create(
        register=register,
        number=(newest.number if newest else 0) + 1,
        as_of=local_day(at),
        imported_at=at,
        imported_by=by.actor_id,
        rows=(newest.rows if newest else 0) + (0 if earlier else 1),
        added=0 if earlier else 1,
        changed=1 if earlier else 0,
    )
    RegisterRow.objects.filter(register=register, key=key, until=None).update(until=version)
    role = {"office": "official", "public_body": "public_body", "campaign": "candidate"}[kind]
    parsed = ParsedRow(
        key,
        role,
        said,
        surname=said.split()[-1].casefold(),
        accounts=(Named(account.network, account.handle, kind),),
        file=f"entered by {by.name}",
    )
    (row,) = write_rows(version, [parsed], evidence=page, entry=ENTRY.initial)
    body = {"network": account.network, "handle": account.handle, "kind": kind, "name": said, "evidence": page}
    append("register/entered", by=by, at=at, subject=register.subject, body=body)
    return row


@operation("following.decide")
def confirm(*, by: Person, at: datetime, row: RegisterRow) -> RegisterRow:
    """Confirm what somebody else entered. Raises Refused to whoever entered it, and for a row that was replaced."""
    row = RegisterRow.objects.select_for_update(of=("self",)).select_related("register", "since").get(pk=row.pk)
    if row.register.form != OWN or row.role == "candidate":
        raise Refused("This row needs no confirmation.")
    if row.until_id is not None:
        raise Refused("Somebody entered this account anew meanwhile. Look at the row that stands now.")
    if by.actor_id == row.since.imported_by:
        why = "You entered this account yourself; another approver has to look at it and confirm it."
        raise Refused(why, clause=_clause(only_offices_are_followed.__name__))
    row.entry = ENTRY.to(row.entry, "confirm")
    row.confirmed_by, row.confirmed_at = by, at
    row.save(update_fields=["entry", "confirmed_by", "confirmed_at"])
    body = {"row": row.key, "name": row.name, "evidence": row.evidence, "entered_by": row.since.imported_by}
    clause = _clause(only_offices_are_followed.__name__)
    append(
        "register/confirmed", by=by, at=at, subject=row.register.subject, body=body, clauses=[clause] if clause else []
    )
    return row


@operation("following.decide")
def decline(*, by: Person, at: datetime, row: RegisterRow, reason: str) -> RegisterRow:
    """Decline what was entered: the account is not theirs. From then on the row says nothing, and is kept as history.

    Whoever entered it may take it back so, because that allows nothing. Raises Invalid without a reason, Refused for a
    row that is no entry waiting for an approver.
    """
    said = clean(reason).strip()
    if not said:
        raise Invalid("Say what you saw: whoever entered it reads it.", field="reason")
    register = Register.objects.select_for_update().get(pk=row.register_id)
    row = RegisterRow.objects.select_for_update(of=("self",)).select_related("since").get(pk=row.pk)
    if register.form != OWN or row.role == "candidate" or row.until_id is not None:
        raise Refused("This row does not wait for an approver. Look at the row that stands now.")
    row.entry = ENTRY.to(row.entry, "decline")
    newest = register.versions.first()
    row.until = RegisterVersion.objects.create(
        register=register,
        number=(newest.number if newest else 0) + 1,
        as_of=local_day(at),
        imported_at=at,
        imported_by=by.actor_id,
        rows=max((newest.rows if newest else 1) - 1, 0),
        gone=1,
    )
    row.confirmed_by, row.confirmed_at, row.declined_why = by, at, said
    row.save(update_fields=["entry", "until", "confirmed_by", "confirmed_at", "declined_why"])
    body = {"row": row.key, "name": row.name, "entered_by": row.since.imported_by, "reason": said}
    clause = _clause(only_offices_are_followed.__name__)
    append("register/declined", by=by, at=at, subject=register.subject, body=body, clauses=[clause] if clause else [])
    return row


def _is_a_campaigns(register: Register, key: str) -> bool:
    """Whether a campaign's row denies: nothing that replaced it, if anything did, is confirmed."""
    rows = RegisterRow.objects.filter(register=register, key=key)
    last = rows.filter(Q(role="candidate") | Q(entry="confirmed")).order_by("-pk").first()
    return last is not None and last.role == "candidate"


def to_confirm(person: Person) -> QuerySet[RegisterRow]:
    """Entries that wait for `person`: somebody else's, of an office or a public body."""
    waiting = RegisterRow.objects.filter(until=None, entry=ENTRY.initial).exclude(role="candidate")
    return waiting.exclude(since__imported_by=person.actor_id)


def _clause(gate: str) -> str:
    clause = rulebook().gate(gate)
    return clause.id if clause else ""


@operation("registers.link")
def confirm_same_person(
    *, by: Person, at: datetime, official: RegisterRow, candidate: RegisterRow, reason: str
) -> SamePerson:
    """Confirm that an official and a candidate are one person, saying how one knows. Names alone never say so."""
    said = clean(reason).strip()
    if not said:
        raise Invalid("Say how you know that they are one person.", field="reason")
    if official.role == "candidate" or candidate.role != "candidate":
        raise Invalid("Choose an official and a candidate.", field="candidate")
    made, new = SamePerson.objects.get_or_create(
        official=official.identity,
        candidate=candidate.identity,
        defaults={"confirmed_by": by, "confirmed_at": at, "reason": said},
    )
    if not new:
        raise Invalid("Somebody confirmed this already.", field="candidate")
    body = {"official": made.official, "candidate": made.candidate, "reason": said}
    append("register/same_person", by=by, at=at, subject=f"same_person:{made.id}", body=body)
    return made


def _is_page(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    named = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    return named and len(address) <= 500 and address.isprintable() and " " not in address
