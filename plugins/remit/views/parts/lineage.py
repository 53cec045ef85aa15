"""The whole way of a metric as a picture: all that it rests on, level by level, and all that rests on it."""

# The boxes are HTML over drawn lines. Laying out is the dearest part of a metric's page.

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup

from remit.frozen import dataclass
from remit.handbook import Definition
from remit.insight.metrics.lineage import Lineage, made_of
from remit.views.drawing.layout import Layout, Link, Node, lay_out
from remit.views.site.quick import filled

_WIDEST = 900  # the width of the column in px
_WIDTHS = (200.0, 168.0, 148.0, 128.0)  # of a box; a crowded picture takes the narrower ones
_HEIGHT = 50.0
_REM = 20
_OPTIONS = {"spacing": {"layer_gap": 34.0, "node_gap": 18.0, "dummy_gap": 14.0}}


@dataclass(frozen=True, slots=True)
class Box:
    """A metric in the picture: where its box is, in rem."""

    metric: Definition
    style: Markup


@dataclass(frozen=True, slots=True)
class Picture:
    """Boxes over lines."""

    boxes: tuple[Box, ...]
    lines: Markup
    style: Markup


def picture(found: Lineage) -> Picture | None:
    """Inputs above, the metric, what it feeds below: read downwards."""
    below, above = found.below, found.above
    deepest = max(below.values())
    layers = {each: deepest - far for each, far in below.items()}
    layers |= {each: deepest + far for each, far in above.items()}
    inside = sorted(layers, key=lambda each: (layers[each], each.name.casefold(), each.id))
    links = [
        Link(str(part.ref), str(each.ref)) for each in inside for part in made_of(each) if part in layers
    ]
    straight = [link for link in links if link.source != link.target]
    fullest = max(Counter(layers.values()).values())
    width = next((each for each in _WIDTHS if fullest * (each + 18) <= _WIDEST), _WIDTHS[-1])
    nodes = [Node(str(each.ref), width, _HEIGHT, layers[each]) for each in inside]
    laid = lay_out(nodes, straight, options=_OPTIONS)
    return _drawn(inside, laid) if laid is not None and laid.width <= _WIDEST else None


def _drawn(metrics: Sequence[Definition], laid: Layout) -> Picture:
    boxes = tuple(Box(each, _placed(laid.boxes[str(each.ref)])) for each in metrics)
    path = " ".join("M" + " L".join(f"{x:g} {y:g}" for x, y in line) for line in laid.lines if len(line) > 1)
    lines = filled(
        '<svg class="ways" aria-hidden="true" viewBox="0 0 %s %s"><path class="ln" d="%s"/></svg>',
        f"{laid.width:g}",
        f"{laid.height:g}",
        path,
    )
    size = f"width:{laid.width / _REM:.2f}rem;height:{laid.height / _REM:.2f}rem"
    return Picture(boxes, lines, filled("%s", size))


def _placed(box: tuple[float, float, float, float]) -> Markup:
    left, top, width, height = (f"{round(part / _REM, 3):g}rem" for part in box)
    return filled("left:%s;top:%s;width:%s;height:%s", left, top, width, height)
