"""A .tar.gz export is read as it streams by: what counts is found, and a hostile file costs one sentence."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Callable

import pytest

from cars import repository
from employees.exports.test_read import ASKED, MESSENGER, OUTBOX, encoded
from masthead.employees.exports import tarball
from masthead.employees.exports.read import read_export
from masthead.kernel.refusals import Invalid


def packed(*files: tuple[str, bytes], change: Callable[[tarfile.TarInfo], None] | None = None) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as tar:
        for name, content in files:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            if change:
                change(member)
            tar.addfile(member, io.BytesIO(content))
    return made.getvalue()


@pytest.mark.parametrize(
    ("file", "platform"),
    [
        (("export/outbox.json", encoded(OUTBOX)), "Mastodon"),
        (("messages/inbox/june_1/message_1.json", encoded(MESSENGER)), "Facebook"),
        (("repo.car", repository({"app.bsky.feed.post/3k": ASKED})), "Bluesky"),
    ],
)
def test_the_export_of_each_platform_is_read(file: tuple[str, bytes], platform: str) -> None:
    found = read_export(packed(("media/1.png", b"\x89PNG"), file, ("avatar.png", b"x")))
    assert found.platform == platform
    assert found.messages


@pytest.mark.parametrize("name", ["/etc/outbox.json", "../outbox.json", "a/../../outbox.json", "C:/outbox.json"])
def test_a_path_outside_the_file_is_refused(name: str) -> None:
    with pytest.raises(Invalid, match="names a place outside itself") as refusal:
        read_export(packed((name, encoded(OUTBOX))))
    assert refusal.value.field == "export"


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_a_link_or_a_device_is_refused(kind: bytes) -> None:
    def change(member: tarfile.TarInfo) -> None:
        member.type, member.linkname, member.size = kind, "/etc/passwd", 0

    with pytest.raises(Invalid, match="a link or a device"):
        read_export(packed(("outbox.json", b""), change=change))


def test_a_bomb_and_a_crowd_of_files_end_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tarball, "WALKED", 1024 * 1024)
    with pytest.raises(Invalid, match="larger than 1 MB"):
        read_export(packed(("media/1.png", b"\0" * (2 * 1024 * 1024)), ("outbox.json", encoded(OUTBOX))))
    monkeypatch.setattr(tarball, "MOST_MEMBERS", 3)
    with pytest.raises(Invalid, match="too many files"):
        read_export(packed(*((f"{number}.png", b"") for number in range(5))))
    with pytest.raises(Invalid, match="larger than 0 MB"):
        list(tarball.parts(packed(("a.json", b"[" * 9)), wanted=lambda name: True, most=1, largest=8))


def test_what_is_no_such_file_or_breaks_off_says_so() -> None:
    whole = packed(("outbox.json", encoded(OUTBOX) * 400))
    with pytest.raises(Invalid, match="damaged"):
        read_export(whole[: len(whole) // 2])
    with pytest.raises(Invalid, match=r"Unpack it, and choose outbox\.json"):
        read_export(gzip.compress(encoded(OUTBOX)))
    with pytest.raises(Invalid, match="holds no conversation"):
        read_export(packed(("likes.json", b"{}")))
