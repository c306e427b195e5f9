"""A text with its web addresses as links; everything else is escaped."""

from __future__ import annotations

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# What ends a sentence, or closes a bracket around the address, is no part of it.
_ADDRESS = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)\]'])")


def with_links(text: str) -> SafeString:
    """`text` as markup. Where a link leads, nobody is told which page it was on."""
    pieces = _ADDRESS.split(text)
    # Splitting by one group puts the addresses at the odd places.
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<a href="{0}" rel="noreferrer">{0}</a>', piece) if place % 2 else piece,)
            for place, piece in enumerate(pieces)
        ),
    )
