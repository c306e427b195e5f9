"""A post, frozen: as JSON in the database, and thawed again for the connector with every byte checked."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import rfc8785
from django.core.files.storage import default_storage

from masthead.agencies.models import the_agency
from masthead.channels.post import AssetFile, Post
from masthead.channels.ref import Ref
from masthead.kernel.clock import stamp
from masthead.kernel.refusals import Refused
from masthead.outbox.lend import lent_at, public_address

Payload = dict[str, Any]
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FrozenAsset:
    """A file that goes out. name: in the default storage; sha256: of the bytes people approved, in hex; lang: of
    captions, or ""."""

    id: str
    name: str
    sha256: str
    mime: str
    alt: str
    lang: str = ""

    def as_json(self) -> dict[str, str]:
        """Without a language where none is stated: what is queued without one keeps its hash."""
        return {name: value for name, value in asdict(self).items() if value or name != "lang"}


def freeze(
    *,
    text: str,
    created_at: datetime,
    assets: Sequence[FrozenAsset] = (),
    links: Sequence[str] = (),
    reply_to: Ref | None = None,
    reply_root: Ref | None = None,
    lang: str = "en",
    private: bool = False,
) -> Payload:
    """What is stored, and hashed, from the moment it is queued. `private` is there only where it is so."""
    return {
        "text": text,
        "created_at": stamp(created_at),
        "assets": [asset.as_json() for asset in assets],
        "links": list(links),
        "reply_to": reply_to.as_json() if reply_to else None,
        "reply_root": reply_root.as_json() if reply_root else None,
        "lang": lang,
        **({"private": True} if private else {}),
    }


def hash_of_payload(payload: Mapping[str, Any]) -> str:
    """SHA-256, in hex, of the payload's canonical JSON."""
    return hashlib.sha256(rfc8785.dumps(dict(payload))).hexdigest()


@contextmanager
def thawed(payload: Payload, *, with_files: bool = True) -> Iterator[Post]:
    """The post with its files on disk while the block lasts. Raises Refused when a file is not the one approved."""
    assets = payload["assets"] if with_files else []
    base = public_address(the_agency()) if assets else ""
    with ExitStack() as stack:
        yield Post(
            text=payload["text"],
            created_at=datetime.fromisoformat(payload["created_at"]),
            assets=tuple(_open(FrozenAsset(**asset), stack, base) for asset in assets),
            links=tuple(payload["links"]),
            reply_to=Ref.from_json(payload["reply_to"]) if payload["reply_to"] else None,
            reply_root=Ref.from_json(payload["reply_root"]) if payload["reply_root"] else None,
            lang=payload["lang"],
            private=bool(payload.get("private")),
        )


def _open(asset: FrozenAsset, stack: ExitStack, base: str) -> AssetFile:
    # A copy, because object storage has no paths and because nobody can change it while it is being sent.
    digest = hashlib.sha256()
    try:
        path = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="masthead-"))) / Path(asset.name).name
        with default_storage.open(asset.name) as stored, path.open("wb") as copy:
            # In pieces: a video need not fit into the worker's memory.
            while piece := stored.read(_PIECE):
                digest.update(piece)
                copy.write(piece)
    except FileNotFoundError:
        raise Refused("A file of this post is missing from storage. Restore it from the backup.") from None
    except OSError as error:
        raise Refused(
            f"A file of this post cannot be read, or there is no room for a copy ({error.strerror})."
            " Make room, or ask the administrator."
        ) from error
    if digest.hexdigest() != asset.sha256:
        raise Refused("A file of this post is not the one that was approved. Take the post back and look into it.")
    lent = lent_at(base, name=asset.name, sha256=asset.sha256, mime=asset.mime)
    return AssetFile(path, asset.mime, asset.alt, lent, asset.lang)
