"""What all commands share: exit codes, the folder, days, formats, printing."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from remit.cli import progress
from remit.diagnostics import RemitError

if TYPE_CHECKING:
    Choice = click.Choice[str]
else:
    Choice = click.Choice

CLEAN, FOUND, FAILED = 0, 1, 2
_FOLDER = click.Path(path_type=Path)
# Every command takes the folder in which `governance/` lies as `-C`.
IN = click.option(
    "-C",
    "root",
    type=_FOLDER,
    default=Path(),
    metavar="DIR",
    help="The folder that holds `governance/`; by default this one.",
)
OUTPUT = click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), metavar="FILE",
    help="File to write to; by default, or as `-`, the terminal.",
)  # fmt: skip


def at_root(named: str = "ROOT") -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The folder as an argument beside `-C`; without a name, for old calls only, it stands in no help."""

    def make(command: Callable[..., None]) -> Callable[..., None]:
        @click.argument("place", type=_FOLDER, required=False, metavar=f"[{named}]" if named else "")
        @IN
        @wraps(command)
        def taking(*, place: Path | None, root: Path, **more: Any) -> None:
            if place is not None and root != Path():
                raise click.UsageError(f"`{place}` and -C {root} both say where `governance/` lies; name one")
            command(root=root if place is None else place, **more)

        return taking

    return make


def _day(value: str) -> str:
    """A day as its ISO text, which is how days stand in YAML."""
    from remit.days import parsed

    if parsed(value) is None:
        raise click.BadParameter(f"`{value}` is not a day; write year, month and day, such as 2026-11-20")
    return value


DAY: Mapping[str, Any] = {"type": _day, "metavar": "YYYY-MM-DD"}


class KeysOf(Choice):
    """The keys of a module's table, which is imported once a command that offers them runs."""

    def __init__(self, module: str, table: str) -> None:
        self.module = module
        self.table = table
        self.case_sensitive = True

    def __getattr__(self, name: str) -> tuple[str, ...]:
        if name != "choices":
            raise AttributeError(name)
        self.choices = tuple(getattr(importlib.import_module(self.module), self.table))
        return self.choices


def format_of(report: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The option `--format` of a command: the formats of a module of `remit.reports`."""
    return click.option("--format", "form", type=KeysOf(f"remit.reports.{report}", "FORMATS"), default="text")


def is_file(output: Path | None) -> bool:
    """Whether `--output` names a file; without it, or as `-`, it is the terminal."""
    return output is not None and output != Path("-")


def show(text: str, output: Path | None = None) -> None:
    """Print as UTF-8, whatever the terminal's locale says, or write to a file.

    Raises RemitError when that is impossible.
    """
    progress.done()
    if output is not None and is_file(output):
        from remit.files import replace

        replace(output, text)
        return
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
