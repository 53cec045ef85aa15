"""A handbook at any commit, and what differs between two of them."""

# A version is opened by the same reading as the folder on disk; two versions share
# what is equal in them, by the hash of its content.

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path

from remit import source
from remit.change.compare.diff import Data, DefinitionChange, compare
from remit.change.compare.references import kinds_of
from remit.diagnostics import Diagnostic, Location, RemitError, Severity
from remit.frozen import dataclass
from remit.git import LINK, MODULE, Repository
from remit.handbook import Definition, Handbook, Ref
from remit.reading import FOLDER, empty_handbook, open_handbook
from remit.schema.old_shapes import renewed
from remit.source import Document
from remit.tree import Memory, Overlay, Text, Tree

FOLDERS = (FOLDER, "schemas")
# Both lead out of the commit, so that nothing is known about what they hold there.
REFUSED = {LINK: "a link", MODULE: "another repository (a submodule)"}


@dataclass(frozen=True, slots=True)
class Unread:
    """Something on one side that could not be read, so that nothing is known about it there."""

    side: str
    location: Location
    message: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Two handbooks, what differs, and what could not be compared.

    `names` are what messages call the two sides. `judge` is BASE as it is now, where the comparison
    starts at an earlier commit, from which HEAD left it. `files` is the folder of the second side: the
    files as they are now, or just what was committed of them; None where nothing can be written beside it.
    `begins` is True where the handbook begins with the second side: nothing BASE reaches ever held one.
    """

    before: Handbook
    after: Handbook
    names: tuple[str, str]
    changes: tuple[DefinitionChange, ...]
    unread: tuple[Unread, ...] = ()
    judge: Handbook | None = None
    files: Path | None = None
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Versions:
    """Opens handbooks of one repository; a file that two versions share is parsed once."""

    repository: Repository
    _parsed: dict[tuple[str, str], Document] = field(default_factory=dict)

    def open(self, commit: str, name: str) -> Handbook:
        """The handbook at a commit, which messages call `name`; raises RemitError when it has none."""
        tree = self.tree(commit, name)
        if tree.entries(FOLDER) is None:
            raise RemitError(f"{name} has no `{FOLDER}/`; name a version that has one")
        return open_handbook(tree)

    def open_or_begin(self, commit: str, name: str) -> tuple[Handbook, bool]:
        """The handbook at a commit, and whether it is an empty one, for there never was any up to there.

        Raises RemitError where one was held earlier, or somewhere else: a handbook that moves, or comes
        back, begins no new life in which the rights that it had are gone.
        """
        tree = self.tree(commit, name)
        if tree.entries(FOLDER) is not None:
            return open_handbook(tree), False
        if self.repository.shallow:
            raise RemitError(
                f"{name} has no `{FOLDER}/`, and this clone is shallow: whether there ever was one is not "
                "known; fetch the whole repository first"
            )
        empty = empty_handbook(tree)
        held = self.repository.last_with(commit, [*_places(empty)])
        if held is not None:
            raise RemitError(
                f"{name} has no `{FOLDER}/` here, but `{held[1]}` was written up to commit {held[0][:10]}: "
                "what moves or comes back is judged by the rights that it had; compare with a version, or "
                "a folder, that has it"
            )
        return empty, True

    def tree(self, commit: str, name: str) -> Memory:
        """The files of the handbook at a commit; raises RemitError for what cannot be known of them."""
        files = self.repository.files(commit, FOLDERS)
        for path, (type, _) in sorted(files.items()):
            if type in REFUSED:
                raise RemitError(f"{path} is {REFUSED[type]} in {name}; put the files themselves there")
        wanted = {(path, blob) for path, (_, blob) in files.items()}
        missing = sorted(wanted - self._parsed.keys())
        contents = dict(self.repository.blobs(blob for _, blob in missing))
        for path, blob in missing:
            content = contents[blob]
            if content is None:
                raise RemitError(
                    f"{path} of {name} is missing from this clone; fetch the whole repository first"
                )
            self._parsed[path, blob] = source.parse(content, path)
        documents = {path: self._parsed[path, blob] for path, (_, blob) in files.items()}
        return Memory(documents, name, self.repository.folder)

    def filled(self, tree: Tree) -> Tree:
        """A working tree with the files that a sparse checkout leaves out of it: those are not removed."""
        skipped = self.repository.skipped(FOLDERS)
        if not skipped:
            return tree
        contents = dict(self.repository.blobs(skipped.values()))
        given = tree.documents if isinstance(tree, Overlay) else {}
        texts: dict[str, Text | None] = {}
        for path, blob in skipped.items():
            content = contents[blob]
            if content is None:
                raise RemitError(f"{path} is left out of this checkout, and missing from this clone, too")
            if path not in given and not (self.repository.folder / path).exists():
                texts[path] = content
        return Overlay(tree, texts)


def _places(book: Handbook) -> Iterator[str]:
    """Where a handbook may lie, as patterns of git: in any folder, by the names of the built-in kinds."""
    for plural in book.kinds.by_plural:
        yield f"**/{FOLDER}/{plural}.yaml"
        yield f"**/{FOLDER}/{plural}/*.yaml"


def difference(before: Handbook, after: Handbook, names: tuple[str, str]) -> Difference:
    """What differs between two handbooks; what is unreadable on either side is left out and said."""
    blind = {*_unread_refs(before, after), *_unread_refs(after, before)}
    states = [_state(book, blind) for book in (before, after)]
    kinds = {**after.kinds.by_id, **before.kinds.by_id}
    ids = (
        kinds_of(definition.ref for definition in before.definitions()),
        kinds_of(definition.ref for definition in after.definitions()),
    )
    changes = compare(states[0], states[1], kinds, ids)
    unread = (*_unread(before, names[0]), *_unread(after, names[1]))
    return Difference(before, after, names, changes, unread)


def _state(book: Handbook, blind: set[Ref]) -> Mapping[Ref, Data]:
    return {
        definition.ref: renewed(definition.ref.kind, dict(definition.written))
        for definition in book.definitions()
        if definition.ref not in blind
    }


def _unread(book: Handbook, side: str) -> Iterator[Unread]:
    for document in book.documents:
        errors = [problem for problem in document.problems if problem.severity is Severity.ERROR]
        if errors and _gone(document):
            yield Unread(side, errors[0].location, errors[0].message)
    for problem in _overlooked(book):
        yield Unread(side, problem.location, problem.message)


def _overlooked(book: Handbook) -> Iterator[Diagnostic]:
    """Why a whole kind was not read: a name that nearly is the kind's, or a schema that cannot be used."""
    broken = {document.path for document in book.documents if _gone(document)}
    for problem in book.diagnostics:
        misnamed = problem.code in ("unknown-file", "wrong-folder") and book.blind
        refused = book.kinds.refused and problem in book.kinds.problems
        if (misnamed or refused) and problem.location.path not in broken:
            yield problem


def _gone(document: Document) -> bool:
    return not document.sound or bool(document.left_out)


def _unread_refs(book: Handbook, other: Handbook) -> Iterator[Ref]:
    """What one side cannot say anything about: what it could not read, here and over there."""
    broken = {document.path: document for document in book.documents if _gone(document)}
    for definition in (*book.definitions(), *other.definitions()) if broken else ():
        document = broken.get(definition.document.path)
        if document is not None and _concerns(document, definition):
            yield definition.ref
    unknown = other.kinds.by_id.keys() - book.kinds.by_id.keys() if book.kinds.refused else ()
    for kind in (*book.blind, *unknown):  # what was held there is not known: it may have moved from there
        for definition in other.every(kind) if kind in other.kinds.by_id else ():
            if book.find(str(definition.ref)) is None:
                yield definition.ref


def _concerns(document: Document, definition: Definition) -> bool:
    return not document.sound or any(
        not gone or not definition.path or gone[0] == definition.id for gone in document.left_out
    )
