"""A file that is a picture or video, and something else as well.

An archive, a program for Java, a PDF or a web page can stand behind or inside a picture that opens like any other: what
looks at another part of it runs or unpacks what nobody saw. A camera writes no such thing, so it is refused.
"""

from __future__ import annotations

import re
import zipfile
from typing import IO

from masthead.kernel.refusals import Invalid

_PIECE, _LAP = 1024 * 1024, 16
_HEAD = 1024
"""Bytes in which readers of PDF look for its beginning."""
_PAGE = re.compile(rb"<(?i:!doctype html|html[\s>]|script[\s>]|\?php\s)")
_PACKED = re.compile(rb"PK\x03\x04[\x0a-\x3f]\0[\s\S]{2}[\0\x08\x0c\x0e\x5d\x5f]\0")
"""How a file in a ZIP archive begins (APPNOTE 4.3.7): signature, version, flags, and one of the methods in use."""
_ARCHIVES = {b"Rar!\x1a\x07": "a RAR archive", b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive"}


def refuse_another_kind(file: IO[bytes], what: str) -> None:
    """Raises Invalid for `what` ("picture" or "video") that is an archive, a PDF or a web page too."""
    other = _other_kind(file)
    if other:
        raise Invalid(
            f"The {what} holds {other} as well, which nobody would see. Open it, export it anew as a {what}, and"
            " upload that.",
            field="file",
        )


def _other_kind(file: IO[bytes]) -> str:
    if _is_zip(file):
        return "a ZIP archive"
    file.seek(0)
    if b"%PDF-" in file.read(_HEAD):
        return "a PDF"
    file.seek(0)
    before = b""
    while piece := file.read(_PIECE):
        seen = before + piece
        if _PACKED.search(seen):
            return "a ZIP archive"
        for begins, name in _ARCHIVES.items():
            if begins in seen:
                return name
        if _PAGE.search(seen):
            return "a web page"
        before = seen[-_LAP:]
    return ""


def _is_zip(file: IO[bytes]) -> bool:
    """Whether a reader of archives finds one; four bytes alone can stand in any picture by chance."""
    if not zipfile.is_zipfile(file):
        return False
    try:
        with zipfile.ZipFile(file) as archive:
            return bool(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, UnicodeDecodeError):
        return False
