"""A page of the handbook as MkDocs has pages."""

from __future__ import annotations

import functools
import posixpath
import zlib
from collections.abc import Callable
from html import escape
from typing import Any, Final, Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, PluginCollection
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import TableOfContents, get_toc

from remit.publish.authored import Authored
from remit.views.site import shell
from remit.views.site.site import Entry, Heading, Page

_QUICK: Final = 1  # a third of the size, for two tenths of a millisecond a page


class HandbookPage(MkDocsPage):
    """A page of the handbook: HTML from a view, no Markdown object at all.

    MkDocs makes all bodies before it writes the first page, so that plugins see them. Where no plugin looks
    then, a body is made when it is first asked for, and forgotten once its page is written.
    """

    def __init__(
        self, made: Page, file: File, config: MkDocsConfig, frame: Callable[[str], str], *, seen: bool
    ) -> None:
        self.frame = frame  # what a body stands in
        self.seen = seen  # by plugins, before the first page is written
        self._body: str | bytes = ""  # as bytes it is packed
        # Rendered, a body is handed to `on_page_content`, comes back from there, and waits to be made.
        self._state: Literal["handed", "waits", "made"] = "made"
        self.entries: tuple[Entry, ...] = ()
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
        """The body."""
        if self._state == "handed":
            return ""  # nobody is there to look at it
        self._make()
        return self._body if isinstance(self._body, str) else zlib.decompress(self._body).decode()

    @content.setter
    def content(self, html: str | None) -> None:
        if self._state == "handed":
            self._state = "waits"
        else:
            self._state = "made"
            self._body = zlib.compress(html.encode(), _QUICK) if html else ""

    def _make(self) -> None:
        if self._state == "waits":
            self._state = "made"
            body = self.made.body()
            self._body = f"{self.frame(body.html)}\n"
            self.headings, self.entries = body.headings, body.entries

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
        self._make()
        return get_toc(
            [{"level": 2, "id": h.id, "name": escape(h.title), "children": []} for h in self.headings]
        )

    @functools.cached_property
    def present_anchor_ids(self) -> set[str]:  # type: ignore[override]
        """The anchors that links of pages may lead to."""
        self._make()
        return {heading.id for heading in self.headings}

    @property
    def shell(self) -> tuple[object, ...]:
        """What the theme reads of a page beside its texts; equal ones share a shell."""
        self._make()
        return self.made.parent, self.url.count("/"), self.headings

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002
        """Make the body, or let it wait."""
        for made_before in ("toc", "present_anchor_ids"):
            self.__dict__.pop(made_before, None)
        self._state = "waits" if self.seen else "handed"
        self._make()


def is_seen(plugins: PluginCollection, ours: BasePlugin[Any]) -> bool:
    """Whether other plugins than ours look at bodies once these are made."""
    return any(getattr(hook, "__self__", None) is not ours for hook in plugins.events["page_content"])


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
