"""Looks for rows of letters in an upright picture and ends: `python -m masthead.media.see_letters < picture`.

Prints two numbers as JSON: the share of the picture that the rows take (0 to 1), and the palest row's contrast (1 to
21, null without a row). A process of its own, as `see_faces` is and for the same reasons; it writes nothing.
"""

from __future__ import annotations

import io
import json
import os
import sys

MAX_BYTES = 20 * 1024 * 1024
SIDE = 1000
"""Pixels. A larger picture is made smaller first, which keeps the look at about a second."""
NO_LIBRARY, NO_PICTURE = 3, 4


def main() -> int:
    """Print what was seen and return 0, or return why there is nothing."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    try:
        import cv2
        import numpy

        from masthead.media.letter_rows import rows_of
    except ImportError:
        return NO_LIBRARY
    from PIL import Image

    cv2.setNumThreads(1)
    try:
        with Image.open(io.BytesIO(sys.stdin.buffer.read(MAX_BYTES))) as opened:
            picture = opened.convert("RGBA") if opened.mode == "P" or "transparency" in opened.info else opened
            picture.thumbnail((SIDE, SIDE))
            if picture.mode in ("RGBA", "LA"):
                # Seen on white, as most channels show it.
                clear = picture.convert("RGBA")
                picture = Image.new("RGB", clear.size, "white")
                picture.paste(clear, mask=clear)
            colors = numpy.asarray(picture.convert("RGB"))
        seen = rows_of(colors)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, MemoryError, cv2.error):
        return NO_PICTURE
    print(json.dumps([seen.share, seen.palest]))  # noqa: T201 - this is what it is asked for
    return 0


if __name__ == "__main__":
    sys.exit(main())
