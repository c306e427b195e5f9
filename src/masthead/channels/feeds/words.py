"""Words out of the HTML that feeds carry. Whatever is not words is left behind.

Read in one pass that never looks back: what is written to be slow, or broken in a way no parser foresaw, is read as
fast as anything else.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_PIECE = re.compile(r"<!--|-->|<[!?][^<>]*>|<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]*)(?P<more>[^<>]*)>")
_HREF, _ALT = (re.compile(rf"""\s{name}\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))""", re.I) for name in ("href", "alt"))
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "ol", "p", "pre", "section", "table", "td", "th", "ul",
})  # fmt: skip
_LINES = frozenset({"br", "li", "tr"})
_UNSEEN = frozenset({"script", "style", "template", "head"})
_GAPS = re.compile(r"[^\S\n]*\n\s*\n\s*")


def plain(markup: str) -> str:
    """What a reader reads. A picture stands as its alternative text; a link whose words hide its address has it."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    text = _GAPS.sub("\n\n", "".join(_words(markup)))
    return re.sub(r" *\n *", "\n", text).strip()


def _words(markup: str) -> Iterator[str]:
    start, hidden, comment, address, said = 0, 0, False, "", ""
    for piece in _PIECE.finditer(markup):
        between = _text(markup[start : piece.start()]) if not hidden and not comment else ""
        start, name, ends = piece.end(), (piece["name"] or "").casefold(), bool(piece["end"])
        said += between
        yield between
        if piece[0] in ("<!--", "-->"):
            comment = piece[0] == "<!--"
        elif comment or not name:
            continue
        elif name in _UNSEEN:
            hidden = max(0, hidden + (-1 if ends else 1))
        elif hidden:
            continue
        elif name in _LINES:
            yield "" if ends else "\n"
        elif name in _BLOCKS:
            yield "\n\n"
        elif name == "img" and (alt := _given(_ALT, piece["more"])):
            yield f"[{alt}]"
        elif name == "a":
            if ends and address and said.strip() != address:
                yield f" ({address})" if said.strip() else address
            address, said = ("", "") if ends else (_given(_HREF, piece["more"]), "")
            address = address if address.startswith(("https://", "http://")) else ""
    if not hidden and not comment:
        yield _text(markup[start:])


def _text(between: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(between))


def _given(attribute: re.Pattern[str], more: str) -> str:
    found = attribute.search(f" {more}")
    return html.unescape(next(filter(None, found.groups()), "")) if found else ""
