"""The part of the contract about private messages, for channels whose description says that they come in.

A connector that answers `messages` with yes or conditional SHALL mark as private every event the public cannot read,
SHALL send a post that is private to whoever wrote the message it answers and to nobody else, and SHALL keep
AnswersPrivately beside the port.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from masthead.channels.outcomes import ReadBack
from masthead.channels.ref import Ref


@runtime_checkable
class AnswersPrivately(Protocol):
    """A connection that answers private messages."""

    def read_message(self, ref: Ref) -> ReadBack | None:
        """Our message as whoever wrote to us reads it; None when there is none, or when it is public."""
