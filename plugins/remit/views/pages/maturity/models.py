"""Ways to organise, phases, sizes and the order of functions, with the company's own marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from remit.handbook import Definition
from remit.schema import Kind
from remit.views.parts.general_page import collection_page
from remit.views.site.site import Body, Entry, Heading, Page, Site

# family → (relation by which the company names its own, label, heading)
FAMILIES: Mapping[str, tuple[str, str, str]] = {
    "structure": ("organised-as", "Structure", "Structures: who reports where"),
    "phase": ("in-phase", "Phase", "Phases of growth"),
    "size": ("in-size-band", "Size", "Sizes, by recurring revenue"),
    "order": ("", "Order", "Order of functions"),
}


@dataclass(frozen=True)
class Here:
    """Where the company stands in one family, and what usually comes next."""

    label: str
    model: Definition
    next: tuple[Definition, ...]


@dataclass(frozen=True)
class Band:
    """A band of revenue on a scale: where its bar begins and how long it is, in per cent."""

    model: Definition
    left: float
    width: float


def collection(site: Site, kind: Kind) -> Page:
    """The page of all models."""

    def make(page: Page) -> Body:
        families = {name: _family(site, name) for name in FAMILIES}
        here = _here(site)
        headings = [
            Heading(f"family-{name}", FAMILIES[name][2]) for name, models in families.items() if models
        ]
        if here:
            headings.insert(0, Heading("here", "Where we are"))
        html = site.render(
            "pages/maturity/models.html",
            page,
            kind=kind,
            families=families,
            titles={name: title for name, (_, _, title) in FAMILIES.items()},
            here=here,
            ours={each.model for each in here},
            company=site.book.settings().get("company", {}),
            scale=_scale(site, families["size"]),
        )
        found = [Entry(heading.id, heading.title, "") for heading in headings]
        text = " ".join(site.plain(each.model.name) for each in here)
        return Body(html, tuple(headings), (Entry("", kind.titles, f"{kind.description} {text}"), *found))

    return collection_page(site, kind, make)


def _family(site: Site, name: str) -> list[Definition]:
    found = [model for model in site.book.all("model") if model.get("family") == name]
    return sorted(found, key=lambda model: (model.get("order", 99), model.name.lower()))


def _here(site: Site) -> list[Here]:
    own = site.book.get("handbook", "handbook")
    if own is None or not own.sound:
        return []
    return [
        Here(label, edge.target, tuple(step.target for step in edge.target.to("followed-by")))
        for relation, label, _ in FAMILIES.values()
        if relation
        for edge in own.to(relation)
        if edge.target.sound
    ]


def _scale(site: Site, models: Sequence[Definition]) -> tuple[list[Band], float, float | None]:
    """Bars of the size bands, the end of their scale, and the place of the company on it."""
    arr = site.book.settings().get("company", {}).get("arr")
    bounds = [float(model.get(name, 0)) for model in models for name in ("arr-from", "arr-to")]
    end = max([*bounds, float(arr or 0), 1.0]) * 1.25
    bands = []
    for model in models:
        start = max(0.0, min(float(model.get("arr-from", 0)), end))
        stop = max(start, min(float(model.get("arr-to", end)), end))
        bands.append(Band(model, start / end * 100, max(1.5, (stop - start) / end * 100)))
    return bands, end, None if arr is None else max(0.0, float(arr) / end * 100)
