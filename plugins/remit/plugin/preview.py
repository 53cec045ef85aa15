"""A preview that follows the YAML: an edit is checked at once, and pages are made again when asked for."""

# `mkdocs serve` builds the whole site at every change. An edit of definitions that leaves addresses, menu and
# settings as they were needs less: the model is read anew, every page made from the old one is stale, and
# MkDocs' own steps make a page when somebody asks for it. Whatever else has changed, a full build is right.

from __future__ import annotations

import gc
import posixpath
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import jinja2
from mkdocs import utils
from mkdocs.commands import build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from remit.frozen import dataclass
from remit.plugin.handbook_page import HandbookPage
from remit.plugin.inputs import Inputs
from remit.publish import redirects
from remit.publish.site_files import LLMS
from remit.views.site import search
from remit.views.site.site import Site

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from mkdocs.livereload import LiveReloadServer  # with a server of its own, which only a preview needs

_SEARCH: Final = f"{search.FOLDER.partition('/')[0]}/"
_TRIES: Final = 20  # so often may an edit come while a page is on its way
_PRIVATE: Final = ("_populate_page", "_build_page")  # MkDocs' own steps, by which one page is made


@dataclass(slots=True)
class Kept:
    """What a full build left behind: all that MkDocs needs to make one of its pages again.

    `documents` are the files that become pages, `known` the places in the site of which it is known what is
    needed for them: their pages, files as they lie, what the theme makes of addresses. `written` is what
    pages of people came to, by their files.
    """

    config: MkDocsConfig
    files: Files
    nav: Navigation
    env: jinja2.Environment
    documents: Sequence[File]
    known: Set[str]
    written: Mapping[str, str] = field(default_factory=dict)


def kept(config: MkDocsConfig, files: Files, nav: Navigation, env: jinja2.Environment) -> Kept:
    """What a full build leaves behind, once all its files are there."""
    documents = files.documentation_pages(inclusion=InclusionLevel.is_in_serve)
    templates = (*config.theme.static_templates, *config.extra_templates)
    own = (file.dest_uri for file in files)
    known = frozenset((*own, *templates, *(f"{name}.gz" for name in templates)))
    return Kept(config, files, nav, env, documents, known)


class Plugin(Protocol):
    """What the preview asks of the plugin."""

    kept: Kept | None  # of the last full build; None where it failed
    site: Site | None
    inputs: Inputs | None  # what the site was made from
    watched: tuple[str, ...]  # what MkDocs' server watches beside what its settings name
    beside: dict[str, bytes | None]  # what lies beside the pages; None where an author has it

    def looked_at(self, config: MkDocsConfig) -> Inputs:
        """What the site is made from now."""

    def read_site(self, config: MkDocsConfig, now: Inputs) -> Site:
        """The site of the definitions as they are now."""

    def lying_beside(self, site: Site, config: MkDocsConfig) -> Iterator[tuple[str, bytes]]:
        """(path in the site, content) of all that is known before any page is made."""

    def swap(self, site: Site) -> None:
        """Let all pages be made from another site with the same addresses."""

    def write_rest(self, kept: Kept) -> None:
        """Write what is made from all pages, once these are."""


