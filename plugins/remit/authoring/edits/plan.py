"""What is to become of a handbook's files: gathered definition by definition, shown or carried out as one."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from remit import files
from remit.authoring.edits import changed_file, together
from remit.diagnostics import RemitError
from remit.handbook import Definition, Handbook
from remit.source import Document
from remit.tree import Overlay, on_disk

_MARK = "\ufeff"  # stays where it stands; the reader looks behind it


class Plan:
    """The files of a handbook on disk that an edit changes. Raises RemitError for one that lies nowhere."""

    def __init__(self, book: Handbook) -> None:
        root = on_disk(book.tree)
        if root is None:
            raise RemitError(f"{book.tree.name} lies in no folder, so nothing in it can be edited")
        self.book = book
        self.root: Path = root
        self._wanted: dict[str, tuple[Document, dict[str, Any]]] = {}
        self._texts: dict[str, str | None] = {}
        self._moved: dict[str, str] = {}
        self._pages: dict[str, str] = {}

    def data_of(self, definition: Definition) -> Mapping[str, Any]:
        """What a definition says, with the changes so far."""
        document, path = definition.document, definition.path
        data = self._wanted[document.path][1] if document.path in self._wanted else document.data
        found: Mapping[str, Any] = data[path[0]] if path else data
        return found

    def change(self, definition: Definition, data: Mapping[str, Any]) -> None:
        """A definition says something else."""
        if definition.path:
            whole = {**self.file_of(definition), definition.path[0]: dict(data)}
        else:
            whole = dict(data)
        self.change_file(definition.document, whole)

    def file_of(self, definition: Definition) -> Mapping[str, Any]:
        """What the file of a definition says, with the changes so far."""
        document = definition.document
        data: Mapping[str, Any] = self._wanted.get(document.path, (document, document.data))[1]
        return data

    def change_file(self, document: Document, data: Mapping[str, Any]) -> None:
        """A whole file says something else."""
        self._wanted[document.path] = document, dict(data)

    def put(self, path: str, text: str | None) -> None:
        """A file has a text, which was made elsewhere, or is gone."""
        self._texts[path] = text

    def put_page(self, path: str, was: str, text: str) -> None:
        """A page that people write has another text."""
        self._pages[path] = was
        self._texts[path] = text

    def move(self, path: str, to: str) -> None:
        """A file lies at another place, whatever it says."""
        self._moved[path] = to

    def text_of(self, document: Document) -> str:
        """The text of a file as it lies on disk."""
        return self._mark(document) + document.text

    def texts(self) -> Mapping[str, str | None]:
        """Path → the text of each file that changes, None for one that goes; raises RemitError."""
        made: dict[str, str | None] = {}
        for path, (document, data) in self._wanted.items():
            text = changed_file(document, data)
            if text != document.text:
                made[path] = self._mark(document) + text
        made |= self._texts
        for path, to in self._moved.items():
            made |= {to: made[path] if path in made else files.read(self.root / path), path: None}
        return made

    def after(self, texts: Mapping[str, str | None]) -> Overlay:
        """The handbook as it will be."""
        return Overlay(self.book.tree, dict(texts))

    def carry_out(self, texts: Mapping[str, str | None]) -> None:
        """Write the texts, all or none; raises RemitError."""
        together.write(self.root, texts, dict(self._before(texts)))

    def diff(self, texts: Mapping[str, str | None]) -> str:
        """The change as a patch."""
        before = dict(self._before(texts))
        moved_from = {to: path for path, to in self._moved.items() if texts.get(path, "") is None}
        pieces: list[str] = []
        for path, text in sorted(texts.items()):
            if path in moved_from.values():
                continue
            was = moved_from.get(path, path)
            if was != path:
                pieces.append(f"diff --git a/{was} b/{path}\nrename from {was}\nrename to {path}\n")
            pieces += _patch(
                before.get(was),
                text,
                f"a/{was}" if was in before else "",
                f"b/{path}" if text is not None else "",
            )
        return "".join(pieces)

    def _before(self, texts: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
        read = {document.path: document for document in self.book.documents}
        for path in texts:
            if path in read:
                yield path, self.text_of(read[path])
            elif path in self._pages:
                yield path, self._pages[path]

    def _mark(self, document: Document) -> str:
        has_mark = any(each.code == "byte-order-mark" for each in document.problems)
        return _MARK if has_mark else ""


def _patch(old: str | None, new: str | None, was: str, now: str) -> Iterator[str]:
    """The lines of a patch; without a name there is no file on that side."""
    sides = ((text or "").split("\n") for text in (old, new))
    lines = [[f"{line}\n" for line in side[:-1]] + ([side[-1]] if side[-1] else []) for side in sides]
    before, after = lines
    for line in difflib.unified_diff(before, after, was or "/dev/null", now or "/dev/null"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
