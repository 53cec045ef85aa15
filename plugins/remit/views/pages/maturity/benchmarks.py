"""Benchmarks: figures that others published, always with where they come from."""

# A benchmark's own page stays the generic one.

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from remit.handbook import Definition
from remit.schema import Kind
from remit.views.parts.general_page import collection_page
from remit.views.site.site import Body, Entry, Heading, Page, Site

NOBODY = "Publisher not known"


@dataclass(frozen=True, slots=True)
class Publisher:
    """The figures of one publisher."""

    name: str
    anchor: str
    figures: tuple[Definition, ...]


def collection(site: Site, kind: Kind) -> Page:
    """The page of all benchmarks, grouped by publisher."""

    def make(page: Page) -> Body:
        found = publishers(site.book.all(kind.id))
        figures = [figure for publisher in found for figure in publisher.figures]
        html = site.render(
            "pages/maturity/benchmarks.html", page, kind=kind, publishers=found, source=source,
            count=len(figures), verified=sum(bool(each.get("verified")) for each in figures),
            unsound=[each for each in site.book.every(kind.id) if not each.sound],
        )  # fmt: skip
        headings = tuple(Heading(each.anchor, each.name) for each in found)
        return Body(html, headings, (Entry("", kind.titles, kind.description),))

    return collection_page(site, kind, make)


def publishers(benchmarks: Iterable[Definition]) -> list[Publisher]:
    """Figures by publisher: newest first, those without a publisher last."""
    found: dict[str, list[Definition]] = {}
    for benchmark in sorted(benchmarks, key=lambda each: (-each.get("year", 0), each.id)):
        found.setdefault(benchmark.get("publisher", NOBODY), []).append(benchmark)
    names = sorted(found, key=lambda name: (name == NOBODY, name.casefold(), name))
    return [Publisher(name, f"from-{number}", tuple(found[name])) for number, name in enumerate(names, 1)]


def source(benchmark: Definition) -> str:
    """Publication, year and sample of a figure in one line."""
    return ", ".join(_source(benchmark))


def _source(benchmark: Definition) -> Iterator[str]:
    if title := benchmark.get("title"):
        yield str(title)
    yield str(benchmark.get("year", "year not stated"))
    sample = benchmark.get("sample", "not stated")
    yield "sample not stated" if sample == "not stated" else f"sample {sample}"
