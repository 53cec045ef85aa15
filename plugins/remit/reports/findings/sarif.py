"""Findings as SARIF 2.1.0, for code scanning and viewers."""

# https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; what GitHub reads of it:
# https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from remit.checking import Checked
from remit.diagnostics import Diagnostic, Location, Severity
from remit.escape import printable
from remit.reports.explained import Explained, explained
from remit.reports.finding_identity import placed
from remit.reports.json_text import dumped
from remit.version import __version__

PATHS = "host"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.SUGGESTION: "note"}
_GITHUBS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.SUGGESTION: "recommendation"}
FINGERPRINT = "remitFinding/v1"


def report(checked: Checked) -> str:
    """One run, with the rules that found something and one result a finding."""
    codes = sorted({finding.code for finding in checked.findings})
    marks = {id(each.finding): each.fingerprint for each in placed(checked.findings) if each.is_first}
    results = [_result(each, codes, marks[id(each)]) for each in checked.findings]
    known = explained(checked.book)
    return _log([known[code] for code in codes], results, {"executionSuccessful": True})


def failure(reason: str) -> str:
    """Why nothing could be checked, as a notification of a run that did not succeed."""
    told = {"level": "error", "message": {"text": _plain(reason)}}
    invocation = {"executionSuccessful": False, "exitCode": 2, "toolExecutionNotifications": [told]}
    return _log([], [], invocation)


def _log(codes: Sequence[Explained], results: Sequence[dict[str, Any]], invocation: dict[str, Any]) -> str:
    driver = {"name": "remit", "semanticVersion": __version__, "rules": [_rule(code) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "invocations": [invocation],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return dumped({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(each: Explained) -> dict[str, Any]:
    code = each.code
    return {
        "id": code.id,
        "shortDescription": {"text": each.says()},
        "fullDescription": {"text": f"{code.why[:1].upper()}{code.why[1:].rstrip('.')}."},
        "help": {"text": each.as_text(), "markdown": each.as_markdown()},
        "defaultConfiguration": {"level": LEVELS[code.severity]},
        "properties": {
            "tags": [code.topic],
            "problem.severity": code.severity.word.replace("suggestion", "recommendation"),
        },
    }


def _result(finding: Diagnostic, codes: Sequence[str], fingerprint: str) -> dict[str, Any]:
    region = {
        "startLine": finding.location.line,
        "startColumn": finding.location.column,
        "endLine": finding.end.line,
        "endColumn": finding.end.column,
    }
    first: dict[str, Any] = {"physicalLocation": _physical(finding.location, region)}
    if finding.subject:
        first["logicalLocations"] = [{"fullyQualifiedName": finding.subject, "kind": "object"}]
    more = [(place, "the same fault shows here") for place in finding.uses]
    more += [(other.location, other.message) for other in finding.related]
    end = "" if finding.message.endswith(("?", ".")) else "."
    remedy = f" {finding.fix[:1].upper()}{finding.fix[1:]}." if finding.fix else ""
    return {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": LEVELS[finding.severity],
        "message": {"text": _plain(f"{finding.message}{end}{remedy}")},
        "locations": [first],
        "relatedLocations": [
            {"id": number, "physicalLocation": _physical(place), "message": {"text": _plain(words)}}
            for number, (place, words) in enumerate(more, 1)
        ],
        "partialFingerprints": {FINGERPRINT: fingerprint},
    }


def _physical(place: Location, region: dict[str, Any] | None = None) -> dict[str, Any]:
    """Where it stands: the address is relative to the top of the repository, so that each host finds it."""
    return {
        "artifactLocation": {"uri": quote(place.path, errors="surrogateescape"), "uriBaseId": "%SRCROOT%"},
        "region": region or {"startLine": place.line, "startColumn": place.column},
    }


def _plain(text: str) -> str:
    """A message in which no viewer finds a link: `[words](target)` would be one."""
    return printable(text).replace("](", "] (")
