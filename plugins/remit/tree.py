"""Where a handbook's files come from: a folder on disk, or a version that git keeps."""

# Reading goes through these two alone, so that a handbook of last year is
# opened by the same code as the one that lies in the folder.

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from remit import source
from remit.diagnostics import RemitError
from remit.source import Document

EntryType = Literal["file", "folder", "link to a folder"]


class Tree(Protocol):
    """The files of one handbook. Paths are relative to its root, with `/`."""

    @property
    def root(self) -> Path:
        """The folder on disk that it belongs to."""

    @property
    def name(self) -> str:
        """What messages call it."""

    def entries(self, folder: str) -> list[tuple[str, EntryType]] | None:
        """(name, type) of what lies in a folder, sorted, hidden files left out; None when it is no folder.

        Raises RemitError when the folder cannot be read.
        """

    def read(self, path: str) -> Document:
        """Read a file; raises RemitError when it cannot be read at all."""


@dataclass(frozen=True, slots=True)
class Disk:
    """A handbook in a folder."""

    root: Path

    @property
    def name(self) -> str:
        """The folder's own name."""
        return self.root.name or str(self.root)

    def entries(self, folder: str) -> list[tuple[str, EntryType]] | None:
        """See Tree."""
        place = self.root / folder
        if not place.is_dir():
            return None
        try:
            with os.scandir(place) as found:
                return sorted((entry.name, _type(entry)) for entry in found if not entry.name.startswith("."))
        except OSError as problem:
            reason = (problem.strerror or str(problem)).lower()
            raise RemitError(f"cannot read `{folder}/`: {reason}; mend or remove it") from problem

    def read(self, path: str) -> Document:
        """See Tree."""
        return source.read(self.root, path)


def _type(entry: os.DirEntry[str]) -> EntryType:
    try:
        folder = entry.is_dir()
    except OSError:  # a link in a circle: reading it will say so
        folder = False
    if not folder:
        return "file"
    return "link to a folder" if entry.is_symlink() else "folder"


@dataclass(frozen=True, slots=True)
class Version:
    """A handbook as it was at a commit: the documents are read already."""

    root: Path
    name: str
    documents: Mapping[str, Document]
    _folders: dict[str, dict[str, EntryType]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for path in self.documents:
            _place(self._folders, path.split("/"))

    def entries(self, folder: str) -> list[tuple[str, EntryType]] | None:
        """See Tree."""
        found = self._folders.get(folder)
        return None if found is None else sorted(item for item in found.items() if item[0][0] != ".")

    def read(self, path: str) -> Document:
        """See Tree."""
        return self.documents[path]


def _place(folders: dict[str, dict[str, EntryType]], steps: Iterable[str]) -> None:
    """Note every folder on the way to a file."""
    *above, name = steps
    folder = ""
    for step in above:
        folders.setdefault(folder, {})[step] = "folder"
        folder = f"{folder}/{step}" if folder else step
    folders.setdefault(folder, {})[name] = "file"
