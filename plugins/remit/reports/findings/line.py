"""One line a finding: `path:line:column: severity code message`, for editors and grep."""

from __future__ import annotations

from collections.abc import Iterator

from remit.checking import Checked
from remit.diagnostics import Diagnostic
from remit.escape import printable

PATHS = "shell"


def line(finding: Diagnostic) -> str:
    """A finding on one line."""
    return printable(f"{finding.location}: {finding.severity.word} {finding.code}: {finding.message}")


def report(checked: Checked) -> str:
    """All findings, a line each."""
    return "".join(f"{each}\n" for finding in checked.findings for each in _lines(finding))


def failure(reason: str) -> str:
    """Why nothing could be checked."""
    return f"{printable(f'remit: could not check: {reason}')}\n"


def _lines(finding: Diagnostic) -> Iterator[str]:
    """The finding, and a line for every other place of its cause."""
    yield line(finding)
    for place in finding.uses:
        yield printable(f"{place}: {finding.severity.word} {finding.code}: as in {finding.location}")
