"""`remit build`: the handbook as a site."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from remit.cli.output import CLEAN, FOUND, IN, show


@click.command()
@IN
@click.option(
    "--output", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="Folder of the site; by default `site` beside `mkdocs.yml`.",
)  # fmt: skip
@click.option("--config-file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="The `mkdocs.yml`; by default the one beside `governance/`.")  # fmt: skip
@click.option("--wait", type=click.FloatRange(0), default=600, show_default=True, metavar="SECONDS",
              help="How long to wait for another build of the same site.")  # fmt: skip
def build(*, root: Path, output: Path | None, config_file: Path | None, wait: float) -> None:
    """Check the definitions, and build the site whole or not at all.

    The new site takes the place of the last one when nothing in it is missing. MkDocs runs in a process of
    its own, with the plugins and hooks that `mkdocs.yml` names.
    """
    from remit import extras

    extras.hold(extras.SITE)
    from remit.plugin import building

    config = config_file or root / building.CONFIG
    folder = output or config.parent / "site"
    try:
        count = building.build(root, config, folder, wait=wait, say=_say)
    except building.Faulty as report:
        show(str(report))
        click.echo("remit: nothing was built; the site stays as it was", err=True)
        sys.exit(FOUND)
    show(f"{count} files in {folder}\n")
    sys.exit(CLEAN)


def _say(text: str) -> None:
    from remit.escape import printable

    click.echo(printable(text), err=True)
