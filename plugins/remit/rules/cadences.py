"""Rules about meetings: what is said of their days can be held to."""

from __future__ import annotations

from collections.abc import Iterator

from remit.diagnostics import Severity
from remit.rules.rule import Context, Finding, finding, rule

WEEKLY = ("week", "two-weeks")


@rule("cadence-nth-in-a-week", severity=Severity.WARNING)
def cadence_nth_in_a_week(context: Context) -> Iterator[Finding]:
    """A meeting that is held every week or two does not say which day of the month it takes.

    Why: `nth` counts the days of a month; a weekly meeting has no month, so the calendar ignores it.
    Fix: Delete `nth`, or write `every: month`.
    Bad:
        cadences:
          forecast: {name: Forecast, summary: S., every: week, agenda: [A?], meets: {weekday: [tuesday], nth: 2}}
    Good:
        cadences:
          forecast: {name: Forecast, summary: S., every: month, agenda: [A?], meets: {weekday: [tuesday], nth: 2}}
    """
    for cadence in context.book.all("cadence"):
        if cadence["every"] in WEEKLY and "nth" in cadence.get("meets", {}):
            held = "every week" if cadence["every"] == "week" else "every two weeks"
            message = f"`{cadence.id}` is held {held}, so `nth` has no effect"
            yield finding(cadence, ("meets", "nth"), message, key=True)


RULES = (cadence_nth_in_a_week,)
