"""One file of a repository, read and replaced whole; a lock that nobody can leave behind."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from remit.diagnostics import RemitError

BESIDE = ".remit-"  # so begins the name of whatever lies beside the files of people
PAUSE = 0.1  # seconds between two looks at a lock
UNFINISHED = f"{BESIDE}unfinished.json"  # the note of an edit of several files, until all of them are written


def repository(root: Path) -> tuple[Path, str]:
    """The top of the repository that a handbook lies in, and the way from there (empty: it is the top).

    Without a repository the handbook's own folder is the top.
    """
    root = root.resolve()
    top = next((place for place in (root, *root.parents) if (place / ".git").exists()), root)
    return top, "" if top == root else root.relative_to(top).as_posix()


def read(path: Path) -> str:
    """The text of a file, byte for byte, whatever its encoding; raises RemitError."""
    try:
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except OSError as problem:
        raise RemitError(f"cannot read {path}: {problem.strerror}") from problem


def replace(path: Path, text: str | Iterable[bytes]) -> None:
    """Write a file whole or not at all, folders above it too; raises RemitError.

    A large text is given in pieces, so that it never lies in memory whole.
    """
    path = Path(os.path.realpath(path))  # a link stays a link; `resolve` raises at a ring of them
    try:
        with _beside(path, text, path.stat().st_mode & 0o7777 if path.exists() else 0o644) as beside:
            beside.replace(path)
    except OSError as problem:
        raise RemitError(f"cannot write {path.name}: {problem.strerror}; choose another place") from problem


def create(path: Path, text: str) -> None:
    """Write a new file whole or not at all, never over another; raises RemitError."""
    try:
        with _beside(path, text, 0o644) as beside:
            os.link(beside, path)  # fails where a file is, whoever wrote it a moment ago
    except FileExistsError as problem:
        raise RemitError(f"{path.name} exists already; nothing was written") from problem
    except OSError as problem:
        raise RemitError(f"cannot write {path.name}: {problem.strerror}") from problem


def lock(handle: int, wait: float, waiting: Callable[[], None]) -> bool:
    """Take the lock of an open file; False where another still has it after `wait` seconds.

    `waiting` is called once where another has it. The lock goes with the last process that has the file open,
    however that ends, so a killed one leaves none behind. Raises OSError where the system has no locks there.
    """
    until = time.monotonic() + wait
    said = False
    while not _try_lock(handle):
        if time.monotonic() >= until:
            return False
        if not said:
            waiting()
            said = True
        time.sleep(PAUSE)
    return True


def _try_lock(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:
        if problem.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
            return False
        raise
    return True


def unfinished(path: Path) -> str:
    """How the names of files begin that are written beside another before they take its place."""
    return f"{BESIDE}{path.name.lstrip('.')}-"


@contextmanager
def _beside(path: Path, text: str | Iterable[bytes], mode: int) -> Iterator[Path]:
    """A file with the text in the folder of another, which is gone afterwards unless it was moved."""
    import tempfile  # whoever writes nothing is spared it

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=unfinished(path), dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines([text.encode("utf-8", "surrogateescape")] if isinstance(text, str) else text)
        beside.chmod(mode)
        yield beside
    finally:
        beside.unlink(missing_ok=True)
