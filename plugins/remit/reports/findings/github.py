"""Findings as GitHub workflow commands: annotations on the changed lines."""

# `%`, CR and LF would end a command, `:` and `,` a property: all are escaped, so
# that text from a pull request cannot issue commands of its own.
# https://docs.github.com/actions/reference/workflow-commands-for-github-actions

from __future__ import annotations

from collections.abc import Mapping

from remit.checking import Checked
from remit.diagnostics import Diagnostic, Location, Severity
from remit.escape import printable
from remit.reports.findings.text import summary

PATHS = "host"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.SUGGESTION: "notice"}


def report(checked: Checked) -> str:
    """One command a finding and place, then the summary."""
    commands = (
        f"{_annotation(finding, place)}\n"
        for finding in checked.findings
        for place in (finding.location, *finding.uses)
    )
    return "".join(commands) + summary(checked)


def failure(reason: str) -> str:
    """Why nothing could be checked, as an annotation of the run."""
    return f"{_command('error', {'title': 'remit could not check'}, reason)}\n"


def _annotation(finding: Diagnostic, place: Location) -> str:
    properties = {
        "file": place.path,
        "line": str(place.line),
        "col": str(place.column),
        "title": f"remit {finding.code}",
    }
    message = finding.message + (f" — {finding.fix}" if finding.fix else "")
    return _command(_LEVELS[finding.severity], properties, message)


def _command(level: str, properties: Mapping[str, str], message: str) -> str:
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level} {listed}::{_data(message)}"


def _data(text: str) -> str:
    return printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
