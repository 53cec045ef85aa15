"""Where a handbook's files come from: a folder, texts in memory, or texts that lie over another tree."""

# Reading goes through these alone, so that a handbook of last year, or one that nobody has saved
# yet, is opened by the same code as the one that lies in a folder.

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal, Protocol, runtime_checkable

from remit import source
from remit.diagnostics import RemitError
from remit.source import Document

EntryType = Literal["file", "folder", "link to a folder"]
Text = str | bytes | Document
Folders = dict[str, dict[str, EntryType]]


@runtime_checkable
class Tree(Protocol):
    """The files of one handbook. Paths are relative to its root, with `/`."""

    @property
    def root(self) -> Path:
        """The folder on disk that it belongs to; the current one where it belongs to none."""

    @property
    def name(self) -> str:
        """What messages call it."""

    def entries(self, folder: str) -> list[tuple[str, EntryType]] | None:
        """(name, type) of what lies in a folder, sorted, hidden files left out; None when it is not a folder.

        Raises RemitError when the folder cannot be read.
        """

    def read(self, path: str) -> Document:
        """Read a file; raises RemitError when it cannot be read at all."""


Place = str | os.PathLike[str] | Tree

AUTHORED = "docs"  # the folder of the pages that people write


@dataclass(frozen=True, slots=True)
class Disk:
    """A handbook in a folder; `name` is the folder's own where none is given.

    `before` is path → what was read there before, which is given again where the bytes are the same, and at
    once for paths in `untouched`, whose files nobody has written since. `taken` fills with what is read.
    """

    root: Path
    name: str = ""
    before: Mapping[str, Document] = field(default_factory=dict, repr=False, compare=False)
    untouched: Set[str] = field(default_factory=frozenset, repr=False, compare=False)
    taken: dict[str, Document] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.name or self.root.name or str(self.root))

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
            raise RemitError(f"cannot read `{folder}/`: {reason}; fix or remove it") from problem

    def read(self, path: str) -> Document:
        """See Tree."""
        before = self.before.get(path)
        if before is None or path not in self.untouched:
            before = source.read(self.root, path, before)
        self.taken[path] = before
        return before


def _type(entry: os.DirEntry[str]) -> EntryType:
    try:
        folder = entry.is_dir()
    except OSError:  # a link in a circle: reading it will say so
        folder = False
    if not folder:
        return "file"
    return "link to a folder" if entry.is_symlink() else "folder"


@dataclass(frozen=True, slots=True)
class Memory:
    """A handbook whose files are given: path → text, bytes, or a document that was read before.

    A text is read when it is asked for, once. Folders are those on the way to a file. Raises
    RemitError for a path that cannot lie below a root, and for one that is a file and a folder.
    """

    documents: Mapping[str, Text]
    name: str = "what is in memory"
    root: Path = Path()
    _folders: Folders = field(init=False, repr=False, compare=False, default_factory=lambda: {"": {}})
    _read: dict[str, Document] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "documents", MappingProxyType(dict(self.documents)))
        for path in self.documents:
            _hold_path(path)
            _place(self._folders, path.split("/"))
        for path in self.documents:
            if path in self._folders:
                raise RemitError(f"`{path}` is a file and a folder; give one of the two another name")

    def entries(self, folder: str) -> list[tuple[str, EntryType]] | None:
        """See Tree."""
        found = self._folders.get(folder)
        return None if found is None else sorted(item for item in found.items() if item[0][0] != ".")

    def read(self, path: str) -> Document:
        """See Tree."""
        if path not in self._read:
            if path not in self.documents:
                raise _absent(self, path)
            self._read[path] = _document(self.documents[path], path)
        return self._read[path]


