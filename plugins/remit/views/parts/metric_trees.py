"""What a metric is made of and feeds, as three columns with lines."""

# The boxes are lists in HTML, so that one markup serves eye, ear and phone;
# only the lines between them are drawn. Boxes have one height, hence lines can be computed.

from __future__ import annotations

import functools
from collections.abc import Sequence

from markupsafe import Markup

from remit.frozen import dataclass
from remit.handbook import Definition
from remit.insight.metrics.lineage import feeds, parts
from remit.views.site.quick import filled

MOST = 8  # boxes in a column
_PITCH, _WIDTH, _REM = 62, 56, 20


@dataclass(frozen=True, slots=True)
class Column:
    """One side of the tree: the boxes, and how many more there are."""

    boxes: tuple[Definition, ...]
    more: int
    lines: Markup


@dataclass(frozen=True, slots=True)
class Tree:
    """A metric between what it is made of and what it feeds."""

    made_of: Column
    feeds: Column


def tree(metric: Definition) -> Tree:
    """The tree of a metric, with the lines from its parts and to what it feeds."""
    return Tree(_column(parts(metric), joins=True), _column(feeds(metric), joins=False))


def _column(definitions: Sequence[Definition], *, joins: bool) -> Column:
    more = max(len(definitions) - MOST, 0)
    boxes = tuple(definitions[:MOST])
    return Column(boxes, more, _lines(len(boxes) + bool(more), joins=joins))


@functools.lru_cache(maxsize=64)
def _lines(count: int, *, joins: bool) -> Markup:
    """Lines from `count` boxes, one above the other, to the middle: or from there to them."""
    height = max(count, 1) * _PITCH
    middle, half = height / 2, _WIDTH / 2
    path = ""
    for at in range(count):
        y = at * _PITCH + _PITCH / 2
        start, end = (y, middle) if joins else (middle, y)
        path += f"M0 {start:g}C{half:g} {start:g} {half:g} {end:g} {_WIDTH} {end:g}"
    return filled(
        '<svg class="ties" aria-hidden="true" viewBox="0 0 %s %s" width="%srem" height="%srem">'
        '<path class="ln" d="%s"/></svg>',
        _WIDTH,
        height,
        f"{_WIDTH / _REM:g}",
        f"{height / _REM:g}",
        path,
    )
