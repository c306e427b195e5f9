"""Who works at this desk, and which roles they hold. A role granted or withdrawn is a record, forever."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from masthead.agencies.actors import Actor
from masthead.agencies.models import Bureau, Person, RoleGrant
from masthead.agencies.rights import Role
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.records.append import append
from masthead.records.operation import operation


@operation("people.add")
def add_person(
    *,
    by: Actor,
    at: datetime,
    name: str,
    email: str,
    roles: Iterable[Role] = (),
    title: str = "",
    bureau: Bureau | None = None,
    password: str | None = None,
) -> Person:
    """Add an employee who may sign in. Without a password they choose one through "Forgot your password?".

    Raises Invalid for a missing name, an address that is malformed or taken, a password that is easily guessed.
    """
    name, title, email = clean(name).strip(), clean(title).strip(), clean(email).strip().lower()
    if not name:
        raise Invalid("Give the person's name as colleagues know it.", field="name")
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid("Give the person's e-mail address at work.", field="email") from None
    if Person.objects.filter(email__iexact=email).exists():
        raise Invalid("Somebody with this e-mail address is already here.", field="email")
    if password is not None:
        _refuse_weak(password, Person(name=name, email=email))
    person = Person.objects.create_user(email, password, name=name, title=title, bureau=bureau)
    held = sorted({role for role in roles if role is not Role.EMPLOYEE}, key=lambda role: role.value)
    RoleGrant.objects.bulk_create(
        RoleGrant(person=person, role=role.value, granted_at=at, granted_by=by.actor_id) for role in held
    )
    append(
        "person/added",
        by=by,
        at=at,
        subject=person.actor_id,
        body={
            "name": name,
            "email": email,
            "title": title,
            "bureau": bureau.name if bureau else "",
            "roles": [role.value for role in held],
        },
    )
    return person


@operation("people.grant")
def grant_role(*, by: Actor, at: datetime, person: Person, role: Role) -> RoleGrant:
    """Give `person` a role. Raises Refused when they hold it already or have left."""
    if role is Role.EMPLOYEE:
        raise Refused("Every active person is an employee; there is nothing to grant.")
    if not person.is_active:
        raise Refused(f"{person.name} has left; a role can be given only to somebody who is here.")
    grant, made = RoleGrant.objects.get_or_create(
        person=person, role=role.value, defaults={"granted_at": at, "granted_by": by.actor_id}
    )
    if not made:
        raise Refused(f"{person.name} already holds this role.")
    append("person/role_granted", by=by, at=at, subject=person.actor_id, body={"role": role.value})
    return grant


@operation("people.withdraw")
def withdraw_role(*, by: Actor, at: datetime, person: Person, role: Role) -> None:
    """Take a role from `person`. Raises Refused for a role not held, and for the last administrator."""
    _refuse_to_lock_out(person, losing=role)
    gone, _ = RoleGrant.objects.filter(person=person, role=role.value).delete()
    if not gone:
        raise Refused(f"{person.name} does not hold this role.")
    append("person/role_withdrawn", by=by, at=at, subject=person.actor_id, body={"role": role.value})


@operation("people.withdraw")
def end_access(*, by: Actor, at: datetime, person: Person) -> Person:
    """A person leaves: they can no longer sign in and hold no right; what they did stays in their name."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise Refused(f"{person.name} has already left.")
    _refuse_to_lock_out(person, losing=Role.ADMINISTRATOR)
    person.is_active = False
    person.save(update_fields=["is_active"])
    append("person/access_ended", by=by, at=at, subject=person.actor_id, body={"name": person.name})
    return person


def _refuse_to_lock_out(person: Person, *, losing: Role) -> None:
    if losing is not Role.ADMINISTRATOR:
        return
    # The rows of all administrators are locked, so that two of them cannot remove each other at once.
    admins = RoleGrant.objects.select_for_update().filter(role=losing.value, person__is_active=True)
    holders = set(admins.values_list("person_id", flat=True))
    if holders == {person.pk}:
        raise Refused(f"{person.name} is the only administrator. Make somebody else an administrator first.")


def _refuse_weak(password: str, person: Person) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="password") from None
