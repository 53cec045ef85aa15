"""Findings as Markdown, for the summary of a run or a comment."""

from __future__ import annotations

from collections.abc import Iterator

from remit.checking import Checked
from remit.diagnostics import Diagnostic, Severity
from remit.escape import markdown_code, markdown_sentence, markdown_text
from remit.reports.findings.text import summary

PATHS = "host"
MOST = 500  # findings; hosts take a megabyte, and people far less
_SIGNS = {Severity.ERROR: "❌ error", Severity.WARNING: "⚠️ warning", Severity.SUGGESTION: "💡 suggestion"}


def report(checked: Checked) -> str:
    """A sentence that counts, then a table of the findings and what to do about each."""
    lines = [f"**{markdown_text(summary(checked))}**"]
    if checked.findings:
        lines += ["", "| | Where | What | What to do |", "| --- | --- | --- | --- |"]
        lines += (_row(finding) for finding in checked.findings[:MOST])
    if len(checked.findings) > MOST:
        lines += ["", f"and {len(checked.findings) - MOST} more: `remit check` lists them all."]
    return "\n".join(lines) + "\n"


def failure(reason: str) -> str:
    """Why nothing could be checked."""
    return f"**Nothing could be checked:** {markdown_sentence(reason)}\n"


def _row(finding: Diagnostic) -> str:
    cells = (
        f"{_SIGNS[finding.severity]} {markdown_code(finding.code)}",
        "<br>".join(_places(finding)),
        markdown_sentence(finding.message),
        markdown_sentence(finding.fix),
    )
    return f"| {' | '.join(cells)} |"


def _places(finding: Diagnostic) -> Iterator[str]:
    yield markdown_code(f"{finding.location.path}:{finding.location.line}")
    yield from (f"also {markdown_code(f'{place.path}:{place.line}')}" for place in finding.uses)
    for other in finding.related:
        place = markdown_code(f"{other.location.path}:{other.location.line}")
        yield f"see {place}: {markdown_sentence(other.message)}"
