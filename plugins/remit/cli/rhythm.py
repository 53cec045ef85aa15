"""`remit quarter`, `remit agenda`: what a meeting needs before it begins."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from remit.cli.output import DAY, IN, OUTPUT, format_of, show
from remit.diagnostics import RemitError

if TYPE_CHECKING:
    from remit.change.history.timeline import History
    from remit.rhythm.period import Period

TODAY = click.option("--today", **DAY, help="The day; by default today.")


@click.command()
@click.argument("period")
@click.option(
    "--output", metavar="FILE", help="File to write, `-` for the terminal; by default the review's own file."
)
@TODAY
@IN
def quarter(period: str, output: str | None, today: str | None, root: Path) -> None:
    """Begin the review of a quarter, such as 2026-Q3, with evidence.

    The evidence is what history and references give. Writes governance/reviews/2026-q3.yaml, never over
    another. Quarters are those of the calendar.
    """
    from remit import days, files
    from remit.authoring import quarter_reviews
    from remit.change.history.timeline import history_of
    from remit.reading import FOLDER, open_handbook
    from remit.rhythm.period import past_of
    from remit.rhythm.period import quarter as named
    from remit.rhythm.quarter import draft

    wanted = named(period)
    day = today or days.clock()
    if day < wanted.first:
        raise RemitError(f"{wanted.name} begins on {wanted.first}; name a quarter that has begun")
    book = open_handbook(root)
    kind = book.kinds.by_id["review"]
    history = history_of(root, book.kinds)
    made = draft(past_of(book, history, wanted))
    text = quarter_reviews.compose(made, kind, _note(wanted, history, day))
    place = output or f"{FOLDER}/{kind.plural}/{made.id}.yaml"
    if place == "-":
        show(text)
        return
    if output is None and (taken := book.get("review", made.id)):
        raise RemitError(
            f"the review of {wanted.name} exists already in {taken.locate()}; "
            "`--output -` shows what this would write"
        )
    files.create(root / place if output is None else Path(place), text)
    show(f"{place}\nTo fill in: {quarter_reviews.to_fill(made)}. Then run `remit check`.\n")


def _note(period: Period, history: History, day: str) -> str:
    """What the evidence rests on, for the file's first line."""
    told = f"Review of {period.name}, begun from references alone"
    if not history.missing:
        until = [step for step in history.steps if step.day < period.end]
        told = f"Review of {period.name}, begun from history"
        told += f" up to commit {until[-1].id[:10]} of {until[-1].day}" if until else ""
    running = f" The quarter was not over on {day}." if day < period.end else ""
    return f"{told}.{running}"


@click.command()
@click.argument("cadence")
@click.option("--today", **DAY, help="The day of the meeting; by default today.")
@format_of("agenda")
@OUTPUT
@IN
def agenda(cadence: str, *, today: str | None, form: str, output: Path | None, root: Path) -> None:
    """Print the agenda of a CADENCE on a day.

    It has the questions, what changed since the last meeting, and what waits. When the last meeting was
    follows from `meets` of the cadence; without a weekday there, it was an interval before.
    """
    from remit import days
    from remit.change.history.timeline import history_of
    from remit.reading import open_handbook
    from remit.reports.agenda import FORMATS
    from remit.rhythm.agenda import agenda as prepare
    from remit.rhythm.agenda import cadence_of

    book = open_handbook(root)
    meeting = cadence_of(book, cadence)
    day = today or days.clock()
    show(FORMATS[form](prepare(book, history_of(root, book.kinds), meeting, day)), output)


@click.command()
@click.option("--week", is_flag=True, help="The week up to the day, from its Monday on.")
@click.option("--today", **DAY, help="The last day of it; by default today.")
@format_of("report")
@OUTPUT
@IN
def report(*, week: bool, today: str | None, form: str, output: Path | None, root: Path) -> None:
    """Print what readings call for, and who does it.

    By level: executives, the central function, functions. It takes the last reading of each metric up to
    the day, and the definition that was in force when it was measured.
    """
    from remit import days
    from remit.change.history.timeline import told_history
    from remit.insight.readings.actions import week as weekly
    from remit.insight.readings.board import Board
    from remit.reading import open_handbook
    from remit.reports.report import FORMATS

    if not week:
        raise click.UsageError("name what the report is of: `remit report --week`")
    book = open_handbook(root)
    board = Board(book, told_history(root, book.kinds), today or days.clock())
    show(FORMATS[form](book, weekly(board)), output)
