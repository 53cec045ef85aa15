"""Findings as a person reads them: what, where, the line, why, how to fix it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from remit.checking import Checked
from remit.diagnostics import Diagnostic, Severity
from remit.escape import printable

_WIDTH = 160


def report(checked: Checked) -> str:
    """All findings and a closing sentence that counts them."""
    shown = ["\n".join(_finding(finding)) + "\n" for finding in checked.findings]
    return "\n".join([*shown, summary(checked)])


def summary(checked: Checked) -> str:
    """One sentence: what was found in how many definitions."""
    size = sum(1 for _ in checked.book.definitions())
    definitions = f"{size} definition{'s' if size != 1 else ''}"
    if not checked.findings:
        return f"No findings in {definitions}.\n"
    count = Counter(finding.severity for finding in checked.findings)
    parts = [
        f"{count[severity]} {severity.word}{'s' if count[severity] != 1 else ''}"
        for severity in sorted(Severity, reverse=True)
        if count[severity]
    ]
    return f"{', '.join(parts)} in {definitions}.\n"


def _finding(finding: Diagnostic) -> Iterator[str]:
    yield f"{finding.severity.word}[{finding.code}]: {printable(finding.message)}"
    gutter = " " * len(str(finding.location.line))
    yield f"{gutter}--> {printable(str(finding.location))}"
    if finding.excerpt.strip():
        start = max(0, finding.location.column - 100)
        before = printable(finding.excerpt[start : finding.location.column - 1])
        excerpt = before + printable(finding.excerpt[finding.location.column - 1 : start + _WIDTH])
        marks = "^" * max(1, min(finding.length, len(excerpt) - len(before)))
        yield f"{gutter} |"
        yield f"{finding.location.line} | {excerpt}"
        yield f"{gutter} | {' ' * len(before)}{marks}"
    for place in finding.uses:
        yield f"{gutter} = also {printable(str(place))}"
    for other in finding.related:
        yield f"{gutter} = see {printable(str(other.location))}: {printable(other.message)}"
    if finding.why:
        yield f"{gutter} = why: {printable(finding.why)}"
    if finding.fix:
        yield f"{gutter} = fix: {printable(finding.fix)}"
