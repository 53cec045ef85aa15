"""One line a finding: `path:line:column: severity code message`, for editors and grep."""

from __future__ import annotations

from remit.checking import Checked
from remit.diagnostics import Diagnostic
from remit.escape import printable


def line(finding: Diagnostic) -> str:
    """A finding on one line."""
    return printable(f"{finding.location}: {finding.severity.word} {finding.code}: {finding.message}")


def report(checked: Checked) -> str:
    """All findings, a line each."""
    return "".join(f"{line(finding)}\n" for finding in checked.findings)