class Preview:
    """Stands between MkDocs' server and its builds; `start` puts it there."""

    def __init__(self, plugin: Plugin, server: LiveReloadServer, full: Callable[[], None]) -> None:
        self.plugin, self.server, self.full = plugin, server, full
        self.answer: WSGIApplication = server.get_app() or server.serve_request
        self.lock = threading.RLock()
        self.edits = 0
        self.stale: dict[str, Page] = {}  # made before the last edit, by their place in the site
        self.rest_is_stale = False  # what is made from all pages: twins, `llms.txt`, the search

    @classmethod
    def start(cls, plugin: Plugin, server: LiveReloadServer, full: Callable[[], None]) -> None:
        """Let a server's changes and requests come here first; not where MkDocs has other steps."""
        if all(hasattr(build, name) for name in _PRIVATE):
            preview = cls(plugin, server, full)
            plugin.watched = tuple(getattr(server, "_watched_paths", ()))  # other plugins' folders, too
            if plugin.kept is not None and plugin.inputs is not None:
                others = plugin.looked_at(plugin.kept.config).others
                plugin.inputs = replace(plugin.inputs, others={**others, **plugin.inputs.others})
            _spare_collector()
            server.builder = preview.rebuild
            server.set_app(preview.serve)

    # -- a change --

    def rebuild(self) -> None:
        """Follow a change of files: by a new model where that is enough, else by a full build."""
        with self.lock:
            kept, was = self.plugin.kept, self.plugin.inputs
            now = self.plugin.looked_at(kept.config) if kept else None
            # One change is often told twice; a full build looks for itself, so that nothing slips through.
            if not kept or not was or not now or not (now == was or self._follow(kept, was, now)):
                self._all_anew()

    def _all_anew(self) -> None:
        self.edits += 1
        self.stale, self.rest_is_stale = {}, False
        self.plugin.kept = None
        gc.unfreeze()
        self.full()
        _spare_collector()

    def _follow(self, kept: Kept, was: Inputs, now: Inputs) -> bool:
        """Take a new model, if that is enough."""
        before = self.plugin.site
        if before is None or (now.others, now.day) != (was.others, was.day):
            return False
        if now.definitions.keys() != was.definitions.keys():
            return False
        site = self.plugin.read_site(kept.config, now)
        site.docs.update(before.docs)
        beside = dict(self.plugin.lying_beside(site, kept.config))
        if _frame(site) != _frame(before) or beside.keys() != self.plugin.beside.keys():
            return False
        for path, content in beside.items():
            if self.plugin.beside[path] not in (None, content):
                utils.write_file(content, f"{kept.config.site_dir}/{path}")
                self.plugin.beside[path] = content
        self.plugin.swap(site)
        self.edits += 1
        self.stale = {page.file.dest_uri: page for page in _pages(kept)}
        self.rest_is_stale = True
        return True

    # -- a request --

    def serve(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request as MkDocs' server does, once what is asked for has been made."""
        place = self._place(environ.get("PATH_INFO", ""))
        for _ in range(_TRIES):
            edits = self._make(place) if place is not None else self.edits
            told = _Told()
            result = self.answer(environ, told)
            if place is None or self.edits == edits:
                break
            # There was an edit after it was made, and perhaps before it was read.
            getattr(result, "close", bool)()
        start_response(told.status, told.headers)
        return result

    def _place(self, path: str) -> str | None:
        """Where in the site what is asked for lies; None for what is not of the site."""
        path = path.encode("latin-1").decode("utf-8", "ignore")
        mount = self.server.mount_path
        if path.startswith("/livereload/") or not f"{path}/".startswith(mount):
            return None
        inside = path[len(mount) :] + ("index.html" if path.endswith("/") else "")
        return posixpath.normpath(f"/{inside}").lstrip("/")

    def _stale(self, place: str) -> Page | None:
        return self.stale.get(place) or self.stale.get(posixpath.join(place, "index.html"))

    def _make(self, place: str) -> int:
        """Make what lies in a place, if it is stale; how many edits there were by then."""
        with self.lock:
            kept = self.plugin.kept
            if kept is None:
                pass
            elif (page := self._stale(place)) is not None:
                self._made(page, kept)
            elif self.rest_is_stale and place not in kept.known:
                if place == LLMS or place.endswith(".md") or place.startswith(_SEARCH):
                    self._make_rest(kept)
                elif (Path(kept.config.site_dir) / place).is_file():
                    self._all_anew()  # made by another plugin, nobody knows from what
            return self.edits

    def _made(self, page: Page, kept: Kept) -> None:
        if type(page) not in (Page, HandbookPage):
            self._all_anew()  # of another plugin, which may not expect to make it twice
            return
        populate, write = (getattr(build, name) for name in _PRIVATE)
        excluded = page.file.inclusion.is_excluded()
        populate(page, kept.config, kept.files)
        write(page, kept.config, kept.documents, kept.nav, kept.env, excluded=excluded)
        self.stale.pop(page.file.dest_uri, None)

    def _make_rest(self, kept: Kept) -> None:
        """Make what all pages together say."""
        for page in list(self.stale.values()):
            if page.file.dest_uri in self.stale:
                self._made(page, kept)
        if self.plugin.kept is not kept:
            return  # it has all been made anew
        if written(kept) != kept.written:
            self._all_anew()  # the theme's own index has the words that pages of people had
            return
        self.plugin.write_rest(kept)
        self.rest_is_stale = False


def _spare_collector() -> None:
    """Keep what a full build leaves, which lives until the next one, from the garbage collector."""
    gc.collect()
    gc.freeze()


class _Told:
    """Keeps what an answer begins with."""

    def __init__(self) -> None:
        self.status, self.headers = "", list[tuple[str, str]]()

    def __call__(self, status: str, headers: list[tuple[str, str]], *_: object) -> Callable[[bytes], object]:
        self.status, self.headers = status, headers
        return len


def written(kept: Kept) -> Mapping[str, str]:
    """What the pages of people came to, by their files."""
    theirs = (page for page in _pages(kept) if not isinstance(page, HandbookPage))
    return {page.file.src_uri: page.content or "" for page in theirs}


def _pages(kept: Kept) -> list[Page]:
    return [file.page for file in kept.documents if file.page is not None]


def _frame(site: Site) -> tuple[Any, ...]:
    """What must be as it was: addresses, what the menu says, settings, and where old addresses lead."""
    pages = [
        (page.url, page.section, page.parent, page.in_nav, page.title if page.in_nav else "")
        for page in site.pages
    ]
    return pages, site.title, site.book.settings(), dict(redirects.redirects(site, ""))
