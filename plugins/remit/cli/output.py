"""What all commands share: exit codes, the root, days, printing."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from remit.diagnostics import RemitError

if TYPE_CHECKING:
    Choice = click.Choice[str]
else:
    Choice = click.Choice

CLEAN, FOUND, FAILED = 0, 1, 2
# Where `governance/` lies: an argument of commands that need nothing else, an option of all others.
ROOT = click.argument("root", type=click.Path(path_type=Path), default=Path())
IN = click.option(
    "-C", "root", type=click.Path(path_type=Path), default=Path(), metavar="FOLDER",
    help="Where `governance/` lies; else here.",
)  # fmt: skip


def _day(value: str) -> str:
    """A day as its ISO text, which is how days stand in YAML."""
    from remit.days import parsed

    if parsed(value) is None:
        raise click.BadParameter(f"`{value}` is no day; write year, month and day, such as 2026-11-20")
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


def show(text: str) -> None:
    """Print as UTF-8, whatever the terminal's locale says; raises RemitError when that is impossible."""
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
