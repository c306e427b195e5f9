"""What the policy in force asks of an employee, gathered from its clauses: on official accounts, on one's own, at work.

No clause is named here: where a duty belongs follows from what keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass

from masthead.policy.clause import Clause
from masthead.policy.rulebook import Rulebook

_ON_OWN_ACCOUNTS = frozenset({"self_check", "disclaimer", "exchange_is_forwarded"})
_NOT_PRIVATE = frozenset({"privacy_notice"})


@dataclass(frozen=True, slots=True)
class AskedOfMe:
    """Clauses in the order of the policy, each part whole."""

    official: tuple[Clause, ...]
    personal: tuple[Clause, ...]
    not_private: tuple[Clause, ...]


def asked_of_me(book: Rulebook) -> AskedOfMe:
    """The clauses of `book` that an employee reads before acknowledging it.

    A duty told by the self-check, the disclaimer or the handing over of an exchange holds on one's own accounts; one
    told by the privacy notice holds whatever the account; the rest of the written policy, the laws, and whatever a
    check keeps hold for the agency's. A duty on both says so in its binding: `also_official`.
    """
    personal, not_private, official = [], [], []
    for clause in book.policy.laid_out:
        notices = {binding.name for binding in clause.enforced_by if binding.kind == "notice"}
        if notices & _NOT_PRIVATE:
            not_private.append(clause)
            continue
        own = bool(notices & _ON_OWN_ACCOUNTS) and not _kept_by_a_check(clause)
        if own:
            personal.append(clause)
        if clause.basis in ("clause", "law") and (not own or _also_official(clause)):
            official.append(clause)
    return AskedOfMe(tuple(official), tuple(personal), tuple(not_private))


def _kept_by_a_check(clause: Clause) -> bool:
    """A duty that a check keeps is one on posts of the agency first, also where the self-check reminds of it."""
    return any(binding.kind == "check" for binding in clause.enforced_by)


def _also_official(clause: Clause) -> bool:
    return any(binding.params.get("also_official") is True for binding in clause.enforced_by)
