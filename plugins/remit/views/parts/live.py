"""What the snapshots of systems say of a definition, on its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from markupsafe import Markup, escape

from remit.drift.model import Item
from remit.handbook import Definition
from remit.insight.live import sentence
from remit.views.site.site import Body, Entry, Heading, Page, Site

HEADING = Heading("live", "What the systems say")
FEW = 8  # differences that stand open; more of them fold


def with_live(site: Site, definition: Definition, make: Callable[[Page], Body]) -> Callable[[Page], Body]:
    """A maker of a definition's page that says after it what its snapshots say, where there are any."""

    def made(page: Page) -> Body:
        body = make(page)
        told = site.live.of(definition) if site.live is not None else ()
        broken = (
            site.live.broken.get(definition.id, "") if site.live and definition.kind.id == "system" else ""
        )
        if not told and not broken:
            return body
        html = site.render(
            "parts/live.html", page, told=told, broken=broken, line=line, FEW=FEW, marker=None,
            whole=definition.kind.id == "system",
        )  # fmt: skip
        words = "\n".join(f"{each.system.name}: {each.words}" for each in told)
        entry = Entry(HEADING.id, f"{definition.name}: what the systems say", words)
        return replace(
            body,
            html=body.html + html,
            headings=(*body.headings, HEADING),
            entries=(*body.entries, entry) if words else body.entries,
        )

    return made


def line(item: Item) -> Markup:
    """One difference as a sentence: what stands between backticks is code, and all of it is only text."""
    parts = sentence(item).split("`")
    shown = Markup("<code>{}</code>")
    return Markup("").join(shown.format(part) if n % 2 else escape(part) for n, part in enumerate(parts))
