"""Tells the policy floor and the ledger which policy is in force: the one the agency's row names."""

from __future__ import annotations

import time

from masthead.agencies.models import Agency
from masthead.policy import in_force
from masthead.records import append

# Another process may change the agency's policy; it is heard here within this many seconds.
FRESH_SECONDS = 2.0
_known: tuple[float, str] = (float("-inf"), "")


def policy_id() -> str:
    """Id of the policy in force, or "" before the first run has chosen one."""
    global _known
    read_at, value = _known
    if time.monotonic() - read_at > FRESH_SECONDS or not value:
        value = Agency.objects.values_list("policy", flat=True).first() or ""
        _known = (time.monotonic(), value)
    return value


def forget(**_signal: object) -> None:
    """Read the agency again on the next question. Called whenever this process saves or deletes an agency."""
    global _known
    _known = (float("-inf"), "")


def stamp() -> str:
    """`<policy id>@<version>` for the ledger, or "" for the acts that come before a policy is chosen."""
    return in_force.rulebook().stamp if policy_id() else ""


def connect() -> None:
    """Wire both floors to the agency's row. Called once, when Django is ready."""
    from django.db.models.signals import post_delete, post_save

    in_force.set_source(policy_id)
    append.set_policy_stamp(stamp)
    post_save.connect(forget, sender=Agency, dispatch_uid="policy_source")
    post_delete.connect(forget, sender=Agency, dispatch_uid="policy_source")
