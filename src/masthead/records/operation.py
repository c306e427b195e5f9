"""One way through: every change of state is an operation, and an operation that leaves no record is rolled back."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

from django.db import transaction

from masthead.agencies.actors import Actor
from masthead.agencies.rights import RIGHTS, refuse_unless_permitted
from masthead.kernel.clock import aware

P = ParamSpec("P")
R = TypeVar("R")

appended: ContextVar[int] = ContextVar("appended", default=0)
OPERATIONS: dict[str, list[str]] = {}


class LeftNoRecord(RuntimeError):
    """An operation changed something and appended nothing: a defect, rolled back before anyone sees it."""


def operation(right: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function an operation: keyword-only, `by=` and `at=` required, permitted, atomic, recorded.

    `right` is a row of `agencies.rights.RIGHTS`. Raises TypeError at import time for a function of another shape,
    NotPermitted for an actor without the right, LeftNoRecord when nothing was appended.
    """
    if right not in RIGHTS:
        raise TypeError(f"{right} is not in the rights table")

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        parameters = inspect.signature(function).parameters
        name = f"{function.__module__}.{function.__qualname__}"
        loose = [p.name for p in parameters.values() if p.kind is not inspect.Parameter.KEYWORD_ONLY]
        if loose or not {"by", "at"} <= parameters.keys():
            raise TypeError(f"{name} must take keyword-only arguments, by= and at= among them")
        OPERATIONS.setdefault(right, []).append(name)

        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            by: Actor = kwargs["by"]  # type: ignore[assignment]
            aware(kwargs["at"])  # type: ignore[arg-type]
            refuse_unless_permitted(by, right)
            before = appended.get()
            with transaction.atomic():
                result = function(*args, **kwargs)
                if appended.get() == before:
                    raise LeftNoRecord(f"{name} appended no record")
            return result

        run.right = right  # type: ignore[attr-defined]
        return run

    return decorate
