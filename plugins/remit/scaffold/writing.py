"""Several new files, all or none."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path

from remit import files


def create_all(top: Path, texts: Mapping[str, str]) -> None:
    """Create files by their paths below `top`; where one cannot be, those before it are taken away again.

    Raises RemitError as `files.create` does: never over a file that exists.
    """
    made: list[Path] = []
    try:
        for name, text in texts.items():
            files.create(top / name, text)
            made.append(top / name)
    except BaseException:  # a full disk, Ctrl-C: a half would be in the way of the next try
        for path in reversed(made):
            path.unlink(missing_ok=True)
            _remove_empty(path.parent, top)
        raise


def _remove_empty(folder: Path, top: Path) -> None:
    with contextlib.suppress(OSError):  # not empty: somebody else's
        while folder != top:
            folder.rmdir()
            folder = folder.parent
