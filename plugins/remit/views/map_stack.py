"""The lifecycle map as a stack: all stages from top to bottom, for every map that is not regular."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import TYPE_CHECKING

from markupsafe import Markup

from remit.views.map_routes import Key, find_nets, titled
from remit.views.map_shapes import (
    PILL_H,
    STAGE_H,
    WIDTH,
    Box,
    Point,
    Route,
    draw_governor,
    draw_legend,
    draw_pill,
    draw_stage,
    draw_steps,
    draw_svg,
    draw_trunk,
)
from remit.views.map_text import bold_width

if TYPE_CHECKING:  # the map imports this module
    from remit.views.lifecycle_map import LifecycleMap

STACK_W, STACK_GAP = 284.0, 24.0


def draw_stack(map: LifecycleMap) -> Markup:
    """All stages from top to bottom: ways back run on the left, ways on and out on the right."""
    boxes, pills, y = [], [], 48.0
    for station in sorted(map.stations, key=lambda s: (s.order, s.way != "main", s.id)):
        for seam in (seam for seam in map.seams if seam.target == station.id):
            w = min(bold_width(seam.label) + 16, STACK_W)
            pills.append(draw_pill(seam, (WIDTH - w) / 2, y - 8, w))
            y += PILL_H + 8
        boxes.append(Box(station, (WIDTH - STACK_W) / 2, y, STACK_W, STAGE_H))
        y += STAGE_H + STACK_GAP
    parts = [
        draw_governor(map),
        *draw_steps(map, boxes),
        *(draw_trunk(route) for route in _stack_routes(map, boxes)),
        *pills,
    ]
    parts += [draw_stage(box, f"{box.station.gloss} · {box.station.owner}".strip(" ·")) for box in boxes]
    return draw_svg(map, y + 16, [*parts, draw_legend(map, y + 8)])


def _stack_routes(map: LifecycleMap, boxes: Sequence[Box]) -> list[Route]:
    """Each trunk in the innermost lane that is free beside all of its stages."""
    names = {box.station.id: box.station.name for box in boxes}
    tops = {box.station.id: box.y for box in boxes}
    nets = find_nets(map, boxes)
    ends = {key: [key[0], *dict.fromkeys(way.source for way in ways)] for key, ways in sorted(nets.items())}
    span = {
        key: (min(tops[i] for i in ids), max(tops[i] for i in ids) + STAGE_H) for key, ids in ends.items()
    }
    lanes: dict[bool, list[list[Key]]] = {True: [], False: []}
    routes = []
    for key in sorted(ends, key=lambda key: (span[key][1] - span[key][0], key)):
        side = -1 if key[1] == "back" else 1
        x = WIDTH / 2 + side * (STACK_W / 2 + 24 + 14 * _lane(lanes[side < 0], key, span))
        ys = [_stack_port(id_, key, ends, tops) for id_ in ends[key]]
        branches = _comb(WIDTH / 2 + side * STACK_W / 2, x, ys[0], ys[1:])
        routes.append(titled(nets[key], key, branches, names))
    return routes


def _stack_port(id_: str, key: Key, ends: Mapping[Key, Sequence[str]], tops: Mapping[str, float]) -> float:
    """Where a trunk touches a stage: those that go up above those that go down, none through another."""

    def place(net: Key) -> tuple[bool, float, Key]:
        away = fmean(tops[other] for other in ends[net] if other != id_) - tops[id_]
        return away > 0, -away, net

    here = sorted((n for n in ends if id_ in ends[n] and (n[1] == "back") == (key[1] == "back")), key=place)
    return tops[id_] + 9 + (STAGE_H - 15) * (here.index(key) + 1) / (len(here) + 1)


def _comb(edge: float, x: float, end: float, starts: Sequence[float]) -> list[list[Point]]:
    """Branches from the box edge to a trunk at x, each only as far as the next one."""
    branches: list[list[Point]] = []
    for up in (True, False):
        near = end
        for y in sorted((y for y in starts if (y < end) == up), reverse=up):
            branches.append([(edge, y), (x, y), (x, near)])
            near = y
    branches[0].append((edge, end))
    return [*branches[1:], branches[0]]


def _lane(lanes: list[list[Key]], key: Key, span: Mapping[Key, tuple[float, float]]) -> int:
    low, high = span[key]
    for number, lane in enumerate(lanes):
        if all(span[other][1] < low or high < span[other][0] for other in lane):
            lane.append(key)
            return number
    lanes.append([key])
    return len(lanes) - 1
