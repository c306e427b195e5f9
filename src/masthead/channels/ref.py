"""How one thing on a channel is called, from the first answer on for as long as it is spoken of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ref:
    """One thing on a channel. `native_id` finds it; `version` tells one wording from the next ("" if never told).

    url: where the public reads it, "" when there is no such page.
    """

    native_id: str
    version: str = ""
    url: str = ""

    def as_json(self) -> dict[str, str]:
        return {"native_id": self.native_id, "version": self.version, "url": self.url}

    @classmethod
    def from_json(cls, stored: Mapping[str, str]) -> Ref:
        return cls(stored["native_id"], stored.get("version", ""), stored.get("url", ""))
