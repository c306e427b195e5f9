"""Tells the policy floor and the ledger which policy is in force: the adopted version whose time has come.

Every process asks the clock, not a switch: a version comes into force in the web server, the worker and every command
at the same moment, without anybody being restarted. What a version says is read once in each process, by its digest.
"""

from __future__ import annotations

import time
from functools import lru_cache

from masthead.adoption import kept
from masthead.adoption.models import Version
from masthead.agencies.models import Agency
from masthead.kernel.clock import now
from masthead.policy import in_force
from masthead.policy.adoptions import Adoption, holding_at
from masthead.policy.rulebook import Rulebook
from masthead.records import append

# Another process may adopt or withdraw a version; it is heard here within this many seconds.
FRESH_SECONDS = 2.0
_known: tuple[float, tuple[Adoption, ...], str] = (float("-inf"), (), "")


def current() -> Rulebook | None:
    """The rulebook in force, or None before the first run has chosen one. One small query every two seconds.

    The adoptions are remembered, not the one that holds: whichever's time comes in between holds at that moment.
    """
    global _known
    read_at, adoptions, policy_id = _known
    if time.monotonic() - read_at > FRESH_SECONDS or not (adoptions or policy_id):
        adoptions = kept.adoptions()
        # A desk set up by an earlier Masthead, before its first start has kept the file it works under.
        policy_id = "" if adoptions else (Agency.objects.values_list("policy", flat=True).first() or "")
        _known = (time.monotonic(), adoptions, policy_id)
    if held := holding_at(adoptions, now()):
        return kept.rulebook_by_digest(held.digest)
    return in_force.rulebook_of(policy_id) if policy_id else None


@lru_cache(maxsize=32)
def _digest_of(stamp: str) -> str:
    """The digest of the adopted version so stamped. Raises LookupError: an absent one is asked for again."""
    return kept.digest_of_stamp(stamp)


def under(stamp: str) -> Rulebook | None:
    """The rulebook of a kept version by its stamp, or None."""
    if (book := current()) is not None and book.stamp == stamp:
        return book
    try:
        return kept.rulebook_by_digest(_digest_of(stamp))
    except LookupError:
        return None


def forget(**_signal: object) -> None:
    """Read again on the next question. Called whenever this process saves or deletes an agency or a version."""
    global _known
    _known = (float("-inf"), (), "")
    _digest_of.cache_clear()


def stamp() -> str:
    """`<policy id>@<version>` for the ledger, or "" for the acts that come before a policy is chosen."""
    book = current()
    return book.stamp if book else ""


def connect() -> None:
    """Wire both floors to the kept versions. Called once, when Django is ready."""
    from django.db.models.signals import post_delete, post_save

    in_force.set_source(current, archive=under)
    append.set_policy_stamp(stamp)
    for model in (Agency, Version):
        post_save.connect(forget, sender=model, dispatch_uid=f"policy_source.{model.__name__}")
        post_delete.connect(forget, sender=model, dispatch_uid=f"policy_source.{model.__name__}")
