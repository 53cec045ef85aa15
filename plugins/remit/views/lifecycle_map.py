"""The lifecycle map: an inline SVG of stages, their operators, the ways between them and the handoffs."""

# Layer 5, pure: data in, markup out, the same for the same data. A regular map is one spine of columns with
# the exits a row below; its ways are found on a grid of free tracks, where no line may lie on another or run
# through a box and a crossing costs more than any detour. Every other map is drawn as a stack.

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import groupby, pairwise
from statistics import fmean

from markupsafe import Markup

WIDTH, GAP, WIDEST, MOST_COLUMNS = 1306, 14, 160, 13
STAGE_H, EXIT_H, PILL_H, LANE = 62, 44, 24, 12.4
BEND, CROSSING = 30.0, 3000.0
# Advance widths of ASCII in DejaVu Sans Bold, the widest face the handbook meets: one character per letter,
# in fiftieths of an em above "!".
_ADVANCES = "38<KDTM188<K4644DDDDDDDDDD55KKK?SHHFKDDKK44HASKLFLHFDJHYHFF848K::CE?EC7EE33C3VEDEE:?9EBPBB?E4EK"

Point = tuple[float, float]
Key = tuple[str, str]  # target, kind: the ways that share both are drawn as one trunk


@dataclass(frozen=True, slots=True)
class Station:
    """A stage: `way` is main, out or back; `pattern` and `owner_class` mark who operates it."""

    id: str
    name: str
    gloss: str
    order: int
    way: str
    owner: str
    owner_class: str
    pattern: str
    url: str


@dataclass(frozen=True, slots=True)
class Way:
    """A way from stage to stage: `kind` is on, back or out."""

    source: str
    target: str
    kind: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Seam:
    """A handoff between two stages; `label` is its promise."""

    source: str
    target: str
    label: str
    url: str
    name: str


@dataclass(frozen=True, slots=True)
class LifecycleMap:
    """All that the map shows."""

    stations: Sequence[Station]
    ways: Sequence[Way]
    seams: Sequence[Seam]
    governor: str
    governor_class: str
    note: str


@dataclass(frozen=True, slots=True)
class _Box:
    station: Station
    x: float
    y: float
    w: float
    h: float

    def holds(self, x: float, margin: float) -> bool:
        return self.x + margin <= x <= self.x + self.w - margin


@dataclass(frozen=True, slots=True)
class _Route:
    """One trunk: its branches as corner points, the branch that ends in the target last."""

    kind: str
    branches: list[list[Point]]
    words: str
    title: str


def draw(map: LifecycleMap) -> Markup:
    """The map as an inline `<svg>`."""
    return (_spine(map) if is_regular(map) else None) or _stack(map)


def is_regular(map: LifecycleMap) -> bool:
    """Whether the map is one spine of at most 13 columns, each exit fed from one of them."""
    main = {station.id: station.order for station in map.stations if station.way == "main"}
    exits = [station.id for station in map.stations if station.way != "main"]
    fed = {way.target for way in map.ways if way.source in main}
    return (
        0 < len(main) <= MOST_COLUMNS
        and len(set(main.values())) == len(main)
        and len({*main, *exits}) == len(map.stations)
        and len(exits) <= len(main)
        and fed.issuperset(exits)
    )


# -- text --------------------------------------------------------------------


def measure(text: str, size: float, bold: bool = False) -> float:
    """The width of a text, estimated from DejaVu Sans: other faces are narrower."""
    ems = 0.0
    for char in text:
        if " " <= char <= "~":
            ems += (ord(_ADVANCES[ord(char) - 32]) - 33) / 50
        else:
            ems += 1.05 if unicodedata.east_asian_width(char) in "WF" or char == "…" else 0.85
    return ems * size * (1 if bold else 0.93)


def _name_width(text: str) -> float:
    return measure(text, 14, True) - 0.14 * len(text)  # names are set a hundredth of an em tighter


def _fit(text: str, room: float, width: Callable[[str], float]) -> str:
    """The text, or as much of its beginning as there is room for."""
    text = " ".join(text.split())
    if width(text) <= room:
        return text
    while text and width(text + "…") > room:
        text = text[:-1]
    return text.rstrip(" ,.;:-") + "…"


def _light(text: str) -> float:
    return measure(text, 12)


def _bold(text: str) -> float:
    return measure(text, 12, True)


