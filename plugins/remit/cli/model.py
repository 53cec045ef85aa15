"""`remit schema`, `remit render`, `remit export`: the model, for people and programs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from remit.cli.output import DAY, FOUND, ROOT, KeysOf, show
from remit.diagnostics import Severity

if TYPE_CHECKING:
    from remit.handbook import Handbook


@click.command()
@click.option("--kind", "wanted", help="Print the schema of one kind, self-contained.")
@click.option(
    "--editor",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write self-contained schemas for editors to.",
)
@click.option("--weights", is_flag=True, help="Say how much a change of each property weighs, as Markdown.")
@ROOT
def schema(root: Path, *, wanted: str | None, folder: Path | None, weights: bool) -> None:
    """List the kinds and their properties, or give their schemas."""
    from remit.exports import editor
    from remit.exports import weights_table as table
    from remit.reading import open_handbook

    book = open_handbook(root)
    if folder is not None:
        show(f"{len(editor.write(book, folder))} files in {folder}\n")
    elif wanted is not None:
        show(editor.schema_of(book, wanted))
    elif weights:
        show(table.as_markdown(book.kinds))
    else:
        show(editor.overview(book))


@click.command()
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder to write to."
)
@click.option(
    "--today",
    **DAY,
    help="The day of the pages: tells what is overdue. Without it they tell of none and ask no clock.",
)
@ROOT
def render(out: Path, root: Path, today: str | None) -> None:
    """Write the handbook's pages as portable Markdown files."""
    from remit.checking import check as check_handbook
    from remit.publish import portable

    day = today or ""
    count = portable.write(check_handbook(root, today=day), out, day)
    show(f"{count} pages in {out}\n")


@click.group()
def export() -> None:
    """Give the model to other programs."""


@export.command("json")
@ROOT
def export_json(root: Path) -> None:
    """Print the whole model with its edges as JSON."""
    from remit.exports import model
    from remit.reading import open_handbook

    book = open_handbook(root)
    show(model.as_json(book))
    _leave([], book)


@export.command("codeowners")
@click.option(
    "--dialect", default="github", show_default=True, type=KeysOf("remit.exports.codeowners", "DIALECTS"),
    help="The host that reads the file.",
)  # fmt: skip
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="CODEOWNERS to put the lines into."
)
@click.option(
    "--check", is_flag=False, flag_value="", type=str, metavar="[FILE]",
    help="Compare with a committed CODEOWNERS instead; by default the one the host reads.",
)  # fmt: skip
@ROOT
def export_codeowners(root: Path, dialect: str, out: Path | None, check: str | None) -> None:
    """Write who reviews which file, as CODEOWNERS."""
    from remit import files
    from remit.exports import codeowners
    from remit.reading import open_handbook

    if out is not None and check is not None:
        raise click.UsageError("--out writes and --check compares; name one of them")
    spoken = codeowners.DIALECTS[dialect]
    book = open_handbook(root)
    top, prefix = files.repository(root)
    part = codeowners.part(book, spoken, prefix)
    problems = list(part.problems)
    if check is not None:
        path = Path(check) if check else codeowners.committed(top, spoken)
        text = files.read(path)
        if diff := codeowners.stale(part, text, path.name):
            show(diff)
            problems.append(f"{path.name} is stale: write it anew with --out instead of --check")
        else:
            show(f"{path.name} says what the definitions say\n")
    elif out is not None:
        text = codeowners.placed(part, files.read(out) if out.exists() else "")
        files.replace(out, text)
        show(f"{part.count} lines in {out}\n")
    else:
        text = part.text
        show(text)
    problems += codeowners.misplaced(part, text, spoken)
    _leave(problems, book)


@export.command("calendar")
@click.option(
    "--from", "start", **DAY,
    help="The day it begins; by default 1 January of the year of the last review.",
)  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write to.")
@ROOT
def export_calendar(root: Path, start: str | None, out: Path | None) -> None:
    """Write the operating rhythm as a calendar feed (.ics)."""
    from remit import files
    from remit.exports import calendar
    from remit.reading import open_handbook

    book = open_handbook(root)
    text = calendar.feed(book, date.fromisoformat(start) if start else None)
    if out is None:
        show(text)
    else:
        files.replace(out, text)
        count = text.count("\nBEGIN:VEVENT\r")
        show(f"{count} {'cadence' if count == 1 else 'cadences'} in {out}\n")
    _leave([], book)


def _leave(problems: Sequence[str], book: Handbook) -> None:
    """Say what was left out, and leave with 1 when there was anything."""
    from remit.escape import printable

    errors = sum(finding.severity is Severity.ERROR for finding in book.diagnostics)
    said = [*problems, *([f"{errors} errors while reading; `remit check` shows them"] if errors else [])]
    for problem in said:
        click.echo(f"remit: {printable(problem)}", err=True)
    if said:
        sys.exit(FOUND)
