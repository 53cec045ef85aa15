"""All pages of a handbook, as values: `handbook_site(book, findings)`."""

# A kind with a view of its own is listed here; every other kind, a
# company's own included, gets the generic pages.

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from remit.change.history.in_force import coming, in_force
from remit.change.history.timeline import History
from remit.diagnostics import Diagnostic
from remit.handbook import Definition, Handbook
from remit.rules.own.applied import KIND
from remit.schema import VALUE, Kind
from remit.views.pages import asked, glossary, home
from remit.views.pages.change import (
    cadences,
    change_log,
    changes,
    lanes,
    plain_words,
    policies,
    requests,
    reviews,
    who_decides,
)
from remit.views.pages.decisions import boundaries, decisions, topics, work_items
from remit.views.pages.lifecycle import handoffs, lifecycle, stages
from remit.views.pages.maturity import assessments, benchmarks, blueprint, models, signals
from remit.views.pages.metrics import dashboards, dictionary, hierarchy, metric_owners, metrics, values
from remit.views.pages.reference import (
    conventions,
    health,
    health_figures,
    own_rules,
    rule_reference,
    schema_reference,
)
from remit.views.pages.systems import entities, fields, system_users, systems
from remit.views.pages.teams import functions, my_team, roles, side_by_side
from remit.views.parts import facets, general_page, page_history
from remit.views.site import branding, owner_marks
from remit.views.site.addresses import FOLDERS, Addresses
from remit.views.site.language import ENGLISH, Language
from remit.views.site.site import COLLECTION_URLS, SECTIONS, Page, Site

# kind → the page of one definition
DEFINITION_VIEWS: Mapping[str, Callable[[Site, Definition], Page]] = {
    "assessment": assessments.page,
    "cadence": cadences.page,
    "change": changes.page,
    "dashboard": dashboards.page,
    "function": functions.page,
    "decision": decisions.page,
    "entity": entities.page,
    "field": fields.page,
    "handoff": handoffs.page,
    "lifecycle": lifecycle.of_one,
    "metric": metrics.page,
    "policy": policies.page,
    "review": reviews.page,
    "role": roles.page,
    KIND: own_rules.page,
    "stage": stages.page,
    "system": systems.page,
    VALUE: values.page,
}
# kind → the page that lists the kind
COLLECTION_VIEWS: Mapping[str, Callable[[Site, Kind], Page]] = {
    "assessment": assessments.collection,
    "benchmark": benchmarks.collection,
    "cadence": cadences.collection,
    "change": changes.collection,
    "dashboard": dashboards.collection,
    "function": functions.collection,
    "decision": decisions.matrix,
    "entity": entities.collection,
    "field": fields.collection,
    "handoff": handoffs.collection,
    "lane": lanes.collection,
    "metric": dictionary.page,
    "model": models.collection,
    "policy": policies.collection,
    "request": requests.collection,
    "review": reviews.collection,
    "role": roles.collection,
    KIND: rule_reference.collection,
    "signal": signals.collection,
    "stage": lifecycle.page,
    "system": systems.collection,
    "term": glossary.collection,
    "topic": topics.collection,
    VALUE: values.collection,
    "work-item": work_items.collection,
}
# pages that belong to no single kind
OTHER_VIEWS: Sequence[Callable[[Site], Page]] = (
    home.page,
    who_decides.page,
    my_team.page,
    side_by_side.page,
    boundaries.page,
    hierarchy.page,
    metric_owners.page,
    system_users.page,
    blueprint.page,
    plain_words.page,
    health.page,
    conventions.page,
)
# page → the kinds without any definition of which it has nothing to show
SHOWS: Mapping[str, tuple[str, ...]] = {
    who_decides.URL: ("function", "role"),
    my_team.URL: ("function", "role"),
    side_by_side.URL: ("function",),
    boundaries.URL: ("system", "stage", "field", "dashboard", "lane"),
    hierarchy.URL: ("metric",),
    metric_owners.URL: ("metric",),
    system_users.URL: ("system",),
    blueprint.URL: ("stage",),
    plain_words.URL: ("change",),
}
SEVERAL_VIEWS: Sequence[Callable[[Site], Iterator[Page]]] = (
    asked.pages,
    change_log.pages,
    health_figures.pages,
    schema_reference.pages,
)
# Order of collection pages inside a section; kinds not named come after, by title.
ORDER = (
    "stage", "lifecycle", "handoff", "decision", "work-item", "topic", "metric", "value", "dashboard",
    "function", "role",
    "system", "field", "entity", "lane", "policy", "cadence", "occasion", "change", "request", "review",
    "model", "assessment", "question", "signal", "benchmark", "term", "rule",
)  # fmt: skip


