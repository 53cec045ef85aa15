"""Ways on the regular lifecycle map, found on a grid of free tracks, and the words beside them."""

# No line may lie on another or run through a box, and a crossing costs more than any detour.

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from heapq import heappop, heappush
from itertools import pairwise

from markupsafe import Markup

from remit.views.drawing.map_parts import LifecycleMap, Way
from remit.views.drawing.map_shapes import GAP, STAGE_H, Box, Point, Route, draw_text
from remit.views.drawing.map_text import fit, light_width

EXIT_H, LANE = 44, 12.4
BEND, CROSSING, TRIES = 30.0, 3000.0, 4

Key = tuple[str, str]  # target, kind: the ways that share both are drawn as one trunk
_Rect = tuple[float, float, float, float]


def find_nets(map: LifecycleMap, main: Sequence[Box]) -> dict[Key, list[Way]]:
    """The ways that need a line of their own, by target and kind."""
    known = {station.id for station in map.stations}
    steps = {(here.station.id, there.station.id, "on") for here, there in pairwise(main)}
    nets: dict[Key, list[Way]] = {}
    for way in map.ways:
        drawn = {way.source, way.target} <= known and way.source != way.target
        if drawn and (way.source, way.target, way.kind) not in steps:
            nets.setdefault((way.target, way.kind), []).append(way)
    return nets


def titled(ways: Sequence[Way], key: Key, branches: list[list[Point]], names: Mapping[str, str]) -> Route:
    """The trunk of these ways, its title saying who takes it and when."""
    words = "; ".join(dict.fromkeys(way.words for way in ways if way.words))
    froms = ", ".join(dict.fromkeys(names[way.source] for way in ways))
    title = f"{froms} to {names[key[0]]}" + f": {words}" * bool(words)
    return Route(key[1], branches, words, title)


def lane_count(ways: int) -> int:
    """How many tracks lie between the spine and the exits; a map of many ways needs more."""
    return 5 if ways < 24 else 9