def _lines(text: str, room: float) -> list[str]:
    """A name on one line, else on two, else shortened."""
    text = " ".join(text.split())
    ends = [found.end() for found in re.finditer(r"[ \-/]", text)]
    heads = [end for end in ends if _name_width(text[:end].rstrip()) <= room]
    if _name_width(text) <= room or not heads:
        return [_fit(text, room, _name_width)]
    return [text[: heads[-1]].rstrip(), _fit(text[heads[-1] :], room, _name_width)]


def _n(*numbers: float) -> str:
    return " ".join(f"{number:.2f}".rstrip("0").rstrip(".") for number in numbers)


def _path(points: Sequence[Point]) -> str:
    out = f"M{_n(*points[0])}"
    for (_, y1), (x2, y2) in pairwise(points):
        out += f"H{_n(x2)}" if y1 == y2 else f"V{_n(y2)}"
    return out


# -- what both drawings are made of ------------------------------------------

_TILES: Mapping[str, tuple[int, str]] = {
    "stripes": (5, '<path d="M0 0V5" style="stroke:{c};stroke-width:4"/>'),
    "dots": (5, '<circle cx="2.5" cy="2.5" r="1.5" style="fill:{c}"/>'),
    "lines": (4, '<path d="M0 1.5H5" style="stroke:{c};stroke-width:1.6"/>'),
    "columns": (4, '<path d="M1.5 0V5" style="stroke:{c};stroke-width:1.6"/>'),
    "grid": (5, '<path d="M0 2.5H5M2.5 0V5" style="stroke:{c};stroke-width:1"/>'),
    "rings": (6, '<circle cx="3" cy="3" r="1.8" style="fill:none;stroke:{c};stroke-width:1"/>'),
    "solid": (5, '<rect width="5" height="5" style="fill:{c}"/>'),
    "hollow": (5, ""),
}


def _mark(owner_class: str) -> tuple[str, str]:
    """The id of an owner's pattern and the colour."""
    if re.fullmatch(r"[A-Za-z0-9_-]+", owner_class):
        return f"p-{owner_class}", f"var(--f-{owner_class})"
    return "p-", "var(--r-ink)"


def _defs(stations: Iterable[Station]) -> Markup:
    out = Markup(
        '<defs><marker id="ah" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto-start-reverse"><path d="M0 0 8 4 0 8z"/></marker>'
    )
    for owner_class, pattern in sorted({s.owner_class: s.pattern for s in stations}.items()):
        id_, colour = _mark(owner_class)
        side, tile = _TILES.get(pattern, _TILES["hollow"])
        turn = Markup(' patternTransform="rotate(45)"') if pattern == "stripes" else ""
        out += Markup(
            '\n<pattern id="{}" width="{}" height="{}" patternUnits="userSpaceOnUse"{}>{}</pattern>'
        ).format(id_, side, side, turn, Markup(tile).format(c=colour))
    return out + Markup("</defs>")


def _svg(map: LifecycleMap, height: float, parts: Iterable[Markup]) -> Markup:
    main = sorted((s for s in map.stations if s.way == "main"), key=lambda s: s.order)
    span = f" from {main[0].name} to {main[-1].name}" if main else ""
    desc = f"{len(main)} stages{span}, {len(map.seams)} handoffs, {len(map.stations) - len(main)} exits."
    return Markup(
        '<svg class="wide" viewBox="-2 0 {} {}" role="group" aria-labelledby="map-t map-d">'
        '<title id="map-t">Lifecycle map</title><desc id="map-d">{} The table says the same.</desc>'
        "{}\n{}</svg>"
    ).format(WIDTH + 4, _n(height), desc, _defs(map.stations), Markup("\n").join(parts))


def _text(kind: str, x: float, y: float, text: str | Markup) -> Markup:
    return Markup('<text class="{}" x="{}" y="{}">{}</text>').format(kind, _n(x), _n(y), text)


