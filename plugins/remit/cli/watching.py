"""A check that is done again whenever a file changes."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from remit.cli import progress
from remit.cli.failures import in_words
from remit.cli.output import FAILED
from remit.diagnostics import RemitError
from remit.reading import FOLDER

PAUSE = 0.5  # seconds between two looks at the files
SETTLED = 0.1  # seconds in which nothing more is written: an editor may be halfway through a file
SCHEMAS = "schemas"


def repeated(root: Path, once: Callable[[], int]) -> int:
    """Call it now and after every change, until Ctrl-C; returns what it gave the last time.

    Files are looked at, not waited for: that holds on every system and on shared folders.
    """
    code = FAILED
    try:
        while True:
            before = stamps(root)
            code = _told(once)
            gc.collect()  # what the command does once and leaves would grow here
            click.echo("remit: waiting for changes; Ctrl-C ends it", err=True)
            _changed(root, before)
            click.echo(err=True)
    except KeyboardInterrupt:
        return code


def _changed(root: Path, before: Mapping[str, tuple[int, int]]) -> None:
    """Wait until something has changed, and until it is written."""
    while (seen := stamps(root)) == before:
        time.sleep(PAUSE)
    time.sleep(SETTLED)
    while (now := stamps(root)) != seen:
        seen = now
        time.sleep(SETTLED)


def stamps(root: Path) -> Mapping[str, tuple[int, int]]:
    """When each file of the handbook was written last, and its size."""
    found = {}
    for top in (root / FOLDER, root / SCHEMAS):
        for folder, _, names in os.walk(top):
            for name in names:
                path = os.path.join(folder, name)  # noqa: PTH118 - some ten thousand of them, twice a second
                try:
                    stat = os.stat(path, follow_symlinks=False)  # noqa: PTH116
                except OSError:
                    continue  # gone since it was listed
                found[path] = (stat.st_mtime_ns, stat.st_size)
    return found


def _told(once: Callable[[], int]) -> int:
    """One check; what stands in its way is said, and the next change tried."""
    try:
        return once()
    except (RemitError, OSError, MemoryError) as problem:
        progress.done()
        click.echo(f"remit: could not do this: {in_words(problem)}", err=True)
        return FAILED
