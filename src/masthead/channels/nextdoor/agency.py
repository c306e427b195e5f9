"""The agency's page on Nextdoor, out of what Nextdoor says of an account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from masthead.channels.profile import Profile


def profile_of(me: Mapping[str, Any]) -> Profile | None:
    """None for the account of a neighbor or a business."""
    page = str(me.get("agency_url_at_nextdoor") or "")
    if not me.get("agency_id") or not page:
        return None
    parts = urlsplit(page)
    return Profile(
        handle=f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}",
        name=str(me.get("agency_name") or ""),
        about="",
        url=page,
        extra={
            "author_id": str(me["agency_id"]),
            "link": str(me.get("agency_external_url") or ""),
            "avatar": str(me.get("agency_photo") or ""),
        },
    )
