"""A page of the handbook as MkDocs has pages."""

from __future__ import annotations

import functools
import posixpath
import zlib
from collections.abc import Callable
from html import escape
from typing import Any, Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import PluginCollection
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import TableOfContents, get_toc

from remit.publish.authored import Authored
from remit.views.site import shell
from remit.views.site.site import Entry, Heading, Page

_QUICK: Final = 1  # a third of the size, for a tenth of a millisecond a page


class HandbookPage(MkDocsPage):
    """A page of the handbook: HTML from a view, no Markdown object at all."""

    def __init__(self, made: Page, file: File, config: MkDocsConfig, frame: Callable[[str], str]) -> None:
        self.frame = frame  # what a body stands in
        self._packed = b""
        self.entries: tuple[Entry, ...] = ()
        self.shell: tuple[object, ...] = ()
        self.headings: tuple[Heading, ...] = ()
        self.twin = ""  # where its Markdown lies, for the theme
        super().__init__(None, file, config)
        self.remade(made)

    def remade(self, made: Page) -> None:
        """Take what the page is made from; its address stays."""
        self.made = made
        self.title = escape(made.title)  # Material prints titles raw

    @property
    def content(self) -> str | None:
        """The body; packed while it waits, as MkDocs makes all bodies before it writes the first page."""
        return zlib.decompress(self._packed).decode() if self._packed else ""

    @content.setter
    def content(self, html: str | None) -> None:
        self._packed = zlib.compress(html.encode(), _QUICK) if html else b""

    def read_source(self, config: MkDocsConfig) -> None:
        """Set what MkDocs and the theme read of a page before it is rendered."""
        self.markdown = ""
        self.edit_url = None
        self.meta = {"title": escape(self.made.title), "hide": ["navigation", "toc"]}
        self.meta["search"] = {"exclude": True}  # our own entries are merged in after the build
        # Feeds and search engines want a sentence about every page.
        about = self.made.description or f"{self.made.title}: {config.site_description or config.site_name}"
        self.meta["description"] = escape(about)
        if not self.made.in_nav:
            self.meta["template"] = shell.NAME

    @functools.cached_property
    def toc(self) -> TableOfContents:  # type: ignore[override]
        """The headings, for whoever asks: pages that share a shell are not asked for them."""
        return get_toc(
            [{"level": 2, "id": h.id, "name": escape(h.title), "children": []} for h in self.headings]
        )

    @functools.cached_property
    def present_anchor_ids(self) -> set[str]:  # type: ignore[override]
        """The anchors that links of pages may lead to."""
        return {heading.id for heading in self.headings}

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002
        """Make the body."""
        body = self.made.body()
        self.content = f"{self.frame(body.html)}\n"
        self.headings, self.entries = body.headings, body.entries
        for made_before in ("toc", "present_anchor_ids"):
            self.__dict__.pop(made_before, None)
        # What the theme reads of a page beside its texts; equal keys share a shell.
        self.shell = (self.made.parent, self.url.count("/"), body.headings)


def spare(plugins: PluginCollection) -> None:
    """Keep the theme's search away from pages of the handbook, which have entries of their own.

    It would index nothing of them, but look through every body for marks that are not there.
    """
    hooks = plugins.events["page_context"]
    for place, hook in enumerate(hooks):
        if type(getattr(hook, "__self__", None)).__module__ == "material.plugins.search.plugin":
            hooks[place] = _of_others(hook)


def _of_others(hook: Callable[..., Any]) -> Callable[..., Any]:
    def passed_over(context: Any, *, page: MkDocsPage, **more: Any) -> Any:
        return None if isinstance(page, HandbookPage) else hook(context, page=page, **more)

    return passed_over


def twin_of(file: File) -> str:
    """What the Markdown of a page is called that lies beside it."""
    return f"{posixpath.basename(file.dest_uri)}.md"


def written_as(page: MkDocsPage) -> Authored:
    """A page that people wrote, as its Markdown is made of it."""
    file, title = page.file, str(page.title or "")
    return Authored(file.src_uri, file.dest_uri, page.url, title, page.markdown or "")
