"""Gates: rules that an operation asks before it acts. Registered by the journeys, bound to clauses by the policy.

A gate is a pure function from frozen facts to a reason (a sentence) or None. `pass_gate` turns a reason into a
refusal that cites the clause. A gate the policy does not bind is still asked: rules are never skipped, they merely
cite the house instead of a clause.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

from masthead.kernel.refusals import Refused
from masthead.policy.rulebook import Rulebook

P = ParamSpec("P")
GATES: dict[str, Callable[..., str | None]] = {}


def gate(function: Callable[P, str | None]) -> Callable[P, str | None]:
    """Register a gate under its function name. The docstring says what duty it keeps. Duplicates are refused."""
    name = function.__name__
    if name in GATES:
        raise TypeError(f"two gates are called {name}")
    if not function.__doc__:
        raise TypeError(f"gate {name} does not say what duty it keeps")
    GATES[name] = function
    return function


def pass_gate(book: Rulebook, function: Callable[P, str | None], *args: P.args, **kwargs: P.kwargs) -> str:
    """Ask the gate. Returns the id of the clause it keeps ("" if none binds it); raises Refused with the reason."""
    clause = book.gate(function.__name__)
    cited = clause.id if clause else ""
    reason = function(*args, **kwargs)
    if reason:
        raise Refused(reason, clause=cited)
    return cited
