"""What the place in which a command runs decides: colours, the usual format, how paths are seen."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from remit import files
from remit.cli.output import is_file


def usual_format(output: Path | None) -> str:
    """The format of findings where none is named: what the log around the command understands."""
    in_github = os.environ.get("GITHUB_ACTIONS") == "true"
    return "github" if in_github and not is_file(output) else "text"


def shows_colours(output: Path | None) -> bool:
    """Whether a report is coloured: NO_COLOR says no, else FORCE_COLOR yes, else it is on a terminal."""
    if is_file(output) or os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return os.environ.get("TERM") != "dumb" and sys.stdout is not None and sys.stdout.isatty()


def columns(output: Path | None, otherwise: int = 96) -> int:
    """How wide a text may be: as the terminal, or as COLUMNS says; in a file or a pipe `otherwise`."""
    on_terminal = sys.stdout is not None and sys.stdout.isatty()
    if is_file(output) or not (on_terminal or os.environ.get("COLUMNS")):
        return otherwise
    import shutil  # and with it what packs archives

    return max(20, shutil.get_terminal_size((otherwise, 24)).columns)


def from_repository(root: Path) -> str:
    """The way from the top of the repository to the handbook, as hosts see files."""
    return files.repository(root)[1]


def from_here(root: Path) -> str:
    """The way from where the command was called to the handbook, as the shell sees files."""
    if root.is_absolute():
        with suppress(ValueError, OSError):
            root = root.relative_to(Path.cwd())
    way = Path(os.path.normpath(root)).as_posix()
    return "" if way == "." else way
