"""Rows of letter-like marks in a picture, and how far the palest of them differs from its ground.

Nothing is read. A mark of one tone, of a letter's size and stroke, counts only in a row of others with its height, its
line and its stroke that are not all one shape: bricks, windows, fences and leaves are passed over, and with them some
lettering. Contrast is that of WCAG 2.1, 1.4.3, between the two tones into which Otsu's threshold parts a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
Colors = NDArray[np.uint8]

LEAST_IN_ROW = 7
"""Marks. Five in a row come about by chance in leaves and in masonry; short words are passed over instead."""
LEAST_SHARE = 0.01
"""Of the picture: what all rows together take. Below it nothing is claimed."""
_BLOCKS = (15, 41, 101)
"""Pixels around which a mark is darker or lighter than its ground: small, middling and large letters."""
_STEPS = (8, 32, 90)
"""Tones of 256 that it differs at least: the first finds pale letters, the others part dark ones that nearly touch."""
_LEAST_PARTED = 0.8
"""How much of a row's variance lies between its two tones, 0 to 1. Noise and paintings stay near 0.65, letters do not
fall below 0.8 even on a photograph."""
_SMALLEST, _LARGEST = 8, 0.3
"""A mark's height: pixels at least, and at most that part of the picture's."""
_MOST_MARKS = 6_000
"""In one look. A picture of more is noise or a page of a book, and its first ones tell enough."""


@dataclass(frozen=True, slots=True)
class Rows:
    """share: of the picture that the rows take, 0 to 1; palest: the lowest contrast, 1 to 21, None without a row."""

    share: float
    palest: float | None


@dataclass(frozen=True, slots=True)
class _Mark:
    left: int
    top: int
    width: int
    height: int
    area: int
    stroke: float
    tone: float
    shape: NDArray[np.bool_]

    @property
    def bottom(self) -> int:
        return self.top + self.height


def rows_of(colors: Colors) -> Rows:
    """What is seen in an upright picture: height x width x 3 bytes of sRGB, best not above a thousand pixels a side."""
    height, width = colors.shape[:2]
    if min(height, width) < 2 * _SMALLEST:
        return Rows(0.0, None)
    gray = np.asarray(cv2.cvtColor(colors, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    light = _luminance(colors)
    taken = np.zeros((height, width), dtype=bool)
    contrasts = []
    for inverted in (False, True):
        for block, step in product(_BLOCKS, _STEPS):
            for row in _rows(list(_marks(gray, block, step, inverted=inverted))):
                left, top = min(mark.left for mark in row), min(mark.top for mark in row)
                right, bottom = max(mark.left + mark.width for mark in row), max(mark.bottom for mark in row)
                box = slice(max(0, top - 2), bottom + 2), slice(max(0, left - 2), right + 2)
                contrast = _contrast(gray[box], light[box], float(np.median([mark.tone for mark in row])))
                if contrast is not None:
                    taken[box] = True
                    contrasts.append(contrast)
    share = float(taken.mean())
    return Rows(share, min(contrasts)) if share >= LEAST_SHARE else Rows(0.0, None)


def _luminance(colors: Colors) -> NDArray[np.float64]:
    """Relative luminance, 0 to 1, as WCAG 2.1 defines it."""
    part = np.arange(256) / 255
    linear = np.where(part <= 0.03928, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear[colors] @ np.array([0.2126, 0.7152, 0.0722]), dtype=np.float64)


def _marks(gray: Gray, block: int, step: int, *, inverted: bool) -> Iterator[_Mark]:
    seen = 255 - gray if inverted else gray
    method, kind = cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV
    inked = cv2.adaptiveThreshold(seen, 255, method, kind, block, step)
    count, labels, stats, _centers = cv2.connectedComponentsWithStats(inked, connectivity=8)
    tall, found = _LARGEST * gray.shape[0], 0
    for number in range(1, count):
        left, top, width, height, area = (int(value) for value in stats[number])
        if not (_SMALLEST <= height <= tall and 0.1 * height <= width <= 1.6 * height):
            continue
        filled = area / (width * height)
        if not 0.15 <= filled <= 1:
            continue
        found += 1
        if found > _MOST_MARKS:
            return
        box = slice(top, top + height), slice(left, left + width)
        mask = labels[box] == number
        tones = gray[box][mask]
        inside = cv2.distanceTransform(np.pad(mask, 1).astype(np.uint8), cv2.DIST_L2, 3)
        stroke = 2 * float(inside.max())
        if stroke > 0.45 * height or float(tones.std()) > 40:
            continue
        tone = float(np.median(tones))
        if (np.abs(gray[box][~mask].astype(int) - tone) < _STEPS[0]).sum() > 0.25 * area:
            continue  # the rim of something larger: what it encloses is of its own tone
        shape = cv2.resize(mask.astype(np.uint8), (12, 16), interpolation=cv2.INTER_AREA) > 0
        yield _Mark(left, top, width, height, area, stroke, tone, shape)


def _rows(marks: Sequence[_Mark]) -> Iterator[list[_Mark]]:
    """Marks that follow each other on a line, from left to right, each of them in one row."""
    waiting = sorted(marks, key=lambda mark: (mark.left, mark.top))
    while waiting:
        row = [waiting.pop(0)]
        for mark in tuple(waiting):
            if mark.left - (row[-1].left + row[-1].width) > 1.2 * max(row[-1].height, mark.height):
                break
            if _follows(row[-1], mark):
                row.append(mark)
        for mark in row[1:]:
            waiting.remove(mark)
        if len(row) >= LEAST_IN_ROW and _reads_like_letters(row):
            yield row


def _follows(before: _Mark, mark: _Mark) -> bool:
    height = max(before.height, mark.height)
    return (
        mark.left >= before.left + before.width - 0.2 * height
        and height <= 1.8 * min(before.height, mark.height)
        and abs(before.bottom - mark.bottom) <= 0.35 * height
        and max(before.stroke, mark.stroke) <= 1.8 * min(before.stroke, mark.stroke)
        and abs(before.tone - mark.tone) <= 30
    )


def _reads_like_letters(row: Sequence[_Mark]) -> bool:
    """On one line, of one stroke, and not one shape again and again, nor boxes filled to the corners."""
    height = float(np.median([mark.height for mark in row]))
    bottoms = np.array([mark.bottom for mark in row])
    strokes = np.array([mark.stroke for mark in row])
    on_line = float(np.mean(np.abs(bottoms - np.median(bottoms)) <= max(1.5, 0.08 * height)))
    alike = [
        float((one.shape & other.shape).sum() / max(1, (one.shape | other.shape).sum()))
        for place, one in enumerate(row)
        for other in row[place + 1 :]
    ]
    filled = float(np.mean([mark.area / (mark.width * mark.height) for mark in row]))
    return (
        on_line >= 0.75
        and float(strokes.std() / strokes.mean()) <= 0.3
        and float(np.median(alike)) <= 0.6
        and filled <= 0.7
    )


def _contrast(gray: Gray, light: NDArray[np.float64], tone: float) -> float | None:
    """Between the middle of the ground and the strokes' core: what smooths their borders would make them paler.

    tone: the marks'. None where the box is not of two tones, the marks' and another.
    """
    threshold, _parted = cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    low = gray <= threshold
    below, above = gray[low].astype(float), gray[~low].astype(float)
    if not below.size or not above.size:
        return None
    between = below.size * above.size / gray.size**2 * (above.mean() - below.mean()) ** 2
    if between < _LEAST_PARTED * gray.astype(float).var():
        return None
    darker = tone <= threshold
    letters, ground = (light[low], light[~low]) if darker else (light[~low], light[low])
    core = float(np.percentile(letters, 15 if darker else 85))
    one, other = sorted((core, float(np.median(ground))))
    return (other + 0.05) / (one + 0.05)
