"""What a metric is made of and feeds, as three columns with lines; and the hierarchy of all metrics."""

# The boxes are lists in HTML, so that one markup serves eye, ear and phone;
# only the lines between them are drawn. Boxes have one height, hence lines can be computed.

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from remit.handbook import Definition
from remit.views.parts import formulas

MOST = 8  # boxes in a column
DEEPEST = 12  # levels of the hierarchy; what lies deeper is listed at the last one
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


@dataclass(slots=True)
class Branch:
    """A metric of the hierarchy and those below it."""

    metric: Definition
    below: list[Branch] = field(default_factory=list)


def tree(metric: Definition) -> Tree:
    """The tree of a metric: metrics before fields, each once, in order of the formula.

    Fields that the formula only filters by are left out: they stand beside it.
    """
    filtering = formulas.filtering(metric.get("formula", ""))
    inputs = {edge.target.ref for edge in metric.to("made-of") if edge.path[:1] != ("formula",)}
    made_of = [
        each
        for each in _unique(edge.target for edge in metric.to("made-of"))
        if str(each.ref) not in filtering or each.ref in inputs
    ]
    made_of.sort(key=lambda each: each.kind.id != metric.kind.id)
    feeds = _unique(edge.source for edge in metric.by("made-of") if edge.source is not metric)
    feeds.sort(key=lambda each: (each.name.casefold(), each.ref))
    return Tree(_column(made_of, joins=True), _column(feeds, joins=False))


def _unique(definitions: Iterable[Definition]) -> list[Definition]:
    return list({each.ref: each for each in definitions}.values())


def _column(definitions: Sequence[Definition], *, joins: bool) -> Column:
    more = max(len(definitions) - MOST, 0)
    boxes = tuple(definitions[:MOST])
    return Column(boxes, more, _lines(len(boxes) + bool(more), joins=joins))


def _lines(count: int, *, joins: bool) -> Markup:
    """Lines from `count` boxes, one above the other, to the middle: or from there to them."""
    height = max(count, 1) * _PITCH
    middle, half = height / 2, _WIDTH / 2
    path = ""
    for at in range(count):
        y = at * _PITCH + _PITCH / 2
        start, end = (y, middle) if joins else (middle, y)
        path += f"M0 {start:g}C{half:g} {start:g} {half:g} {end:g} {_WIDTH} {end:g}"
    return Markup(
        '<svg class="ties" aria-hidden="true" viewBox="0 0 %s %s" width="%srem" height="%srem">'
        '<path class="ln" d="%s"/></svg>'
    ) % (_WIDTH, height, f"{_WIDTH / _REM:g}", f"{height / _REM:g}", path)


def hierarchy(metrics: Sequence[Definition]) -> list[Branch]:
    """All metrics under the ones they roll up to, by name; each stands once, even in a circle."""
    below: dict[str, list[Definition]] = {}
    tops = []
    known = {metric.id for metric in metrics}
    for metric in sorted(metrics, key=lambda each: (each.name.casefold(), each.id)):
        above = [edge.target.id for edge in metric.to("rolls-up-to") if edge.target.id in known]
        if above:
            below.setdefault(above[0], []).append(metric)
        else:
            tops.append(metric)
    seen: set[str] = set()
    branches = [_branch(top, below, seen) for top in tops]
    # What nothing at the top leads to runs in a circle: begin it anywhere rather than lose it.
    branches += [_branch(metric, below, seen) for metric in metrics if metric.id not in seen]
    return branches


def _branch(top: Definition, below: dict[str, list[Definition]], seen: set[str]) -> Branch:
    root = Branch(top)
    seen.add(top.id)
    waiting = [(top.id, root.below, 1)]
    while waiting:
        above, into, depth = waiting.pop()
        for metric in below.get(above, ()):
            if metric.id not in seen:
                seen.add(metric.id)
                child = Branch(metric)
                into.append(child)
                waiting.append(
                    (metric.id, child.below, depth + 1) if depth < DEEPEST else (metric.id, into, depth)
                )
    return root
