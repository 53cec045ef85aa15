"""`remit review`: what a change means, and what it still needs."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from remit.cli.change import DAY, IN
from remit.cli.output import CLEAN, FAILED, FOUND, show


@click.command()
@click.argument("base")
@click.argument("head", required=False)
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text")
@click.option("--fix", is_flag=True, help="Write the skeleton of the change record that is missing.")
@click.option(
    "--today", type=DAY, metavar="YYYY-MM-DD", help="The day on which reviews are due; else the clock's."
)
@IN
def review(
    base: str,
    head: str | None,
    *,
    form: str,
    fix: bool,
    today: datetime | None,
    root: Path,
) -> None:
    """Judge what changes from BASE to HEAD (or to the files as they are now).

    The comparison starts where HEAD left BASE. Policy, owners and holders are those of BASE. Exit code 0:
    ready; 1: something is missing; 2: it could not be judged.
    """
    from remit import days
    from remit.change.review import review as judge
    from remit.change.versions import difference
    from remit.cli.sides import open_sides
    from remit.exports.records import write_missing
    from remit.reports.reviews import FORMATS

    day = today.date().isoformat() if today else days.clock()
    sides = open_sides(root, base, head, from_fork=True)
    found = difference(sides.before, sides.after, sides.names)
    judged = judge(found, day, judge=sides.judge)
    if fix and (path := write_missing(judged, root, day)):
        click.echo(f"remit: wrote {path}; say in it why, and review again", err=True)
    show(FORMATS[form](judged))
    if found.unread:
        click.echo("remit: not all could be judged; mend what could not be read", err=True)
        sys.exit(FAILED)
    sys.exit(CLEAN if judged.is_ready else FOUND)
