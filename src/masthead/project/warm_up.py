"""Loads what the checks need as soon as the web server has answered once, so that nobody waits for a dictionary.

The grammar engine takes a second to load, and another for the first name that resembles no word. Whoever opens the
composer would otherwise wait for both at a keystroke; begun any earlier, it would keep the desk from opening.
"""

from __future__ import annotations

import logging
import threading

from django.core.signals import request_finished
from django.db import connections

from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.grammar import engine
from masthead.judging.post import judged
from masthead.kernel.memory import settle
from masthead.policy.in_force import rulebook

SENTENCE = "The library at Shuqualak opens at nine on Monday. Bring your card, or get one at the desk."

logger = logging.getLogger(__name__)


def warm_up_after_the_first_answer() -> None:
    """Ask for it once in each process that answers."""
    request_finished.connect(_first_answer, dispatch_uid="warm_up")


def _first_answer(**_signal: object) -> None:
    if request_finished.disconnect(dispatch_uid="warm_up"):
        warm_up()


def warm_up() -> threading.Thread:
    """Begin in the background, and return the thread."""
    thread = threading.Thread(target=_read_a_post, name="warm-up", daemon=True)
    thread.start()
    return thread


def _read_a_post() -> None:
    try:
        engine().slips(SENTENCE)
        judged(DraftFacts(SENTENCE), rulebook())
        settle()  # a dictionary takes more to build than to keep
    except LookupError:
        pass  # No policy yet: the engine at least is there when one is chosen.
    except Exception:
        # A desk whose checks do not load is served all the same: each check says so itself, and blocks.
        logger.exception("The checks could not be made ready.")
    finally:
        connections.close_all()
