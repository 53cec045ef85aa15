"""`remit drift`: whether the systems still say what was decided."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from remit.cli.failures import in_words
from remit.cli.output import CLEAN, DAY, FAILED, FOUND, IN, OUTPUT, KeysOf, is_file, show
from remit.cli.surroundings import from_here, from_repository, usual_format
from remit.diagnostics import RemitError, did_you_mean

if TYPE_CHECKING:
    from remit.drift.compare import Asked
    from remit.handbook import Handbook

_PLACE = click.Path(path_type=Path)


_OPTIONS = (
    click.option(
        "--salesforce", type=_PLACE, metavar="DIR", help="Metadata of Salesforce, in either format."
    ),
    click.option(
        "--hubspot", type=_PLACE, metavar="DIR", help="Properties, pipelines and workflows of HubSpot."
    ),
    click.option("--dbt", type=_PLACE, metavar="FILE", help="A `manifest.json` of dbt."),
    click.option(
        "--map", type=_PLACE, metavar="FILE", help="A mapping that says what the columns of a list are."
    ),
    click.option("--system", metavar="ID", help="The system of the handbook that the snapshot is of."),
    click.option("--environment", metavar="NAME", help="Which part counts, where a snapshot holds several."),
    click.option("--day", **DAY, help="The day of the snapshot."),
)


def SNAPSHOT(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that name a snapshot."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command()
@SNAPSHOT
@click.option(
    "--audit", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="An export of the audit trail, a CSV: it says who changed what.",
)  # fmt: skip
@click.option(
    "--format", "form", type=KeysOf("remit.reports.findings", "FORMATS"),
    help="The format; by default `text`, and `github` in the log of a GitHub workflow.",
)  # fmt: skip
@OUTPUT
@IN
def drift(*, audit: Path | None, form: str | None, output: Path | None, root: Path, **named: Any) -> None:
    """Say whether the systems still say what was decided.

    The handbook is held against exports of the systems' setup: those named here, else those that
    `handbook.yaml` lists under `snapshots`. Exit code 0: all that was asked is the same; 1: something
    differs; 2: something that was asked cannot be told.
    """
    from remit.checking import Checked
    from remit.drift.compare import drift as compare
    from remit.drift.compare import unread
    from remit.drift.decided import Past
    from remit.drift.findings import fails, findings
    from remit.drift.since import repository_of
    from remit.drift.witness import entries, with_witnesses
    from remit.reading import open_handbook
    from remit.reports.drift import report
    from remit.reports.findings import FORMATS

    told = FORMATS[form or usual_format(output)]
    try:
        book = open_handbook(root)
        asked = _asked(book, named)
        from remit.change.history.timeline import told_history

        trail = entries(audit) if audit is not None else []
        found = compare(book, asked, Past(book, told_history(root, book.kinds), repository_of(root)))
        found = with_witnesses(found, trail) if trail else found
    except (RemitError, OSError, MemoryError) as problem:
        if not told.is_for_people or is_file(output):  # the terminal gets a sentence anyway
            show(told.failure(in_words(problem)), output)
        raise
    made = findings(book, found)
    if told.name == "text":
        show(report(found, from_here(root)), output)
    else:
        folder = from_repository(root) if told.is_for_a_host else from_here(root)
        show(told(Checked(book, made).under(folder)), output)
    lost = unread(book)
    if lost:
        names = ", ".join(lost[:5]) + (f" and {len(lost) - 5} more" if len(lost) > 5 else "")
        click.echo(f"remit: not compared, since `remit check` finds a fault in it: {names}", err=True)
    if lost or any(each.code == "live-unknown" for each in made):
        sys.exit(FAILED)
    sys.exit(FOUND if fails(made) else CLEAN)


def one_named(book: Handbook, named: dict[str, Any]) -> Asked:
    """The one snapshot that is named; its system may be none of the handbook yet."""
    from remit.drift.asked import named as one
    from remit.snapshots.opening import READERS

    given = [(kind, named[kind]) for kind in READERS if named.get(kind) is not None]
    if len(given) != 1:
        raise click.UsageError("name one snapshot, such as --salesforce DIR")
    ((kind, place),) = given
    system, environment, day = (named[each] or "" for each in ("system", "environment", "day"))
    return one(book, kind, place, system=system, environment=environment, day=day, is_new=True)


def _asked(book: Handbook, named: dict[str, Any]) -> list[Asked]:
    """The snapshots that are named on the command line, else those of `handbook.yaml`."""
    from remit.drift.asked import kept, listed
    from remit.drift.asked import named as one
    from remit.snapshots.opening import READERS

    given = {kind: named[kind] for kind in READERS if named.get(kind) is not None}
    system, environment, day = (named[each] or "" for each in ("system", "environment", "day"))
    if given and system and len(given) > 1:
        raise click.UsageError("--system goes with one snapshot; name one, or list them in `handbook.yaml`")
    if given:
        return [
            one(book, kind, place, system=system, environment=environment, day=day)
            for kind, place in given.items()
        ]
    if environment or day:
        raise click.UsageError("--environment and --day go with a snapshot, such as --salesforce DIR")
    found = list(listed(book, system))
    if not found:
        hint = did_you_mean(system, kept(book)) if system else ""
        what = f"no snapshot of `{system}` is listed{hint}" if system else "no snapshot is named"
        raise RemitError(
            f"{what}; name one, such as --salesforce DIR, or list it under `snapshots` in "
            "`governance/handbook.yaml`"
        )
    return found
