"""An agency and its people for tests, in one line each. Names are invented; addresses end in .invalid."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.test import Client

from masthead.agencies.models import Agency, Bureau, Person, RoleGrant
from masthead.agencies.rights import Role

MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
NAMES = {
    Role.COMMUNICATOR: "Ione Marbury",
    Role.APPROVER: "Thaddeus Quill",
    Role.DIRECTOR: "Cordelia Vance",
    Role.MODERATOR: "Rufus Ambrose",
    Role.RECORDS_OFFICER: "Odessa Finch",
    Role.POLICY_OWNER: "Lemuel Stanhope",
    Role.ADMINISTRATOR: "Petra Lindqvist",
    Role.EMPLOYEE: "Barnaby Wren",
}


def at(minutes: float = 0, *, days: float = 0, hours: float = 0) -> datetime:
    """A moment counted from one fixed Monday, 9 in the morning in Jackson. Tests never read the clock."""
    return MONDAY + timedelta(days=days, hours=hours, minutes=minutes)


def agency(**fields: object) -> Agency:
    """The one agency, set up, under the Mississippi Library Commission's policy."""
    settled: dict[str, object] = {
        "name": "Mississippi Library Commission",
        "short_name": "MLC",
        "policy": "mlc-2012",
        "public_url": "http://testserver",
        "records_address": "records@agency.invalid",
        "set_up_at": at(days=-30),
    }
    return Agency.objects.create(**{**settled, **fields})


def person(*roles: Role | str, name: str = "", email: str = "", bureau: str = "") -> Person:
    """A person holding `roles` (Role or its value). Without roles: an employee. Each call makes another person."""
    held = [Role(role) for role in roles]
    name = name or NAMES[held[0] if held else Role.EMPLOYEE]
    count = Person.objects.count()
    made = Person.objects.create_user(
        email or f"{name.lower().replace(' ', '.')}.{count}@agency.invalid",
        "a password for tests",
        name=name,
        bureau=Bureau.objects.get_or_create(name=bureau)[0] if bureau else None,
    )
    for role in held:
        if role is not Role.EMPLOYEE:
            RoleGrant.objects.create(person=made, role=role.value, granted_at=at(days=-30), granted_by="worker:test")
    return made


def who_acknowledged(whom: Person) -> Person:
    """`whom`, who has read and acknowledged the policy in force: nothing waits for them because of it."""
    from masthead.employees.acknowledge import acknowledge
    from masthead.policy.in_force import rulebook

    policy = rulebook().policy
    acknowledge(by=whom, at=at(days=-20), stamp=policy.stamp, digest=policy.digest)
    return whom


def client_for(whom: Person) -> Client:
    """A browser in which `whom` is signed in."""
    client = Client()
    client.force_login(whom)
    return client
