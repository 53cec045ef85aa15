"""What `remit build` runs in a process of its own: the check, and MkDocs where it finds no error."""

# `python -m remit.plugin.alone ROOT ARGUMENTS...` is `python -m mkdocs ARGUMENTS...` after a check.
# What the check has read is handed to the plugin, which would read it again.

from __future__ import annotations

import atexit
import gc
import os
import runpy
import sys
from pathlib import Path
from typing import NoReturn

from remit.checking import check
from remit.diagnostics import RemitError, Severity
from remit.plugin.building import FAULTY, UNREAD
from remit.reports.findings import FORMATS


def main(root: Path, arguments: list[str]) -> int:
    """Check the handbook in a folder, then run MkDocs with some arguments; the exit code of the process."""
    gc.disable()  # what is read lives as long as the process; the plugin turns it on again after that
    try:
        checked = check(root)
    except RemitError as problem:
        return _told(str(problem), UNREAD)
    if checked.worst() == Severity.ERROR:
        return _told(FORMATS["text"](checked), FAULTY)
    from remit.plugin.extension import RemitPlugin

    RemitPlugin.handed[root.resolve()] = checked
    sys.argv = ["mkdocs", *arguments]
    runpy.run_module("mkdocs", run_name="__main__", alter_sys=True)
    return 0


def _told(text: str, code: int) -> int:
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    return code


def run() -> NoReturn:
    """`main` with the arguments of the process, which takes no model and no site apart at the end."""
    code = 1  # where Python says itself what went wrong

    def leave() -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)

    atexit.register(leave)  # the first of all runs last: threads and what other plugins left are done then
    try:
        code = main(Path(sys.argv[1]), sys.argv[2:])
    except SystemExit as done:
        code = done.code if isinstance(done.code, int) else int(done.code is not None)
        raise
    sys.exit(code)


if __name__ == "__main__":
    run()
