"""`remit adopt`: drafts from what a system says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from remit.cli.drifting import SNAPSHOT, one_named
from remit.cli.output import IN, show


@click.command()
@SNAPSHOT
@click.option("--dry-run", is_flag=True, help="Show what would be written, as a patch, and write nothing.")
@IN
def adopt(*, dry_run: bool, root: Path, **named: Any) -> None:
    """Draft definitions from what a system says.

    Objects, fields with their values, stages, automations, metrics and dashboards that the handbook does not
    have become drafts, and what only a person can say becomes a question. Nothing that is there is changed.
    """
    from remit.authoring.adopting import adopt as drafted
    from remit.authoring.edits.plan import Plan
    from remit.authoring.setting import hold_fitting
    from remit.escape import printable
    from remit.reading import FOLDER, empty_handbook, open_handbook
    from remit.tree import Disk

    book = open_handbook(root) if (root / FOLDER).is_dir() else empty_handbook(Disk(root))
    asked = one_named(book, named)
    drafts = drafted(book, asked.snapshot, asked.system)
    if not drafts.made:
        show("The handbook has all that the snapshot says; nothing was drafted.\n")
        return
    plan = Plan(book)
    drafts.put(plan)
    texts = plan.texts()
    hold_fitting(plan, texts)
    if dry_run:
        show(plan.diff(texts))
    else:
        plan.carry_out(texts)
    counted = ", ".join(
        f"{len(group)} {(kind.titles if len(group) > 1 else kind.title).lower()}"
        for kind, group in ((book.kinds.by_id[id], group) for id, group in drafts.made.items())
    )
    lines = [f"{'Would draft' if dry_run else 'Drafted'} {counted}.", "", "To be answered by people:"]
    lines += [f"- {each}" for each in drafts.questions]
    lines += ["", "Read the drafts, give each an owner, and take `status: draft` out of what is agreed."]
    text = "".join(f"{printable(each)}\n" for each in lines)
    if dry_run:
        click.echo(text, err=True, nl=False)
    else:
        show(text)
