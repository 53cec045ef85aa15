"""The files of a snapshot: in a folder, or at a commit of a repository."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import field
from operator import attrgetter
from pathlib import Path
from typing import Protocol

from remit.diagnostics import RemitError
from remit.frozen import dataclass

_PIECE = 1 << 17  # bytes read at once
_BY_OTHERS = frozenset({".git", ".sf", ".sfdx", "node_modules", "__pycache__", ".venv"})


class Files(Protocol):
    """Paths relative to the snapshot, and the bytes at each."""

    @property
    def name(self) -> str:
        """What people call it: its path as it was given."""

    def paths(self) -> Iterator[str]:
        """Every file, sorted; folders that tools keep for themselves are left out."""

    def read(self, path: str) -> bytes:
        """The bytes of a file; raises RemitError."""

    def beside(self, path: str) -> bytes:
        """The bytes of a file that one of these names, seen from the same folder; raises RemitError."""


@dataclass(frozen=True, slots=True)
class OnDisk:
    """Files below a folder, or one file alone."""

    root: Path
    name: str
    _folder: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_folder", str(self.root.parent if self.root.is_file() else self.root))

    def paths(self) -> Iterator[str]:
        """See Files."""
        if self.root.is_file():
            yield self.root.name
            return
        found: list[str] = []
        _below(str(self.root), "", found)
        yield from found

    def read(self, path: str) -> bytes:
        """See Files."""
        try:
            file = os.open(f"{self._folder}/{path}", os.O_RDONLY)  # no buffer: ten thousand small files
            try:
                pieces = [os.read(file, _PIECE)]
                while len(pieces[-1]) == _PIECE:
                    pieces.append(os.read(file, _PIECE))
            finally:
                os.close(file)
            return pieces[0] if len(pieces) == 1 else b"".join(pieces)
        except OSError as problem:
            reason = (problem.strerror or str(problem)).lower()
            raise RemitError(f"cannot read {self.name}/{path}: {reason}") from problem

    def beside(self, path: str) -> bytes:
        """See Files."""
        return self.read(path)


@dataclass(frozen=True, slots=True)
class Given:
    """Files that are at hand already."""

    texts: Mapping[str, bytes]
    name: str = "snapshot"

    def paths(self) -> Iterator[str]:
        """See Files."""
        yield from sorted(self.texts)

    def read(self, path: str) -> bytes:
        """See Files."""
        return self.texts[path]

    def beside(self, path: str) -> bytes:
        """See Files."""
        if path not in self.texts:
            raise RemitError(f"there is no file {path}")
        return self.texts[path]


def on_disk(path: Path, name: str = "") -> OnDisk:
    """A folder or a file; raises RemitError where neither is there."""
    if not path.exists():
        raise RemitError(f"there is no snapshot at {name or path}; write where it lies")
    return OnDisk(path, (name or str(path)).rstrip("/"))


def _below(folder: str, prefix: str, found: list[str]) -> None:
    """Depth first, by name. Links to folders are not followed: they may lead anywhere."""
    try:
        with os.scandir(folder) as inside:
            entries = sorted(inside, key=attrgetter("name"))
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise RemitError(f"cannot read {folder}: {reason}") from problem
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in _BY_OTHERS:
                _below(entry.path, f"{prefix}{entry.name}/", found)
        elif entry.is_file():
            found.append(f"{prefix}{entry.name}")
