"""HEIC, as telephones take pictures, opened in a process of its own that ends with it.

The decoder is a large library in C and reads what strangers made. So it meets each picture in a process that holds
nothing of the desk, with a limit on memory and time, and the desk's own memory does not grow by it.
"""

from __future__ import annotations

import io
import subprocess
import sys

from masthead.kernel.refusals import Invalid

MIME, SUFFIX = "image/heic", ".heic"
_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx"})
_SECONDS = 60
_MEMORY = 1536 * 1024 * 1024
_TOO_MANY, _NOT_WHOLE = 3, 4

NO_PICTURE = "This is not a whole HEIC picture. Export it as JPEG first."
TOO_MANY_PIXELS = "The picture has more than 50 million pixels. Make it smaller."


def is_heic(beginning: bytes) -> bool:
    """Whether a file that begins so means to be a HEIC picture."""
    return beginning[4:8] == b"ftyp" and beginning[8:12] in _BRANDS


def as_jpeg(upload: bytes, *, max_pixels: int) -> bytes:
    """The picture as a JPEG: upright, in sRGB, and without anything else it carried. Raises Invalid."""
    try:
        done = subprocess.run(  # noqa: S603 - this very interpreter and file
            [sys.executable, "-I", "-m", "masthead.media.heic", str(max_pixels)],
            input=upload,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Invalid("The picture takes too long to open. Export it as JPEG first.", field="file") from None
    if done.returncode == _TOO_MANY:
        raise Invalid(TOO_MANY_PIXELS, field="file")
    if done.returncode:
        # Also where the decoder was killed for its memory, or fell over.
        raise Invalid(NO_PICTURE, field="file")
    return done.stdout


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _main(max_pixels: int) -> int:
    _limit_memory()
    # Here and not above: the desk reads this file, and never loads the decoder.
    from PIL import Image, ImageCms
    from pillow_heif import HeifImagePlugin  # noqa: F401 - teaches Pillow the format

    Image.MAX_IMAGE_PIXELS = None
    upload = sys.stdin.buffer.read()
    try:
        with Image.open(io.BytesIO(upload), formats=["HEIF"]) as opened:
            if opened.width * opened.height > max_pixels:
                return _TOO_MANY
            profile = opened.info.get("icc_profile")
            picture = opened.convert("RGB")
        if profile:
            # Telephones record more colors than a screen without a profile shows; without this they look dull.
            to_srgb = ImageCms.createProfile("sRGB")
            ImageCms.profileToProfile(picture, io.BytesIO(profile), to_srgb, inPlace=True)
        picture.info.clear()
        picture.save(sys.stdout.buffer, "JPEG", quality=90, optimize=True)
    except Exception as error:  # noqa: BLE001 - whatever it is, the picture cannot be used
        sys.stderr.write(type(error).__name__)
        return _NOT_WHOLE
    return 0


if __name__ == "__main__":
    sys.exit(_main(int(sys.argv[1])))
