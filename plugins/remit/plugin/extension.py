"""The MkDocs plugin: puts the handbook's pages into the site that MkDocs builds."""

# With the modules beside it, the only one that imports mkdocs. It decides nothing: pages come from `views`,
# findings from `checking`; here they meet MkDocs' files, navigation, search.

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

import jinja2
from mkdocs import utils
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage

from remit.change.history.timeline import told_history
from remit.checking import Checked, check, on_day
from remit.days import clock
from remit.diagnostics import Diagnostic, RemitError, Severity
from remit.plugin import menus, theming
from remit.plugin.handbook_page import HandbookPage, is_seen, spare, twin_of, written_as
from remit.plugin.inputs import Inputs, looked_at
from remit.plugin.options import RemitConfig
from remit.plugin.preview import Kept, Preview, kept, written
from remit.publish import feed, instant, navigation, site_files, theme_styles
from remit.reading import FOLDER
from remit.reports.findings import line as line_report
from remit.source import Document
from remit.tree import Disk
from remit.views import handbook_site
from remit.views.pages.change import who_decides
from remit.views.pages.failure import failure_site
from remit.views.parts import embeds
from remit.views.site import language, search
from remit.views.site.addresses import Addresses
from remit.views.site.site import SECTIONS, TWIN, Page, Site

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer  # with a server of its own, which only a preview needs

log = get_plugin_logger("remit")
# Pages leave few circles behind: a look at every 5,000 objects finds them in half the time of Python's 700.
_COLLECTED: Final = 5000, 10, 10