def _stage(box: _Box, sub: str) -> Markup:
    """One stage: its box, the owner's band and what fits of its name; in full for who cannot see it."""
    station, (id_, colour) = box.station, _mark(box.station.owner_class)
    names, small = _lines(station.name, box.w - 10), box.h < STAGE_H
    first = box.y + (31 if len(names) == 1 else 24 if small else 26)
    out = Markup('<a href="{}" aria-label="{}, operated by {}"{}>').format(
        station.url,
        station.name,
        station.owner or "nobody yet",
        Markup(' class="exit"') * (station.way != "main"),
    )
    if any("…" in name for name in names):
        out += Markup("<title>{}</title>").format(station.name)
    out += Markup('<rect class="box" x="{}" y="{}" width="{}" height="{}" rx="6"/>').format(
        *map(_n, (box.x, box.y, box.w, box.h))
    )
    out += Markup('<path d="M{} v-3a5.5 5.5 0 0 1 5.5 -5.5h{}a5.5 5.5 0 0 1 5.5 5.5v3z" style="{}"/>').format(
        _n(box.x + 0.5, box.y + 9), _n(box.w - 12), f"fill:url(#{id_});stroke:{colour};stroke-width:1"
    )
    for number, name in enumerate(names):
        out += _text("nm", box.x + 8, first + 14 * number, name)
    if sub and not (small and len(names) > 1):
        out += _text("sub", box.x + 8, box.y + (49 if len(names) == 1 else 55), _fit(sub, box.w - 10, _light))
    return out + Markup("</a>")


def _trunk(route: _Route) -> Markup:
    d = "".join(_path(branch) for branch in route.branches)
    return Markup('<g><title>{}</title><path class="ln{}" d="{}" marker-end="url(#ah)"/></g>').format(
        route.title, " back" * (route.kind == "back"), d
    )


def _pill(seam: Seam, x: float, y: float, w: float) -> Markup:
    label = seam.label if seam.label == seam.name else f"{seam.name}: {seam.label}"
    return Markup(
        '<a href="{}" aria-label="Handoff {}"><title>{}</title><rect class="pill" x="{}" y="{}" width="{}" '
        'height="{}" rx="12"/><text class="pillt" x="{}" y="{}" text-anchor="middle">{}</text></a>'
    ).format(
        seam.url, label, label, _n(x), _n(y), _n(w), PILL_H, _n(x + w / 2), _n(y + 16),
        _fit(seam.label, w - 14, _bold),
    )  # fmt: skip


def _governor(map: LifecycleMap) -> Markup:
    if not map.governor:
        return Markup()
    name = _fit(f"{map.governor} governs", 500, _bold)
    note = _fit(map.note, WIDTH - 50 - _bold(name), _light) if map.note else ""
    return Markup(
        '<rect class="gov" x="0" y="0" width="{}" height="28" rx="6"/>'
        '<rect x="8" y="9" width="10" height="10" rx="2" style="fill:{}"/>{}'
    ).format(
        WIDTH, _mark(map.governor_class)[1],
        _text("lab", 26, 18.5, Markup('<tspan class="b">{}</tspan> {}').format(name, note)),
    )  # fmt: skip


def _legend(map: LifecycleMap, y: float) -> Markup:
    kinds = {way.kind for way in map.ways}
    shown = (
        ("ln", "way on or out", bool(kinds & {"on", "out"})),
        ("ln back", "way back", "back" in kinds),
        ("seam", "handoff with an SLA", bool(map.seams)),
    )
    out, x = Markup(), 0.0
    for kind, words, used in shown:
        if used:
            end = "" if kind == "seam" else Markup(' marker-end="url(#ah)"')
            out += Markup('<path class="{}" d="M{}H{}"{}/>').format(kind, _n(x, y - 4), _n(x + 26), end)
            out += _text("lab", x + 34, y, words)
            x += 34 + _light(words) + 20
    return out


# -- the regular map ---------------------------------------------------------


def _spine(map: LifecycleMap) -> Markup | None:
    """The regular drawing, or None where its ways find no place on it."""
    pills, rows = _place_pills(map)
    top = 92 + (36 + 30 * (rows - 1)) * (rows > 0) - 40 * (not map.governor)
    main = _columns(map, top)
    exits = _exits(map, main)
    router = _Router(main, exits, len(map.ways))
    routes = router.routes(_nets(map, main), {station.id: station.name for station in map.stations})
    if routes is None:
        return None
    parts = [_governor(map), *_brackets(main, 44 - 40 * (not map.governor)), *_steps(map, main)]
    parts += [_trunk(route) for route in routes]
    parts += _words(routes, [*main, *exits])
    parts += [_stage(box, "" if box in exits else box.station.gloss) for box in [*exits, *main]]
    for seam, x, w, row, line in pills:
        y = top - 48 - 30 * row
        parts.append(
            Markup('<path class="seam" d="M{}V{}"/>').format(_n(line, y + PILL_H), top + STAGE_H + 8)
        )
        parts.append(_pill(seam, x, y, w))
    low = max([y for route in routes for branch in route.branches for _, y in branch], default=0.0)
    low = max([low, *(box.y + box.h for box in [*main, *exits])])
    return _svg(map, low + 42, [*parts, _legend(map, low + 32)])


