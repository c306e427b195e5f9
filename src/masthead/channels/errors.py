"""What went wrong: the only errors a connector raises. Which one it is tells the outbox whether anything was done."""

from __future__ import annotations

from datetime import datetime


class ChannelError(Exception):
    """`str(error)` is a sentence for staff; `cure` says what a person can do.

    setting: the Setting at fault, where the channel says which; scope: the permission the account's credentials lack.
    """

    def __init__(self, sentence: str, *, cure: str = "", setting: str = "", scope: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.cure = cure
        self.setting = setting
        self.scope = scope


class Rejected(ChannelError):
    """The channel read it and said no. Sending the same again will get the same answer."""


class RateLimited(ChannelError):
    """Too much, too soon: nothing was done. `until` is when the channel will listen again, aware."""

    def __init__(
        self, sentence: str, *, until: datetime, cure: str = "Nothing to do: it is sent when the wait ends."
    ) -> None:
        super().__init__(sentence, cure=cure)
        self.until = until


class Reauth(ChannelError):
    """The channel no longer accepts our credentials: a person has to connect the presence again. Nothing was done."""


class NoPlan(ChannelError):
    """The account's plan with the platform does not include this act."""


class Transient(ChannelError):
    """It did not get through. From `commit` this means the request certainly did not take effect."""


class OutcomeUnknown(ChannelError):
    """An edit, deletion or moderation was sent and its answer lost. Read back before doing it again."""