def stylesheet(book: Handbook, palette: Mapping[str, str] | None = None) -> str:
    """The CSS that a handbook brings: marks of parties and their filters, facets, its accent, heads on paper.

    `palette` has the accent of the theme, for a handbook that names none.
    """
    accent = branding.stylesheet(book.settings(), palette)
    heads = branding.sheet_heads(book.settings())
    return owner_marks.marks(book) + facets.stylesheet(book) + accent + heads


def handbook_site(
    book: Handbook,
    findings: Sequence[Diagnostic],
    today: str = "",
    *,
    twins: bool = False,
    history: History | None = None,
    addresses: Addresses = FOLDERS,
    language: Language = ENGLISH,
) -> Site:
    """The site of a handbook on a day: every page with its address, bodies made on demand.

    `addresses` say how its links are written, `language` is that of the company's texts. With `twins` each
    page has its Markdown beside it. With a `history`, what is decided and not in force yet is shown as it
    still holds.
    """
    history = history or History()
    waiting = coming(history, today)
    shown = in_force(book, waiting)
    site = Site(
        shown, findings, today, twins, history, waiting, addresses=addresses, language=language, written=book
    )
    site.pages.extend(_pages(site))
    return site


def _pages(site: Site) -> Iterator[Page]:
    others = [
        *(view(site) for view in OTHER_VIEWS),
        *(page for view in SEVERAL_VIEWS for page in view(site)),
    ]
    # Before any kind has an address: two pages with one address would be one page.
    site.taken.update(
        url.partition("/")[0] for url in (*COLLECTION_URLS.values(), *(page.url for page in others))
    )
    listed = [*_collections(site), *(_in_menu(site, page, SHOWS.get(page.url)) for page in others)]
    order = list(SECTIONS)
    yield from sorted(
        listed, key=lambda page: order.index(page.section) if page.section in order else len(order)
    )
    for definition in site.book.definitions():
        if not definition.kind.single:
            view = DEFINITION_VIEWS.get(definition.kind.id, general_page.page)
            yield (view if definition.sound else general_page.page)(site, definition)
            if page_history.has_past(site, definition):
                yield page_history.page(site, definition)


def _collections(site: Site) -> Iterator[Page]:
    kinds = [kind for kind in site.book.kinds.by_id.values() if not kind.single]
    for kind in sorted(
        kinds, key=lambda kind: (ORDER.index(kind.id) if kind.id in ORDER else 99, kind.titles)
    ):
        page = COLLECTION_VIEWS.get(kind.id, general_page.collection)(site, kind)
        yield _in_menu(site, page, (kind.id,), least=2 if kind.id == "lifecycle" else 1)


def _in_menu(site: Site, page: Page, kinds: tuple[str, ...] | None, least: int = 1) -> Page:
    """The page, out of the menu where the handbook has nothing for it: no tab is empty.

    It is there all the same, for whoever follows a link, and says what could stand on it.
    """
    book = site.book
    if page.url == change_log.URL and not site.history.steps:
        return replace(page, in_nav=False)
    if kinds is None or book.blind & {*kinds}:
        return page
    filled = islice((each for kind in kinds for each in book.every(kind)), least)
    return page if len(list(filled)) == least else replace(page, in_nav=False)
