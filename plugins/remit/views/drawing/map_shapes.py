"""The shapes that both drawings of the lifecycle map are made of, each as SVG."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from markupsafe import Markup

from remit.frozen import dataclass
from remit.views.drawing.map_parts import LifecycleMap, Seam, Station
from remit.views.drawing.map_text import bold_width, fit, light_width, name_lines

WIDTH, GAP, STAGE_H, PILL_H = 1306, 14, 62, 24

Point = tuple[float, float]

SEAM_KEY = '<path class="seam{}" d="M{}H{}"/>'
PILL_KEY = '<path class="pill{}" d="M{}m6 -6h14a6 6 0 0 1 0 12h-14a6 6 0 0 1 0 -12z"/>'  # as wide as 26

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


@dataclass(frozen=True, slots=True)
class Box:
    """Where a stage is drawn."""

    station: Station
    x: float
    y: float
    w: float
    h: float

    def holds(self, x: float, margin: float) -> bool:
        """Whether a vertical line at x meets the box, its sides moved in by the margin."""
        return self.x + margin <= x <= self.x + self.w - margin


@dataclass(frozen=True, slots=True)
class Route:
    """One trunk: its branches as corner points, the branch that ends in the target last."""

    kind: str
    branches: list[list[Point]]
    words: str
    title: str


def digits(*numbers: float) -> str:
    """Numbers as SVG takes them, to a hundredth."""
    return " ".join(f"{number:.2f}".rstrip("0").rstrip(".") for number in numbers)


def _path(points: Sequence[Point]) -> str:
    out = f"M{digits(*points[0])}"
    for (_, y1), (x2, y2) in pairwise(points):
        out += f"H{digits(x2)}" if y1 == y2 else f"V{digits(y2)}"
    return out


def owner_mark(owner_class: str) -> tuple[str, str]:
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
        id_, colour = owner_mark(owner_class)
        side, tile = _TILES.get(pattern, _TILES["hollow"])
        turn = Markup(' patternTransform="rotate(45)"') if pattern == "stripes" else ""
        out += Markup(
            '\n<pattern id="{}" width="{}" height="{}" patternUnits="userSpaceOnUse"{}>{}</pattern>'
        ).format(id_, side, side, turn, Markup(tile).format(c=colour))
    return out + Markup("</defs>")


def draw_svg(map: LifecycleMap, height: float, parts: Iterable[Markup]) -> Markup:
    """The whole drawing, with the words that stand for it where it is not seen."""
    main = sorted((s for s in map.stations if s.way == "main"), key=lambda s: s.order)
    span = f" from {main[0].name} to {main[-1].name}" if main else ""
    desc = f"{len(main)} stages{span}, {len(map.seams)} handoffs, {len(map.stations) - len(main)} exits."
    t, d = (f"map-{each}-{map.name}".rstrip("-") for each in "td")
    return Markup(
        '<svg class="wide" viewBox="-2 0 {} {}" role="group" aria-labelledby="{} {}">'
        '<title id="{}">Lifecycle map</title><desc id="{}">{} The table says the same.</desc>'
        "{}\n{}</svg>"
    ).format(WIDTH + 4, digits(height), t, d, t, d, desc, _defs(map.stations), Markup("\n").join(parts))


def draw_text(kind: str, x: float, y: float, text: str | Markup) -> Markup:
    """One text, its class naming the face."""
    return Markup('<text class="{}" x="{}" y="{}">{}</text>').format(kind, digits(x), digits(y), text)


def draw_stage(box: Box, sub: str) -> Markup:
    """One stage: its box, the owner's band and what fits of its name; in full for who cannot see it."""
    station, (id_, colour) = box.station, owner_mark(box.station.owner_class)
    names, small = name_lines(station.name, box.w - 10), box.h < STAGE_H
    first = box.y + (31 if len(names) == 1 else 24 if small else 26)
    out = Markup('<a href="{}" aria-label="{}, operated by {}{}"{}>').format(
        station.url,
        station.name,
        station.owner or "nobody yet",
        f", differs in {station.differs}" if station.differs else "",
        Markup(' class="exit"') * (station.way != "main"),
    )
    if station.differs:
        sub = f"differs in {station.differs}" if not small else sub
        out += Markup("<title>{}: differs in {}</title>").format(station.name, station.differs)
    elif any("…" in name for name in names):
        out += Markup("<title>{}</title>").format(station.name)
    out += Markup('<rect class="box" x="{}" y="{}" width="{}" height="{}" rx="6"/>').format(
        *map(digits, (box.x, box.y, box.w, box.h))
    )
    out += Markup('<path d="M{} v-3a5.5 5.5 0 0 1 5.5 -5.5h{}a5.5 5.5 0 0 1 5.5 5.5v3z" style="{}"/>').format(
        digits(box.x + 0.5, box.y + 9), digits(box.w - 12), f"fill:url(#{id_});stroke:{colour};stroke-width:1"
    )
    for number, name in enumerate(names):
        out += draw_text("nm", box.x + 8, first + 14 * number, name)
    if sub and not (small and len(names) > 1):
        out += draw_text(
            "sub differs" if station.differs else "sub",
            box.x + 8,
            box.y + (49 if len(names) == 1 else 55),
            fit(sub, box.w - 10, light_width),
        )
    if station.differs:
        x, y = box.x + box.w - 4, box.y + 4
        out += Markup('<circle class="apart" cx="{}" cy="{}" r="9"/>').format(digits(x), digits(y))
        out += Markup('<text class="apartt" x="{}" y="{}" text-anchor="middle">≠</text>').format(
            digits(x), digits(y + 5)
        )
    return out + Markup("</a>")


