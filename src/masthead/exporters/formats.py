"""Which formats there are: every module of this package that has a FORMAT."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from masthead.exporters.port import Format
from masthead.kernel.refusals import Invalid


@cache
def formats() -> dict[str, Format]:
    """Every format by name. Raises TypeError when two files claim one name."""
    names = sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]) if not module.ispkg)
    modules = [importlib.import_module(f"{__package__}.{name}") for name in names if name != "formats"]
    return registered(module.FORMAT for module in modules if hasattr(module, "FORMAT"))


def registered(found: Iterable[Format]) -> dict[str, Format]:
    by_name: dict[str, Format] = {}
    for one in found:
        if one.name in by_name:
            raise TypeError(f"Two files export the format {one.name!r}.")
        by_name[one.name] = one
    return by_name


def format_named(name: str) -> Format:
    """The format called `name`. Raises Invalid naming those there are."""
    try:
        return formats()[name]
    except KeyError:
        raise Invalid(f"There is no such format. Choose one of: {', '.join(formats())}.", field="form") from None
