"""One file of a repository, read and replaced whole."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from remit.diagnostics import RemitError


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


def replace(path: Path, text: str) -> None:
    """Write a file whole or not at all, folders above it too; raises RemitError."""
    path = path.resolve()  # a link stays a link
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".remit-", dir=path.parent)
        beside = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode("utf-8", "surrogateescape"))
            beside.chmod(path.stat().st_mode & 0o7777 if path.exists() else 0o644)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as problem:
        raise RemitError(f"cannot write {path.name}: {problem.strerror}; choose another place") from problem


def create(path: Path, text: str) -> None:
    """Write a new file whole or not at all, never over another; raises RemitError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".remit-", dir=path.parent)
        beside = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode())
            beside.chmod(0o644)
            os.link(beside, path)  # fails where a file is, whoever wrote it a moment ago
        finally:
            beside.unlink(missing_ok=True)
    except FileExistsError as problem:
        raise RemitError(f"{path.name} exists already; nothing was written") from problem
    except OSError as problem:
        raise RemitError(f"cannot write {path.name}: {problem.strerror}") from problem
