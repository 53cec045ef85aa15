"""The lifecycle map in layers from top to bottom, for every map that is no single spine."""

# A layer is a place in the order of stages, so motions that run beside each other lie side by
# side; an exit lies below all that leads to it. graphlay places the boxes and finds the lines.

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from markupsafe import Markup

from remit.views.drawing.layout import Layout, Link, Node, lay_out
from remit.views.drawing.map_parts import LifecycleMap, Seam, Station, Way
from remit.views.drawing.map_shapes import (
    PILL_H,
    STAGE_H,
    WIDTH,
    Box,
    Route,
    draw_governor,
    draw_legend,
    draw_pill,
    draw_seam,
    draw_stage,
    draw_svg,
    draw_trunk,
)
from remit.views.drawing.map_text import bold_width, light_width

WIDTHS = (204.0, 168.0, 132.0)  # of a box; a crowded map takes the narrower ones
PILL_W = 300.0
OPTIONS = {
    "spacing": {"layer_gap": 40.0, "node_gap": 32.0, "dummy_gap": 20.0, "edge_label_margin": 24.0},
}


def draw_layers(map: LifecycleMap) -> Markup | None:
    """The map in layers, or None where it has no stage or finds no room on the page."""
    pairs = _pairs(map)
    for w in WIDTHS:
        laid = lay_out(_nodes(map, w), _links(pairs), options=OPTIONS)
        if laid is not None and laid.width <= WIDTH:
            return _draw(map, pairs, laid)
    return None


_Pair = tuple["Way | None", list["Seam"], tuple[str, str]]  # a line: its way, its handoffs, its ends


def _pairs(map: LifecycleMap) -> list[_Pair]:
    """Every line: the ways, each with the handoffs on it, then the handoffs where no way goes."""
    known = {station.id for station in map.stations}
    ways = _ways(way for way in map.ways if {way.source, way.target} <= known and way.source != way.target)
    pairs: list[_Pair] = []
    carried = set()
    for way in sorted(ways, key=lambda way: way.kind == "back"):  # a handoff lies on the way on
        ends = way.source, way.target
        seams = [] if ends in carried else [s for s in map.seams if (s.source, s.target) == ends]
        carried.add(ends)
        pairs.append((way, seams, ends))
    for ends in dict.fromkeys((seam.source, seam.target) for seam in map.seams):
        if ends not in carried and set(ends) <= known and ends[0] != ends[1]:
            pairs.append((None, [s for s in map.seams if (s.source, s.target) == ends], ends))
    return pairs


def _ways(ways: Iterable[Way]) -> list[Way]:
    """Ways of one kind between the same two stages are one line, which says what each of them says."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for way in ways:
        found.setdefault((way.source, way.target, way.kind), []).append(way.words)
    return [Way(*line, "; ".join(dict.fromkeys(filter(None, words)))) for line, words in found.items()]


def _nodes(map: LifecycleMap, w: float) -> list[Node]:
    layers = _layers(map)
    return [Node(station.id, w, float(STAGE_H), layers[station.id]) for station in _sorted(map)]


def _sorted(map: LifecycleMap) -> list[Station]:
    return sorted(map.stations, key=lambda s: (s.order, s.way != "main", s.id))


def _layers(map: LifecycleMap) -> Mapping[str, int]:
    """The layer of each stage: its place in the order, an exit one below the lowest that leads to it."""
    orders = sorted({station.order for station in map.stations if station.way == "main"})
    layers = {station.id: orders.index(station.order) for station in map.stations if station.way == "main"}
    for station in _sorted(map):
        if station.way != "main":
            above = [
                layers[way.source] for way in map.ways if way.target == station.id and way.source in layers
            ]
            layers[station.id] = 1 + max(above, default=sum(order < station.order for order in orders) - 1)
    return layers


def _links(pairs: Sequence[_Pair]) -> list[Link]:
    return [
        Link(*ends, weight=4.0 if way and way.kind == "on" else 1.0, label=_room(seams))
        for way, seams, ends in pairs
    ]


def _room(seams: Sequence[Seam]) -> tuple[float, float] | None:
    return (max(map(_pill_width, seams)), len(seams) * (PILL_H + 4.0)) if seams else None


def _pill_width(seam: Seam) -> float:
    return min(bold_width(seam.label) + 16, PILL_W)


def _draw(map: LifecycleMap, pairs: Sequence[_Pair], laid: Layout) -> Markup:
    left, top = round((WIDTH - laid.width) / 2), 48 if map.governor else 8
    stations = {station.id: station for station in map.stations}
    names = {id: station.name for id, station in stations.items()}
    lines, pills = [], []
    for (way, seams, _), line, label in zip(pairs, laid.lines, laid.labels, strict=True):
        points = [(x + left, y + top) for x, y in line]
        if way:
            title = f"{names[way.source]} to {names[way.target]}" + f": {way.words}" * bool(way.words)
            lines.append(draw_trunk(Route(way.kind, [points], way.words, title)))
        else:
            lines.append(draw_seam(points))
        middle = label or _middle(line)
        for number, seam in enumerate(seams):
            w = _pill_width(seam)
            y = middle[1] + top + (number - len(seams) / 2) * (PILL_H + 4) + 2
            pills.append(draw_pill(seam, middle[0] + left - w / 2, y, w))
    boxes = [
        draw_stage(Box(stations[id], x + left, y + top, w, h), _sub(stations[id], w))
        for id, (x, y, w, h) in laid.boxes.items()
    ]
    low = top + laid.height + 42
    return draw_svg(
        map, low, [draw_governor(map), *lines, *pills, *boxes, draw_legend(map, low - 10, pill=True)]
    )


def _sub(station: Station, w: float) -> str:
    """What stands below the name: who operates the stage, after its gloss where both have room."""
    both = f"{station.gloss} · {station.owner}" if station.gloss else station.owner
    return both if light_width(both) <= w - 10 else station.owner


def _middle(line: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The middle of the longest run of a line."""
    (x1, y1), (x2, y2) = max(
        pairwise(line), key=lambda run: abs(run[0][0] - run[1][0]) + abs(run[0][1] - run[1][1])
    )
    return (x1 + x2) / 2, (y1 + y2) / 2
