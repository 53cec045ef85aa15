"""The page of conventions: every component in every state, made from a handbook of nobody."""

# The samples go through the same reader, rules and templates as everybody's definitions, so what
# this page shows cannot part from what the others show. Links between samples stay on this page.

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from markupsafe import Markup

from remit import readings, words
from remit.change.compare.diff import DefinitionChange
from remit.change.history.steps import Step
from remit.change.history.timeline import Entry as Version
from remit.checking import Checked, check
from remit.diagnostics import Severity
from remit.handbook import Definition, Handbook
from remit.insight import handoffs, lifecycle
from remit.insight.handoffs import Handoff
from remit.insight.health.upkeep import waivers
from remit.insight.matrices import rights
from remit.insight.matrix import LETTERS
from remit.insight.readings.board import Readout
from remit.insight.readings.breaks import Break
from remit.insight.readings.standing import next_steps
from remit.insight.records import changes
from remit.lifecycles import lifecycles
from remit.reading import FOLDER, open_handbook
from remit.schema import Kind
from remit.source import parse
from remit.tree import Memory
from remit.views.pages.reference import health
from remit.views.parts import matrix_filters, stage_map
from remit.views.parts import readings as reading_views
from remit.views.parts.formulas import Tested
from remit.views.parts.thresholds import zone_of
from remit.views.site import owner_marks
from remit.views.site.site import Body, Entry, Heading, Page, Site

URL = "conventions/"
TODAY = "2026-11-20"  # of the samples: their reviews are late on every day alike
SAMPLES = Path(__file__).with_suffix(".yaml")
NUMBERS = Path(__file__).with_suffix(".csv")  # read under two definitions, from two sources
CHANGED = "2026-10-15"
HEADINGS = (
    Heading("marks", "Owners"),
    Heading("chips", "Chips and letters"),
    Heading("cards", "Who operates, who governs"),
    Heading("states", "States of a definition"),
    Heading("lifecycle", "Lifecycle"),
    Heading("handoffs", "Handoffs"),
    Heading("matrix", "Matrix"),
    Heading("readings", "Readings"),
    Heading("changes", "Changes"),
    Heading("findings", "Findings"),
    Heading("long", "Long pages"),
    Heading("nothing", "Where nothing is"),
    Heading("samples", "The samples"),
)


class _SampleSite(Site):
    """A site whose definitions all stand on the page of conventions."""

    def url(self, definition: Definition) -> str:
        return f"{URL}#{definition.kind.id}-{definition.id}"

    def collection_url(self, kind: Kind) -> str:  # noqa: ARG002 - every list of samples is this page
        return f"{URL}#samples"

    def edit_path(self, path: str) -> str:  # noqa: ARG002 - nobody proposes a change of a sample
        return ""


def page(site: Site) -> Page:
    """The page of conventions."""

    def make(page: Page) -> Body:
        found = sample()
        samples = _SampleSite(found.book, found.findings, TODAY, addresses=site.addresses)
        samples.pages.extend(site.pages)  # for the row of pages under the tabs
        return Body(_render(samples, page, found), HEADINGS, (Entry("", "Conventions", _ABOUT),))

    return Page(URL, "Conventions", "reference", make, in_nav=True)


_ABOUT = (
    "Marks of owners, chips, letters, cards, states, lifecycle, matrix, readings, changes, findings: "
    "every component."
)


def sample() -> Checked:
    """The handbook of nobody, read and checked."""
    return check(Memory(_files(), "the samples"), today=TODAY)


def _files() -> dict[str, str]:
    collections = parse(SAMPLES.read_bytes(), SAMPLES.name).data
    return {
        f"{FOLDER}/{plural}.yaml": json.dumps(definitions, indent=1, ensure_ascii=False)
        for plural, definitions in collections.items()
    }


def _readout(book: Handbook) -> Readout:
    """The numbers of a metric whose definition changed between them, from two sources that disagree."""
    metric = book.get("metric", "read")
    assert metric is not None
    table = Memory({**_files(), f"{readings.FOLDER}/samples.csv": NUMBERS.read_text(encoding="utf-8")})
    some = readings.readings_of(open_handbook(table)).of[metric.id]
    series = readings.series_of(metric, some, [CHANGED])
    step = Step("", "", "", "", (), day=CHANGED)
    change = Break(
        CHANGED, metric.ref, metric.name, Version(step, DefinitionChange(metric.ref, "changed"), "agreed")
    )
    differing = readings.disagreements(metric, some, [CHANGED])
    return Readout(
        metric, series, [change], next_steps(metric, series), differing, "history begins on 1 July 2026"
    )


def _render(samples: Site, page: Page, found: Checked) -> Markup:
    book = found.book
    steps = [lifecycle.step(stage) for stage in lifecycle.spine(lifecycles(book)[0])]
    one_each = {finding.severity: finding for finding in reversed(found.findings)}
    shown = handoffs.all_handoffs(book)
    drawn = stage_map.drawing(samples, page)
    readout = _readout(book)
    return samples.render(
        "pages/reference/conventions.html", page, headings=HEADINGS, css=Markup(owner_marks.marks(book)),
        functions=list(book.all("function")), roles=list(book.all("role")), letters=list(LETTERS),
        lanes=list(book.all("lane")), metric=lambda id: book.get("metric", id), steps=steps,
        **drawn, undrawn=[replace(each, drawn=None) for each in drawn["maps"]],
        shown=shown[:1], stepped=shown[1], tests=[Tested("Large", "", Markup("Place is Three"))],
        bare=[_bare(each) for each in shown[1:]],
        **matrix_filters.shown(rights(book)),
        readout=readout, read=reading_views.shown(readout, ""), find=book.find,
        short=words.medium_day, zone_of=zone_of,
        changes=changes(book), day=words.medium_day, waivers=waivers(book),
        findings=[one_each[each] for each in sorted(Severity, reverse=True) if each in one_each],
        excerpt=health.excerpt, sentence=health.sentence,
        others=[each for each in book.definitions() if not each.kind.single],
    )  # fmt: skip


def _bare(shown: Handoff) -> Handoff:
    """The same handoff before anything is agreed."""
    return replace(
        shown, promise="", label="", carries=(), also=(), reasons=(), escalates=None, settles=None, metrics=()
    )
