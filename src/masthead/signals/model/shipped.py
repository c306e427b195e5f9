"""The model in this folder, loaded when the first comment asks for it, and why not when it cannot be."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from masthead.kernel.memory import hand_back, trim
from masthead.reading import encoder
from masthead.signals.context import shipped as context
from masthead.signals.model.onnx_folder import OnnxFolder
from masthead.signals.model.port import Reader, Unreadable

HERE = Path(__file__).parent / "weights"


def folder() -> Path:
    """MASTHEAD_MODEL where it names another folder, else the weights that came with Masthead."""
    return Path(os.environ["MASTHEAD_MODEL"]) if os.environ.get("MASTHEAD_MODEL") else HERE


@cache
def _loaded(place: Path) -> tuple[Reader | None, str]:
    try:
        model = OnnxFolder(place)
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
