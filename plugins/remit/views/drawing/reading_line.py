"""The line of a series of readings: gaps stay gaps, and a break in the definition ends a line."""

from __future__ import annotations

from collections.abc import Sequence

from remit.frozen import dataclass

WIDTH, HEIGHT = 320, 72
PAD = 8  # around the line, so that dots are whole

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Dot:
    """A number at a place on the axis of time; `run` tells lines apart, such as before and after a break."""

    at: int
    value: float
    run: int


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """Positions in pixels: lines as SVG paths, dots, the last dot, breaks as places on the axis."""

    paths: tuple[str, ...]
    dots: tuple[Point, ...]
    last: Point
    restated: tuple[str, ...]
    others: tuple[Point, ...]
    breaks: tuple[float, ...]


def reading_line(
    points: Sequence[Dot],
    slots: int,
    *,
    restated: Sequence[Dot] = (),
    others: Sequence[Dot] = (),
    breaks: Sequence[float] = (),
) -> ReadingLine:
    """The line through some numbers, between the smallest at the bottom and the largest at the top.

    `slots` are the periods on the axis, gaps included; neighbours of one run are joined. `restated` is drawn
    as a line of its own, `others` as dots alone; `breaks` are places on the axis between two slots.
    """
    every = [each.value for each in (*points, *restated, *others)]
    low, high = min(every), max(every)
    step = (WIDTH - 2 * PAD) / max(1, slots - 1)

    def across(at: float) -> float:
        return round(PAD + at * step, 1)

    def place(dot: Dot) -> Point:
        share = (dot.value - low) / (high - low) if high > low else 0.5
        return across(dot.at), round(PAD + (1 - share) * (HEIGHT - 2 * PAD), 1)

    runs, again = _runs(points), _runs(restated)
    return ReadingLine(
        tuple(_path([place(dot) for dot in run]) for run in runs if len(run) > 1),
        tuple(place(run[0]) for run in runs if len(run) == 1),
        place(points[-1]),
        tuple(_path([place(dot) for dot in run]) for run in again),
        tuple(place(dot) for dot in others),
        tuple(across(each) for each in breaks),
    )


def _runs(points: Sequence[Dot]) -> list[list[Dot]]:
    """Neighbours without a gap and of one run, together."""
    found: list[list[Dot]] = []
    for dot in points:
        if found and found[-1][-1].at + 1 == dot.at and found[-1][-1].run == dot.run:
            found[-1].append(dot)
        else:
            found.append([dot])
    return found


def _path(points: Sequence[Point]) -> str:
    """A line through some points; a point alone as a short stroke."""
    if len(points) == 1:
        [(x, y)] = points
        return f"M{x - 3:g} {y:g}h6"
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