def draw_trunk(route: Route) -> Markup:
    """The line of a trunk with one arrow head, at its target."""
    d = "".join(_path(branch) for branch in route.branches)
    return Markup('<g><title>{}</title><path class="ln{}" d="{}" marker-end="url(#ah)"/></g>').format(
        route.title, " back" * (route.kind == "back"), d
    )


def draw_pill(seam: Seam, x: float, y: float, w: float) -> Markup:
    """A handoff as a pill that links to it."""
    label = seam.label if seam.label == seam.name else f"{seam.name}: {seam.label}"
    return Markup(
        '<a href="{}" aria-label="Handoff {}"><title>{}</title><rect class="pill" x="{}" y="{}" width="{}" '
        'height="{}" rx="12"/><text class="pillt" x="{}" y="{}" text-anchor="middle">{}</text></a>'
    ).format(
        seam.url, label, label, digits(x), digits(y), digits(w), PILL_H, digits(x + w / 2), digits(y + 16),
        fit(seam.label, w - 14, bold_width),
    )  # fmt: skip


def draw_seam(points: Sequence[Point]) -> Markup:
    """The line of a handoff between stages that no way joins."""
    return Markup('<path class="seam" d="{}"/>').format(_path(points))


def draw_governor(map: LifecycleMap) -> Markup:
    """The bar across the top: who governs, and the note."""
    if not map.governor:
        return Markup()
    name = fit(f"{map.governor} governs", 500, bold_width)
    note = fit(map.note, WIDTH - 50 - bold_width(name), light_width) if map.note else ""
    return Markup(
        '<rect class="gov" x="0" y="0" width="{}" height="28" rx="6"/>'
        '<rect x="8" y="9" width="10" height="10" rx="2" style="fill:{}"/>{}'
    ).format(
        WIDTH, owner_mark(map.governor_class)[1],
        draw_text("lab", 26, 18.5, Markup('<tspan class="b">{}</tspan> {}').format(name, note)),
    )  # fmt: skip


def draw_legend(map: LifecycleMap, y: float, *, pill: bool = False) -> Markup:
    """What each kind of line means, of those the map has; a handoff is a line, or a `pill` on one."""
    kinds = {way.kind for way in map.ways}
    arrow = '<path class="ln{}" d="M{}H{}" marker-end="url(#ah)"/>'
    shown = (
        ("way on or out", bool(kinds & {"on", "out"}), arrow, ""),
        ("way back", "back" in kinds, arrow, " back"),
        ("handoff with an SLA", bool(map.seams), PILL_KEY if pill else SEAM_KEY, ""),
    )
    out, x = Markup(), 0.0
    for words, used, shape, kind in shown:
        if used:
            out += Markup(shape).format(kind, digits(x, y - 4), digits(x + 26))
            out += draw_text("lab", x + 34, y, words)
            x += 34 + light_width(words) + 20
    return out


def draw_steps(map: LifecycleMap, boxes: Sequence[Box]) -> list[Markup]:
    """The straight arrows from each box of the spine to the next."""
    steps, out = {(way.source, way.target) for way in map.ways if way.kind == "on"}, []
    for here, there in pairwise(boxes):
        if (here.station.id, there.station.id) in steps:
            d = f"M{digits(here.x + here.w, here.y + here.h / 2)}H{digits(there.x - 1)}"
            out.append(Markup('<path class="ln" d="{}" marker-end="url(#ah)"/>').format(d))
    return out
