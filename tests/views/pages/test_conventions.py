"""The page of conventions holds every component, and every page holds where screens are odd."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browsing import violations
from depth import part_of
from remit.diagnostics import Severity
from remit.views.pages.reference import conventions

if TYPE_CHECKING:
    from browsing import NewPage

PAGES = [
    "conventions/", "", "lifecycle/", "decisions/", "metrics/", "metrics/pipeline-coverage/", "stages/mql/",
    "handoffs/mql-to-sql/", "functions/revops/", "changes/", "health/", "reviews/", "rules/", "404.html",
]  # fmt: skip


# -- the samples -----------------------------------------------------------------


def test_the_samples_have_one_finding_of_each_severity_and_no_other_kind() -> None:
    found = conventions.sample().findings
    assert {finding.severity for finding in found} == set(Severity)
    assert {finding.code for finding in found} == {"owner-missing", "review-overdue", "deprecated-ended"}


def test_the_samples_are_in_every_state() -> None:
    book = conventions.sample().book
    assert {each.status for each in book.definitions()} == {"active", "draft", "deprecated"}
    assert {change["state"] for change in book.all("change")} >= {"approved", "rejected", "proposed"}
    assert max(len(metric.to("operated-by")) for metric in book.all("metric")) >= 3
    assert min(len(metric.to("operated-by")) for metric in book.all("metric")) == 0
    assert max(len(metric.name) for metric in book.all("metric")) >= 90
    assert {edge.context["letter"] for each in book.all("decision") for edge in each.to("has-say")} == set(
        "GARCI"
    )
    assert book.settings()["waivers"]


def test_links_between_samples_lead_to_places_on_their_page(site: Path) -> None:
    html = (site / "conventions/index.html").read_text(encoding="utf-8")
    body = html[html.index('<div class="specimens">') :]
    ids = set(re.findall(r'\bid="([^"]+)"', html))
    links = set(re.findall(r'href="(?:\./)?#([^"]+)"', body))
    assert len(links) > 15
    assert links <= ids
    assert len(re.findall(r'\bid="metric-many"', html)) == 1


def test_what_is_shown_is_what_pages_show(site: Path) -> None:
    """A component that goes from the page of conventions is no longer looked at by anybody."""
    html = (site / "conventions/index.html").read_text(encoding="utf-8")
    for name in (
        "pat-hollow", "fn long", "lane-shared", "lane-local", "st-draft", "st-bad", "w-authority", "own",
        "strip", "map", "rail alone", "hand duo", "mx", "feed rows", "finding sev-error",
        "finding sev-warning",
        "finding sev-note", "empty", "props", "facts", "jump", "fold names", "tested", "unchecked",
        "t read line", "reading-line", "break", "again", "other", "broken", "stands",
    ):  # fmt: skip
        assert re.search(rf'class="[^"]*\b{name}\b', html), name


# -- odd screens -----------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_among_the_conventions(new_page: NewPage, server: str, scheme: Any) -> None:
    page = new_page(color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{server}/conventions/")
    assert violations(page) == []


def test_no_page_scrolls_sideways_at_320_pixels(new_page: NewPage, server: str) -> None:
    """WCAG 1.4.10: also what 1280 pixels are at a zoom of 400 %."""
    page = new_page(320, 640)
    for url in part_of(PAGES, 4):
        page.goto(f"{server}/{url}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, url


def test_text_of_twice_the_size_loses_nothing(new_page: NewPage, server: str) -> None:
    """WCAG 1.4.4, by the size of text alone: no page grows sideways, no text is cut off."""
    page = new_page(1280, 900)
    for url in part_of(PAGES, 4):
        page.goto(f"{server}/{url}")
        page.add_style_tag(content="html { font-size: 250% !important }")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, url
        cut = page.evaluate(
            """() => [...document.querySelectorAll('.r :is(h1, h2, h3, p, dd, dt, li, td, .chip, .btn)')]
                .filter(e => e.scrollWidth > e.clientWidth + 2 && e.clientWidth > 0
                    && getComputedStyle(e).overflowX === 'hidden' && !e.closest('.vh'))
                .map(e => e.className + ': ' + e.textContent.trim().slice(0, 60))"""
        )
        assert cut == [], url


def test_forced_colours_keep_every_mark(new_page: NewPage, server: str) -> None:
    """Without colours an owner is a border, a pattern and a name; a letter and a chip keep an edge."""
    page = new_page(forced_colors="active")
    page.goto(f"{server}/conventions/")
    marks = page.evaluate(
        """() => [...document.querySelectorAll('.fn .sw')].map(mark => {
            const style = getComputedStyle(mark);
            return {edge: parseFloat(style.borderTopWidth), line: style.borderTopColor,
                    ground: getComputedStyle(document.body).backgroundColor,
                    name: mark.parentNode.textContent.trim()};
        })"""
    )
    assert len(marks) > 20
    assert all(mark["edge"] >= 1 and mark["line"] != mark["ground"] and mark["name"] for mark in marks)
    patterns = page.evaluate(
        """() => [...new Set([...document.querySelectorAll('#marks ~ ul .sw.pat:not(.pat-hollow)')]
            .map(mark => getComputedStyle(mark).backgroundImage
                + getComputedStyle(mark).backgroundColor))].length"""
    )
    assert patterns >= 6
    edges = page.evaluate(
        """() => [...document.querySelectorAll('.chip, .L, .card, .btn')].filter(each => {
            const style = getComputedStyle(each);
            return parseFloat(style.borderTopWidth) < 1 && style.outlineStyle === 'none'
                && style.backgroundColor === getComputedStyle(document.body).backgroundColor;
        }).map(each => each.textContent.trim().slice(0, 40))"""
    )
    assert edges == []


def test_the_map_keeps_its_patterns_in_forced_colours(new_page: NewPage, server: str) -> None:
    page = new_page(forced_colors="active")
    page.goto(f"{server}/conventions/")
    page.set_viewport_size({"width": 1340, "height": 900})
    strokes = page.evaluate(
        "() => [...document.querySelectorAll('.map svg .box')].map(box => getComputedStyle(box).stroke)"
    )
    assert len(strokes) == 4
    assert "none" not in strokes
