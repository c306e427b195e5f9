"""A connector that breaks its contract must not break the outbox: any other error becomes one a handler knows."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error as DatabaseError

from masthead.channels.errors import ChannelError
from masthead.kernel.refusals import Refused
from masthead.outbox.models import Delivery

_log = logging.getLogger(__name__)


class Crashed(ChannelError):
    """The connector raised something the port does not know. Whether anything was done depends on where."""


@contextmanager
def contained(delivery: Delivery) -> Iterator[None]:
    """Around one call of a connector: what is not a ChannelError is logged in full and raised as Crashed.

    Our own database failing is not the channel's doing: it passes, and the claim lapses.
    """
    try:
        yield
    except (ChannelError, Refused, DatabaseError):
        raise
    except Exception as error:
        _log.exception("Delivery %s met an error its channel should not raise", delivery.pk)
        sentence = "Something unexpected went wrong here. The administrator finds it in the log."
        raise Crashed(sentence, cure="Ask the administrator to look, then release it.") from error
