"""Health: what the check found, and how completely the handbook is kept."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from remit import words
from remit.diagnostics import Diagnostic, Severity
from remit.insight.health.upkeep import coverage, vacancies, waivers
from remit.views.site.site import Body, Entry, Heading, Page, Site

URL = "health/"
TITLES = {Severity.ERROR: "Errors", Severity.WARNING: "Warnings", Severity.SUGGESTION: "Suggestions"}
_SHOWN = 300  # findings printed; `remit check` prints them all
_WIDTH = 160


def page(site: Site) -> Page:
    """The page of findings and coverage."""

    def make(page: Page) -> Body:
        groups = [
            (each, found) for each in sorted(TITLES, reverse=True) if (found := _of(site.findings, each))
        ]
        headings = [Heading(each.word, f"{TITLES[each]} ({len(found)})") for each, found in groups]
        headings += [Heading("due", "Reviews due")] if site.today else []
        headings += [
            Heading("coverage", "Coverage"), Heading("unreviewed", "Without a review interval"),
            Heading("vacant", "Vacant roles"), Heading("waivers", "Waivers in force"),
        ]  # fmt: skip
        html = site.render(
            "pages/reference/health.html", page,
            groups=groups, titles=TITLES, words=summary(site), coverage=coverage(site.book),
            vacant=vacancies(site.book), waivers=waivers(site.book),
            excerpt=excerpt, sentence=sentence, shown=_SHOWN, long=words.long_day,
        )  # fmt: skip
        return Body(
            html, tuple(headings), (Entry("", "Health", f"{summary(site)} Findings, coverage, waivers."),)
        )

    return Page(url=URL, title="Health", section="reference", make=make, in_nav=True)


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
