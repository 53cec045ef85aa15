"""`remit schema`, `remit render`, `remit export`: the model, for people and programs."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from remit.cli.output import DAY, FOUND, OUTPUT, KeysOf, at_root, show
from remit.cli.surroundings import columns
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
@OUTPUT
@at_root("")
def schema(
    *, root: Path, wanted: str | None, folder: Path | None, weights: bool, output: Path | None
) -> None:
    """List the kinds and their properties, or give their schemas."""
    from remit import files
    from remit.exports import editor
    from remit.exports import weights_table as table
    from remit.reading import open_handbook

    book = open_handbook(root)
    if folder is not None:
        top, way = files.repository(root)
        there = Path(os.path.relpath(folder.resolve(), top)).as_posix()
        show(f"{len(editor.write(book, folder, schemas=there, handbook=way))} files in {folder}\n")
    elif wanted is not None:
        show(editor.schema_of(book, wanted), output)
    elif weights:
        show(table.as_markdown(book.kinds), output)
    else:
        show(editor.overview(book, min(96, columns(output))), output)


@click.command()
@click.option(
    "--output", type=click.Path(path_type=Path, file_okay=False), required=True, metavar="FOLDER",
    help="Folder to write to.",
)  # fmt: skip
@click.option(
    "--today",
    **DAY,
    help="The day of the pages: it shows what is overdue. Without it nothing is called overdue.",
)
@at_root()
def render(*, output: Path, root: Path, today: str | None) -> None:
    """Write the handbook's pages as portable Markdown files."""
    from remit import extras

    extras.hold(extras.SITE)
    from remit.checking import check as check_handbook
    from remit.publish import portable

    day = today or ""
    count = portable.write(check_handbook(root, today=day), output, day)
    show(f"{count} pages in {output}\n")


_PLACE = click.Path(path_type=Path)


@click.group()
def export() -> None:
    """Give the model to other programs."""


@export.command("json")
@OUTPUT
@at_root("")
def export_json(*, root: Path, output: Path | None) -> None:
    """Print the whole model with its edges as JSON."""
    from remit.exports import model
    from remit.reading import open_handbook

    book = open_handbook(root)
    show(model.as_json(book), output)
    _leave([], book)


@export.command("codeowners")
@click.option(
    "--dialect", default="github", show_default=True, type=KeysOf("remit.exports.codeowners", "DIALECTS"),
    help="The host that reads the file.",
)  # fmt: skip
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="CODEOWNERS to put the lines into.",
)  # fmt: skip
@click.option(
    "--check", is_flag=False, flag_value="", type=str, metavar="[FILE]",
    help="Compare with a committed CODEOWNERS instead; by default the one the host reads.",
)  # fmt: skip
@at_root("")
def export_codeowners(*, root: Path, dialect: str, output: Path | None, check: str | None) -> None:
    """Write who reviews which file, as CODEOWNERS."""
    from remit import files
    from remit.escape import printable
    from remit.exports import codeowners
    from remit.reading import open_handbook

    if output is not None and check is not None:
        raise click.UsageError("--output writes and --check compares; name one of them")
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
            problems.append(f"{path.name} is out of date: write it again with --output instead of --check")
        else:
            show(f"{path.name} matches the definitions\n")
    elif output is not None:
        text = codeowners.placed(part, files.read(output) if output.exists() else "")
        files.replace(output, text)
        show(f"{part.count} lines in {output}\n")
    else:
        text = part.text
        show(text)
    problems += codeowners.misplaced(part, text, spoken)
    for split in part.splits:
        click.echo(f"note: {printable(str(split))}", err=True)
    _leave(problems, book)


@export.command("calendar")
@click.option(
    "--from", "start", **DAY,
    help="The day it begins; by default 1 January of the year of the last review.",
)  # fmt: skip
@OUTPUT
@at_root("")
def export_calendar(*, root: Path, start: str | None, output: Path | None) -> None:
    """Write the operating rhythm as a calendar feed (.ics)."""
    from remit.exports import calendar
    from remit.reading import open_handbook

    book = open_handbook(root)
    text = calendar.feed(book, date.fromisoformat(start) if start else None)
    show(text, output)
    if output is not None and output != Path("-"):
        count = text.count("\nBEGIN:VEVENT\r")
        show(f"{count} {'cadence' if count == 1 else 'cadences'} in {output}\n")
    _leave([], book)


@export.command("help-text")
@click.option("--salesforce", type=_PLACE, metavar="DIR", help="Metadata of Salesforce, in either format.")
@click.option("--hubspot", type=_PLACE, metavar="DIR", help="Properties, as HubSpot's API answers.")
@click.option("--dbt", type=_PLACE, metavar="DIR", help="A dbt project.")
@click.option("--system", metavar="ID", help="The system of the handbook that the files are of.")
@click.option("--overwrite", is_flag=True, help="Also where another text stands.")
@click.option("--write", is_flag=True, help="Change the files; without it, a patch is printed.")
@OUTPUT
@at_root("")
def export_help_text(
    *, root: Path, output: Path | None, overwrite: bool, write: bool, system: str | None, **named: Path | None
) -> None:
    """Put what definitions say into a system's own files, as descriptions and help texts.

    Only where nothing stands yet, unless --overwrite; no other line of a file is touched.
    """
    from remit import files
    from remit.drift.asked import meant
    from remit.escape import printable
    from remit.exports.help_text import WRITERS
    from remit.exports.help_text.model import chosen, patch
    from remit.reading import open_handbook
    from remit.snapshots.files import on_disk

    given = [(kind, place) for kind, place in named.items() if place is not None]
    if len(given) != 1:
        raise click.UsageError("name the files of one system, such as --salesforce DIR")
    kind, place = given[0]
    book = open_handbook(root)
    source = on_disk(place)
    found = WRITERS[kind](book, system or meant(book, kind), source)
    texts = {path: source.read(path).decode("utf-8") for path in {each.path for each in found}}
    made = chosen(found, texts, overwrite=overwrite)
    if write:
        for path, (_, text) in made.texts.items():
            files.replace(place / path if place.is_dir() else place, text)
    else:
        show("".join(patch(made.texts)), output)
    for each in made.put:
        if each.was.strip():
            click.echo(printable(f"over another text: {each.what} ({each.path}): {each.was}"), err=True)
    for each in made.kept:
        click.echo(printable(f"kept: {each.what} ({each.path}) says: {each.was}"), err=True)
    done = "written" if write else "to write"
    kept = f"; {len(made.kept)} kept as they are, --overwrite replaces them" if made.kept else ""
    click.echo(f"{len(made.put)} texts {done} in {len(made.texts)} files{kept}", err=True)
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
