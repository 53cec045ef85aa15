"""What templates are rendered with: filters for links, owners and prose, and what all of them may name."""

# Jinja alone is set up here: what a filter gives is made by `SiteLinks`, which the site is, and by `prose`.

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import jinja2
from jinja2.ext import Extension
from markupsafe import Markup

from remit import words
from remit.handbook import Definition, Handbook
from remit.ownership import organisation, parties
from remit.schema import VALUE
from remit.views.site import prose as prose_view
from remit.views.site.compiled import Compiled, stamp_of
from remit.views.site.language import Language
from remit.views.site.quick import QuickEnvironment

TEMPLATES = Path(__file__).parents[2] / "templates"
# Nobody sees a line break beside these, and a page of tables and lists has hundreds.
_BLOCK = r"</?(?:table|caption|thead|tbody|tr|t[hd]|[ou]l|li|d[ltd]|div|section|details|summary|p|h[1-6])\b"
_BESIDE = re.compile(rf"(?:\s*\n)?({_BLOCK}[^<>]*>)(?:\n\s*)?")
_COMPILED = Compiled(TEMPLATES, stamp_of(Path(__file__).parent))


class _Close(Extension):
    """Leaves line breaks between blocks out of templates."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        """The source as it is compiled."""
        return _BESIDE.sub(r"\1", source)


class SiteLinks(Protocol):
    """How pages speak of definitions: their addresses, their names as links, the marks of parties."""

    @property
    def book(self) -> Handbook:
        """The handbook whose definitions they are."""

    def url(self, definition: Definition) -> str:
        """The address of a definition's page, from the site's root."""

    @property
    def language(self) -> Language:
        """The language of the company's texts."""

    @property
    def way(self) -> Callable[[str, str], str]:
        """The relative link from one address to another."""

    def link(self, base: str, address: str, words: str = "") -> Markup | None:
        """A link from one address to `kind:id`, with words or its name; None when there is no such thing."""

    def authored(self, base: str, written: str) -> str | None:
        """Where a relative link of a text leads from an address; None where there is no such page."""

    def mark(self, party: Definition, address: str = "") -> Markup:
        """The mark of a party with its name, as a link or not."""

    def swatch(self, party: Definition) -> Markup:
        """The mark of a party alone."""

    def owner_class(self, party: Definition) -> str:
        """The CSS classes of a party's mark."""

    def plain(self, text: str) -> str:
        """A prose text without marks."""


def templates(site: SiteLinks, **shared: Any) -> QuickEnvironment:
    """The templates of a site's pages; all of them know what is `shared`."""
    environment = QuickEnvironment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # templates are ours and do not change while a site is built
        bytecode_cache=_COMPILED,
        extensions=[_Close],
    )
    marked = functools.cache(site.mark)  # a few parties stand on every page: their marks are made once
    environment.tests["contains"] = lambda holder, name: isinstance(holder, dict) and name in holder
    environment.filters.update(
        _links(site, marked), plain=site.plain, day=_day, duration=words.duration, **_prose(site)
    )
    environment.globals.update(
        resolve=site.book.resolve,
        who=parties,
        organisation=organisation,
        mark=marked,
        swatch=functools.cache(site.swatch),
        owner_class=site.owner_class,
        **shared,
    )
    return environment


def _links(site: SiteLinks, marked: Callable[..., Markup]) -> dict[str, Callable[..., Any]]:
    """The filters that lead from the page being rendered to another."""

    @jinja2.pass_context
    def to(context: jinja2.runtime.Context, target: Definition | str) -> str:
        """Relative link to a definition or an address."""
        return site.way(context["page"].url, target if isinstance(target, str) else site.url(target))

    @jinja2.pass_context
    def owner(context: jinja2.runtime.Context, party: Definition) -> Markup:
        """The owner mark as a link to what the party owns."""
        return marked(party, site.way(context["page"].url, site.url(party)))

    return {"to": to, "owner": owner}


def _prose(site: SiteLinks) -> dict[str, Callable[..., Markup]]:
    """The filters for texts that mention definitions and use known words."""

    def linker(context: jinja2.runtime.Context) -> prose_view.Linker:
        def link(address: str, words: str) -> Markup | None:
            if context["marker"] and (meant := site.book.find(address)):
                if meant.kind.id == VALUE:
                    said = words or site.book.spoken(address) or meant.name
                    cited: Markup = context["marker"].cited(meant, said)
                    return cited
                context["marker"].saw(meant)
            instead = context.get("instead")  # for texts of old, whose words may be gone
            return site.link(context["page"].url, address, words) or (instead(address) if instead else None)

        return link

    def to(context: jinja2.runtime.Context) -> prose_view.Paging:
        return lambda written: site.authored(context["page"].url, written)

    @jinja2.pass_context
    def prose(context: jinja2.runtime.Context, text: str) -> Markup:
        marker = context["marker"] or prose_view.UNMARKED
        return site.language.prose(prose_view.prose(text, linker(context), marker, to(context)))

    @jinja2.pass_context
    def inline(context: jinja2.runtime.Context, text: str) -> Markup:
        marker = context["marker"] or prose_view.UNMARKED
        return site.language.inline(prose_view.inline(text, linker(context), marker, to(context)))

    return {"prose": prose, "inline": inline}


def _day(value: object) -> str:
    """A day in words; whatever else it is stays."""
    return words.long_day(str(value))
