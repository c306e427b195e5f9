"""Text with its evidence marked: each span gets a tint and a line shape, so that it can be told without color."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

Kind = Literal["blocks", "removes", "over", "asks", "advises", "keeps"]
# Where spans overlap, the graver one is shown: a reader must never miss what stops a post.
_GRAVITY: dict[str, int] = {"advises": 0, "keeps": 1, "asks": 2, "over": 3, "blocks": 4, "removes": 5}


@dataclass(frozen=True, slots=True)
class Span:
    """[start, end) in code points of the text; `key` ties the mark to the finding beside it."""

    start: int
    end: int
    kind: Kind
    key: str = ""
    number: str = ""


def mark_up(text: str, spans: Sequence[Span]) -> SafeString:
    """`text`, escaped, with every span wrapped in <mark>. Spans outside the text are cut to it; empty ones dropped."""
    pieces = [_piece(text[start:end], span, closes) for start, end, span, closes in _runs(len(text), spans)]
    return mark_safe("".join(pieces))  # noqa: S308 - every piece was escaped by format_html


def _piece(text: str, span: Span | None, closes: bool) -> SafeString:
    if span is None:
        return format_html("{}", text)
    number = format_html('<span class="mh-span__no">{}</span>', span.number) if span.number and closes else ""
    return format_html(
        '<mark class="mh-span mh-span--{}" data-finding="{}">{}{}</mark>', span.kind, span.key, text, number
    )


def _runs(length: int, spans: Sequence[Span]) -> list[tuple[int, int, Span | None, bool]]:
    """The text cut where any span begins or ends: (start, end, gravest span there, whether that span ends here)."""
    cut = [s for s in spans if max(0, s.start) < min(length, s.end)]
    edges = sorted({0, length, *(max(0, s.start) for s in cut), *(min(length, s.end) for s in cut)})
    runs: list[tuple[int, int, Span | None, bool]] = []
    for start, end in pairwise(edges):
        here = [s for s in cut if s.start <= start and end <= s.end]
        top = max(here, key=lambda s: _GRAVITY[s.kind], default=None)
        begun = runs.pop()[0] if runs and runs[-1][2] is top else start
        runs.append((begun, end, top, top is not None and end == min(length, top.end)))
    return runs
