"""Findings as JSON, for programs: `schemas/output/findings.schema.json` describes it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from remit.checking import Checked
from remit.diagnostics import Diagnostic, Location, Severity
from remit.reports.finding_identity import placed
from remit.reports.json_text import dumped
from remit.version import __version__

PATHS = "host"
VERSION = 1  # of the shape; grows when a name changes its meaning or goes


def report(checked: Checked) -> str:
    """All findings, sorted by place."""
    marks = {id(each.finding): each.fingerprint for each in placed(checked.findings) if each.is_first}
    return dumped(
        {
            **_head(checked.folder),
            "definitions": sum(1 for _ in checked.book.definitions()),
            "counts": _counts(checked),
            "findings": [_finding(each, marks[id(each)]) for each in checked.findings],
        }
    )


def failure(reason: str) -> str:
    """Why nothing could be checked."""
    return dumped({**_head(""), "failed": reason, "findings": []})


def _head(folder: str) -> dict[str, Any]:
    return {"version": VERSION, "generator": f"remit {__version__}", "folder": folder}


def _counts(checked: Checked) -> dict[str, int]:
    found = Counter(finding.severity for finding in checked.findings)
    return {severity.word: found[severity] for severity in reversed(Severity)}


def _place(place: Location) -> dict[str, Any]:
    return {"path": place.path, "line": place.line, "column": place.column}


def _finding(finding: Diagnostic, fingerprint: str) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.word,
        "message": finding.message,
        **_place(finding.location),
        "end": {"line": finding.end.line, "column": finding.end.column},
        "subject": finding.subject,
        "why": finding.why,
        "fix": finding.fix,
        "fingerprint": fingerprint,
        "uses": [_place(place) for place in finding.uses],
        "related": [{**_place(other.location), "message": other.message} for other in finding.related],
    }
