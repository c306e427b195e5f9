"""Who acts. Every operation takes `by=`: a Person of the agency, the Worker (machine), or a Citizen (the public)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Actor(Protocol):
    """What an operation needs to know of whoever acts. A `Person` row satisfies it too."""

    @property
    def actor_id(self) -> str:
        """`person:<uuid>`, `worker:<name>` or `citizen:<reference>`: how records name the actor."""

    @property
    def role_names(self) -> frozenset[str]:
        """The roles the rights table is asked about."""


@dataclass(frozen=True)
class Worker:
    """The machine, doing what a person has already decided, or taking in what the public wrote."""

    name: str = "worker"

    @property
    def actor_id(self) -> str:
        return f"worker:{self.name}"

    @property
    def role_names(self) -> frozenset[str]:
        return frozenset({"worker"})


@dataclass(frozen=True)
class Citizen:
    """A member of the public, known only by what they gave: a name as shown, an opaque reference."""

    reference: str
    shown_as: str = ""

    @property
    def actor_id(self) -> str:
        return f"citizen:{self.reference}"

    @property
    def role_names(self) -> frozenset[str]:
        return frozenset({"citizen"})
