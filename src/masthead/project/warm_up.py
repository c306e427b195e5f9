"""Loads what the checks need beside the web server's first answers, so that nobody waits for a dictionary.

The grammar engine takes a second to load, and the first post it reads half of another. Whoever opens the composer
would otherwise wait for both at their first keystroke.
"""

from __future__ import annotations

import logging
import threading

from django.db import connections

from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.grammar import engine
from masthead.checks.engine.run import run
from masthead.policy.in_force import rulebook

SENTENCE = "The library opens at nine on Monday. Bring your card, or get one at the desk."

logger = logging.getLogger(__name__)


def warm_up() -> threading.Thread:
    """Begin in the background, and return the thread. A server that forks calls this in each process it keeps."""
    thread = threading.Thread(target=_read_a_post, name="warm-up", daemon=True)
    thread.start()
    return thread


def _read_a_post() -> None:
    try:
        engine().slips(SENTENCE)
        run(DraftFacts(SENTENCE), rulebook())
    except LookupError:
        pass  # No policy yet: the engine at least is there when one is chosen.
    except Exception:
        # A desk whose checks do not load is served all the same: each check says so itself, and blocks.
        logger.exception("The checks could not be made ready.")
    finally:
        connections.close_all()
