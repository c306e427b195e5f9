"""Policy files: where they are found, how they are read, and what is refused with which words.

A pack is one UTF-8 TOML file named after its id. What it may hold is told in `read_policy`, and for whoever writes the
next one in the comments of the packs in policies/.
"""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from pathlib import Path
from typing import Any

from masthead.policy.clause import Policy
from masthead.policy.reading import read_policy

LARGEST = 1_000_000
"""Bytes. A written policy of a hundred clauses takes about 60 000; more than this is another file by mistake."""

DEEPEST = 30
# The TOML parser takes time that grows with the square of a key's parts: one long line would keep it busy for hours.
_PART = r"""(?:(?<![A-Za-z0-9_-])[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')"""
_DEEP_KEY = re.compile(rf"{_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{DEEPEST}}}")

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


def pack_folders() -> tuple[Path, ...]:
    """Where packs are looked for, first wins: $MASTHEAD_POLICIES, the checkout's policies/, the installed package's."""
    named = [Path(folder) for folder in os.environ.get("MASTHEAD_POLICIES", "").split(os.pathsep) if folder]
    here = Path(__file__).resolve()
    checkout = here.parents[3] if (here.parents[3] / "pyproject.toml").is_file() else None
    return (*named, *([checkout / "policies"] if checkout else []), here.parents[1] / "policies")


def known_packs() -> tuple[str, ...]:
    """The ids of every pack there is, sorted."""
    found = {file.stem for folder in pack_folders() for file in folder.glob("*.toml") if _ID.fullmatch(file.stem)}
    return tuple(sorted(found))


def find_pack(policy_id: str) -> Path:
    """The file of the pack called `policy_id`. Raises LookupError naming the packs there are."""
    if _ID.fullmatch(policy_id):
        for folder in pack_folders():
            if (file := folder / f"{policy_id}.toml").is_file():
                return file
    there_are = ", ".join(known_packs()) or "none: set MASTHEAD_POLICIES to the folder that holds them"
    raise LookupError(f"There is no policy called {policy_id[:80]!a}. There are: {there_are}.")


def load_pack(path: Path) -> Policy:
    """Read and check one pack. Raises ValueError with file, place and cure in one line."""
    try:
        return parse_pack(read_bytes(path), name=path.stem)
    except OSError as reason:
        raise ValueError(
            _line(path, f"the file: cannot be read ({reason.strerror}); check that it is there")
        ) from reason
    except ValueError as reason:
        raise ValueError(_line(path, str(reason))) from reason


def read_bytes(path: Path) -> bytes:
    """The bytes of a file, or ValueError before reading one that is far too large to be a policy. Raises OSError."""
    if path.stat().st_size > LARGEST:
        raise too_large()
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def too_large() -> ValueError:
    return ValueError(f"the file: larger than {LARGEST:,} bytes; a policy is text, so remove what is not")


def parse_pack(raw: bytes, *, name: str = "") -> Policy:
    """The policy in `raw`, the bytes of a file called `<name>.toml`. Raises ValueError with place and cure.

    Without a `name` (a file as it was uploaded, whatever it is called) the id in the file is its name.
    """
    policy = read_policy(read_values(raw), digest=hashlib.sha256(raw).hexdigest())
    if name and policy.id != name:
        raise ValueError(f"[policy]: id is {policy.id} but the file is called {name}.toml; make them the same")
    return policy


def read_values(raw: bytes) -> dict[str, Any]:
    """What a TOML file says, before anybody asks whether it is a policy. Raises ValueError with place and cure."""
    if len(raw) > LARGEST:
        raise too_large()
    text = _decoded(raw)
    if deep := _DEEP_KEY.search(text):
        line = text.count("\n", 0, deep.start()) + 1
        raise ValueError(f"the file, line {line}: a key of more than {DEEPEST} parts; a policy needs three")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as reason:
        raise ValueError(f"the file: not TOML, {reason}; mend it there") from reason
    except RecursionError as reason:
        raise ValueError("the file: nested too deeply; a policy needs three levels") from reason


def _decoded(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        raise ValueError("the file: starts with a byte order mark; save it as UTF-8 without one")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as reason:
        line = raw.count(b"\n", 0, reason.start) + 1
        raise ValueError(f"the file, line {line}: not UTF-8; save it as UTF-8") from reason


def _line(path: Path, reason: str) -> str:
    return " ".join(f"{path}: {reason}".split())
