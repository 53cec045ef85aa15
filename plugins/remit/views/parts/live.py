"""What the snapshots of systems say of a definition, on its page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from markupsafe import Markup, escape

from remit.drift.model import Item
from remit.handbook import Definition
from remit.insight.live import how, sentence
from remit.views.site.site import Body, Entry, Heading, Page, Site
from remit.words import long_day

HEADING = Heading("live", "What the systems say")
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
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
            "parts/live.html", page, told=told, broken=broken, line=line, state=state, FEW=FEW, marker=None,
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
    return _marked(sentence(item))


def state(item: Item) -> Markup:
    """How it stands to what was decided, and why, with the days as pages write them."""
    head, why = (_DAY.sub(lambda found: long_day(found[0]), each) for each in how(item))
    said = Markup("<b>{}</b>").format(head) if head else Markup("")
    return said + (Markup(": {}").format(_marked(why)) if why else Markup(""))


def _marked(text: str) -> Markup:
    shown = Markup("<code>{}</code>")
    parts = enumerate(text.split("`"))
    return Markup("").join(shown.format(part) if n % 2 else escape(part) for n, part in parts)