def _steps(map: LifecycleMap, boxes: Sequence[_Box]) -> list[Markup]:
    """The straight arrows from each box to the next."""
    steps, out = {(way.source, way.target) for way in map.ways if way.kind == "on"}, []
    for here, there in pairwise(boxes):
        if (here.station.id, there.station.id) in steps:
            x, y = here.x + here.w, here.y + here.h / 2
            d = (
                f"M{_n(x, y)}H{_n(there.x - 1)}"
                if there.y == here.y
                else f"M{WIDTH // 2} {_n(y + here.h / 2)}V{_n(there.y - 1)}"
            )
            out.append(Markup('<path class="ln" d="{}" marker-end="url(#ah)"/>').format(d))
    return out


def _left_edges(count: int) -> tuple[list[float], float]:
    """Where the columns begin, and their width."""
    w = min(WIDEST, (WIDTH + GAP) // count - GAP)
    pitch = (WIDTH - w) / max(count - 1, 4)
    return [float(round(number * pitch)) for number in range(count)], w


def _main(map: LifecycleMap) -> list[Station]:
    return sorted((s for s in map.stations if s.way == "main"), key=lambda s: s.order)


def _columns(map: LifecycleMap, top: float) -> list[_Box]:
    stations = _main(map)
    edges, w = _left_edges(len(stations))
    return [_Box(station, x, top, w, STAGE_H) for station, x in zip(stations, edges, strict=True)]


def _exits(map: LifecycleMap, main: Sequence[_Box]) -> list[_Box]:
    """The exits in the row below, each under the column of its order or the nearest free one."""
    orders = [box.station.order for box in main]
    taken: dict[int, Station] = {}
    for station in sorted((s for s in map.stations if s.way != "main"), key=lambda s: (s.order, s.id)):
        free = (number for number in range(len(main)) if number not in taken)
        wanted = min(bisect_left(orders, station.order), len(main) - 1)
        taken[min(free, key=lambda number: (abs(number - wanted), number))] = station
    column = {station.id: number for number, station in taken.items()}
    column |= {box.station.id: number for number, box in enumerate(main)}
    y = main[0].y + STAGE_H + LANE * _lanes(len(map.ways))
    boxes = []
    for number, station in sorted(taken.items()):
        above = main[number]
        x = above.x + above.w * 3 / 8 * _aside(map, column, number, station.id)
        boxes.append(_Box(station, x, y, above.w, EXIT_H))
    return boxes


def _aside(map: LifecycleMap, column: Mapping[str, int], here: int, exit_: str) -> int:
    """-1 or 1 where an exit steps aside from ways that come to its stage from the other side, else 0."""
    main = {s.id for s in map.stations if s.way == "main"}
    pulls = set()
    for way in map.ways:
        ends = {way.source, way.target}
        if exit_ in ends or here not in {column[end] for end in ends & main}:
            continue
        (other,) = {column[end] for end in ends} - {here} or {here}
        if abs(other - here) > 1 or ends - main:
            pulls.add((other > here) - (other < here))
    for pull in (-1, 1):
        room = here - pull
        if (
            pulls == {pull}
            and 0 <= room < len(main)
            and room not in {column[s] for s in column if s not in main}
        ):
            return -pull
    return 0


def _lanes(ways: int) -> int:
    return 5 if ways < 24 else 9


def _brackets(main: Sequence[_Box], y: float) -> list[Markup]:
    out = []
    for (owner, owner_class), run in groupby(
        main, key=lambda box: (box.station.owner, box.station.owner_class)
    ):
        boxes = list(run)
        x, w = boxes[0].x, boxes[-1].x + boxes[-1].w - boxes[0].x
        id_, colour = _mark(owner_class)
        verb = " operates" if _bold(owner) + _light(" operates") <= w else ""
        name = Markup('<tspan class="b">{}</tspan>{}').format(_fit(owner, w + GAP - 4, _bold), verb)
        out.append(
            Markup(
                '<g><title>{}</title><rect x="{}" y="{}" width="{}" height="5" rx="2.5" style="{}"/>{}</g>'
            ).format(
                owner,
                _n(x),
                y,
                _n(w),
                f"fill:url(#{id_});stroke:{colour};stroke-width:1",
                _text("lab", x, y + 24, name),
            )
        )
    return out


_Pill = tuple[Seam, float, float, int, float]  # seam, left, width, row, where its line falls


def _place_pills(map: LifecycleMap) -> tuple[list[_Pill], int]:
    """The pills in one row if their seams allow it, else in two, shortened to what their neighbours leave."""
    groups = _seam_groups(map)
    lines = sorted(groups)
    wide = [max(_bold(seam.label) + 16 for seam in groups[line]) for line in lines]
    lefts = _spread(lines, wide)
    if lefts is not None:
        boxes, base = list(zip(lefts, wide, strict=True)), 0
    else:
        fences = [-4.0, *lines, WIDTH + 4.0]
        rooms = [(fences[n] + 8, fences[n + 2] - 8) for n in range(len(lines))]
        wide = [min(w, high - low) for w, (low, high) in zip(wide, rooms, strict=True)]
        boxes = [
            (min(max(line - w / 2, low), high - w), w)
            for line, w, (low, high) in zip(lines, wide, rooms, strict=True)
        ]
        base = max(len(groups[line]) for line in lines[::2])
    placed: list[_Pill] = []
    for number, (line, (x, w)) in enumerate(zip(lines, boxes, strict=True)):
        for row, seam in enumerate(groups[line]):
            placed.append((seam, x, w, row + base * (number % 2), line))
    return placed, 1 + max((row for *_, row, _ in placed), default=-1)


def _seam_groups(map: LifecycleMap) -> dict[float, list[Seam]]:
    """The handoffs by the x of their line: before the stage that receives, else behind the one that gives."""
    main = [station.id for station in _main(map)]
    edges, w = _left_edges(len(main))
    groups: dict[float, list[Seam]] = {}
    for seam in map.seams:
        if seam.target in main[1:]:
            number = main.index(seam.target)
        else:
            number = main.index(seam.source) + 1 if seam.source in main else 1
        after = edges[number] if number < len(main) else float(WIDTH)
        groups.setdefault((edges[number - 1] + w + after) / 2, []).append(seam)
    return groups


def _spread(lines: Sequence[float], wide: Sequence[float]) -> list[float] | None:
    """Left edges, near the lines, of pills that do not meet; None where one would leave its line."""
    lefts: list[float] = []
    for line, w in zip(lines, wide, strict=True):
        free = lefts[-1] + wide[len(lefts) - 1] + 8 if lefts else 0.0
        lefts.append(max(line - w / 2, free))
    limit = float(WIDTH)
    for number in reversed(range(len(lefts))):
        lefts[number] = min(lefts[number], limit - wide[number])
        limit = lefts[number] - 8
    held = all(x >= 0 and x + 14 <= line <= x + w - 14 for x, line, w in zip(lefts, lines, wide, strict=True))
    return lefts if held else None


def _nets(map: LifecycleMap, main: Sequence[_Box]) -> dict[Key, list[Way]]:
    """The ways that need a line of their own, by target and kind."""
    known = {station.id for station in map.stations}
    steps = {(here.station.id, there.station.id, "on") for here, there in pairwise(main)}
    nets: dict[Key, list[Way]] = {}
    for way in map.ways:
        drawn = {way.source, way.target} <= known and way.source != way.target
        if drawn and (way.source, way.target, way.kind) not in steps:
            nets.setdefault((way.target, way.kind), []).append(way)
    return nets


def _titled(ways: Sequence[Way], key: Key, branches: list[list[Point]], names: Mapping[str, str]) -> _Route:
    words = "; ".join(dict.fromkeys(way.words for way in ways if way.words))
    froms = ", ".join(dict.fromkeys(names[way.source] for way in ways))
    title = f"{froms} to {names[key[0]]}" + f": {words}" * bool(words)
    return _Route(key[1], branches, words, title)


class _Router:
    """Finds the ways on a grid of tracks below the spine."""

    def __init__(self, main: Sequence[_Box], exits: Sequence[_Box], ways: int) -> None:
        self.boxes = {box.station.id: box for box in [*main, *exits]}
        self.exits = exits
        under = main[0].y + STAGE_H
        row = under + LANE * _lanes(ways)
        tracks = {box.x + box.w * part / 8 for box in main for part in range(1, 8)}
        tracks |= {box.x + box.w + GAP / 2 for box in main[:-1]}
        self.sides = {side for box in exits for side in (box.x, box.x + box.w)} - tracks
        self.xs = sorted(tracks | self.sides)
        self.above = [under + LANE * number for number in range(1, _lanes(ways))]
        below = [row + EXIT_H + 12 + 14 * number for number in range(1, 4 + ways)] if exits else []
        rows = [row, row + EXIT_H / 2, row + EXIT_H] if exits else []
        self.ys = [under, *self.above, *rows, *below]
        self.level = {*self.above, *rows[1:2], *below}
        self.mid = rows[1] if exits else -1.0
        self.links: dict[Point, list[tuple[Point, int]]] = {}
        self.taken: dict[Point, dict[Key, set[int]]] = {}
        self._link(main)

    def _link(self, main: Sequence[_Box]) -> None:
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

    def routes(self, nets: Mapping[Key, Sequence[Way]], names: Mapping[str, str]) -> list[_Route] | None:
        """Every trunk, in the order of trying that crosses least; None where one finds no way at all."""
        order = sorted(nets, key=lambda key: (max(self._span(way) for way in nets[key]), key))
        best: tuple[float, dict[Key, list[list[Point]]]] | None = None
        for _ in range(4):
            self.taken = {}
            done, costs = {}, {}
            for key in order:
                done[key], costs[key] = self._trunk(key, nets[key])
            if best is None or sum(costs.values()) < best[0]:
                best = sum(costs.values()), done
            bad = [key for key in order if costs[key] >= CROSSING]
            if not bad:
                break
            order = bad + [key for key in order if key not in bad]
        if best is None or best[0] == float("inf"):
            return [] if not nets else None
        return [
            _titled(nets[key], key, [*branches[1:], *branches[:1]], names)
            for key, branches in sorted(best[1].items())
        ]

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


_Rect = tuple[float, float, float, float]


def _words(routes: Sequence[_Route], boxes: Sequence[_Box]) -> list[Markup]:
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
                out.append(_text("lab", x, y, words))
                break
    return out


def _runs(route: _Route) -> list[tuple[Point, Point]]:
    return [run for branch in route.branches for run in pairwise(branch)]


def _around(run: tuple[Point, Point]) -> _Rect:
    (x1, y1), (x2, y2) = run
    return min(x1, x2) - 1, min(y1, y2) - 1, max(x1, x2) + 1, max(y1, y2) + 1


def _spots(route: _Route) -> Iterable[tuple[str, float, float, float]]:
    """Words, x, baseline and width to try: above or below each level run, from its left end on."""
    for (x1, y1), (x2, y2) in _runs(route):
        left, right = sorted((x1, x2))
        words = _fit(route.words, right - left - 16, _light)
        if y1 == y2 and len(words) > min(12, len(route.words) - 1):
            w = _light(words)
            for step in range(int((right - left - 16 - w) // 12) + 1):
                yield words, left + 8 + 12 * step, y1 - 7, w
                yield words, left + 8 + 12 * step, y1 + 16, w


# -- every other map: a stack ------------------------------------------------

STACK_W, STACK_GAP = 284.0, 24.0


def _stack(map: LifecycleMap) -> Markup:
    """All stages from top to bottom: ways back run on the left, ways on and out on the right."""
    boxes, pills, y = [], [], 48.0
    for station in sorted(map.stations, key=lambda s: (s.order, s.way != "main", s.id)):
        for seam in (seam for seam in map.seams if seam.target == station.id):
            w = min(_bold(seam.label) + 16, STACK_W)
            pills.append(_pill(seam, (WIDTH - w) / 2, y - 8, w))
            y += PILL_H + 8
        boxes.append(_Box(station, (WIDTH - STACK_W) / 2, y, STACK_W, STAGE_H))
        y += STAGE_H + STACK_GAP
    parts = [
        _governor(map),
        *_steps(map, boxes),
        *(_trunk(route) for route in _stack_routes(map, boxes)),
        *pills,
    ]
    parts += [_stage(box, f"{box.station.gloss} · {box.station.owner}".strip(" ·")) for box in boxes]
    return _svg(map, y + 16, [*parts, _legend(map, y + 8)])


def _stack_routes(map: LifecycleMap, boxes: Sequence[_Box]) -> list[_Route]:
    """Each trunk in the innermost lane that is free beside all of its stages."""
    names = {box.station.id: box.station.name for box in boxes}
    tops = {box.station.id: box.y for box in boxes}
    nets = _nets(map, boxes)
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
        routes.append(_titled(nets[key], key, branches, names))
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
