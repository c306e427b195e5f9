"""Where a page sends its reader by itself: a refresh in its header or its head, or a line of script."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

AT_ONCE = 10.0
"""Seconds. A page that moves on sooner is a redirect; one that waits longer is read, and moves on later."""
_FEW_WORDS, _FEW_SIGNS = 20, 200
"""Not all languages part their words."""
_SHORT_SCRIPT = 4000
"""Characters. In a longer script, or on a page with words, such a line is one of many things it may do."""

_REFRESH = re.compile(
    r"\s*(?P<seconds>\d{0,9})[\d.]*(?:\s*[;,]\s*|\s+)(?:url\s*=\s*)?(?:'(?P<one>[^']*)|\"(?P<two>[^\"]*)|(?P<bare>.*))",
    re.IGNORECASE | re.DOTALL,
)
_QUOTED = r"(?P<{0}>['\"`])(?P<{1}>[^'\"`\s]{{1,2000}})(?P={0})"
_SCRIPTED = re.compile(
    r"\blocation\s*(?:\.\s*href\s*)?=\s*" + _QUOTED.format("q", "set") + r"|"
    r"\blocation\s*\.\s*(?:replace|assign)\s*\(\s*" + _QUOTED.format("k", "called")
)
_ESCAPED = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|(.))")


@dataclass(frozen=True, slots=True)
class Refresh:
    """After how many seconds a page moves on, and where to, relative to itself."""

    seconds: float
    to: str


def refresh(value: str) -> Refresh | None:
    """What `0; url=/there` means, as HTML reads it (4.2.5.3, refresh); None where it only loads the same page anew."""
    found = _REFRESH.match(value)
    to = (found["one"] or found["two"] or found["bare"] or "").strip() if found else ""
    return Refresh(float(found["seconds"] or 0), to) if found and to else None


def leads_on(page: str, to: str) -> str:
    """The address that `to` on `page` names; empty where that is no other page of the web.

    The same page with another query is that page, loaded anew: a board of departures does so every few seconds.
    """
    try:
        address = urljoin(page, to)
    except ValueError:
        return ""
    bare, here = (re.split(r"[?#]", each, maxsplit=1)[0] for each in (address, page))
    return address if address.lower().startswith(("http://", "https://")) and bare != here else ""


def scripted(script: str, words: str) -> str:
    """Where a page goes whose script does nothing else, as the script has it; else "". The script is not run.

    words: what the page shows. A page with words of its own is read for them.
    """
    if not script or len(script) > _SHORT_SCRIPT or words.count(" ") >= _FEW_WORDS or len(words) >= _FEW_SIGNS:
        return ""
    found = _SCRIPTED.search(script)
    return _ESCAPED.sub(_unescaped, found["set"] or found["called"]) if found else ""


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else found[3]
