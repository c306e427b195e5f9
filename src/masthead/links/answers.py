"""What a server's answer means for whoever is to sign for the link, in sentences."""

from __future__ import annotations

from http import HTTPStatus

READ = 20_000
"""Characters of a page's words that are kept and judged."""
_LOOK = "Look for yourself."
_OF = {
    400: "The server took the question for a faulty one (400).",
    401: "The server lets in only those who have signed in (401).",
    402: "The server asks to be paid first (402).",
    407: "A proxy before the server lets in only those who have signed in (407).",
    429: "The server says that it was asked too often (429).",
    451: "The server holds the page back for reasons of law (451).",
    500: "The server failed over this page (500).",
    502: "The server got no sense out of the one behind it (502).",
    503: "The server says that it is overloaded or being worked on (503).",
    504: "The server waited in vain for the one behind it (504).",
}
_KINDS = {
    "application/pdf": "a PDF file",
    "image": "a picture",
    "video": "a video",
    "audio": "a recording",
}


def not_a_page(status: int) -> str:
    """Why `status`, which is neither a page nor the want of one (404, 410), is for a person to look at."""
    if status in _OF:
        return f"{_OF[status]} {_LOOK}"
    if status == HTTPStatus.FORBIDDEN:
        return f"The server answered {status}, as it does to machines it does not know. {_LOOK}"
    if status >= 500:
        return f"The server is in trouble ({status}). {_LOOK}"
    if 300 <= status < 400:
        return f"The server sends elsewhere and names no one address ({status}). {_LOOK}"
    return f"The server refused ({status}). {_LOOK}"


def unread(content_type: str, words: str, *, read: bool, whole: bool) -> str:
    """What of a page that answered was not read, in one sentence; empty where all of its words were.

    read: whether words can be read in what is of this type at all. whole: whether all of it was fetched.
    """
    if not read:
        kind = content_type.partition(";")[0].strip().lower()
        named = _KINDS.get(kind) or _KINDS.get(kind.partition("/")[0]) or "a file"
        return f"It is {named}, and its words were not read. Open it and read it yourself."
    if not words:
        return "The page shows a machine no words. Open it and read it yourself."
    if len(words) > READ or not whole:
        return f"Only its first {min(READ, len(words)):,} characters were read. Read the rest yourself."
    return ""
