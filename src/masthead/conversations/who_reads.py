"""Who may read a private exchange: those who may answer it, and nobody else at the desk.

A patron wrote to the agency alone. The records hold the exchange for the records officer, as they hold everything.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from masthead.agencies.models import Person
from masthead.agencies.rights import may
from masthead.conversations.models import Conversation


def may_read(person: Person, conversation: Conversation) -> bool:
    return not conversation.private or may(person, "conversations.see_private")


def readable_by(person: Person) -> Q:
    """The conversations whose words `person` may read."""
    return Q() if may(person, "conversations.see_private") else Q(private=False)


def withheld_from(person: Person) -> QuerySet[Conversation]:
    """The exchanges whose records `person` may not read: private ones, unless they answer them or give records out."""
    if may(person, "conversations.see_private") or may(person, "records.export"):
        return Conversation.objects.none()
    return Conversation.objects.filter(private=True)
