"""Whether a word with full stops in it is the name of a site, as in `youtu.be`, or prose that lacks a space, as in
`end.This`.

Platforms make a link of whatever ends like a site of the internet (IANA's list): Bluesky where the end is in small
letters, X in any case, but under a country's end of two letters only with a path or a longer name. What any of them
would link counts here, except where it looks as the joint of two sentences, with a capital letter behind the full stop.
"""

from __future__ import annotations

from masthead.checks.engine import lexicon
from masthead.kernel.hosts import ascii_host

_IN_ANY_CASE = frozenset(
    [
        "com",
        "org",
        "net",
        "gov",
        "edu",
        "mil",
        "int",
        "biz",
        "io",
        "co",
        "tv",
        "ca",
        "uk",
        "ly",
        "dev",
        "museum",
        "example",
    ]
)
"""Ends that are no words of English, and `example`, which is set aside for whatever is only an example (RFC 2606)."""
_WORDS = frozenset(
    [
        "am",
        "as",
        "at",
        "be",
        "by",
        "do",
        "in",
        "is",
        "it",
        "la",
        "ma",
        "mr",
        "ms",
        "mt",
        "my",
        "no",
        "pm",
        "so",
        "st",
        "to",
    ]
)
"""Countries' ends that are words or shortened ones: behind a capital letter ("Mr.is") they are prose."""


def site_in(written: str, *, hinted: bool) -> tuple[int, int] | None:
    """Where in `written` the name of a site stands, as [start, end), or None.

    hinted: whether a port, a path or a query follows, which prose has not. Letters that another script writes before it
    without a space (`请看example.com`) are not of the name, nor is the next sentence where its space is missing.
    """
    start = _after_another_script(written)
    labels = written[start:].split(".")
    while not hinted and len(labels) > 2 and labels[-1][:1].isupper() and not _is_an_end(labels[-1]):
        labels.pop()
    end, dash, _ = labels[-1].partition("-")
    if dash and not _is_an_end(labels[-1]):  # "library.example-a place to read"
        labels[-1] = end
    name = ".".join(labels)
    return (start, start + len(name)) if len(labels) > 1 and _is_site(labels, name, hinted) else None


def _is_site(labels: list[str], name: str, hinted: bool) -> bool:
    end = labels[-1]
    if not all(labels) or not _is_an_end(end):
        return False
    if hinted or labels[0].lower() == "www" or name.lower() in lexicon.words("short_hosts"):
        return True
    if end.lower() in _IN_ANY_CASE:
        return True
    rest = name[: -len(end) - 1]
    if (
        (len(labels[-2]) < 2 and len(end) == 2)
        or not any(sign.isalpha() for sign in rest)
        or rest.lower() in lexicon.words("shortened")
    ):
        return False
    if name.islower() or name.isupper() or not name.isascii():
        return True
    return end.islower() and (len(labels) > 2 or end not in _WORDS)


def _is_an_end(label: str) -> bool:
    if label.lower() == "example":
        return True
    try:
        return ascii_host(label) in lexicon.words("top_level_domains")
    except ValueError:
        return False


def _after_another_script(written: str) -> int:
    """Where the ASCII letters begin, where signs that are written without spaces stand before them in one word."""
    first = written.partition(".")[0]
    unspaced = [place for place, sign in enumerate(first) if "\u3040" <= sign <= "\ud7ff"]
    return unspaced[-1] + 1 if unspaced and unspaced[-1] + 1 < len(first) else 0
