"""One way through: every change of state is an operation, and an operation that leaves no record is rolled back."""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

from django.db import DataError, IntegrityError, transaction

from masthead.agencies.actors import Actor
from masthead.agencies.rights import RIGHTS, refuse_unless_permitted
from masthead.kernel.clock import aware
from masthead.kernel.refusals import Invalid, Refused

P = ParamSpec("P")
R = TypeVar("R")

appended: ContextVar[int] = ContextVar("appended", default=0)
OPERATIONS: dict[str, list[str]] = {}


_log = logging.getLogger(__name__)


class Collided(Refused, IntegrityError):
    """Two people did the same at the same moment, and the table keeps one. Nothing of the second act is left."""


class LeftNoRecord(RuntimeError):
    """An operation changed something and appended nothing: a defect, rolled back before anyone sees it."""


def operation(right: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function an operation: keyword-only, `by=` and `at=` required, permitted, atomic, recorded.

    `right` is a row of `agencies.rights.RIGHTS`. Raises TypeError at import time for a function of another shape,
    NotPermitted for an actor without the right, LeftNoRecord when nothing was appended. What the database itself
    refuses is a refusal too: Collided for a row that is there already, Invalid for a value no column holds.
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
            try:
                with transaction.atomic():
                    result = function(*args, **kwargs)
                    if appended.get() == before:
                        raise LeftNoRecord(f"{name} appended no record")
            except Refused:
                raise
            except IntegrityError as error:
                _log.info("%s met another: %s", name, type(error).__name__)
                raise Collided("Somebody did this at the same moment. Reload the page to see how it stands.") from error
            except DataError as error:
                _log.warning("%s was given what the database does not hold: %s", name, type(error).__name__)
                raise Invalid("Something here is too long, or holds signs that cannot be kept. Shorten it.") from error
            return result

        run.right = right  # type: ignore[attr-defined]
        return run

    return decorate
