"""Signals are registered by presence: every module lying directly in masthead/signals is one. There is no list to
edit.
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

import masthead.signals as house
from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.normalise import Normalised

Example = str | CommentFacts


@dataclass(frozen=True, slots=True)
class Signal:
    """One file of signals/. `ground` is "" for a reason to keep; `about` is what it sees and what it does not."""

    name: str
    ground: str
    about: str
    look: Callable[[CommentFacts, Normalised], Iterable[Sign]]
    shows: tuple[Example, ...]
    silent: tuple[Example, ...]


@cache
def signals() -> tuple[Signal, ...]:
    """Every signal, by name. Raises TypeError when a file lacks its docstring, its ground, its examples or its look."""
    names = sorted(found.name for found in pkgutil.iter_modules(house.__path__) if not found.ispkg)
    return tuple(_signal(name, importlib.import_module(f"{house.__name__}.{name}")) for name in names)


def _signal(name: str, module: ModuleType) -> Signal:
    missing = [part for part in ("GROUND", "SHOWS", "SILENT", "look") if not hasattr(module, part)]
    if missing or not module.__doc__:
        raise TypeError(f"The signal {name} lacks {', '.join(missing) or 'a docstring saying what it sees'}.")
    if not module.SHOWS or not module.SILENT:
        raise TypeError(f"The signal {name} needs examples that show it and examples that must not.")
    return Signal(name, module.GROUND, module.__doc__.strip(), module.look, tuple(module.SHOWS), tuple(module.SILENT))


@cache
def engine_version() -> str:
    """`signals/` and the first 12 hex digits of SHA-256 over the sources: any edit to a signal is another engine."""
    folder = Path(next(iter(house.__path__)))
    digest = hashlib.sha256()
    for path in sorted((*folder.rglob("*.py"), *folder.rglob("*.txt"))):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return f"signals/{digest.hexdigest()[:12]}"