class Router:
    """Finds the ways on a grid of tracks below the spine."""

    def __init__(self, main: Sequence[Box], exits: Sequence[Box], ways: int) -> None:
        self.boxes = {box.station.id: box for box in [*main, *exits]}
        self.exits = exits
        under = main[0].y + STAGE_H
        row = under + LANE * lane_count(ways)
        tracks = {box.x + box.w * part / 8 for box in main for part in range(1, 8)}
        tracks |= {box.x + box.w + GAP / 2 for box in main[:-1]}
        self.sides = {side for box in exits for side in (box.x, box.x + box.w)} - tracks
        self.xs = sorted(tracks | self.sides)
        self.above = [under + LANE * number for number in range(1, lane_count(ways))]
        below = [row + EXIT_H + 12 + 14 * number for number in range(1, 4 + ways)] if exits else []
        rows = [row, row + EXIT_H / 2, row + EXIT_H] if exits else []
        self.ys = [under, *self.above, *rows, *below]
        self.level = {*self.above, *rows[1:2], *below}
        self.mid = rows[1] if exits else -1.0
        self.links: dict[Point, list[tuple[Point, int]]] = {}
        self.taken: dict[Point, dict[Key, set[int]]] = {}
        self._link(main)

    def _link(self, main: Sequence[Box]) -> None:
        for y in self.level:
            for left, right in pairwise(self.xs):
                middle = (left + right) / 2
                if y != self.mid or not any(box.holds(middle, 0) for box in self.exits):
                    self._join((left, y), (right, y), 0)
        for x in (x for x in self.xs if x not in self.sides):
            for top, bottom in pairwise(self.ys):
                if top == self.ys[0]:
                    passes = any(box.holds(x, 8) for box in main)
                else:
                    through = self.mid in (top, bottom)
                    passes = not (through and any(box.holds(x, -6) for box in self.exits))
                if passes:
                    self._join((x, top), (x, bottom), 1)

    def _join(self, one: Point, other: Point, axis: int) -> None:
        self.links.setdefault(one, []).append((other, axis))
        self.links.setdefault(other, []).append((one, axis))

    def _ports(self, id_: str) -> dict[Point, float]:
        """Where lines may touch a box that no other line touches, with what each place costs."""
        box = self.boxes[id_]
        ends = [box.y + box.h, *([box.y] if box in self.exits else [])]
        ports = {
            (x, y): ((x - box.x) / box.w - 0.5) ** 2 * 400
            for x in self.xs if box.holds(x, 8) and x not in self.sides
            for y in ends
        }  # fmt: skip
        if box in self.exits:
            ports |= {(x, self.mid): 0.0 for x in (box.x, box.x + box.w)}
        return {port: cost for port, cost in ports.items() if port in self.links and port not in self.taken}

    def _stiff(self, point: Point) -> bool:
        """Whether a line may not turn here: too near to an exit for an arrow."""
        return point[1] == self.mid and any(box.holds(point[0], -13) for box in self.exits)

    def routes(
        self, nets: Mapping[Key, Sequence[Way]], names: Mapping[str, str]
    ) -> tuple[list[Route], int] | None:
        """Every trunk and the number of crossings, the fewest of some tries; None where one finds no way."""
        order = sorted(nets, key=lambda key: (max(self._span(way) for way in nets[key]), key))
        best: tuple[int, float, dict[Key, list[list[Point]]]] | None = None
        for _ in range(TRIES):
            self.taken = {}
            done, costs = {}, {}
            for key in order:
                done[key], costs[key] = self._trunk(key, nets[key])
            shared = [users for users in self.taken.values() if len(users) > 1]
            if best is None or (len(shared), sum(costs.values())) < best[:2]:
                best = len(shared), sum(costs.values()), done
            bad = {key for users in shared for key in users if costs[key] >= CROSSING}
            bad |= {key for key in order if costs[key] == float("inf")}
            if not bad:
                break
            order = [*(key for key in order if key in bad), *(key for key in order if key not in bad)]
        if best is None or best[1] == float("inf"):
            return None
        found = [
            titled(nets[key], key, [*branches[1:], *branches[:1]], names)
            for key, branches in sorted(best[2].items())
        ]
        return found, best[0]

    def _span(self, way: Way) -> float:
        return abs(self.boxes[way.source].x - self.boxes[way.target].x)

    def _trunk(self, key: Key, ways: Sequence[Way]) -> tuple[list[list[Point]], float]:
        """The farthest way to the target, then each other one to the nearest place on the trunk."""
        branches: list[list[Point]] = []
        total = 0.0
        for source in dict.fromkeys(way.source for way in sorted(ways, key=lambda way: -self._span(way))):
            goals = self._ports(key[0])
            if branches:
                mine = [point for point, users in self.taken.items() if set(users) == {key}]
                goals = dict.fromkeys((p for p in mine if len(self.links[p]) > 2 and not self._stiff(p)), 0.0)
            steps, cost = self._find(self._ports(source), goals)
            total += cost
            if steps:
                branches.append(self._take(steps, key))
        return branches, total

    def _find(self, starts: Mapping[Point, float], goals: Mapping[Point, float]) -> tuple[list[Point], float]:
        """The cheapest way over free links: short, with few bends and without a crossing if there is one."""
        heap = [(cost, point, -1, (point, -1)) for point, cost in sorted(starts.items())]
        heap.sort()
        back: dict[tuple[Point, int], tuple[Point, int]] = {}
        while heap:
            cost, point, axis, origin = heappop(heap)
            if (point, axis) in back:
                continue
            back[point, axis] = origin
            if point in goals and axis >= 0:
                return self._unwind(back, (point, axis)), cost
            users = self.taken.get(point, {})
            for there, turned in self.links[point]:
                bend = axis not in (-1, turned)
                if bend and (users or self._stiff(point)):
                    continue
                met = self.taken.get(there, {})
                if there not in goals and any(turned in axes for axes in met.values()):
                    continue
                length = abs(point[0] - there[0]) + abs(point[1] - there[1])
                extra = goals.get(there, CROSSING * bool(met))
                heappush(heap, (cost + length + BEND * bend + extra, there, turned, (point, axis)))
        return [], float("inf")

    @staticmethod
    def _unwind(back: Mapping[tuple[Point, int], tuple[Point, int]], end: tuple[Point, int]) -> list[Point]:
        steps = [end[0]]
        while back[end] != end:
            end = back[end]
            steps.append(end[0])
        return steps[::-1]

    def _take(self, steps: Sequence[Point], key: Key) -> list[Point]:
        """Mark the points of a line as its own; its corners."""
        corners = [steps[0]]
        for number, point in enumerate(steps):
            near = [*steps[max(number - 1, 0) : number], *steps[number + 1 : number + 2]]
            axes = {int(other[0] == point[0]) for other in near}
            self.taken.setdefault(point, {}).setdefault(key, set()).update(axes if len(near) > 1 else {0, 1})
            if len(axes) > 1:
                corners.append(point)
        return [*corners, steps[-1]]


def draw_words(routes: Sequence[Route], boxes: Sequence[Box]) -> list[Markup]:
    """The words of each trunk beside one of its level runs, where they touch nothing; else only its title."""
    full = [(box.x, box.y, box.x + box.w, box.y + box.h) for box in boxes]
    full += [_around(run) for route in routes for run in _runs(route)]
    out = []
    for route in routes:
        spots = list(_spots(route)) if route.words else []
        for words, x, y, w in sorted(spots, key=lambda spot: (-len(spot[0]), spot[2], spot[1])):
            rect = (x - 4, y - 11, x + w + 4, y + 4)
            if all(rect[2] <= r[0] or r[2] <= rect[0] or rect[3] <= r[1] or r[3] <= rect[1] for r in full):
                full.append(rect)
                out.append(draw_text("lab", x, y, words))
                break
    return out


def _runs(route: Route) -> list[tuple[Point, Point]]:
    return [run for branch in route.branches for run in pairwise(branch)]


def _around(run: tuple[Point, Point]) -> _Rect:
    (x1, y1), (x2, y2) = run
    return min(x1, x2) - 1, min(y1, y2) - 1, max(x1, x2) + 1, max(y1, y2) + 1


def _spots(route: Route) -> Iterable[tuple[str, float, float, float]]:
    """Words, x, baseline and width to try: above or below each level run, from its left end on."""
    for (x1, y1), (x2, y2) in _runs(route):
        left, right = sorted((x1, x2))
        words = fit(route.words, right - left - 16, light_width)
        if y1 == y2 and len(words) > min(12, len(route.words) - 1):
            w = light_width(words)
            for step in range(int((right - left - 16 - w) // 12) + 1):
                yield words, left + 8 + 12 * step, y1 - 7, w
                yield words, left + 8 + 12 * step, y1 + 16, w
