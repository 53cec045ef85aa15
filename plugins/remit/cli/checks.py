"""`remit check` and `remit explain`."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from remit.cli.failures import in_words
from remit.cli.output import CLEAN, DAY, FAILED, FOUND, IN, OUTPUT, KeysOf, at_root, is_file, show
from remit.cli.surroundings import from_here, from_repository, shows_colours, usual_format
from remit.diagnostics import RemitError, Severity
from remit.files import UNFINISHED

if TYPE_CHECKING:
    from remit.checking import Checked


@click.command()
@at_root()
@click.option(
    "--format", "form", type=KeysOf("remit.reports.findings", "FORMATS"),
    help="The format; by default `text`, and `github` in the log of a GitHub workflow.",
)  # fmt: skip
@OUTPUT
@click.option(
    "--fail-on",
    type=click.Choice([s.word for s in reversed(Severity)]),
    default="error",
    help="The lowest severity that makes the exit code 1.",
)
@click.option(
    "--today",
    **DAY,
    help="The day of the check: it ends waivers and shows what is overdue. Without it no clock is asked.",
)
@click.option(
    "--stats",
    type=KeysOf("remit.reports.stats", "FORMATS"),
    help="Print the scorecard in place of the findings: what has an owner, a marker, … and what has not.",
)
@click.option("--fix", is_flag=True, help="First put right what can be meant in one way only.")
@click.option("--watch", is_flag=True, help="Check again whenever a definition changes, until Ctrl-C.")
def check(*, root: Path, fail_on: str, fix: bool, watch: bool, form: str | None, **more: Any) -> None:
    """Check the definitions under ROOT/governance."""
    if fix:
        _fix(root)
    wanted = _Wanted(form or usual_format(more["output"]), Severity[fail_on.upper()], **more)
    if watch:
        from remit.cli.watching import repeated

        sys.exit(repeated(root, partial(_check, root, wanted)))
    sys.exit(_check(root, wanted))


def _fix(root: Path) -> None:
    """Put right what can be, and say it beside the report."""
    from remit.authoring.edits.plan import Plan
    from remit.authoring.fixing import fixed
    from remit.authoring.setting import hold_fitting
    from remit.cli.editing import editing
    from remit.escape import printable

    with editing(root) as book:
        plan = Plan(book)
        done = fixed(plan)
        texts = plan.texts()
        hold_fitting(plan, texts)
        plan.carry_out(texts)
    for each in done:
        click.echo(f"fixed {each.place}: {printable(each.what)}", err=True)
    if not done:
        click.echo("remit: nothing could be fixed without a person", err=True)


_INTERRUPTED = (
    "an edit of several files was interrupted, so some are new and some as before; "
    "the next command that edits finishes it: run `remit fmt`"
)


class _Wanted(NamedTuple):
    """What is to be shown of a check, and where."""

    form: str
    fail_on: Severity
    output: Path | None
    today: str | None
    stats: str | None


def _check(root: Path, wanted: _Wanted) -> int:
    """One check, shown; returns the exit code."""
    from remit.checking import check as check_handbook
    from remit.reading import FOLDER
    from remit.reports.findings import FORMATS

    told = FORMATS[wanted.form]
    try:
        checked = check_handbook(root, today=wanted.today or "")
    except (RemitError, OSError, MemoryError) as problem:
        if not told.is_for_people or is_file(wanted.output):  # the terminal gets a sentence anyway
            show(told.failure(in_words(problem)), wanted.output)
        raise
    checked = checked.under(from_repository(root) if told.is_for_a_host else from_here(root))
    if wanted.stats:
        show(_scored(checked, wanted.today or "", wanted.stats), wanted.output)
    elif wanted.form == "text" and shows_colours(wanted.output):
        from remit.reports.findings.text import coloured

        show(coloured(checked))
    else:
        show(told(checked), wanted.output)
    if (root / FOLDER / UNFINISHED).is_file():
        click.echo(f"remit: {_INTERRUPTED}", err=True)
        return FAILED
    worst = checked.worst()
    return FOUND if worst is not None and worst >= wanted.fail_on else CLEAN


def _scored(checked: Checked, today: str, form: str) -> str:
    from remit.insight.health.scorecard import scorecard
    from remit.reports.stats import FORMATS

    return FORMATS[form](scorecard(checked.book, checked.findings, today))


@click.command()
@click.argument("code", required=False)
@IN
def explain(*, root: Path, code: str | None) -> None:
    """Say what a finding means; without CODE, list all codes.

    A rule of the handbook's own is named `rule:id`.
    """
    from remit.diagnostics import did_you_mean
    from remit.reading import FOLDER, open_handbook
    from remit.reports.explained import explained

    asks_own = code is not None and ":" in code
    book = open_handbook(root) if asks_own or (code is None and (root / FOLDER).is_dir()) else None
    known = explained(book)
    if code is None:
        show("".join(f"{name}\n" for name in known))
        return
    if code not in known:
        raise RemitError(f"there is no finding `{code}`{did_you_mean(code, known)}")
    show(known[code].as_text())
