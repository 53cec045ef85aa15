"""Health: the scorecard with its trend, what drifted, what the check found, and how completely it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup, escape

from remit.diagnostics import Diagnostic, Severity
from remit.frozen import dataclass
from remit.handbook import Definition
from remit.insight.health.drift import since_review
from remit.insight.health.figures import Count, Figure, Measure
from remit.insight.health.trend import Moment, Share, Trend, trend
from remit.insight.health.upkeep import coverage, vacancies
from remit.views.drawing.trend_line import HEIGHT, WIDTH, TrendLine, trend_line
from remit.views.site.site import Body, Entry, Heading, Page, Site
from remit.words import PERCENT

URL, TITLE = "health/", "Health"
TITLES = {Severity.ERROR: "Errors", Severity.WARNING: "Warnings", Severity.SUGGESTION: "Suggestions"}
_SHOWN = 300  # findings printed; `remit check` prints them all
_WIDTH = 160


@dataclass(frozen=True, slots=True)
class TrendRow:
    """One figure over time: its line, and its share at each moment; None where it was not counted."""

    measure: Measure
    line: TrendLine
    shares: Sequence[Share | None]


def page(site: Site) -> Page:
    """The page of the scorecard and the findings."""

    def make(page: Page) -> Body:
        groups = [
            (each, found) for each in sorted(TITLES, reverse=True) if (found := _of(site.findings, each))
        ]
        card = site.card
        told = trend(site.book.root, site.history, card.figures, site.today)
        headings = [
            Heading("scorecard", "Scorecard"), Heading("by-function", "By function"),
            Heading("trend", "Trend"), Heading("became-shared", "Became shared"),
        ]  # fmt: skip
        headings += [Heading(each.word, f"{TITLES[each]} ({len(found)})") for each, found in groups]
        headings += [Heading("due", "Reviews due")] if site.today else []
        headings += [
            Heading("waivers", "Waivers"), Heading("coverage", "By kind"),
            Heading("unreviewed", "Without a review interval"), Heading("vacant", "Vacant roles"),
        ]  # fmt: skip
        html = site.render(
            "pages/reference/health.html", page,
            card=card, functions=by_function(card.figures), address=address, anchor=anchor,
            trend=told, trend_rows=list(trend_rows(told, card.figures)), percent=percent,
            trend_width=WIDTH, trend_height=HEIGHT,
            since=since_review(site.book.root, site.history, site.verdicts.reach, site.today),
            groups=groups, titles=TITLES, words=summary(site), coverage=coverage(site.book),
            vacant=vacancies(site.book), excerpt=excerpt, sentence=sentence, shown=_SHOWN, headings=headings,
        )  # fmt: skip
        return Body(
            html,
            tuple(headings),
            (Entry("", TITLE, f"{summary(site)} Scorecard, findings, coverage, waivers."),),
        )

    return Page(url=URL, title=TITLE, section="reference", make=make, in_nav=True)


def address(measure: Measure) -> str:
    """Where the lists of a figure stand."""
    return f"{URL}{measure.id}/"


def anchor(name: str, function: Definition | None) -> str:
    """The place of a list of one function on the page of a figure: `lacking-of-revops`."""
    return f"{name}-of-{function.id}" if function else f"{name}-of-none"


def by_function(figures: Sequence[Figure]) -> Mapping[Definition | None, Sequence[Count | None]]:
    """Function → what each figure comes to for it, None where it is not asked; no function comes last."""
    counted = [each.by_function for each in figures]
    functions = {function for each in counted for function in each}
    ordered = sorted(functions, key=lambda each: (each is None, each.name.casefold() if each else ""))
    return {function: [each.get(function) for each in counted] for function in ordered}


def trend_rows(told: Trend, figures: Sequence[Figure]) -> Iterator[TrendRow]:
    """The figures that were ever asked of something, over all moments."""
    for figure in figures:
        shares = [_share(moment, figure.measure) for moment in told.moments]
        if any(each is not None for each in shares):
            parts = [each.part if each else None for each in shares]
            yield TrendRow(figure.measure, trend_line(parts), shares)


def _share(moment: Moment, measure: Measure) -> Share | None:
    found = moment.shares.get(measure.id)
    return found if found is not None and found.asked else None


def percent(share: Share) -> str:
    """A share in whole percent that is 100 only when nothing lacks, and 0 only when all does."""
    part = 100 * share.kept / share.asked
    whole = 99 if 99 < part < 100 else 1 if 0 < part < 1 else round(part)
    return f"{whole}{PERCENT}"


def summary(site: Site) -> str:
    """One sentence: what was found in how many definitions."""
    size = sum(1 for _ in site.book.definitions())
    definitions = f"{size} definition{'s' if size != 1 else ''}"
    parts = [
        f"{count} {each.word}{'s' if count != 1 else ''}"
        for each in sorted(TITLES, reverse=True)
        if (count := len(_of(site.findings, each)))
    ]
    return f"{', '.join(parts) or 'No findings'} in {definitions}."


def excerpt(finding: Diagnostic) -> Markup:
    """The line of a finding with the place marked; a long line is cut around it."""
    at = max(0, finding.location.column - 1)
    start = max(0, at - _WIDTH // 2)
    stop = start + _WIDTH
    end = min(at + max(1, finding.length), stop)
    line = finding.excerpt
    return Markup("%s%s<mark>%s</mark>%s%s") % (
        "…" if start else "", line[start:at], line[at:end], line[end:stop], "…" if len(line) > stop else "",
    )  # fmt: skip


def sentence(text: str) -> Markup:
    """Words of a finding: what stands between backticks as code, the first letter large."""
    pieces = (text[:1].upper() + text[1:]).split("`")
    if len(pieces) % 2 == 0:
        return escape("`".join(pieces))
    marked = (Markup("<code>%s</code>") % each if at % 2 else escape(each) for at, each in enumerate(pieces))
    return Markup("").join(marked)


def _of(findings: Sequence[Diagnostic], severity: Severity) -> list[Diagnostic]:
    return [finding for finding in findings if finding.severity is severity]
