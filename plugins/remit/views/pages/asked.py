"""Every question that a definition says it answers, by the tab that people look for it in."""

from __future__ import annotations

from collections.abc import Iterator

from remit.handbook import Definition
from remit.views.site.site import Body, Entry, Heading, Page, Site, section_title

URL = "asked/"
TITLE = "Questions people ask"
SAYS = "What people ask in their own words, by where the answer stands."


def pages(site: Site) -> Iterator[Page]:
    """The page of all questions, where the handbook answers any."""
    if any(each.asked_as for each in site.book.definitions()):
        yield Page(
            url=URL, title=TITLE, section="glossary", make=lambda page: _body(site, page), in_nav=True,
            description=SAYS,
        )  # fmt: skip


def _body(site: Site, page: Page) -> Body:
    sections = _sections(site)
    html = site.render(
        "pages/asked.html", page, sections=sections, title=section_title, marker=None,
        count=sum(len(each.asked_as) for found in sections.values() for each in found),
    )  # fmt: skip
    entries = [Entry("", page.title, page.description)]
    for section, found in sections.items():
        links = tuple((site.plain(question), each) for each in found for question in each.asked_as)
        entries.append(Entry(section, section_title(section), "", links=links))
    headings = tuple(Heading(section, section_title(section)) for section in sections)
    return Body(html, headings, tuple(entries))


def _sections(site: Site) -> dict[str, list[Definition]]:
    """Section → its definitions that answer questions, by tab and kind as in the menu, then by name."""
    place = {page.url: number for number, page in enumerate(site.pages)}

    def order(definition: Definition) -> tuple[int, str]:
        return place.get(site.collection_url(definition.kind), 0), definition.name.casefold()

    sections: dict[str, list[Definition]] = {}
    for each in sorted((each for each in site.book.definitions() if each.asked_as), key=order):
        sections.setdefault(each.kind.section, []).append(each)
    return sections
