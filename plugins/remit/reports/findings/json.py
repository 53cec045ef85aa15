"""Findings as JSON, for programs; its shape is documented in the guide."""

from __future__ import annotations

import json
from typing import Any

from remit.checking import Checked
from remit.diagnostics import Diagnostic
from remit.escape import OLD_COMMAND


def report(checked: Checked) -> str:
    """`{"findings": [...]}` with one object a finding, sorted by place."""
    findings = [_finding(finding) for finding in checked.findings]
    text = json.dumps({"findings": findings}, indent=2, ensure_ascii=True, allow_nan=False) + "\n"
    return text.replace(OLD_COMMAND, "##\\u005b")


def _finding(finding: Diagnostic) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.word,
        "message": finding.message,
        "path": finding.location.path,
        "line": finding.location.line,
        "column": finding.location.column,
        "subject": finding.subject,
        "why": finding.why,
        "fix": finding.fix,
        "uses": [{"path": place.path, "line": place.line, "column": place.column} for place in finding.uses],
        "related": [
            {
                "path": other.location.path,
                "line": other.location.line,
                "column": other.location.column,
                "message": other.message,
            }
            for other in finding.related
        ],
    }
