"""Ways to organise, phases, sizes and the order of functions, with the company's own marked."""

from __future__ import annotations

from collections.abc import Sequence

from remit.frozen import dataclass
from remit.handbook import Definition
from remit.insight.maturity import MODEL_FAMILIES, family, here
from remit.schema import Kind
from remit.views.parts.general_page import collection_page
from remit.views.site.site import Body, Entry, Heading, Page, Site


@dataclass(frozen=True)
class Band:
    """A band of revenue on a scale: where its bar begins and how long it is, in per cent."""

    model: Definition
    left: float
    width: float


def collection(site: Site, kind: Kind) -> Page:
    """The page of all models."""

    def make(page: Page) -> Body:
        families = {name: family(site.book, "model", name) for name in MODEL_FAMILIES}
        own = here(site.book)
        headings = [
            Heading(f"family-{name}", MODEL_FAMILIES[name][2]) for name, models in families.items() if models
        ]
        if own:
            headings.insert(0, Heading("here", "Where we are"))
        html = site.render(
            "pages/maturity/models.html",
            page,
            kind=kind,
            families=families,
            titles={name: title for name, (_, _, title) in MODEL_FAMILIES.items()},
            here=own,
            ours={each.model for each in own},
            company=site.book.settings().get("company", {}),
            scale=_scale(site, families["size"]),
        )
        found = [Entry(heading.id, heading.title, "") for heading in headings]
        text = " ".join(site.plain(each.model.name) for each in own)
        return Body(html, tuple(headings), (Entry("", kind.titles, f"{kind.description} {text}"), *found))

    return collection_page(site, kind, make)


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
