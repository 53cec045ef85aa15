"""A line of shares over time, small enough for the cell of a table."""

from __future__ import annotations

from collections.abc import Sequence

from remit.frozen import dataclass

WIDTH, HEIGHT = 120, 30
PAD = 4  # around the line, so that its dots are whole


@dataclass(frozen=True, slots=True)
class TrendLine:
    """Runs of points, in pixels; a run ends where nothing is known. `last` is the newest."""

    runs: tuple[tuple[tuple[float, float], ...], ...]
    last: tuple[float, float] | None

    @property
    def paths(self) -> tuple[str, ...]:
        """The runs of several points, as SVG paths."""
        return tuple(
            "M" + "L".join(f"{x:g} {y:g}" for x, y in points) for points in self.runs if len(points) > 1
        )

    @property
    def dots(self) -> tuple[tuple[float, float], ...]:
        """Points that stand alone, then the newest."""
        alone = (points[0] for points in self.runs if len(points) == 1 and points[0] != self.last)
        return (*alone, *((self.last,) if self.last else ()))


def trend_line(parts: Sequence[float | None]) -> TrendLine:
    """The line through some shares between 0, at the bottom, and 1; None where nothing is known."""
    step = (WIDTH - 2 * PAD) / max(1, len(parts) - 1)
    runs: list[list[tuple[float, float]]] = [[]]
    for at, part in enumerate(parts):
        if part is None:
            runs.append([])
        else:
            high = HEIGHT - 2 * PAD
            runs[-1].append((round(PAD + at * step, 1), round(PAD + (1 - part) * high, 1)))
    drawn = [tuple(points) for points in runs if points]
    return TrendLine(tuple(drawn), drawn[-1][-1] if drawn and parts[-1] is not None else None)
