"""The sample desk: the Mississippi Library Commission's policy with invented people, one for each role.

Everything is made by the same operations a real desk uses, so the sample's records are as complete as a real one's.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse

from masthead.administration.commitments import add_bureau, add_commitment
from masthead.administration.people import add_person
from masthead.administration.set_up import AgencyFacts, change_agency, choose_policy, name_agency, open_desk
from masthead.agencies.actors import Worker
from masthead.agencies.models import Person, the_agency
from masthead.agencies.rights import Role
from masthead.agencies.sample_desk import is_sample_desk
from masthead.kernel.refusals import NotFound

DOMAIN = "demo.invalid"
POLICY = "mlc-2012"
SEEDER = Worker("demo")

# (address, name, title, bureau, roles). Invented people; .invalid can never be a real address (RFC 2606).
STAFF: tuple[tuple[str, str, str, str, tuple[Role, ...]], ...] = (
    ("communicator", "Ione Marbury (demo)", "Outreach librarian", "Public Services", (Role.COMMUNICATOR,)),
    ("approver", "Thaddeus Quill (demo)", "Head of Public Services", "Public Services", (Role.APPROVER,)),
    ("director", "Cordelia Vance (demo)", "Executive Director", "Administrative Services", (Role.DIRECTOR,)),
    ("moderator", "Rufus Ambrose (demo)", "Reference librarian", "Library Services", (Role.MODERATOR,)),
    ("records", "Odessa Finch (demo)", "Records officer", "Administrative Services", (Role.RECORDS_OFFICER,)),
    ("policy", "Lemuel Stanhope (demo)", "Board liaison", "Administrative Services", (Role.POLICY_OWNER,)),
    ("administrator", "Petra Lindqvist (demo)", "Systems administrator", "Technology", (Role.ADMINISTRATOR,)),
    ("employee", "Barnaby Wren (demo)", "Cataloger", "Library Services", ()),
)
COMMITMENTS: tuple[tuple[str, str], ...] = (
    ("Summer Library Program", "Every public library in the state takes part, and reading continues over the summer."),
    ("Talking Book Services", "Readers who cannot use print get books they can hear or touch, free by mail."),
    ("Library development workshops", "Staff of every public library can take part in training near them."),
    ("E-Rate support", "Public libraries receive the federal discounts they are entitled to."),
)


@transaction.atomic
def seed(*, at: datetime, address: str) -> None:
    """Make the sample agency once; on later starts only note the address it now has. Undone whole if it fails."""
    agency = the_agency()
    if agency is not None and agency.set_up_at is not None:
        if agency.demo and agency.public_url != address:
            administrator = Person.objects.get(email=f"administrator@{DOMAIN}")
            change_agency(by=administrator, at=at, facts=_facts(address))
        return
    begun = at - timedelta(days=30)
    name_agency(by=SEEDER, at=begun, facts=_facts(address), demo=True)
    choose_policy(by=SEEDER, at=begun, policy=POLICY)
    bureaus = {
        name: add_bureau(by=SEEDER, at=begun, name=name) for name in sorted({bureau for _, _, _, bureau, _ in STAFF})
    }
    for mailbox, name, title, bureau, roles in STAFF:
        add_person(
            by=SEEDER,
            at=begun,
            name=name,
            email=f"{mailbox}@{DOMAIN}",
            roles=roles,
            title=title,
            bureau=bureaus[bureau],
        )
    for name, goal in COMMITMENTS:
        add_commitment(by=SEEDER, at=begun, name=name, goal=goal, starts=date(begun.year, 1, 1))
    open_desk(by=SEEDER, at=begun)


def sign_in_tokens() -> list[tuple[str, str, str]]:
    """(role, person's name, token of the sign-in link) for each sample person. Empty unless this is a demo."""
    if not is_sample_desk():
        return []
    tokens = []
    for mailbox, _, _, _, roles in STAFF:
        person = Person.objects.filter(email=f"{mailbox}@{DOMAIN}", is_active=True).first()
        if person is not None:
            label = roles[0].label if roles else Role.EMPLOYEE.label
            tokens.append((label, person.name, _signer().sign(mailbox)))
    return tokens


def sign_in_path(token: str) -> str:
    """Where a link with this token leads. Loads every address of the house, which whoever only prepares need not do."""
    return reverse("demo_sign_in", kwargs={"token": token})


def person_of(token: str) -> Person:
    """The sample person a link signs in. Raises NotFound for every token when this is not a demo."""
    gone = NotFound("There is no such sign-in link here.")
    if not is_sample_desk():
        raise gone
    try:
        mailbox = _signer().unsign(token)
    except BadSignature:
        raise gone from None
    person = Person.objects.filter(email=f"{mailbox}@{DOMAIN}", is_active=True).first()
    if person is None:
        raise gone
    return person


def _signer() -> Signer:
    # A colon would be escaped in some terminals' link detection; a tilde is not.
    return Signer(salt="masthead.demo.sign-in", sep="~")


def _facts(address: str) -> AgencyFacts:
    return AgencyFacts(
        name="Mississippi Library Commission",
        short_name="MLC",
        public_url=address,
        records_address=f"records@{DOMAIN}",
        mission="A sample desk. Its people are invented, and nothing it sends leaves this machine.",
    )


def who(mailbox: str) -> Person:
    """One of STAFF, by the first part of the address."""
    return Person.objects.get(email=f"{mailbox}@{DOMAIN}")