@dataclass(frozen=True, slots=True, init=False)
class Overlay:
    """Texts that lie over another tree, such as those that an editor has not saved yet.

    `documents` is path → text, bytes or a document, as in `Memory`; None takes away the file or the
    folder of that path. A folder from which everything was taken is gone. Root and name are those of
    `base`, which may be given as a path.
    """

    base: Tree
    documents: Mapping[str, Text | None]
    _texts: Memory = field(repr=False, compare=False)
    _thinned: frozenset[str] = field(repr=False, compare=False)

    def __init__(self, base: Place, documents: Mapping[str, Text | None]) -> None:
        for path in documents:
            _hold_path(path)
        given = {path: text for path, text in documents.items() if text is not None}
        thinned = (above for path in documents if path not in given for above in _above(path))
        values = {
            "base": tree_of(base), "documents": MappingProxyType(dict(documents)),
            "_texts": Memory(given), "_thinned": frozenset(thinned),
        }  # fmt: skip
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def root(self) -> Path:
        """See Tree."""
        return self.base.root

    @property
    def name(self) -> str:
        """See Tree."""
        return self.base.name

    def entries(self, folder: str) -> list[tuple[str, EntryType]] | None:
        """See Tree."""
        given = self._texts.entries(folder)
        below = None if self._is_covered(folder) else self.base.entries(folder)
        if below is None:
            return given
        found = {name: type for name, type in below if self._is_left(f"{folder}/{name}".lstrip("/"), type)}
        if given is None and below and not found:
            return None
        for name, type in given or ():
            # A text in it makes no folder of a link: reading would follow it.
            if type == "file" or found.get(name) != "link to a folder":
                found[name] = type
        return sorted(found.items())

    def read(self, path: str) -> Document:
        """See Tree."""
        if path in self._texts.documents:
            return self._texts.read(path)
        if self._is_covered(path) or self._texts.entries(path) is not None:
            raise _absent(self, path)
        return self.base.read(path)

    def _is_covered(self, path: str) -> bool:
        """Whether nothing of the base is seen at a path: a text or nothing stands there, or above it."""
        return path in self.documents or any(above in self.documents for above in _above(path))

    def _is_left(self, path: str, type: EntryType) -> bool:
        """Whether an entry of the base is still there; of a folder, whether anything in it is."""
        if path in self.documents:
            return False
        return type != "folder" or path not in self._thinned or self.entries(path) is not None


def tree_of(place: object) -> Tree:
    """The tree that somebody means by a path or a tree; raises RemitError where there is none."""
    if isinstance(place, str | os.PathLike):
        folder = Path(place)
        if not os.path.isdir(folder):  # noqa: PTH112 - Path.is_dir raises for what may not be looked into
            what = (
                f"`{folder}` is not a folder" if os.path.lexists(folder) else f"there is no folder `{folder}`"
            )
            raise RemitError(f"{what}; name the one in which `governance/` lies")
        return Disk(folder)
    if isinstance(place, Tree):
        return place
    raise RemitError(f"{place!r:.60} names no handbook; give a path or a tree")


def on_disk(tree: Tree) -> Path | None:
    """The folder whose files a tree has, whatever lies over them; None where there is none."""
    while isinstance(tree, Overlay):
        tree = tree.base
    return tree.root if isinstance(tree, Disk) else None


def folder_of(tree: Tree) -> Path:
    """The folder whose repository is asked; raises RemitError for a tree that lies in none."""
    folder = on_disk(tree)
    if folder is None:
        raise RemitError(f"{tree.name} lies in no folder, so git has no versions of it; name a folder")
    return folder


def _document(text: Text, path: str) -> Document:
    if isinstance(text, Document):
        return text
    # Half a surrogate pair is no UTF-8: as in a file, that is a finding.
    return source.parse(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text, path)


def _absent(tree: Tree, path: str) -> RemitError:
    return RemitError(f"there is no {path} in {tree.name}")


def _hold_path(path: str) -> None:
    """Raise RemitError for a path that names no file below a root."""
    if any(step in ("", ".", "..") for step in path.split("/")):
        raise RemitError(
            f"`{path}` is not a path below the root; write it with `/`, such as `governance/terms.yaml`"
        )


def _above(path: str) -> Iterator[str]:
    """The folders on the way to a path, the root left out."""
    *steps, _ = path.split("/")
    for length in range(1, len(steps) + 1):
        yield "/".join(steps[:length])


def _place(folders: Folders, steps: Iterable[str]) -> None:
    """Note every folder on the way to a file."""
    *above, name = steps
    folder = ""
    for step in above:
        folders.setdefault(folder, {})[step] = "folder"
        folder = f"{folder}/{step}" if folder else step
    folders.setdefault(folder, {}).setdefault(name, "file")


def files_below(tree: Tree, folder: str) -> Iterator[str]:
    """The paths of all files below a folder, from that folder; links to folders are not followed."""
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        for name, type in tree.entries(here) or ():
            path = f"{here}/{name}"
            if type == "folder":
                waiting.append(path)
            elif type == "file":
                yield path.removeprefix(f"{folder}/")
