"""The lifecycle map: an inline SVG of stages, their operators, the ways between them and the handoffs."""

# A regular map is one spine of columns with
# the exits a row below; its ways come from map_routes. Every other map is drawn in layers, by map_layers.

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import groupby

from markupsafe import Markup

from remit.views.drawing.map_layers import draw_layers
from remit.views.drawing.map_parts import LifecycleMap, Seam, Station
from remit.views.drawing.map_routes import EXIT_H, LANE, Router, draw_words, find_nets, lane_count
from remit.views.drawing.map_shapes import (
    GAP,
    PILL_H,
    STAGE_H,
    WIDTH,
    Box,
    digits,
    draw_governor,
    draw_legend,
    draw_pill,
    draw_stage,
    draw_steps,
    draw_svg,
    draw_text,
    draw_trunk,
    owner_mark,
)
from remit.views.drawing.map_text import bold_width, fit, light_width

WIDEST, MOST_COLUMNS = 160, 12


def draw(map: LifecycleMap) -> Markup | None:
    """The map as an inline `<svg>`: a spine if few lines need cross, else layers; None if both fail."""
    spine, crossings = (_spine(map) if is_regular(map) else None) or (None, 0)
    # one crossing for four ways can still be followed; with more, layers are easier to read
    if spine is not None and crossings * 4 <= len(map.ways):
        return spine
    return draw_layers(map) or spine


def is_regular(map: LifecycleMap) -> bool:
    """Whether the map is one spine of at most 12 columns, each exit fed from one of them."""
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


def _spine(map: LifecycleMap) -> tuple[Markup, int] | None:
    """The regular drawing and how often its lines cross, or None where they find no place on it."""
    pills, rows = _place_pills(map)
    top = 92 + (36 + 30 * (rows - 1)) * (rows > 0) - 40 * (not map.governor)
    main = _columns(map, top)
    exits = _exits(map, main)
    router = Router(main, exits, len(map.ways))
    found = router.routes(find_nets(map, main), {station.id: station.name for station in map.stations})
    if found is None:
        return None
    routes, crossings = found
    parts = [draw_governor(map), *_brackets(main, 44 - 40 * (not map.governor)), *draw_steps(map, main)]
    parts += [draw_trunk(route) for route in routes]
    parts += draw_words(routes, [*main, *exits])
    parts += [draw_stage(box, "" if box in exits else box.station.gloss) for box in [*exits, *main]]
    for seam, x, w, row, line in pills:
        y = top - 48 - 30 * row
        parts.append(
            Markup('<path class="seam" d="M{}V{}"/>').format(digits(line, y + PILL_H), top + STAGE_H + 8)
        )
        parts.append(draw_pill(seam, x, y, w))
    low = max([y for route in routes for branch in route.branches for _, y in branch], default=0.0)
    low = max([low, *(box.y + box.h for box in [*main, *exits])])
    return draw_svg(map, low + 42, [*parts, draw_legend(map, low + 32)]), crossings


def _left_edges(count: int) -> tuple[list[float], float]:
    """Where the columns begin, and their width."""
    w = min(WIDEST, (WIDTH + GAP) // count - GAP)
    pitch = (WIDTH - w) / max(count - 1, 4)
    return [float(round(number * pitch)) for number in range(count)], w


def _main(map: LifecycleMap) -> list[Station]:
    return sorted((s for s in map.stations if s.way == "main"), key=lambda s: s.order)


def _columns(map: LifecycleMap, top: float) -> list[Box]:
    stations = _main(map)
    edges, w = _left_edges(len(stations))
    return [Box(station, x, top, w, STAGE_H) for station, x in zip(stations, edges, strict=True)]


def _exits(map: LifecycleMap, main: Sequence[Box]) -> list[Box]:
    """The exits in the row below, each under the column of its order or the nearest free one."""
    orders = [box.station.order for box in main]
    taken: dict[int, Station] = {}
    for station in sorted((s for s in map.stations if s.way != "main"), key=lambda s: (s.order, s.id)):
        free = (number for number in range(len(main)) if number not in taken)
        wanted = min(bisect_left(orders, station.order), len(main) - 1)
        taken[min(free, key=lambda number: (abs(number - wanted), number))] = station
    column = {station.id: number for number, station in taken.items()}
    column |= {box.station.id: number for number, box in enumerate(main)}
    y = main[0].y + STAGE_H + LANE * lane_count(len(map.ways))
    boxes = []
    for number, station in sorted(taken.items()):
        above = main[number]
        x = above.x + above.w * 3 / 8 * _aside(map, column, number, station.id)
        boxes.append(Box(station, x, y, above.w, EXIT_H))
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


def _brackets(main: Sequence[Box], y: float) -> list[Markup]:
    out = []
    for (owner, owner_class), run in groupby(
        main, key=lambda box: (box.station.owner, box.station.owner_class)
    ):
        boxes = list(run)
        x, w = boxes[0].x, boxes[-1].x + boxes[-1].w - boxes[0].x
        id_, colour = owner_mark(owner_class)
        verb = " operates" if bold_width(owner) + light_width(" operates") <= w else ""
        name = Markup('<tspan class="b">{}</tspan>{}').format(fit(owner, w + GAP - 4, bold_width), verb)
        out.append(
            Markup(
                '<g><title>{}</title><rect x="{}" y="{}" width="{}" height="5" rx="2.5" style="{}"/>{}</g>'
            ).format(
                owner,
                digits(x),
                y,
                digits(w),
                f"fill:url(#{id_});stroke:{colour};stroke-width:1",
                draw_text("lab", x, y + 24, name),
            )
        )
    return out


_Pill = tuple[Seam, float, float, int, float]  # seam, left, width, row, where its line falls


def _place_pills(map: LifecycleMap) -> tuple[list[_Pill], int]:
    """The pills in one row if their seams allow it, else in two, shortened to what their neighbours leave."""
    groups = _seam_groups(map)
    lines = sorted(groups)
    wide = [max(bold_width(seam.label) + 16 for seam in groups[line]) for line in lines]
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
