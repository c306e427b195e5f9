"""What a platform said, in the bytes that are kept of it: the same for the same words, however it orders them."""

from __future__ import annotations

import json


def as_given(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
