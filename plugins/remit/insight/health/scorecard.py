"""The scorecard of a handbook: figures, findings by severity, waivers; the page and `--stats` ask here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from remit.diagnostics import Diagnostic, Severity
from remit.frozen import dataclass
from remit.handbook import Handbook
from remit.insight.health.figures import Figure, Measure
from remit.insight.health.measures import figures, not_counted
from remit.insight.health.upkeep import Waiver, waivers


@dataclass(frozen=True, slots=True)
class Scorecard:
    """What is counted of a handbook on a day; the day is empty where none is given.

    `unread` are the kinds of which something could not be read: figures about them count the rest.
    """

    day: str
    definitions: int
    unread: tuple[str, ...]
    findings: Mapping[Severity, int]
    figures: tuple[Figure, ...]
    not_counted: tuple[Measure, ...]
    waivers: tuple[Waiver, ...]


def scorecard(book: Handbook, findings: Sequence[Diagnostic], today: str = "") -> Scorecard:
    """The scorecard of a handbook with the findings of its check."""
    return Scorecard(
        today,
        sum(1 for _ in book.definitions()),
        tuple(sorted(book.blind)),
        {
            severity: sum(each.severity is severity for each in findings)
            for severity in sorted(Severity, reverse=True)
        },
        figures(book, today),
        not_counted(today),
        tuple(waivers(book)),
    )
