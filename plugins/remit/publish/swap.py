"""A folder that is published whole: the new one or the last one, whoever is killed when."""

# What is made beside a folder takes its place in one call where the system has one that exchanges two names:
# `renameat2` with RENAME_EXCHANGE (Linux, renameat2(2)), `renamex_np` with RENAME_SWAP (macOS, rename(2)).
# Elsewhere two renames follow each other; a note beside them says what is on the way, and whoever comes next
# ends it first. A lock for each folder keeps two from doing so at once; it is held by the open file, so it
# lasts until the last process that has it open is gone, and no longer.

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from remit import files
from remit.diagnostics import RemitError
from remit.frozen import dataclass

_EXCHANGE: Final = 2  # RENAME_EXCHANGE of Linux, and RENAME_SWAP of macOS
_AT_CWD: Final = -100
_NOT_HERE: Final = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM})


@dataclass(frozen=True, slots=True)
class Target:
    """A folder to be replaced whole, and what lies beside it meanwhile: all names begin with `.NAME.`."""

    folder: Path

    def beside(self, what: str) -> Path:
        """The path of something beside the folder: its lock, its note, what is new, what is old."""
        return self.folder.parent / f".{self.folder.name}.{what}"

    def new(self) -> Path:
        """A fresh folder beside it, to be filled."""
        return Path(tempfile.mkdtemp(prefix=f".{self.folder.name}.next-", dir=self.folder.parent))


def target_of(folder: Path) -> Target:
    """The target that a path means: where it is a link, what the link leads to. Raises RemitError."""
    real = Path(os.path.realpath(folder))
    if real.exists() and not real.is_dir():
        raise RemitError(f"`{folder}` is a file; name a folder for the site")
    try:
        real.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise RemitError(f"cannot make `{real.parent}`: {(problem.strerror or '').lower()}") from problem
    return Target(real)


@contextmanager
def locked(target: Target, wait: float, waiting: Callable[[], None]) -> Iterator[int]:
    """Hold the lock of a target; `waiting` is called once where another has it. Gives the open file.

    Raises RemitError where it is still held after `wait` seconds. What a killed build left is ended or
    removed before anything else happens.
    """
    try:
        handle = os.open(target.beside("lock"), os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as problem:
        why = (problem.strerror or "").lower()
        raise RemitError(
            f"cannot write beside `{target.folder.name}`: {why}; the site stays as it was"
        ) from problem
    try:
        if not files.lock(handle, wait, waiting):
            name = target.folder.name
            raise RemitError(
                f"another build of `{name}` is still running; wait for it, or longer with --wait"
            )
        finish(target)
        yield handle
    finally:
        os.close(handle)


def finish(target: Target) -> None:
    """End what a build that was killed had begun: the swap it was in, and whatever it left beside."""
    note = target.beside("swap")
    if note.exists():
        # The old one may be away already; the new one was whole before the note was written.
        there = (each for each in (*_noted(note, target), target.beside("old")) if _is_folder(each))
        if not target.folder.exists() and (found := next(there, None)):
            os.rename(found, target.folder)  # noqa: PTH104
        note.unlink()
    for half in note.parent.glob(f"{files.unfinished(note)}*"):
        half.unlink(missing_ok=True)
    for left in (target.beside("old"), *target.folder.parent.glob(f".{target.folder.name}.next-*")):
        shutil.rmtree(left, ignore_errors=True)


def _noted(note: Path, target: Target) -> Iterator[Path]:
    """The new folder that a note speaks of; none where it is no note of ours."""
    with suppress(ValueError, KeyError, TypeError):
        name = json.loads(files.read(note))["new"]
        if name == Path(name).name and name.startswith(f".{target.folder.name}.next-"):
            yield target.folder.parent / name


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def put_in_place(new: Path, target: Target) -> None:
    """Let a whole new folder take the target's place; the last one is removed after that.

    Raises RemitError where the system does not allow it: the target is then as it was.
    """
    try:
        if not target.folder.exists():
            os.rename(new, target.folder)  # noqa: PTH104 - the steps of a swap are named as the system has them
        elif exchange(new, target.folder):
            shutil.rmtree(new, ignore_errors=True)
        else:
            _in_two_steps(new, target)
    except OSError as problem:
        why = (problem.strerror or str(problem)).lower()
        name = target.folder.name
        raise RemitError(f"the new site could not take the place of `{name}`: {why}") from problem


def _in_two_steps(new: Path, target: Target) -> None:
    note, old = target.beside("swap"), target.beside("old")
    shutil.rmtree(old, ignore_errors=True)
    files.replace(note, json.dumps({"new": new.name}) + "\n")
    try:
        os.rename(target.folder, old)  # noqa: PTH104
        os.rename(new, target.folder)  # noqa: PTH104
    except OSError:
        if not target.folder.exists():
            os.rename(old, target.folder)  # noqa: PTH104
        note.unlink()
        raise
    note.unlink()
    shutil.rmtree(old, ignore_errors=True)


def exchange(one: Path, other: Path) -> bool:
    """Give each of two folders the other's name, in one call; False where this system has none for it.

    Raises OSError for whatever else is in the way.
    """
    library = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None
    names = os.fsencode(one), os.fsencode(other)
    if library is not None and hasattr(library, "renameat2"):
        failed = library.renameat2(_AT_CWD, names[0], _AT_CWD, names[1], _EXCHANGE)
    elif library is not None and hasattr(library, "renamex_np"):
        failed = library.renamex_np(*names, _EXCHANGE)
    else:
        return False
    if not failed:
        return True
    code = ctypes.get_errno()
    if code in _NOT_HERE:
        return False
    raise OSError(code, os.strerror(code), str(other))


def removed(folder: Path) -> None:
    """Remove a folder that is of no use any more, as far as that is possible."""
    with suppress(OSError):
        shutil.rmtree(folder, ignore_errors=True)
