"""The command `remit`."""

# Layer 6. The only module that imports click. It parses, calls, prints, exits:
# 0 clean, 1 findings, 2 could not check. A crash of ours, a full disk and Ctrl-C
# are 2 as well: Python's own 1 would read as findings.

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path

import click

from remit import __version__
from remit.diagnostics import RemitError, Severity

CLEAN, FOUND, FAILED = 0, 1, 2
ROOT = click.argument("root", type=click.Path(path_type=Path), default=Path())


class _Group(click.Group):
    """Turns a RemitError into one sentence on standard error and exit code 2."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except RemitError as problem:
            from remit.reports.safe import printable

            click.echo(f"remit: could not do this: {printable(str(problem))}", err=True)
            ctx.exit(FAILED)
        except KeyboardInterrupt:
            click.echo("remit: stopped before it was done", err=True)
            ctx.exit(FAILED)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="remit")
def main() -> None:
    """Governance definitions as YAML: checked, and read as a handbook."""


@main.command()
@ROOT
@click.option("--format", "form", type=click.Choice(["text", "line", "json", "github"]), default="text")
@click.option(
    "--fail-on",
    type=click.Choice([s.word for s in reversed(Severity)]),
    default="error",
    help="The least severity that makes the exit code 1.",
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="The day of the check: ends waivers. Without it none ends: a check asks no clock.",
)
def check(root: Path, form: str, fail_on: str, today: datetime | None) -> None:
    """Check the definitions under ROOT/governance."""
    from remit.checking import check as check_handbook
    from remit.reports import FORMATS

    checked = check_handbook(root, today=today.date().isoformat() if today else "")
    _print(FORMATS[form](checked))
    worst = checked.worst()
    sys.exit(FOUND if worst is not None and worst >= Severity[fail_on.upper()] else CLEAN)


@main.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Say what a finding's CODE means and how to mend it; without CODE, list all."""
    from remit.checking import known_codes
    from remit.diagnostics import did_you_mean
    from remit.rules import ALL_RULES

    codes = known_codes()
    if code is None:
        _print("".join(f"{name}\n" for name in codes))
        return
    if code not in codes:
        raise RemitError(f"there is no finding `{code}`{did_you_mean(code, codes)}")
    why, fix = codes[code]
    _print(f"{code}\n")
    for rule in ALL_RULES:
        if rule.code == code:
            _print(f"\n{rule.says}\n")
    _print(f"\nWhy: {why}\nFix: {fix}\n")
    for rule in ALL_RULES:
        if rule.code == code:
            _print(f"\nBad:\n{rule.parts['Bad']}\n\nGood:\n{rule.parts['Good']}\n")


@main.command()
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
        _print(f"{len(editor.write(book, folder))} files in {folder}\n")
    elif wanted is not None:
        _print(editor.schema_of(book, wanted))
    else:
        _print(editor.overview(book))


@main.command()
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
    _print(f"{count} pages in {out}\n")


@main.group()
def export() -> None:
    """Give the model to other programs."""


@export.command("json")
@ROOT
def export_json(root: Path) -> None:
    """Print the whole model with its edges as JSON."""
    from remit.exports import model
    from remit.reading import open_handbook

    book = open_handbook(root)
    _print(model.as_json(book))
    errors = sum(finding.severity is Severity.ERROR for finding in book.diagnostics)
    if errors:
        click.echo(f"remit: {errors} errors while reading; `remit check` shows them", err=True)
        sys.exit(FOUND)


def _print(text: str) -> None:
    """Print as UTF-8, whatever the terminal's locale says; raises RemitError when that is impossible."""
    if sys.stdout is None:
        raise RemitError("standard output is closed")
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _forget_output()  # whoever reads, such as `head`, has enough
    except OSError as problem:
        _forget_output()
        raise RemitError(f"cannot write the output: {problem.strerror}") from problem


def _forget_output() -> None:
    """Send what is still buffered nowhere, so that the last flush does not fail anew."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run() -> None:
    """The installed command: as `main`, but it leaves without taking the model apart.

    Freeing a large handbook object by object is a fifth of the time of a check.
    """
    try:
        main()
    except SystemExit as done:
        code = done.code if isinstance(done.code, int) else int(done.code is not None)
    except Exception:  # a fault of remit itself
        import traceback  # ten milliseconds that only a crash should cost

        traceback.print_exc()
        code = FAILED
    else:
        code = CLEAN
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # closed by the caller
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    run()
