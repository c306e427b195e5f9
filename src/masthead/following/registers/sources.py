"""Files as somebody gives them: plain, in folders, or in a ZIP archive; bounded before they are read.

Whatever is too large, no text, or not what it claims is refused in one sentence, with nothing changed.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from masthead.kernel.refusals import Invalid

LARGEST_FILE = 32 * 1024 * 1024
LARGEST_ALL = 64 * 1024 * 1024
MOST_FILES = 20_000
_TEXT = (".yaml", ".yml", ".csv", ".txt")


@dataclass(frozen=True, slots=True)
class Source:
    """One file: its name as shown to people, and its bytes."""

    name: str
    content: bytes


def from_paths(paths: Sequence[Path]) -> list[Source]:
    """Read files, folders and archives. Raises Invalid for what is not there or too large, before reading it."""
    found: list[Source] = []
    budget = _Budget()
    for path in paths:
        if path.is_dir():
            files = sorted(file for file in path.rglob("*") if file.suffix.lower() in (".yaml", ".yml"))
            found += [_read(file, str(file.relative_to(path)), budget) for file in files if file.is_file()]
        elif path.suffix.lower() == ".zip":
            found += from_archive(path.name, _read(path, path.name, _Budget()).content, budget)
        else:
            found.append(_read(path, path.name, budget))
    if not found:
        raise Invalid("There is no file in there that could be a register.", field="uploads")
    return found


def from_uploads(files: Sequence[tuple[str, int, io.BufferedIOBase]]) -> list[Source]:
    """(name, size, open file) as a browser sent them, archives still packed. Raises Invalid before reading too much."""
    budget = _Budget()
    for name, size, _ in files:
        budget.take(name, size)
    return [Source(name, file.read()) for name, _, file in files]


def refuse_too_much(files: Sequence[Source]) -> None:
    """Raises Invalid for more than a register holds."""
    budget = _Budget()
    for one in files:
        budget.take(one.name, len(one.content))


def unpacked_sources(files: Sequence[Source]) -> list[Source]:
    """The files themselves, out of their archives."""
    budget = _Budget()
    found: list[Source] = []
    for one in files:
        if one.name.lower().endswith(".zip"):
            found += from_archive(one.name, one.content, budget)
        else:
            budget.take(one.name, len(one.content))
            found.append(one)
    return found


def from_archive(name: str, content: bytes, budget: _Budget) -> Iterator[Source]:
    """The text files of an archive, as far as they unpack to a bearable size whatever the archive claims."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [one for one in archive.infolist() if one.filename.lower().endswith(_TEXT) and not one.is_dir()]
            for member in members:
                budget.take(member.filename, member.file_size)
                with archive.open(member) as opened:
                    unpacked = opened.read(member.file_size + 1)
                if len(unpacked) > member.file_size:
                    raise Invalid(f"{name} unpacks to more than it claims. Nothing was imported.", field="uploads")
                yield Source(member.filename, unpacked)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise Invalid(f"{name} cannot be unpacked. Unpack it yourself and give the files.", field="uploads") from error


def text_of(source: Source) -> str:
    """The file as text. Raises Invalid, saying how to save it, unless it is UTF-8 without NULs."""
    content = source.content.removeprefix(b"\xef\xbb\xbf")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in content:
        where = content.count(b"\n", 0, max(content.find(b"\x00"), 0)) + 1
        raise Invalid(f"{source.name} is no plain text (line {where}). Save it as UTF-8 text.", field="uploads")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        where = content.count(b"\n", 0, error.start) + 1
        raise Invalid(f"{source.name} is not UTF-8 in line {where}. Save it as CSV UTF-8.", field="uploads") from error


class _Budget:
    """How much may still be read."""

    def __init__(self) -> None:
        self.left, self.files = LARGEST_ALL, 0

    def take(self, name: str, size: int) -> None:
        self.files += 1
        self.left -= size
        if size > LARGEST_FILE:
            raise Invalid(
                f"{name} has {size // 1_000_000} MB; a register’s file has at most {LARGEST_FILE // 1_000_000} MB.",
                field="uploads",
            )
        if self.left < 0 or self.files > MOST_FILES:
            raise Invalid(
                f"These are more than {LARGEST_ALL // 1_000_000} MB or {MOST_FILES:,} files. Give fewer at once.",
                field="uploads",
            )


def _read(path: Path, name: str, budget: _Budget) -> Source:
    try:
        budget.take(name, path.stat().st_size)
        if not path.is_file():
            raise Invalid(f"{name} is no file.", field="uploads")
        with path.open("rb") as file:
            return Source(name, file.read(LARGEST_FILE + 1)[:LARGEST_FILE])
    except OSError as error:
        raise Invalid(f"{name} cannot be read: {error.strerror}.", field="uploads") from error
