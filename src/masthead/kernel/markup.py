"""HTML as strangers write it, read to its end whatever stands in it."""

from __future__ import annotations

from html.parser import HTMLParser


class Markup(HTMLParser):
    """The standard library's parser, without the one mark it gives up at: `<![` and then no word it knows.

    Read as HTML's standard reads it, which knows no marked sections outside SVG and MathML: as a comment.
    """

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        return self.parse_bogus_comment(i)
