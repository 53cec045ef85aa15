"""Health: what the check found, and how completely the handbook is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from remit import words
from remit.diagnostics import Diagnostic, Severity
from remit.handbook import Definition
from remit.schema import Kind
from remit.views.site.site import Body, Entry, Heading, Page, Site

URL = "health/"
TITLES = {Severity.ERROR: "Errors", Severity.WARNING: "Warnings", Severity.SUGGESTION: "Suggestions"}
_SHOWN = 300  # findings printed; `remit check` prints them all
_WIDTH = 160


@dataclass(frozen=True)
class Coverage:
    """How many definitions of a kind there are, and which of them lack something."""

    kind: Kind
    all: int
    drafts: tuple[Definition, ...]
    deprecated: tuple[Definition, ...]
    unsound: tuple[Definition, ...]
    unreviewed: tuple[Definition, ...]


def page(site: Site) -> Page:
    """The page of findings and coverage."""

    def make(page: Page) -> Body:
        groups = [
            (each, found) for each in sorted(TITLES, reverse=True) if (found := _of(site.findings, each))
        ]
        coverage = [_coverage(site, kind) for kind in site.book.kinds.by_id.values() if not kind.single]
        coverage = sorted((row for row in coverage if row.all), key=lambda row: row.kind.titles)
        vacant = [role for role in site.book.all("role") if role.get("vacant")]
        headings = [Heading(each.word, f"{TITLES[each]} ({len(found)})") for each, found in groups]
        headings += [Heading("due", "Reviews due")] if site.today else []
        headings += [
            Heading("coverage", "Coverage"), Heading("unreviewed", "Without a review interval"),
            Heading("vacant", "Vacant roles"), Heading("waivers", "Waivers in force"),
        ]  # fmt: skip
        html = site.render(
            "pages/reference/health.html", page,
            groups=groups, titles=TITLES, words=summary(site), coverage=coverage,
            vacant=vacant, waivers=waivers(site), excerpt=excerpt, sentence=sentence, shown=_SHOWN,
            long=words.long_day,
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


def _coverage(site: Site, kind: Kind) -> Coverage:
    rows = list(site.book.every(kind.id))
    lacking = "review-every" in kind.properties
    return Coverage(
        kind,
        len(rows),
        tuple(row for row in rows if row.status == "draft"),
        tuple(row for row in rows if row.status == "deprecated"),
        tuple(row for row in rows if not row.sound),
        tuple(row for row in rows if lacking and row.sound and not row.get("review-every")),
    )


def waivers(site: Site) -> list[tuple[str, dict[str, object], Definition | None, Definition | None]]:
    """(name, waiver, what it is for, who granted it) for each waiver of the handbook."""
    own = site.book.get("handbook", "handbook")
    if own is None or not own.sound:
        return []
    found = []
    for name, waiver in own.get("waivers", {}).items():
        ends = {edge.relation: edge.target for edge in own.to() if edge.path[:2] == ("waivers", name)}
        found.append((name, dict(waiver), ends.get("waived-for"), ends.get("waived-by")))
    return found
