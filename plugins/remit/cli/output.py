"""What all commands share: exit codes, the root, printing."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from remit.diagnostics import RemitError

CLEAN, FOUND, FAILED = 0, 1, 2
ROOT = click.argument("root", type=click.Path(path_type=Path), default=Path())


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
