"""The schema reference: every kind, and every property of each, as the schemas say it."""

from __future__ import annotations

from collections.abc import Iterator

from remit.frozen import dataclass
from remit.schema import Kind, Node, Reference
from remit.views.parts.general_page import COMMON
from remit.views.site.site import SECTIONS, Body, Entry, Heading, Page, Site

URL = "schema/"
_TEXTS = {"line": "line of text", "prose": "prose", "formula": "formula", "filter": "filter"}


@dataclass(frozen=True)
class Row:
    """One property as a line of the reference: its key, how deep it stands, and what its type is called."""

    key: str
    depth: int
    node: Node
    required: bool
    type: str
    references: tuple[Reference, ...]
    choices: tuple[str, ...]


def pages(site: Site) -> Iterator[Page]:
    """The overview, and a page for each kind."""
    yield Page(
        url=URL, title="Schema", section="reference", make=lambda page: _overview(site, page), in_nav=True
    )
    for kind in site.book.kinds.by_id.values():
        yield _kind_page(site, kind)


def kind_url(kind: Kind) -> str:
    """The address of a kind's page."""
    return f"{URL}{kind.id}/"


def _overview(site: Site, page: Page) -> Body:
    kinds = sorted(site.book.kinds.by_id.values(), key=lambda kind: kind.titles)
    known = {
        title: [kind for kind in kinds if kind.section == section] for section, title in SECTIONS.items()
    }
    other = [kind for kind in kinds if kind.section not in SECTIONS]
    groups = [
        (f"section-{index}", title, found) for index, (title, found) in enumerate(known.items()) if found
    ]
    groups += [("section-other", "Other", other)] if other else []
    sizes = {kind.id: sum(1 for _ in site.book.every(kind.id)) for kind in kinds}
    html = site.render(
        "pages/reference/schema_overview.html", page, groups=groups, sizes=sizes, kind_url=kind_url
    )
    entries = [Entry(kind.id, f"{kind.title} (schema)", kind.description) for kind in kinds]
    text = "Kinds of definitions and their properties."
    return Body(
        html, tuple(Heading(id, title) for id, title, _ in groups), (Entry("", "Schema", text), *entries)
    )


def _kind_page(site: Site, kind: Kind) -> Page:
    def make(page: Page) -> Body:
        own = [row for key in kind.properties if key not in COMMON for row in _rows(key, kind.node, 0)]
        common = [row for key in kind.properties if key in COMMON for row in _rows(key, kind.node, 0)]
        back = list(_pointing(site, kind))
        there = (("properties", "Properties", own), ("common", "Properties of every kind", common),
                 ("pointing", "What may point here", back))  # fmt: skip
        headings = tuple(Heading(id, title) for id, title, some in there if some)
        html = site.render(
            "pages/reference/schema_kind.html", page,
            kind=kind, own=own, common=common, back=back, headings=headings,
            kind_url=kind_url, size=sum(1 for _ in site.book.every(kind.id)),
        )  # fmt: skip
        words = "\n".join(f"{row.key}: {row.node.description}" for row in own)
        return Body(html, headings, (Entry("", f"{kind.title} (schema)", f"{kind.description}\n{words}"),))

    return Page(
        url=kind_url(kind),
        title=f"{kind.title}: schema",
        section="reference",
        make=make,
        parent=URL,
        description=kind.description,
    )


def _rows(key: str, parent: Node, depth: int) -> Iterator[Row]:
    """A property and everything below it, depth first."""
    node = parent.properties[key]
    inner = _inner(node)
    found = tuple(dict.fromkeys(each for each in (node.keys, inner.reference) if each))
    yield Row(key, depth, node, key in parent.required, _type(node), found, node.choices or inner.choices)
    for below in inner.properties:
        yield from _rows(below, inner, depth + 1)


def _inner(node: Node) -> Node:
    """What stands inside lists and mappings."""
    while node.items or node.values:
        node = node.items or node.values or node
    return node


def _type(node: Node) -> str:
    """The type in words: `list of references`, `mapping: id → object`."""
    if node.items:
        return f"{'ordered list' if node.ordered else 'list'} of {_many(_type(node.items))}"
    if node.values:
        key = "reference" if node.keys else "id"
        inner = _type(node.values)
        return f"mapping: {key} → {inner}"
    if node.reference:
        return "reference"
    if node.choices:
        return "choice"
    simple = {"string": "text", "integer": "whole number", "boolean": "true or false"}
    return _TEXTS.get(node.text) or simple.get(node.type, node.type) or "anything"


def _many(word: str) -> str:
    return {"reference": "references", "line of text": "lines of text", "prose": "prose", "choice": "choices",
            "object": "objects", "text": "texts"}.get(word, word)  # fmt: skip


def _pointing(site: Site, kind: Kind) -> Iterator[tuple[str, Kind, Reference]]:
    """(words, other kind, reference) for each relation that names this kind, not just any."""
    seen = set()
    for other in sorted(site.book.kinds.by_id.values(), key=lambda each: each.titles):
        for reference in other.references:
            if kind.id in reference.to and (other.id, reference.relation) not in seen:
                seen.add((other.id, reference.relation))
                yield reference.back, other, reference
