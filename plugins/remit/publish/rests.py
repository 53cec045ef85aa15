"""What a page may rest on, as it is now: what is read of data, and the frame of all the rest."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

from remit.change.history.timeline import settle
from remit.drift.asked import kept
from remit.handbook import Handbook
from remit.readings.table import folders
from remit.reads import ALL, Read, Watched, watched_row
from remit.views.site.site import Site

_PACKAGE: Final = Path(__file__).parent.parent
_PROGRAM: Final = (".py", ".html", ".json", ".yaml")
_LIBRARIES: Final = ("jinja2", "markupsafe", "markdown-it-py", "nh3", "graphlay")


class Now:
    """What can be read of a site, with the digest of each; from here on its data is watched."""

    def __init__(self, site: Site) -> None:
        self._of: dict[str, Callable[[str], object]] = {}
        self._known: dict[Read, str] = {}
        self._books(site)
        history = site.history
        steps, entries = history.steps, history.entries
        settle(history)  # from names alone, which are in the frame
        self._row("findings", tuple(site.findings), lambda each: (each.code, each.severity, str(each)))
        for page in site.pages:
            about = page.title, page.section, page.parent, page.source, page.description
            self._of[f"page {page.url}"] = lambda _, about=about: about  # type: ignore[misc]
        self._row("steps", steps, lambda step: step.id)
        versions = {
            str(ref): [(each.step.id, each.record, each.since, each.weight) for each in found]
            for ref, found in entries.items()
        }
        self._mapping("versions", versions)
        self._mapping("state", {str(ref): data for ref, data in history.state.items()})
        object.__setattr__(site, "findings", watched_row("findings", tuple(site.findings)))
        object.__setattr__(history, "steps", watched_row("steps", steps))
        object.__setattr__(history, "state", Watched("state", history.state))
        vars(history)["entries"] = Watched("versions", entries)

    def digest(self, read: Read) -> str:
        """What stands for it now; another each time for what cannot be compared."""
        known = self._known.get(read)
        if known is None:
            of = self._of.get(read.owner)
            known = _digest(repr(of(read.name)) if of is not None else token_hex())
            self._known[read] = known
        return known

    def _books(self, site: Site) -> None:
        done: set[int] = set()
        for prefix, book in (("", site.book), ("written ", site.written or site.book)):
            for each in book.definitions():
                if id(each) in done:
                    continue
                done.add(id(each))
                owner = f"{prefix}{each.ref}"
                data, written = each.data, each.written
                self._mapping(owner, data)
                watched = Watched(owner, data)
                object.__setattr__(each, "data", watched)
                if written is not data:
                    self._mapping(f"lines of {owner}", written)
                    watched = Watched(f"lines of {owner}", written)
                object.__setattr__(each, "written", watched)
                if not prefix:
                    self._of[f"place of {each.ref}"] = lambda _, each=each: each.locate()  # type: ignore[misc]

    def _mapping(self, owner: str, content: Mapping[Any, Any]) -> None:
        self._of[owner] = lambda name: content if name == ALL else (name in content, content.get(name))

    def _row(self, owner: str, content: Sequence[Any], told: Callable[[Any], object]) -> None:
        self._of[owner] = lambda _: [told(each) for each in content]


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


# -- what every page rests on --


def frame_of(site: Site, twin: str, form: str) -> str:
    """A digest of all that is not read through data that is watched.

    That is edges, addresses, the day, settings, schemas, readings and snapshots, and the program itself.
    `twin` is what the Markdown of a page is called; `form` that of what is kept.
    """
    book = site.book
    parts: list[object] = [_program(form), site.today, site.addresses, site.language, twin, site.twins]
    parts += [sorted(site.docs.items()), site.edit_path("x"), site.commit_url("x"), sorted(site.taken)]
    parts += [
        (page.url, page.section, page.parent, page.in_nav, page.title if page.in_nav else "")
        for page in site.pages
        if page.listed
    ]
    parts += [(each.id, each.plural, json.dumps(each.schema)) for each in book.kinds.by_id.values()]
    parts += _of_history(site)
    written = site.written or book
    for each in (book,) if written is book else (book, written):
        parts += _of_book(each)
    return _digest(repr(parts))


def _of_book(book: Handbook) -> Iterator[object]:
    yield sorted(book.blind), sorted(book.amounts.items())
    for each in book.definitions():
        yield str(each.ref), each.sound, each.document.path, each.path, each.position, sorted(each.relations)
        yield each.links.lost
        for relation, edges in each.links.to.items():
            yield (
                relation,
                [
                    (str(edge.target.ref), edge.path, edge.label, edge.back, edge.plays, dict(edge.context))
                    for edge in edges
                ],
            )
    for path in _others(book):
        yield str(path), _digest_of(path)


def _others(book: Handbook) -> Iterator[Path]:
    """The files that a page may be made from and that hold no definitions: readings and snapshots."""
    read = {book.root / each.path for each in book.documents}
    tops = [book.root / folder for folder in folders(book)]
    tops += [book.root / str(said.get("path", "")) for said in kept(book).values()]
    for top in tops:
        below = [top] if top.is_file() else sorted(each for each in top.rglob("*") if each.is_file())
        yield from (path for path in below if path not in read)


def _digest_of(path: Path) -> str:
    with suppress(OSError):
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return ""


def _of_history(site: Site) -> Iterator[object]:
    """What history says beside the versions of each definition: where it begins, and other names."""
    history = site.history
    yield history.missing, history.lost, history.cut, history.starts, sorted(map(str, site.waiting))
    yield repr(dict(site.waiting))
    for step in history.steps:
        moved = [
            (str(each.ref), str(each.was), each.how)
            for each in step.changes
            if each.was is not None or each.how in ("added", "removed")
        ]
        if moved:
            yield moved


def _program(form: str) -> str:
    """Remit itself, and what makes its pages; a program that was changed in place is another one, too."""
    parts = hashlib.sha256(f"{form} {sys.version} {sys.platform}".encode())
    for name in _LIBRARIES:
        with suppress(metadata.PackageNotFoundError):
            parts.update(f"{name} {metadata.version(name)}\0".encode())
    for path in sorted(each for each in _PACKAGE.rglob("*") if each.suffix in _PROGRAM):
        parts.update(f"{path.relative_to(_PACKAGE).as_posix()}\0".encode() + path.read_bytes())
    return parts.hexdigest()
