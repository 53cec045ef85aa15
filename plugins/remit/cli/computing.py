"""`remit compute`: what metrics come to over records of systems."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from remit.cli.output import DAY, FOUND, IN, OUTPUT, format_of, show
from remit.diagnostics import RemitError, Severity, did_you_mean

if TYPE_CHECKING:
    from remit.compute import Model
    from remit.formula import Condition


@click.command()
@click.argument("metrics", nargs=-1, metavar="[METRIC]...")
@click.option(
    "--records", "folder", type=click.Path(path_type=Path, file_okay=False), required=True, metavar="FOLDER",
    help="Folder of tables, <entity>.csv or <entity>.json, whose columns are fields.",
)  # fmt: skip
@click.option("--period", "name", required=True, metavar="PERIOD", help="2026-Q3, 2026-07, 2026-W31, …")
@click.option("--by", multiple=True, metavar="FIELD", help="Cut by this field; may be given several times.")
@click.option("--where", "words", metavar="FILTER", help="Over these records alone, as behind `where`.")
@click.option("--as-of", "day", **DAY, help="By the definitions in force on it; else as the files say.")
@click.option("--explain", is_flag=True, help="Say which records counted, with which filter.")
@format_of("compute")
@OUTPUT
@IN
def compute(
    *, metrics: Sequence[str], folder: Path, name: str, by: Sequence[str], words: str | None, day: str | None,
    explain: bool, form: str, output: Path | None, root: Path,
) -> None:  # fmt: skip
    """Compute metrics over records of systems; without METRIC, all of them.

    A metric is named by its kind and id, such as metric:win-rate. Exit code 1: some number cannot be told.
    """
    from remit.compute import compute as computed
    from remit.compute import period_named, read_records
    from remit.reports.compute import FORMATS, Computed

    period = period_named(name)
    model = _model(root, day)
    asked = [_metric(model, each) for each in metrics] or sorted(model.metrics)
    fields = [_field(model, each) for each in by]
    where = _filter(words)
    records = read_records(model, folder)
    found = [computed(records, each, period, where=where, by=fields, explain=explain) for each in asked]
    answer = Computed(records, found)
    show(FORMATS[form](answer), output)
    if not answer.complete:
        sys.exit(FOUND)


def _model(root: Path, day: str | None) -> Model:
    """The definitions as they are written, or as they were in force at the end of a day."""
    from remit.compute import KINDS, model_from, model_of

    if day is None:
        from remit.reading import open_handbook

        book = open_handbook(root)
        if errors := sum(each.severity is Severity.ERROR for each in book.diagnostics):
            words = f"remit: {errors} errors while reading the definitions; `remit check` shows them"
            click.echo(words, err=True)
        return model_of(book)
    from remit.change.history.timeline import history
    from remit.cli.sides import remedies

    with remedies(root):
        past = history(root)
        held = {ref: past.as_of(ref, day)[1] for ref in past.entries}  # any may hold the amount of a value
    if not any(data for ref, data in held.items() if ref.kind in KINDS):
        raise RemitError(f"nothing was in force on {day}")
    kinds = {*KINDS, *(ref.kind for ref in held)}
    return model_from(
        {kind: {ref.id: data for ref, data in held.items() if ref.kind == kind and data} for kind in kinds}
    )


def _metric(model: Model, address: str) -> str:
    id = address.removeprefix("metric:")
    if id not in model.metrics:
        hint = did_you_mean(f"metric:{id}", [f"metric:{each}" for each in model.metrics])
        raise RemitError(f"there is no metric `{id}` that can be computed{hint}")
    return id


def _field(model: Model, address: str) -> str:
    id = address.removeprefix("field:")
    if id not in model.fields:
        raise RemitError(f"there is no field `{id}`{did_you_mean(id, model.fields)}")
    return id


def _filter(words: str | None) -> Condition | None:
    from remit.formula import FormulaError, parse_filter

    try:
        return None if words is None else parse_filter(words)
    except FormulaError as problem:
        raise RemitError(f"`--where {words}` cannot be read: {problem}") from problem
