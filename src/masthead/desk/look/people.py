"""How whoever acted is called on a page."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from masthead.agencies.models import Person

_OTHERS = {"worker": "The desk itself", "citizen": "A member of the public"}


def named(whom: object) -> tuple[str, str]:
    """(name, initials) of a Person, of an actor's id as records keep it (`person:<uuid>`), or of a plain name."""
    if isinstance(whom, Person):
        return whom.name, whom.initials
    said = str(whom or "")
    kind, _, identity = said.partition(":")
    if kind in _OTHERS and identity:
        return _OTHERS[kind], _initials(_OTHERS[kind])
    if kind == "person" and identity:
        found = _person(identity)
        return (found.name, found.initials) if found else ("Somebody no longer here", "?")
    return said, _initials(said)


def _person(identity: str) -> Person | None:
    try:
        return Person.objects.filter(pk=identity).first()
    except ValidationError:
        return None


def _initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
