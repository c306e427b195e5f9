"""The content of a draft, frozen: what is hashed, approved, and sent. Nothing that is not in it can reach a channel."""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785

from masthead.media.models import Asset
from masthead.publishing.models import Draft


def content_of(draft: Draft) -> dict[str, Any]:
    """Everything approval covers: the words for each presence, the pictures with their alt text, purpose, audience.

    Reads variants, attachments with assets, and the commitment; prefetch them for a list of drafts.
    """
    return {
        "title": draft.title,
        "text": draft.text,
        "audience": draft.audience,
        "commitment": str(draft.commitment_id) if draft.commitment_id else None,
        "presences": sorted(
            ({"presence": str(v.presence_id), "text": v.text or draft.text} for v in draft.variants.all()),
            key=lambda entry: entry["presence"],
        ),
        "assets": [
            {
                "asset": str(a.asset_id),
                "sha256": a.asset.published_sha256,
                "alt": a.asset.alt_text,
                **_captions(a.asset),
            }
            for a in draft.attachments.all()
        ],
    }


def _captions(asset: Asset) -> dict[str, str]:
    """Named only where there are some: what was approved before a picture could have them keeps its hash."""
    said = {"captions": asset.captions_sha256, "captions_language": asset.captions_language}
    return {name: value for name, value in said.items() if value}


def hash_of(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON (RFC 8785) of a content, in hex."""
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def text_for(content: dict[str, Any], presence_id: object) -> str:
    """The words that go to one presence. KeyError when the content is not meant for it."""
    for entry in content["presences"]:
        if entry["presence"] == str(presence_id):
            return str(entry["text"])
    raise KeyError(str(presence_id))
