"""`remit diff`, `remit history`, `remit show`: what changed, and what was."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from remit.cli.output import CLEAN, DAY, FAILED, IN, OUTPUT, format_of, show


@click.command()
@click.argument("base")
@click.argument("head", required=False)
@format_of("diff")
@OUTPUT
@click.option("--merge-base", "from_fork", is_flag=True, help="Compare from where HEAD left BASE.")
@IN
def diff(base: str, head: str | None, *, form: str, output: Path | None, from_fork: bool, root: Path) -> None:
    """Say what differs between two commits or two folders.

    Without HEAD, BASE is compared with the files as they are now. Order of sets, layout, comments
    and the file that a definition lies in are no differences.
    """
    from remit.change.compare.sides import diff as compare
    from remit.cli.sides import remedies, sides
    from remit.reports.diff import FORMATS

    named = sides(root, base, head)
    with remedies(root):
        found = compare(named.place, named.other, base=named.base, head=named.head, merge_base=from_fork)
    show(FORMATS[form](found), output)
    if found.unread:
        click.echo("remit: not everything could be compared; fix what could not be read", err=True)
        sys.exit(FAILED)
    sys.exit(CLEAN)


@click.command()
@click.argument("definition", required=False)
@format_of("history")
@OUTPUT
@click.option("--as-of", "day", **DAY, help="The last day to include; by default all of them.")
@click.option("--until", "ref", default="HEAD", metavar="REF", hidden=True)
@IN
def history(
    definition: str | None, *, form: str, output: Path | None, day: str | None, ref: str, root: Path
) -> None:
    """Tell the changes of one DEFINITION, or of all, as git has them.

    A definition is named by its kind and id, such as metric:win-rate.
    """
    from remit.cli.sides import past_until, remedies
    from remit.reports.history import FORMATS

    with remedies(root):
        found = past_until(root, day, ref)
    show(FORMATS[form](found, definition), output)


@click.command("show")
@click.argument("definition")
@click.option("--as-of", "day", **DAY, help="The day to show; by default what the files say now.")
@OUTPUT
@IN
def show_definition(definition: str, day: str | None, output: Path | None, root: Path) -> None:
    """Print a DEFINITION as YAML, as it was in force on a day.

    It is named by its kind and id, such as metric:win-rate.
    """
    from remit.reports.definition import as_of, as_written

    if day is None:
        show(as_written(root, definition), output)
        return
    from remit.change.history.timeline import history as past
    from remit.cli.sides import remedies

    with remedies(root):
        found = past(root)
    show(as_of(found, definition, day), output)
