"""The five boundaries: derived from owners and lanes, never written twice."""

# Who owns every system, stage, shared field and dashboard definition, and who approves
# changes that cross teams: what a quarterly governance review walks through.

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from remit.handbook import Definition, Edge, Handbook
from remit.schema import Kind
from remit.views.site import Body, Entry, Heading, Page, Site

KINDS = (
    ("system", "Systems", "Who runs each tool, and who decides how it is set up."),
    ("stage", "Stages", "Who runs each step of the lifecycle, and who decides its rule."),
    ("field", "Shared fields", "Who keeps the values clean, and who decides what they mean."),
    (
        "dashboard",
        "Dashboard definitions",
        "Who builds each page of numbers, and who decides what stands on it.",
    ),
)


@dataclass(frozen=True, slots=True)
class Share:
    """One pair of owners, and all that it owns together."""

    operates: tuple[Definition, ...]
    governs: tuple[Definition, ...]
    owned: Sequence[Definition]


@dataclass(frozen=True, slots=True)
class Boundary:
    """One boundary: its heading and the shares on both sides of it."""

    kind: Kind
    title: str
    lede: str
    shares: Sequence[Share]


def boundaries(book: Handbook) -> list[Boundary]:
    """The first four boundaries; those of which the handbook holds nothing are left out."""
    found = []
    for kind, title, lede in KINDS:
        shares = _shares(list(book.all(kind)))
        if shares:
            found.append(Boundary(book.kinds.by_id[kind], title, lede, shares))
    return found


def _shares(definitions: Sequence[Definition]) -> list[Share]:
    """Definitions by their owners, the largest share first."""
    pairs: dict[tuple[tuple[Definition, ...], tuple[Definition, ...]], list[Definition]] = {}
    for definition in definitions:
        pair = (_parties(definition.to("operated-by")), _parties(definition.to("governed-by")))
        pairs.setdefault(pair, []).append(definition)
    shares = [
        Share(*pair, sorted(owned, key=lambda each: each.name.lower())) for pair, owned in pairs.items()
    ]
    return sorted(shares, key=lambda share: (-len(share.owned), share.owned[0].id))


def _parties(edges: Sequence[Edge]) -> tuple[Definition, ...]:
    return tuple(edge.target for edge in edges)


def page(site: Site) -> Page:
    """The page of the five boundaries."""

    def make(page: Page) -> Body:
        found = boundaries(site.book)
        lanes = sorted(site.book.all("lane"), key=lambda lane: lane["reach"] != "shared")
        headings = [Heading(boundary.kind.plural, boundary.title) for boundary in found]
        headings.append(Heading("approval", "Changes that cross teams"))
        html = site.render("boundaries.html", page, boundaries=found, lanes=lanes)
        entry = Entry(
            "", "Boundaries", "The owner of every system, stage, shared field and dashboard definition."
        )
        return Body(html, tuple(headings), (entry,))

    return Page(
        url="boundaries/", title="Boundaries", section="decisions", make=make, in_nav=True,
        description="Who owns what, and who approves what crosses teams.",
    )  # fmt: skip
