"""Names and words that checks know: the agency's, its staff's, its presences', and its dictionary's."""

from __future__ import annotations

from masthead.agencies.models import Person, Word, the_agency
from masthead.policy.in_force import rulebook
from masthead.presences.models import Presence
from masthead.presences.states import NEVER_ONE


def known_names() -> frozenset[str]:
    """Whole names and their words. Three small queries."""
    agency = the_agency()
    names = [agency.name, agency.short_name] if agency else []
    names += Person.objects.filter(is_active=True).values_list("name", flat=True)
    names += Presence.objects.exclude(state__in=NEVER_ONE).values_list("name", flat=True)
    words = {word for name in names for word in (name, *name.split()) if word}
    return frozenset(words | {str(name) for name in rulebook().policy.facts.get("names", ())})


def names_of_presences() -> list[str]:
    """Name and handle of every presence that was not declined or withdrawn: nobody else goes by them. One query."""
    rows = Presence.objects.exclude(state__in=NEVER_ONE).values_list("name", "handle")
    return [given for row in rows for given in row if given]


def known_words() -> frozenset[str]:
    """What the agency's dictionary has learned from its staff."""
    return frozenset(Word.objects.values_list("word", flat=True))
