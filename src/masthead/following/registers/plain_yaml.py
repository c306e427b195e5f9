"""YAML as data files use it, and no more: mappings, lists and texts. No tags, no aliases, no depth, no surprises.

Built from the parser's events without recursion, so that a bomb of aliases or a tower of brackets ends at its first
floor. Values stay texts: a number, a date and `no` are what the file says, and whoever reads them knows what to expect.
"""

from __future__ import annotations

import yaml

from masthead.following.registers.sources import Source, text_of
from masthead.kernel.refusals import Invalid

DEEPEST = 16
MOST_EVENTS = 4_000_000
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Mapping(dict[str, object]):
    """A mapping that knows the line it begins in."""

    line: int = 0


Node = Mapping | list[object] | str


def read_yaml(source: Source) -> object:
    """The one document of a file. Raises Invalid in one sentence that names the file and the line."""
    try:
        return _Builder(source.name).build(text_of(source))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        said = str(error.problem or "it breaks off").strip()
        raise Invalid(f"{source.name} is no YAML in line {line}: {said}.", field="uploads") from error
    except yaml.YAMLError as error:
        raise Invalid(f"{source.name} holds signs that YAML does not allow.", field="uploads") from error


class _Builder:
    def __init__(self, name: str) -> None:
        self.name = name
        self.stack: list[Mapping | list[object]] = []
        self.keys: list[str | None] = []
        self.top: list[object] = []

    def build(self, text: str) -> object:
        for count, event in enumerate(yaml.parse(text, Loader=_LOADER)):
            if count > MOST_EVENTS:
                raise Invalid(f"{self.name} holds more than a register does.", field="uploads")
            self._take(event)
        if len(self.top) != 1:
            raise Invalid(f"{self.name} holds {'nothing' if not self.top else 'several documents'}.", field="uploads")
        return self.top[0]

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_marks(event)
            self._put(event.value, event)
        elif isinstance(event, yaml.MappingStartEvent):
            self._refuse_marks(event)
            opened = Mapping()
            opened.line = _line(event)
            self._open(opened, event)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._refuse_marks(event)
            self._open([], event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self.stack.pop()
            self.keys.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._refuse(event, "points at another place (*alias)")

    def _open(self, opened: Mapping | list[object], event: yaml.Event) -> None:
        if len(self.stack) >= DEEPEST:
            self._refuse(event, "is nested too deeply")
        self._put(opened, event)
        self.stack.append(opened)
        self.keys.append(None)

    def _put(self, value: object, event: yaml.Event) -> None:
        if not self.stack:
            self.top.append(value)
            return
        inside = self.stack[-1]
        if isinstance(inside, list):
            inside.append(value)
        elif (key := self.keys[-1]) is None:
            if not isinstance(value, str):
                self._refuse(event, "has a key that is no word")
            self.keys[-1] = str(value)
        else:
            if key in inside:
                self._refuse(event, f"says “{key[:40]}” twice")
            inside[key] = value
            self.keys[-1] = None

    def _refuse_marks(self, event: yaml.NodeEvent) -> None:
        if event.anchor is not None:
            self._refuse(event, "names a place to point at (&anchor)")
        if getattr(event, "tag", None) not in (None, "!"):
            self._refuse(event, "asks for a type of its own (!tag)")

    def _refuse(self, event: yaml.Event, what: str) -> None:
        raise Invalid(f"{self.name}, line {_line(event)}, {what}. A register’s file is plain.", field="uploads")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
