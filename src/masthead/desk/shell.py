"""What stands around every page: agency, theme, navigation, policy in force, zone, ledger. Read only where shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest

from masthead.agencies.models import Agency, Person, the_agency
from masthead.agencies.rights import Role
from masthead.desk.look.people import named
from masthead.desk.nav import Link, links_for
from masthead.desk.theme import theme_of
from masthead.desk.waiting import counts as counts_for
from masthead.kernel.clock import now
from masthead.outbox.models import Delivery, StopSwitch
from masthead.outbox.stop import current_stop
from masthead.policy.clause import Policy
from masthead.policy.in_force import rulebook
from masthead.records import ledger
from masthead.records.models import Checkpoint

# The role a person is introduced by when they hold several: the one that decides most.
_FOREMOST = [
    Role.DIRECTOR,
    Role.APPROVER,
    Role.MODERATOR,
    Role.RECORDS_OFFICER,
    Role.COMMUNICATOR,
    Role.POLICY_OWNER,
    Role.ADMINISTRATOR,
    Role.EMPLOYEE,
]

_SILENT_AFTER = timedelta(minutes=1)
_last_beat: Callable[[], datetime | None] | None = None


def set_last_beat(source: Callable[[], datetime | None]) -> None:
    """Tell the desk where the worker's last sign of life is kept. Called once at start-up."""
    global _last_beat
    _last_beat = source


@dataclass(frozen=True, slots=True)
class Beat:
    """`at` is the last sign of life, None when no worker was ever seen."""

    at: datetime | None
    alive: bool


@dataclass
class Shell:
    """`shell` in every template. Each part is looked up once, and only on a page that shows it."""

    request: HttpRequest

    @cached_property
    def agency(self) -> Agency | None:
        # Every request has looked it up already, for its time zone.
        return getattr(self.request, "agency", None) or the_agency()

    @cached_property
    def source(self) -> str:
        """Where the source of this program is offered; "" where nobody has said."""
        return (self.agency.source_url if self.agency else "") or settings.MASTHEAD_SOURCE_URL

    @cached_property
    def policy(self) -> Policy | None:
        """The policy in force; None before one is chosen."""
        try:
            return rulebook().policy
        except LookupError:
            return None

    @cached_property
    def now(self) -> datetime:
        return now()

    @cached_property
    def ledger_size(self) -> int:
        return ledger.size()

    @cached_property
    def checkpoint_at(self) -> datetime | None:
        return Checkpoint.objects.order_by("-size").values_list("at", flat=True).first()

    @cached_property
    def heartbeat(self) -> Beat | None:
        """None where nobody has said where to look."""
        if _last_beat is None:
            return None
        at = _last_beat()
        return Beat(at, at is not None and self.now - at < _SILENT_AFTER)

    @cached_property
    def stop(self) -> StopSwitch | None:
        return current_stop()

    @cached_property
    def held(self) -> int:
        return Delivery.objects.filter(state="held").count()

    @cached_property
    def person(self) -> Person | None:
        user = getattr(self.request, "user", None)
        return user if isinstance(user, Person) else None

    @cached_property
    def role(self) -> str:
        held = self.person.role_names if self.person else frozenset()
        return next((role.label for role in _FOREMOST if role.value in held), "")

    @cached_property
    def theme(self) -> str:
        return theme_of(self.request)

    @cached_property
    def waiting(self) -> dict[str, int]:
        """How much waits for this person, by page of the navigation."""
        return counts_for(self.person) if self.person else {}

    @cached_property
    def _named(self) -> dict[str, tuple[str, str]]:
        return {}

    def named(self, whom: object) -> tuple[str, str]:
        """(name, initials) of whoever acted, looked up once for the page when they are given by an actor's id."""
        if not isinstance(whom, str):
            return named(whom)
        if whom not in self._named:
            self._named[whom] = named(whom)
        return self._named[whom]

    def nav(self, counts: dict[str, int] | None = None) -> list[tuple[str, list[Link]]]:
        """The navigation; a page that already knows what waits says so in `counts`."""
        if self.person is None:
            return []
        return links_for(self.person, self.request.path, self.waiting if counts is None else counts)


def shell(request: HttpRequest) -> dict[str, Shell]:
    """The context processor."""
    return {"shell": Shell(request)}
