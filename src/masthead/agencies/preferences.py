"""What a person likes, which is nobody's act in the agency's name: it is kept with the person and leaves no record."""

from __future__ import annotations

from masthead.agencies.models import Person


def choose_theme(person: Person, theme: str) -> None:
    """Remember `theme`: light, dark, or "" to follow the system."""
    person.theme = theme
    person.save(update_fields=["theme"])
