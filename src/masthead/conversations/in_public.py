"""What was said where anybody reads it: all that moderation, its figures and a review count. A private message is not.

It is a record like any other, but no comment under the policy's grounds: nobody has to be protected from reading it.
"""

from __future__ import annotations

from django.db.models import QuerySet

from masthead.conversations.models import Comment


def said_in_public() -> QuerySet[Comment]:
    """Comments of the public that the public can read."""
    return Comment.objects.filter(from_us=False, conversation__private=False)
