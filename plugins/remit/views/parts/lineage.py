"""The whole way of a metric: all that it rests on, level by level, and all that rests on it."""

# Only metrics, by their formulas and inputs; the fields stand in the formula of each. The boxes
# are HTML over drawn lines. Where the neighbours say it all already, there is no second picture.

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from remit.handbook import Definition
from remit.views.drawing.layout import Layout, Link, Node, lay_out

# Metrics on the way: beyond these the picture is a thicket, and a page must neither grow with the handbook
# nor cost more in a large one. Laying out is the dearest part of a metric's page.
MOST = 16
_WIDEST = 900  # the width of the column in px
_WIDTHS = (200.0, 168.0, 148.0, 128.0)  # of a box; a crowded picture takes the narrower ones
_HEIGHT = 50.0
_REM = 20
_OPTIONS = {"spacing": {"layer_gap": 34.0, "node_gap": 18.0, "dummy_gap": 14.0}}
_Neighbours = Callable[[Definition], Sequence[Definition]]


@dataclass(frozen=True, slots=True)
class Step:
    """A metric on the way and those one step further; `note` says why they are left out."""

    metric: Definition
    further: tuple[Step, ...]
    note: str = ""


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


@dataclass(frozen=True, slots=True)
class Lineage:
    """What a metric rests on and what rests on it, as lists; `picture` where one could be drawn."""

    rests_on: tuple[Step, ...]
    feeds: tuple[Step, ...]
    picture: Picture | None


def lineage(metric: Definition) -> Lineage | None:
    """The whole way; None where it is long, or the neighbours drawn beside the metric are all of it."""
    below, above = _distances(metric, made_of), _distances(metric, fed_by)
    if len(below) + len(above) - 2 >= MOST or max(*below.values(), *above.values()) < 2:
        return None
    return Lineage(_steps(metric, made_of), _steps(metric, fed_by), _picture(below, above))


def made_of(metric: Definition) -> Sequence[Definition]:
    """The metrics that one is made of, each once."""
    return _metrics(edge.target for edge in metric.to("made-of"))


def fed_by(metric: Definition) -> Sequence[Definition]:
    """The metrics made of one, by name."""
    found = _metrics(edge.source for edge in metric.by("made-of"))
    return sorted(found, key=lambda each: (each.name.casefold(), each.id))


def _metrics(definitions: Iterable[Definition]) -> list[Definition]:
    return list({each.ref: each for each in definitions if each.kind.id == "metric" and each.sound}.values())


def _distances(metric: Definition, neighbours: _Neighbours) -> dict[Definition, int]:
    """What can be reached, with the longest way there; the shortest where it is much or runs in a circle."""
    found, waiting = {metric: 0}, [metric]
    for each in waiting:
        if len(found) > MOST:
            return found
        for other in neighbours(each):
            if other not in found:
                found[other] = found[each] + 1
                waiting.append(other)
    longest = dict(found)
    for _ in found:
        before = dict(longest)
        for each in found:
            for other in neighbours(each):
                longest[other] = max(longest[other], longest[each] + 1)
        if longest == before:
            return longest
    return found


def _steps(metric: Definition, neighbours: _Neighbours) -> tuple[Step, ...]:
    seen: set[Definition] = {metric}

    def step(each: Definition) -> Step:
        further = neighbours(each)
        if not further:
            return Step(each, ())
        if each in seen:
            return Step(each, (), "as above")
        seen.add(each)
        return Step(each, tuple(step(other) for other in further))

    return tuple(step(other) for other in neighbours(metric))


def _picture(below: Mapping[Definition, int], above: Mapping[Definition, int]) -> Picture | None:
    """Inputs above, the metric, what it feeds below: read downwards."""
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
    lines = Markup(
        '<svg class="ways" aria-hidden="true" viewBox="0 0 %s %s"><path class="ln" d="%s"/></svg>'
    ) % (f"{laid.width:g}", f"{laid.height:g}", path)
    size = f"width:{laid.width / _REM:.2f}rem;height:{laid.height / _REM:.2f}rem"
    return Picture(boxes, lines, Markup("%s") % size)


def _placed(box: tuple[float, float, float, float]) -> Markup:
    left, top, width, height = (f"{part / _REM:.3f}rem" for part in box)
    return Markup("left:%s;top:%s;width:%s;height:%s") % (left, top, width, height)
