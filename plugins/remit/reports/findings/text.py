"""Findings as a person reads them: what, where, the line, why, how to fix it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TypeAlias

from remit.checking import Checked
from remit.diagnostics import Diagnostic, Severity
from remit.escape import printable

PATHS = "shell"
Paint: TypeAlias = Callable[[str, str], str]  # a text and its style to the text as it is shown
_WIDTH = 160
_RESET = "\x1b[0m"
_BOLD, _DIM = "\x1b[1m", "\x1b[2m"
_COLOURS = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[1;33m", Severity.SUGGESTION: "\x1b[1;36m"}


def report(checked: Checked) -> str:
    """All findings and a closing sentence that counts them."""
    return _report(checked, _plain)


def coloured(checked: Checked) -> str:
    """The same for a terminal that shows colours: they repeat what the words say."""
    return _report(checked, lambda text, style: f"{style}{text}{_RESET}" if text else "")


def failure(reason: str) -> str:
    """Why nothing could be checked."""
    return f"{printable(f'remit: could not check: {reason}')}\n"


def _plain(text: str, _style: str) -> str:
    return text


def _report(checked: Checked, paint: Paint) -> str:
    shown = ["\n".join(_finding(finding, paint)) + "\n" for finding in checked.findings]
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


def _finding(finding: Diagnostic, paint: Paint) -> Iterator[str]:
    colour = _COLOURS[finding.severity]
    head = paint(f"{finding.severity.word}[{finding.code}]", colour)
    yield f"{head}{paint(f': {printable(finding.message)}', _BOLD)}"
    number = str(finding.location.line)
    gutter = " " * len(number)
    yield f"{paint(f'{gutter}-->', _DIM)} {printable(str(finding.location))}"
    if finding.excerpt.strip():
        start = max(0, finding.location.column - 100)
        before = printable(finding.excerpt[start : finding.location.column - 1])
        excerpt = before + printable(finding.excerpt[finding.location.column - 1 : start + _WIDTH])
        marks = "^" * max(1, min(finding.length, len(excerpt) - len(before)))
        yield paint(f"{gutter} |", _DIM)
        yield f"{paint(f'{number} |', _DIM)} {excerpt}"
        yield f"{paint(f'{gutter} |', _DIM)} {' ' * len(before)}{paint(marks, colour)}"
    for place in finding.uses:
        yield f"{paint(f'{gutter} =', _DIM)} also {printable(str(place))}"
    for other in finding.related:
        told = f"see {printable(str(other.location))}: {printable(other.message)}"
        yield f"{paint(f'{gutter} =', _DIM)} {told}"
    for word, text in (("why", finding.why), ("fix", finding.fix)):
        if text:
            yield f"{paint(f'{gutter} =', _DIM)} {paint(f'{word}:', _BOLD)} {printable(text)}"
