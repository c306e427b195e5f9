"""What came of an act: of sending, of looking for what was sent, and of hiding. What went wrong is in errors.py."""

from __future__ import annotations

from dataclasses import dataclass

from masthead.channels.ref import Ref


@dataclass(frozen=True, slots=True)
class Done:
    """The channel said yes. It is not called published until it has been read back."""

    ref: Ref


@dataclass(frozen=True, slots=True)
class Unknown:
    """The channel may or may not have done it: the answer was lost. Never sent again before a probe."""

    why: str


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Nothing was sent: this platform takes posts from people alone. A person posts it, and says where it is."""


@dataclass(frozen=True, slots=True)
class Found:
    ref: Ref


@dataclass(frozen=True, slots=True)
class Absent:
    """It is not there and no earlier attempt can still arrive: sending again is safe."""


@dataclass(frozen=True, slots=True)
class CannotTell:
    why: str


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What the public reads at `ref` now. `text` is as the channel gives it."""

    ref: Ref
    text: str
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class Moderated:
    """What the channel shows after the act: `hidden` was read back, not assumed."""

    ref: Ref
    hidden: bool
    read_back: str = ""
