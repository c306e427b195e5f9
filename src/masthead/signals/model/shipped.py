"""The model in this folder, or the one an administrator named in its place, loaded when the first comment asks for it;
and why not when it cannot be."""

from __future__ import annotations

import logging
import os
from functools import cache
from pathlib import Path

from masthead.kernel.memory import hand_back, trim
from masthead.policy.rulebook import Rulebook
from masthead.reading import encoder
from masthead.signals.context import shipped as context
from masthead.signals.model.heeded import is_mute, said_of
from masthead.signals.model.onnx_folder import OnnxFolder
from masthead.signals.model.port import Reader, Unreadable

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent / "weights"
_logged: set[tuple[Path, str]] = set()


def folder() -> Path:
    """MASTHEAD_MODEL where it names another folder, else the weights that came with Masthead."""
    return Path(os.environ["MASTHEAD_MODEL"]) if os.environ.get("MASTHEAD_MODEL") else HERE


def is_another() -> bool:
    """Whether MASTHEAD_MODEL names one."""
    return folder() != HERE


@cache
def _loaded(place: Path) -> tuple[Reader | None, str]:
    if str(place).startswith(("http:", "https:")):
        return None, "MASTHEAD_MODEL takes a folder; a server is asked by `masthead assess --server` alone."
    try:
        model = OnnxFolder(place, came_along=place == HERE)
    except Unreadable as reason:
        return None, str(reason)
    trim()  # what reading the file took
    return model, ""


def shipped() -> Reader | None:
    """The model, or None where it cannot be used; `why_not` says why."""
    return _loaded(folder())[0]


def release() -> None:
    """Give the memory of the model back; the next comment loads it again."""
    if not context.release() and _loaded.cache_info().currsize == 0:
        return
    _loaded.cache_clear()
    encoder.release()
    hand_back()


def why_not() -> str:
    """What keeps the model from being used, in a sentence; "" when it is used."""
    return _loaded(folder())[1]


def log_another(book: Rulebook) -> None:
    """Say in the log, once for each model and policy, what the policy heeds of another model, or why it is not used."""
    place = folder()
    if place == HERE or (place, book.stamp) in _logged:
        return
    _logged.add((place, book.stamp))
    reader = shipped()
    if reader is None:
        logger.warning("The model in %s is not used: %s", place, why_not())
    elif is_mute(book, reader):
        logger.warning("The model in %s is not used: %s", place, said_of(book, reader))
    else:
        logger.info("The model in %s reads comments. %s", place, said_of(book, reader))
