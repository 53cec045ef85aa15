"""The command, run by tests: in this process, or in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from remit.cli import main


def remit(*arguments: str | Path) -> Result:
    """The command in this process; a crash is raised, so that no test takes it for an answer."""
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def remit_alone(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own, in which a warning is an error."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "remit", *map(str, arguments)],
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )
