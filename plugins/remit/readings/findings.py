"""What is wrong with the readings of a handbook: in their tables, and between their sources."""

from __future__ import annotations

from collections.abc import Iterator

from remit.codes import CODES
from remit.compute.showing import in_unit
from remit.diagnostics import Diagnostic, Location, Range, Related
from remit.handbook import Definition, Handbook
from remit.readings.series import Disagreement, disagreements
from remit.readings.table import Readings, readings_of


def findings_of(book: Handbook) -> Iterator[Diagnostic]:
    """All findings about readings; it reads their tables, and nothing where there are none."""
    readings = readings_of(book)
    yield from readings.findings
    yield from _disagreeing(book, readings)


def _disagreeing(book: Handbook, readings: Readings) -> Iterator[Diagnostic]:
    currency = str((book.settings().get("company") or {}).get("currency", ""))
    for id, some in readings.of.items():
        metric = book.get("metric", id)
        assert metric is not None
        for each in disagreements(metric, some):
            yield _disagreement(metric, each, currency)


def _disagreement(metric: Definition, found: Disagreement, currency: str) -> Diagnostic:
    """Each source with its value, at the last of them."""
    *others, last = found.readings
    unit = str(metric.data.get("unit", ""))
    told = ", ".join(
        f"{each.source or 'no named source'} says {in_unit(each.value, unit, currency)}"
        for each in found.readings
    )
    of = f" of {last.slice}" if last.slice else ""
    related = [Related(each.place, f"{each.source or 'the other source'} says so here") for each in others]
    return CODES["readings-disagree"].at(
        Range(last.place, Location(last.place.path, last.place.line, 2)),
        f"`{metric.id}`{of} in {last.said}: {told}",
        related=related,
        subject=str(metric.ref),
    )
