"""What the machine, and not the handbook, stands in the way with, in a sentence."""

from __future__ import annotations

import errno
import os

from remit import extras
from remit.diagnostics import RemitError
from remit.escape import printable


def in_words(problem: RemitError | OSError | MemoryError | ImportError) -> str:
    """Why a command could not be done, and what helps."""
    if isinstance(problem, RemitError):
        return printable(str(problem))
    if isinstance(problem, MemoryError):
        return "there is not enough memory; close something, or give the machine more"
    return _missing(problem) if isinstance(problem, ImportError) else _refused(problem)


def _refused(problem: OSError) -> str:
    """What the system refused."""
    if isinstance(problem, FileNotFoundError) and _is_lost():
        return "the folder in which this runs was deleted; go to one that exists"
    if problem.errno in (errno.EMFILE, errno.ENFILE):
        return "too many files are open at once; `ulimit -n` says how many may be, and raises it"
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"the disk is full{_where(problem)}; make room, and run it again"
    return printable(f"{(problem.strerror or str(problem)).lower()}{_where(problem)}")


def _missing(problem: ImportError) -> str:
    name = printable(problem.name or "")
    if name.partition(".")[0] == "remit" or not name:
        lost = f": `{name}` is missing" if name else ""
        return f"remit is not installed whole{lost}; install it again: `pip install --force-reinstall remit`"
    if extra := extras.extra_of(name):
        return extras.lost(extra) or f"`{name}` is broken; install it again: {extras.line(extra)}"
    package = name.partition(".")[0].replace("_", "-")
    return f"the package `{package}` is missing or broken; `pip install --force-reinstall remit` brings it"


def _is_lost() -> bool:
    """Whether the folder in which the command runs is no more."""
    try:
        os.getcwd()  # noqa: PTH109 - what Path.cwd() asks
    except OSError:
        return True
    return False


def _where(problem: OSError) -> str:
    return f": {problem.filename}" if isinstance(problem.filename, str) else ""
