"""Where a page sends its reader by itself: a refresh in its header or its head, or a line of script."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from masthead.kernel.text import clean

AT_ONCE = 10.0
"""Seconds. A page that moves on sooner is a redirect; one that waits longer is read, and moves on later."""
_FEW_WORDS, _FEW_SIGNS = 20, 200
"""Not all languages part their words."""
_SHORT_SCRIPT = 4000
"""Characters. In a longer script, or on a page with words, such a line is one of many things it may do."""

_SPACE = r"[ \t\n\f\r]*"
_REFRESH = re.compile(
    rf"{_SPACE}(?=[0-9.])(?P<seconds>[0-9]{{0,9}})[0-9.]*(?:{_SPACE}[;,]{_SPACE}|[ \t\n\f\r]+)(?:url{_SPACE}={_SPACE})?"
    r"(?:'(?P<one>[^']*)|\"(?P<two>[^\"]*)|(?P<bare>.*))",
    re.IGNORECASE | re.DOTALL,
)
_LITERAL = r"(?P<{0}>['\"`])(?P<{1}>(?:(?!\$\{{)[^'\"`\s]){{1,2000}})(?P={0})"
_COMMENT = r"//[^\n]*|<!--[^\n]*|/\*.*?(?:\*/|\Z)"
_RUN_LATER = r"(?<![\w$])setTimeout\s*\(\s*['\"`]"
"""What stands in these quotes is script, too."""
_OTHER_NAME = r"(?:(?<![\w$])(?:var|let|const)\s|,)\s*location\b(?!\s*\.)|\.\s*(?!setTimeout\b)[\w$]+"
"""A variable of the page's own, or a part of something else, that is called location."""
_STRING = r"'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|`(?:\\.|[^`\\])*`"
_ENDS = r"(?=[^\S\n]*(?:[;,})'\"`\n]|//|/\*|\Z))(?!\s*[+.\[])"
_LOCATION = r"(?<![\w$])(?:(?:window|document|top|self)\s*\.\s*)*location\s*"
_SCRIPTED = re.compile(
    rf"{_COMMENT}|{_RUN_LATER}|{_OTHER_NAME}|{_LOCATION}(?:"
    rf"(?:\.\s*href\s*)?=\s*{_LITERAL.format('q', 'set')}{_ENDS}|"
    rf"\.\s*(?:replace|assign)\s*\(\s*{_LITERAL.format('k', 'called')}\s*\))|{_STRING}",
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|(.))")


@dataclass(frozen=True, slots=True)
class Refresh:
    """After how many seconds a page moves on, and where to, relative to itself."""

    seconds: float
    to: str


def refresh(value: str) -> Refresh | None:
    """What `0; url=/there` means, as HTML reads it (4.2.5.3, refresh).

    None where it only loads the same page anew, and where it does not begin with a number: that is no refresh.
    """
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
    """Where a page goes that shows next to nothing and whose short script has a line that moves on; else "".

    Such a line sets location to one whole string, or calls its replace or assign with one; not in a comment, nor in a
    variable of that name. The script is not run: such a line may stand under a condition that is not met. What cannot
    be kept of the address is U+FFFD, as it is where a browser goes.
    words: what the page shows. A page with words of its own is read for them.
    """
    if not script or len(script) > _SHORT_SCRIPT or words.count(" ") >= _FEW_WORDS or len(words) >= _FEW_SIGNS:
        return ""
    to = next((found for each in _SCRIPTED.finditer(script) if (found := each["set"] or each["called"])), "")
    units = _ESCAPED.sub(_unescaped, to).encode("utf-16-le", "surrogatepass")
    return clean(units.decode("utf-16-le", "replace"))


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else found[3]
