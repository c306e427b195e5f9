"""What a forum can do to a connector, and what the outbox must then be told."""

from __future__ import annotations

from masthead.channels.errors import RateLimited, Reauth, Rejected, Transient

CERTAINLY_NOT_DONE = [("429", RateLimited), ("403", Reauth), ("422", Rejected), ("away", Transient)]
NOBODY_KNOWS = ["500", "502", "504", "html", "deaf", "drop"]
WHILE_UPLOADING = [*CERTAINLY_NOT_DONE, *((fault, Transient) for fault in NOBODY_KNOWS)]
"""No post shows the file yet: sending it again is harmless, so that a lost answer is a passing fault."""
