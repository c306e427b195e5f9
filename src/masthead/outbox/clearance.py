"""Asked again at the very moment of commit: may this still go out? What nobody can answer for does not go out.

A journey answers for its own purpose. Hours may lie between approval and sending; a permission can be revoked, a draft
withdrawn, a presence paused in between.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from masthead.kernel.refusals import Refused
from masthead.outbox.links_before_leaving import ask_for_a_look
from masthead.outbox.models import Delivery
from masthead.outbox.payload import hash_of_payload
from masthead.outbox.stop import current_stop, nothing_is_stopped
from masthead.policy.gates import pass_gate
from masthead.policy.in_force import rulebook
from masthead.presences.gates import presence_is_live_before_posting
from masthead.presences.watch import refuse_another_account

Clearance = Callable[[Delivery, datetime], str | None]

_clearances: dict[str, Clearance] = {}
_log = logging.getLogger(__name__)


def register(purpose: str, answers: Clearance) -> None:
    """`answers(delivery, at)` returns the reason why it must not leave, or None; or it raises Refused with a clause.

    One purpose has one answer.
    """
    if purpose in _clearances:
        raise TypeError(f"two clearances for {purpose}")
    _clearances[purpose] = answers


def clear(delivery: Delivery, *, at: datetime) -> tuple[str, ...]:
    """Ask everything that can stand in the way. Returns the ids of the clauses kept; raises Refused with the reason.

    Last of all, once nothing stands in the way, whether its links were looked at again: raises NotYet until they were.
    """
    book = rulebook()
    presence = delivery.presence
    if delivery.purpose == "takedown":
        return _clear_takedown(delivery, at)
    cited: tuple[str, ...] = (
        pass_gate(book, nothing_is_stopped, stop=current_stop()),
        pass_gate(book, presence_is_live_before_posting, name=presence.name, state=presence.state),
        refuse_another_account(presence),
    )
    if hash_of_payload(delivery.payload) != delivery.payload_hash:
        raise Refused("The words waiting to go out are not the ones that were queued. Take it back and look into it.")
    if reason := _ask_the_journey(delivery, at):
        raise Refused(reason)
    cited = (*cited, ask_for_a_look(delivery, at=at))
    return tuple(dict.fromkeys(clause for clause in cited if clause))


def _clear_takedown(delivery: Delivery, at: datetime) -> tuple[str, ...]:
    """It makes nothing public: neither a stop nor a pause holds it. Another account's posts are not ours to delete."""
    clause = refuse_another_account(delivery.presence)
    if reason := _ask_the_journey(delivery, at):
        raise Refused(reason)
    return (clause,) if clause else ()


def _ask_the_journey(delivery: Delivery, at: datetime) -> str | None:
    answers = _clearances.get(delivery.purpose)
    if answers is None:
        return f"Nobody answers for a {delivery.purpose} here, so it is not sent. Tell your administrator."
    try:
        return answers(delivery, at)
    except Refused:
        raise  # in its own words, with its clause
    except Exception:  # noqa: BLE001 - fails closed: whatever broke, it is not sent
        _log.exception("The clearance of delivery %s crashed", delivery.pk)
        return "It could not be checked once more before sending, so it is not sent. The log says what went wrong."