class RemitPlugin(BasePlugin[RemitConfig]):
    """Renders `governance/` as a handbook."""

    handed: ClassVar[dict[Path, Checked]] = {}  # root → what `remit build` has checked already

    def __init__(self) -> None:
        self.serving = False
        self.root = Path()  # of the handbook
        self.site: Site | None = None
        self.pages: dict[str, HandbookPage] = {}  # by address
        self.authored: list[MkDocsPage] = []
        self.told = False  # what is said once
        self.titles: frozenset[str] = frozenset()  # our own in the menu
        self.instant = False  # the theme fetches pages and puts them in place
        self.styles: theme_styles.ThemeStyles | None = None
        self.beside: dict[str, bytes | None] = {}  # what lies beside the pages; None where an author has it
        self.nav: Navigation | None = None
        self.there: frozenset[str] = frozenset()  # files of the site, by their place, whoever made them
        self.inputs: Inputs | None = None  # what the site was made from, while serving
        self.documents: Mapping[str, Document] = {}  # as they were read then, by their paths
        self.watched: tuple[str, ...] = ()
        self.kept: Kept | None = None  # of the last full build, while serving

    def on_startup(self, *, command: str, dirty: bool) -> None:  # noqa: ARG002
        """Keep this instance over the rebuilds of `mkdocs serve`."""
        self.serving = command == "serve"

    @event_priority(-100)  # after plugins that watch folders of their own, which must name MkDocs' builder
    def on_serve(
        self, server: LiveReloadServer, *, builder: Callable[[], None], **_: object
    ) -> LiveReloadServer:
        """Make pages again when they are asked for, where an edit leaves the rest as it was."""
        Preview.start(self, server, builder)
        return server

    @event_priority(100)  # before the theme's search, which asks for a template of the theme
    def _lighten(self, config: MkDocsConfig) -> MkDocsConfig:
        theming.lighten(config)
        return config

    def _dress(self, config: MkDocsConfig) -> MkDocsConfig:
        """Add our look, and watch the YAML."""
        self.instant = bool(instant.FEATURES.intersection(config.theme.get("features") or ()))
        root = self.root = (Path(config.config_file_path or "mkdocs.yml").parent / self.config.root).resolve()
        self.styles = theming.dress(config)
        if (spoken := language.of_theme(config.theme.get("language")).code) and not self.told:
            self.told = True
            log.log(theming.NOTE, theming.SPOKEN, spoken, spoken)
        theming.add_missing(config.extra_javascript, [site_files.HANDBOOK_SCRIPT])
        config.watch += [str(root / name) for name in ("governance", "schemas") if (root / name).is_dir()]
        return config

    on_config = CombinedEvent(_lighten, _dress)

    @event_priority(50)  # before plugins that look pages up by their files, such as redirects
    def _make_pages(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Make a page for everything in the handbook."""
        self.pages, self.beside, self.kept = {}, {}, None
        self.site = self.read_site(config, self.looked_at(config) if self.serving else None)
        self._place(self.site, files, config)
        theming.brand(self.site.book.settings(), files, config)
        theirs = {file.dest_uri: file for file in files if self._is_shown(file)}
        for made in self.site.pages:
            self._add(made, files, config, theirs)
        if not self.serving:
            # The handbook lives until the process ends: the collector need not look at it after every page.
            gc.freeze()
            gc.set_threshold(*_COLLECTED)
            gc.enable()  # as `remit build` begins without it
        return files

    @event_priority(-150)  # after plugins that make a navigation of their own, such as literate-nav at -100
    def _make_menu(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Put the handbook's tabs before whatever else is in the menu, once all pages are there."""
        ours = {page.file.dest_uri: page for page in self.pages.values()}
        for file in [file for file in files if self._is_shown(file)]:
            if (page := ours.get(file.dest_uri)) is not None and page.file is not file:
                self._gives_way(page.made, file)  # another plugin has made it meanwhile
                del self.pages[page.made.url]
                if files.get_file_from_path(page.file.src_uri) is page.file:
                    files.remove(page.file)
            if self.site is not None and page is None and file.inclusion.is_included():
                self.site.docs[file.src_uri] = file.url
        listed = {page.made.title for page in self.pages.values() if page.made.in_nav}
        self.titles = frozenset({*listed, *SECTIONS.values()})
        if not menus.is_late(config):
            there = [file.src_uri for file in files.documentation_pages()]
            config.nav = navigation.menu(self._placed(), config.nav, there)
        return files

    def _placed(self) -> list[tuple[Page, str]]:
        return [(page.made, page.file.src_uri) for page in self.pages.values()]

    on_files = CombinedEvent(_make_pages, _make_menu)

    def on_nav(self, nav: Navigation, /, *, config: MkDocsConfig, files: Files) -> Navigation:
        """A definition's parent is the page that lists its kind."""
        if menus.is_late(config):
            nav = menus.joined(nav, navigation.tabs(self._placed()), files, config)
        self.nav = nav
        self.authored = [page for page in nav.pages if not isinstance(page, HandbookPage)]
        if self.config.markdown_twins:
            for page in self.authored:  # for the theme, as a page of ours says it
                page.twin = twin_of(page.file)  # type: ignore[attr-defined]
        there = {page.made.url for page in nav.pages if isinstance(page, HandbookPage)}
        ours = (page.made for page in self.pages.values())
        if lost := [made.title for made in ours if made.in_nav and made.url not in there]:
            log.warning(
                "%s of the handbook's pages are in no menu, such as %s: another plugin made the navigation; "
                "name them there, or leave that plugin out",
                len(lost),
                lost[0],
            )
        for page in self.pages.values():
            if page.made.parent in self.pages and not page.made.in_nav:
                page.parent = self.pages[page.made.parent]  # type: ignore[assignment]
        return nav

    def on_page_markdown(self, markdown: str, /, *, page: MkDocsPage, **_: object) -> str:
        """Keep our braces in an author's page safe from Markdown."""
        return markdown if isinstance(page, HandbookPage) else embeds.protect(markdown)

    def on_page_content(self, html: str, /, *, page: MkDocsPage, **_: object) -> str:
        """Put definitions, tables and the map where an author asked for them."""
        if isinstance(page, HandbookPage):
            return html  # as it was framed
        if self.site is not None:
            unmarked = self.config.unmarked_pages
            html = embeds.resolve(
                self.site,
                embeds.author_page(page.url),
                html,
                lambda problem: log.warning("%s: %s", page.file.src_uri, problem),
                marked=not (unmarked and unmarked.match_file(page.file.src_uri)),
            )
        return instant.suited(html) if self.instant else html

    def on_env(self, env: jinja2.Environment, /, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        """Let pages of one kind share the theme's shell."""
        theming.prepare(env, config)
        spare(config.plugins)
        self.there = frozenset(file.dest_uri for file in files)
        if self.nav and self.serving:
            self.kept = kept(config, files, self.nav, env)
        return env

    def on_post_page(self, output: str, /, *, page: MkDocsPage, **_: object) -> str:
        """Forget a body once it is on its way to the disk; say which words around it are ours."""
        if isinstance(page, HandbookPage):
            page.content = ""
        return self.site.language.around(output, self.titles) if self.site else output

    @event_priority(100)  # before plugins that look at the whole site
    def _write_from_pages(self, *, config: MkDocsConfig) -> None:
        """Write what is made from all pages, but for what has been put in the same place."""
        for path, content in self._made_from_pages(config):
            if path not in self.there:
                utils.write_file(content, f"{config.site_dir}/{path}")

    @event_priority(-100)
    def _finish(self, *, config: MkDocsConfig) -> None:
        """Write the index of the handbook's own search, the pages of people included."""
        errors = sum(map(_fails, self.site.findings)) if self.site else 0
        if config.strict and errors and not self.serving:
            # MkDocs counts warnings that it prints: with --quiet it would print and count none.
            raise PluginError(f"remit: {errors} error{'s' if errors > 1 else ''} in the definitions (strict)")
        self._write_search(config)
        if self.kept:
            self.kept.written = written(self.kept)

    on_post_build = CombinedEvent(_write_from_pages, _finish)

    # -- steps --

    def _framed(self, html: str) -> str:
        framed = self.site.framed(html) if self.site else html
        return instant.suited(framed) if self.instant else framed

    def _write_search(self, config: MkDocsConfig) -> None:
        path = Path(config.site_dir) / "search" / "search_index.json"
        if self.site is not None and path.is_file():
            own = ((page.made, page.entries) for page in self.pages.values())
            authored = json.loads(path.read_bytes())["docs"]
            decide = who_decides.URL if who_decides.URL in self.pages else ""
            for name, script in search.index(self.site, own, authored, decide):
                utils.write_file(script.encode(), f"{config.site_dir}/{name}")

    def read_site(self, config: MkDocsConfig, now: Inputs | None) -> Site:
        """The site, or one page of findings: a server that freezes helps nobody.

        `now` is what it is made from, where that is known.
        """
        untouched = frozenset(now.untouched(self.inputs) if now else ())
        known = {path for path in self.documents if str(self.root / path) in untouched}
        tree = Disk(self.root, before=self.documents, untouched=known)
        self.inputs, self.documents = now, tree.taken if now else {}
        try:
            today = self.config.today or clock()
            before = self.handed.pop(self.root, None)
            checked = on_day(before, today) if before else check(tree, today=today)
        except RemitError as problem:
            if not self.serving:
                raise PluginError(f"remit: {problem}") from problem
            log.warning("%s", problem)
            return failure_site(str(problem))
        self._warn(checked)
        history = told_history(
            checked.book.root, checked.book.kinds, self.site.history if self.site else None
        )
        if history.missing:
            say = log.warning if history.lost else log.info
            say("no history on the pages: %s", history.missing)
        return handbook_site(
            checked.book,
            checked.findings,
            today,
            twins=self.config.markdown_twins,
            history=history,
            addresses=Addresses(flat=not config.use_directory_urls),
            language=language.of_theme(config.theme.get("language")),
        )

    def _warn(self, checked: Checked) -> None:
        for finding in checked.findings:
            say = log.warning if _fails(finding) else log.info
            say("%s", line_report.line(finding))

    def _place(self, site: Site, files: Files, config: MkDocsConfig) -> None:
        """Put beside the pages what is there from the start; what an author has in its place stays."""
        for path, content in self.lying_beside(site, config):
            theirs = files.get_file_from_path(path) is not None
            self.beside[path] = None if theirs else content
            if not theirs:
                files.append(File.generated(config, path, content=content, inclusion=InclusionLevel.INCLUDED))
                if path == feed.NAME:
                    config.extra["remit_feed"] = path

    def lying_beside(self, site: Site, config: MkDocsConfig) -> Iterator[tuple[str, bytes]]:
        """(path in the site, content) of all that is known before any page is made."""
        docs, palette = Path(config.docs_dir), config.theme.get("palette")
        return site_files.before_pages(site, _base(config), docs=docs, theme=self.styles, palette=palette)

    def looked_at(self, config: MkDocsConfig) -> Inputs:
        """What the site is made from now."""
        return looked_at(
            config, self.root, self.config.today or clock(), watched=self.watched, before=self.inputs
        )

    def swap(self, site: Site) -> None:
        """Let all pages be made from another site with the same addresses."""
        made = {page.url: page for page in site.pages}
        for url, page in self.pages.items():
            page.remade(made[url])
        self.site = site

    def write_rest(self, kept: Kept) -> None:
        """Write what is made from all pages, once these are."""
        self._write_from_pages(config=kept.config)
        self._write_search(kept.config)

    def _made_from_pages(self, config: MkDocsConfig) -> Iterator[tuple[str, bytes]]:
        assert self.site is not None
        return site_files.after_pages(
            self.site,
            _base(config),
            entries=lambda made: self.pages[made.url].entries if made.url in self.pages else (),
            twin=TWIN if self.config.markdown_twins else "",
            written=[written_as(page) for page in self.authored],
            places={page.file.src_uri: page.file.dest_uri for page in (*self.pages.values(), *self.authored)},
        )

    def _is_shown(self, file: File) -> bool:
        """Whether a file comes into the site: none of `exclude_docs`, a draft while serving."""
        return bool(file.inclusion.is_in_serve() if self.serving else file.inclusion.is_included())

    def _gives_way(self, made: Page, file: File) -> None:
        # The author's own page is never lost; of a home page that is simply the wish.
        say = log.warning if made.url else log.info
        say("docs/%s takes the place of the handbook's own page; rename it to have both", file.src_uri)

    def _add(self, made: Page, files: Files, config: MkDocsConfig, theirs: Mapping[str, File]) -> None:
        uri = f"{made.url.rstrip('/') or 'index'}.md"
        if (there := files.get_file_from_path(uri)) is not None and not self._is_shown(there):
            files.remove(there)
        file = File.generated(config, uri, content="")
        if (instead := theirs.get(file.dest_uri)) is not None:
            self._gives_way(made, instead)
            return
        file.inclusion = InclusionLevel.INCLUDED if made.in_nav else InclusionLevel.NOT_IN_NAV
        # Other plugins ask the file's history: it is that of the YAML.
        file.abs_src_path = str(self.root / (made.source or FOLDER))
        files.append(file)
        page = HandbookPage(made, file, config, self._framed, seen=is_seen(config.plugins, self))
        page.twin = twin_of(file) if self.config.markdown_twins and made.listed else ""
        file.page = page
        self.pages[made.url] = page


def _fails(finding: Diagnostic) -> bool:
    """An error that a change brought: what came with the day must not break the build of tomorrow."""
    return finding.severity is Severity.ERROR and not finding.dated


def _base(config: MkDocsConfig) -> str:
    """The site's address with a slash at its end, as tools that set it may leave it out; empty if unknown."""
    return f"{config.site_url.rstrip('/')}/" if config.site_url else ""
