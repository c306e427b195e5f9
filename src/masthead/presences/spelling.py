"""One spelling for each handle, so that the same account is never two presences, whoever typed it and however."""

from __future__ import annotations

import re

from masthead.kernel.text import clean

_BEFORE = re.compile(r"^(?:https?://)?@?", re.IGNORECASE)


def stored_handle(written: str) -> str:
    """A handle as it is stored: without scheme, leading "@", "www." before a page, and closing slash; in small letters.

    No channel tells two accounts apart by "www." or the case of a user or a server. The path of a page keeps its own:
    there `/channel/UCab` and `/channel/ucab` may be two.
    """
    named = _BEFORE.sub("", clean(written).strip()).rstrip("/")
    account, slash, path = named.partition("/")
    return without_www(f"{account.lower()}{slash}{path}")


def without_www(handle: str) -> str:
    """The address of a page on a site, the same with and without "www."; a site's own name is left as it is."""
    return handle.partition(".")[2] if "/" in handle and handle[:4].lower() == "www." else handle
