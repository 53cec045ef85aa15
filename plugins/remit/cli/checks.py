"""`remit check` and `remit explain`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from remit.cli.output import ANYWHERE, CLEAN, DAY, FOUND, OUTPUT, KeysOf, at_root, format_of, show
from remit.diagnostics import RemitError, Severity

if TYPE_CHECKING:
    from remit.checking import Checked


@click.command()
@at_root()
@format_of("findings")
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
def check(
    *, root: Path, form: str, output: Path | None, fail_on: str, today: str | None, stats: str | None
) -> None:
    """Check the definitions under ROOT/governance."""
    from remit.checking import check as check_handbook
    from remit.reports.findings import FORMATS

    checked = check_handbook(root, today=today or "")
    show(_scored(checked, today or "", stats) if stats else FORMATS[form](checked), output)
    worst = checked.worst()
    sys.exit(FOUND if worst is not None and worst >= Severity[fail_on.upper()] else CLEAN)


def _scored(checked: Checked, today: str, form: str) -> str:
    from remit.insight.health.scorecard import scorecard
    from remit.reports.stats import FORMATS

    return FORMATS[form](scorecard(checked.book, checked.findings, today))


@click.command()
@click.argument("code", required=False)
@ANYWHERE
def explain(code: str | None) -> None:
    """Say what a finding means; without CODE, list all codes."""
    from remit.diagnostics import did_you_mean
    from remit.rules import ALL_CODES, ALL_RULES

    if code is None:
        show("".join(f"{name}\n" for name in ALL_CODES))
        return
    if code not in ALL_CODES:
        raise RemitError(f"there is no finding `{code}`{did_you_mean(code, ALL_CODES)}")
    found = ALL_CODES[code]
    rule = next((rule for rule in ALL_RULES if rule.code is found), None)
    show(f"{code}\n")
    if rule is not None:
        show(f"\n{rule.says}\n")
        if rule.dated:
            show("Needs a day: `remit check --today YYYY-MM-DD`.\n")
    show(f"\nWhy: {found.why}\nFix: {found.fix}\n")
    if rule is not None:
        show(f"\nBad:\n{rule.parts['Bad']}\n\nGood:\n{rule.parts['Good']}\n")
