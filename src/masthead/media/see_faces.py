"""Counts the faces in an upright picture and ends: `python -m masthead.media.see_faces < picture` prints a number.

A process of its own, because the library takes sixty megabytes that a desk at rest has no use for. It knows nothing of
the desk and writes nothing: where the faces are, and what they look like, ends with it. OpenCV's frontal-face cascade
`alt2`, as it comes: it finds that something is a face, and cannot tell whose.
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

MAX_BYTES = 20 * 1024 * 1024
SIDE = 1280
"""Pixels. A larger picture is made smaller first: a face a fiftieth of it wide is still found, in half a second."""
SMALLEST = 24
CASCADE = "haarcascade_frontalface_alt2.xml"
NO_LIBRARY, NO_PICTURE = 3, 4


def main() -> int:
    """Print the number and return 0, or return why there is none."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    try:
        import cv2
        import numpy
    except ImportError:
        return NO_LIBRARY
    from PIL import Image

    cv2.setNumThreads(1)
    cascade = cv2.CascadeClassifier(str(Path(cv2.__file__).parent / "data" / CASCADE))
    if cascade.empty():
        return NO_LIBRARY
    try:
        with Image.open(io.BytesIO(sys.stdin.buffer.read(MAX_BYTES))) as opened:
            # Made smaller before anything else: fifty million pixels are held once, and those of a JPEG not at all.
            picture = opened.convert("L") if opened.mode == "P" else opened
            picture.thumbnail((SIDE, SIDE))
            gray = numpy.asarray(picture.convert("L"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, MemoryError):
        return NO_PICTURE
    found = cascade.detectMultiScale(gray, minSize=(SMALLEST, SMALLEST))
    print(len(found))  # noqa: T201 - this is what it is asked for
    return 0


if __name__ == "__main__":
    sys.exit(main())
