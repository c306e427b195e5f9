"""Notices: what the agency owes people by telling them. Registered by whatever tells them, bound by the policy.

A notice is the function that puts the words before somebody: a public page, a message to a commenter, a text to copy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
NOTICES: dict[str, Callable[..., object]] = {}


def notice(function: Callable[P, R]) -> Callable[P, R]:
    """Register a notice under its function name. The docstring says who is told what. Duplicates are refused."""
    name = function.__name__
    if name in NOTICES:
        raise TypeError(f"two notices are called {name}")
    if not function.__doc__:
        raise TypeError(f"notice {name} does not say who is told what")
    NOTICES[name] = function
    return function
