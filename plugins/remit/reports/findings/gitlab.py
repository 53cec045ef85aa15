"""Findings as GitLab's Code Quality report: shown in merge requests, on their lines."""

# A subset of Code Climate's format: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
# GitLab knows one place an issue, so that each place of a finding is an issue of its own.

from __future__ import annotations

from typing import Any

from remit.checking import Checked
from remit.diagnostics import Severity
from remit.escape import printable
from remit.reading import FOLDER
from remit.reports.finding_identity import Placed, placed
from remit.reports.json_text import dumped

PATHS = "host"
SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.SUGGESTION: "info"}
NOT_CHECKED = "could-not-check"


def report(checked: Checked) -> str:
    """An array with one issue a finding and place."""
    return dumped([_issue(each) for each in placed(checked.findings)])


def failure(reason: str) -> str:
    """Why nothing could be checked, as the one issue."""
    text = f"remit could not check: {printable(reason)}"
    place = {"path": FOLDER, "lines": {"begin": 1}}
    issue = {"description": text, "check_name": NOT_CHECKED, "fingerprint": NOT_CHECKED}
    return dumped([{**issue, "severity": "blocker", "location": place}])


def _issue(each: Placed) -> dict[str, Any]:
    finding, place, fingerprint = each
    remedy = f" ({finding.fix})" if finding.fix else ""
    says = f"{finding.message}{remedy}" if each.is_first else f"{finding.message}: as in {finding.location}"
    return {
        "description": printable(says),
        "check_name": finding.code,
        "fingerprint": fingerprint,
        "severity": SEVERITIES[finding.severity],
        "location": {"path": place.path, "lines": {"begin": place.line}},
    }
