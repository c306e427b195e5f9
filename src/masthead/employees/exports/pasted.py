"""A pasted exchange, taken apart: who said what, as far as the paste shows it. A person corrects the rest."""

from __future__ import annotations

import re

from masthead.employees.exports.message import Message

_NAME = r"@?[^\W\d_][\w.'’@-]*(?: [^\W\d_][\w.'’-]*){0,3}"
_SAID = re.compile(rf"(?:\[[^\]\n]{{1,40}}\]\s*)?(?P<name>{_NAME})(?: ?[(\[][^)\]\n]{{1,40}}[)\]])?:\s+(?P<text>\S.*)")
_MYSELF = frozenset({"me", "i", "myself", "you", "you sent"})
"""How a person, or a messenger, writes their own side. “You sent” is Messenger's."""

_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_DAY = rf"(?:{_WEEKDAY}|yesterday|today|[a-z]{{3,9}}\.? \d{{1,2}}(?:, ?\d{{4}})?)"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?"
_WHEN = re.compile(
    rf"(?:{_DAY},?(?: at)?,? )?{_CLOCK}|{_DAY}|\d{{1,3}} ?(?:m|min|h|hr|d|w|y)s?(?: ago)?|just now", re.I
)
_LONE_NAME = re.compile(_NAME)


def taken_apart(text: str, *, own_name: str = "") -> tuple[Message, ...]:
    """Messages in the order of the paste. Every word of it is in a name or a text; nothing is left out.

    A line such as “June Ross: When do you open?” begins a message; other lines go on with the one before. Where no line
    begins so, a name, the words and the time on lines of their own are read as Messenger copies them; else each
    paragraph is a message without a name.
    """
    lines = text.splitlines()
    if not any(_SAID.fullmatch(line.strip()) for line in lines):
        if by_lines := _on_lines_of_their_own([line.strip() for line in lines if line.strip()], own_name):
            return by_lines
        return tuple(Message("", part.strip()) for part in re.split(r"\n\s*\n", text) if part.strip())
    found: list[tuple[str, list[str]]] = []
    for line in lines:
        if begun := _SAID.fullmatch(line.strip()):
            # What stands before the name (a time in brackets) is not thrown away: a person reads it and moves it.
            before = line.strip()[: begun.start("name")].strip()
            after = line.strip()[begun.end("name") : begun.start("text")].strip(" :")
            found.append((begun["name"], [" ".join(part for part in (before, after, begun["text"]) if part)]))
        elif found:
            found[-1][1].append(line)
        elif line.strip():
            found.append(("", [line]))
    return tuple(
        Message(name, "\n".join(said).strip(), mine=_mine(name, own_name))
        for name, said in found
        if "\n".join(said).strip()
    )


def _on_lines_of_their_own(lines: list[str], own_name: str) -> tuple[Message, ...]:
    """Name, words, time; or name, time, words. Empty where the lines do not show it of a single message.

    The time stays in front of the words, in brackets: it names no day that a program could be sure of.
    """
    found: list[Message] = []
    block: list[str] = []
    before_words = len(lines) > 1 and _is_name(lines[0], own_name) and _is_time(lines[1])
    for place, line in enumerate(lines):
        if before_words and place + 1 < len(lines) and _is_time(lines[place + 1]) and _is_name(line, own_name):
            found += _message(block, own_name)
            block = []
        block.append(line)
        if not before_words and _is_time(line):
            found += _message(block, own_name)
            block = []
    found += _message(block, own_name)
    return tuple(found) if any(one.name for one in found) else ()


def _message(block: list[str], own_name: str) -> list[Message]:
    """The message in one block of lines. It has a name only where words are left beside the name and the time."""
    times = [line for line in (*block[1:2], *block[-1:]) if _is_time(line)][:1]
    rest = list(block)
    for line in times:
        rest.remove(line)
    named = bool(times) and len(rest) > 1 and _is_name(rest[0], own_name)
    name, words = (rest[0], rest[1:]) if named else ("", rest)
    text = " ".join(part for part in (*(f"[{line}]" for line in times), "\n".join(words)) if part)
    return [Message(name, text, mine=_mine(name, own_name))] if text else []


def _is_time(line: str) -> bool:
    return len(line) <= 40 and _WHEN.fullmatch(line) is not None


def _is_name(line: str, own_name: str) -> bool:
    """Whether a line alone can be somebody's name: every word of it is written as names are."""
    if _mine(line, own_name):
        return True
    return _LONE_NAME.fullmatch(line) is not None and all(word[0].isupper() or word[0] == "@" for word in line.split())


def _mine(name: str, own_name: str) -> bool:
    said, own = name.casefold(), own_name.strip().casefold()
    return said in _MYSELF or (bool(own) and said == own)
