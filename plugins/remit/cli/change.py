"""`remit diff`, `remit history`, `remit show`: what changed, and what was."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from remit.cli.output import CLEAN, DAY, FAILED, IN, format_of, show


@click.command()
@click.argument("base")
@click.argument("head", required=False)
@format_of("diff")
@click.option("--merge-base", "from_fork", is_flag=True, help="Compare from where HEAD left BASE.")
@IN
def diff(base: str, head: str | None, *, form: str, from_fork: bool, root: Path) -> None:
    """Say what differs between two commits or two folders.

    Without HEAD, BASE is compared with the files as they are now. Order of sets, layout, comments
    and the file that a definition lies in are no differences.
    """
    from remit.change.compare.versions import difference
    from remit.cli.sides import open_sides
    from remit.reports.diff import FORMATS

    sides = open_sides(root, base, head, from_fork=from_fork)
    found = difference(sides.before, sides.after, sides.names)
    show(FORMATS[form](found))
    if found.unread:
        click.echo("remit: not all could be compared; mend what could not be read", err=True)
        sys.exit(FAILED)
    sys.exit(CLEAN)


@click.command()
@click.argument("definition", required=False)
@format_of("history")
@click.option("--until", "ref", default="HEAD", metavar="REF", help="The last commit to look at.")
@IN
def history(definition: str | None, form: str, ref: str, root: Path) -> None:
    """Tell the changes of one DEFINITION, or of all, as git has them.

    A definition is named by its kind and id, such as metric:win-rate.
    """
    from remit.cli.sides import past
    from remit.reports.history import FORMATS
    from remit.schema import load_kinds
    from remit.tree import Disk

    kinds = load_kinds(Disk(root))
    show(FORMATS[form](past(root, kinds, ref), kinds, definition))


@click.command("show")
@click.argument("definition")
@click.option("--as-of", "day", **DAY, help="The day; today's text without it.")
@IN
def show_definition(definition: str, day: str | None, root: Path) -> None:
    """Print a DEFINITION as YAML, as it was in force on a day.

    It is named by its kind and id, such as metric:win-rate.
    """
    from remit.reports.definition import as_of, as_written

    if day is None:
        show(as_written(root, definition))
        return
    from remit.cli.sides import past
    from remit.schema import load_kinds
    from remit.tree import Disk

    kinds = load_kinds(Disk(root))
    show(as_of(past(root, kinds), kinds, definition, day))
