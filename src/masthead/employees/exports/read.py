"""One file in, messages out: whichever platform wrote it. Pure and bounded, so that a hostile file costs a sentence.

Nothing of the file is kept; what is handed over is what its owner leaves in the preview.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterator

from masthead.employees.exports import bluesky_car, bluesky_json, facebook, mastodon, tarball
from masthead.employees.exports.message import MOST, Message, Read
from masthead.kernel.refusals import Invalid

LARGEST = 20 * 1024 * 1024
"""Bytes of a file. Years of posts take less, packed; pictures are not needed. The desk's door takes 24 MB."""
UNPACKED = 32 * 1024 * 1024
"""Bytes that are read out of a packed file, whatever it says of itself."""
_MOST_SIGNS = 3_000_000
"""Brackets and commas in JSON. Each may cost sixty bytes of memory, so they are counted before it is read."""
_ENTRIES = 20_000
_PARTS = 200
_JSON_NAMES = ("outbox.json", "message_", "comments", "bluesky", "bsky")


def read_export(raw: bytes, *, own_name: str = "") -> Read:
    """What `raw` says. own_name: how the platform calls whoever exported it. Raises Invalid, in one sentence."""
    if not raw:
        raise Invalid("The file is empty. Download the export again.", field="export")
    if len(raw) > LARGEST:
        raise too_large()
    if raw.startswith(b"PK\x03\x04"):
        found = _from_zip(raw, own_name)
    elif raw.startswith(b"\x1f\x8b"):
        found = _joined(tarball.parts(raw, wanted=_counts, most=_PARTS, largest=UNPACKED), own_name, "packed file")
    elif raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        found = _from_json(raw, own_name)
    else:
        found = bluesky_car.read(raw)
    if len(found.messages) > MOST:
        raise Invalid(f"The file has more than {MOST:,} messages. Give the one conversation.", field="export")
    kept = tuple(message for message in found.messages if message.text.strip())
    if not kept:
        raise Invalid("The file holds no message with words. Choose the one with the conversation.", field="export")
    return Read(found.platform, kept, found.missing)


def too_large() -> Invalid:
    """The one sentence for a file beyond LARGEST, also before it is read."""
    return Invalid(
        f"The file is larger than {LARGEST // 1024 // 1024} MB. Choose only the part with the messages, no pictures.",
        field="export",
    )


def _from_json(raw: bytes, own_name: str) -> Read:
    if sum(raw.count(sign) for sign in (b"[", b"{", b",")) > _MOST_SIGNS:
        raise Invalid("The file has too many parts. Choose only the file with the messages.", field="export")
    try:
        whole = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as reason:
        raise Invalid(
            f"The file is not UTF-8 at byte {reason.start + 1}. Download it again.", field="export"
        ) from reason
    except RecursionError as reason:
        raise Invalid("The file is nested too deeply to be an export.", field="export") from reason
    except ValueError as reason:
        place = f" at line {reason.lineno}" if isinstance(reason, json.JSONDecodeError) else ""
        raise Invalid(f"The file is not whole JSON{place}. Download it again.", field="export") from reason
    for found in (
        mastodon.read(whole),
        facebook.read(whole, own_name=own_name),
        bluesky_json.read(whole, own_name=own_name),
    ):
        if found is not None:
            return found
    raise Invalid(
        "This is not an export that can be read: Mastodon's outbox.json, Bluesky's CAR file or JSON, or Facebook's "
        "message_1.json. You can paste the exchange instead.",
        field="export",
    )


def _from_zip(raw: bytes, own_name: str) -> Read:
    """The conversations in a ZIP file. What it says of its sizes is not believed: bytes are counted as they come."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _joined(_parts(archive), own_name, "ZIP file")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as reason:
        raise Invalid("The ZIP file is damaged or locked. Download it again, or unpack it.", field="export") from reason


def _joined(parts: Iterator[bytes], own_name: str, kind: str) -> Read:
    """What the files of one export say together."""
    messages: list[Message] = []
    platform, missing = "", ""
    for part in parts:
        is_json = part.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
        found = _from_json(part, own_name) if is_json else bluesky_car.read(part)
        messages += found.messages
        platform, missing = found.platform, found.missing
        if len(messages) > MOST:
            break
    if not platform:
        raise Invalid(f"The {kind} holds no conversation. Unpack it, and choose the file with it.", field="export")
    return Read(platform, tuple(messages), missing)


def _counts(name: str) -> bool:
    """Whether a file of an archive may hold a conversation, by its name."""
    last = name.rpartition("/")[2]
    return (last.startswith(_JSON_NAMES) and last.endswith(".json")) or last.endswith(".car")


def _parts(archive: zipfile.ZipFile) -> Iterator[bytes]:
    entries = archive.infolist()
    if len(entries) > _ENTRIES:
        raise Invalid("The ZIP file holds too many files. Unpack it, and choose the one that counts.", field="export")
    wanted = [entry for entry in entries if _counts(entry.filename)]
    left = UNPACKED
    for entry in wanted[:_PARTS]:
        with archive.open(entry) as file:
            part = file.read(left + 1)
        left -= len(part)
        if left < 0:
            raise Invalid(
                f"Unpacked, the ZIP file is larger than {UNPACKED // 1024 // 1024} MB. Unpack it, and choose one file.",
                field="export",
            )
        yield part
