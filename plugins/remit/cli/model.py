"""`remit schema`, `remit render`, `remit export`: the model, for people and programs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from remit.cli.output import FOUND, ROOT, show
from remit.diagnostics import Severity


@click.command()
@click.option("--kind", "wanted", help="Print the schema of one kind, self-contained.")
@click.option(
    "--editor",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write self-contained schemas for editors to.",
)
@ROOT
def schema(root: Path, wanted: str | None, folder: Path | None) -> None:
    """List the kinds and their properties, or give their schemas."""
    from remit.exports import editor
    from remit.reading import open_handbook

    book = open_handbook(root)
    if folder is not None:
        show(f"{len(editor.write(book, folder))} files in {folder}\n")
    elif wanted is not None:
        show(editor.schema_of(book, wanted))
    else:
        show(editor.overview(book))


@click.command()
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder to write to."
)
@ROOT
def render(out: Path, root: Path) -> None:
    """Write the handbook's pages as portable Markdown files."""
    from remit.checking import check as check_handbook
    from remit.exports import portable

    checked = check_handbook(root)
    count = portable.write(checked, out)
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
    errors = sum(finding.severity is Severity.ERROR for finding in book.diagnostics)
    if errors:
        click.echo(f"remit: {errors} errors while reading; `remit check` shows them", err=True)
        sys.exit(FOUND)
