"""HTML as strangers write it, read to its end whatever stands in it, in time that grows with its length alone."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_LONGEST_REST = 2048
"""Characters. The library tries at each `<` of an unfinished rest anew, up to its end: a page of these costs hours."""
_NO_CHARACTER = re.compile(r"&#[0-9]{1000,};?")
"""Python reads no number of thousands of digits. HTML's standard knows it as U+FFFD (13.2.5.80)."""


class Markup(HTMLParser):
    """The standard library's parser, without the one mark it gives up at: `<![` and then no word it knows.

    Read as HTML's standard reads it, which knows no marked sections outside SVG and MathML: as a comment.
    """

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        return self.parse_bogus_comment(i)

    def feed(self, data: str) -> None:
        super().feed(_NO_CHARACTER.sub("\ufffd", data))

    def close(self) -> None:
        """Read what is left. A tag or comment that nothing ends is text, and a long one is nothing.

        HTML's standard knows it as nothing whatever its length (eof-in-tag and eof-in-comment, 13.2.5).
        """
        if self.rawdata.startswith("<") and len(self.rawdata) > _LONGEST_REST:
            self.rawdata = ""
        super().close()
