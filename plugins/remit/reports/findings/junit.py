"""Findings as JUnit XML, which most CI servers show as tests."""

# There is no standard; what all readers take is a `testsuites` with `testsuite`, `testcase` and in it
# `failure`, `error` or `skipped`: https://github.com/testmoapp/junitxml

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator

from remit.checking import Checked
from remit.diagnostics import Diagnostic, Severity
from remit.escape import printable
from remit.reports.findings.text import summary

PATHS = "host"
_NOT_IN_XML = dict.fromkeys((0xFFFE, 0xFFFF, *range(0xD800, 0xE000)), "?")


def report(checked: Checked) -> str:
    """One test case a finding: errors failed, what weighs less was skipped; a clean check is one success."""
    suite = ET.Element("testsuite", name="remit check")
    for finding in checked.findings:
        is_error = finding.severity is Severity.ERROR
        about = f" {finding.subject}" if finding.subject else ""
        case = _case(suite, finding.location.path, f"{finding.code}{about}: {finding.message}")
        case.set("file", _text(finding.location.path))
        case.set("line", str(finding.location.line))
        told = ET.SubElement(case, "failure" if is_error else "skipped", type=finding.code)
        told.set("message", _text(f"{finding.severity.word}: {finding.message}"))
        told.text = "\n".join(map(_text, _lines(finding)))
    if not checked.findings:
        _case(suite, "remit", summary(checked).strip())
    return _written(suite)


def failure(reason: str) -> str:
    """Why nothing could be checked, as a test case with an error."""
    suite = ET.Element("testsuite", name="remit check")
    told = ET.SubElement(_case(suite, "remit", "could not check"), "error", type="could-not-check")
    told.set("message", _text(reason))
    return _written(suite)


def _case(suite: ET.Element, group: str, name: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", classname=_text(group), name=_text(name), time="0")


def _lines(finding: Diagnostic) -> Iterator[str]:
    """Every place, why it matters and what to do."""
    yield f"{finding.location}"
    yield from (f"also {place}" for place in finding.uses)
    yield from (f"see {other.location}: {other.message}" for other in finding.related)
    if finding.why:
        yield f"why: {finding.why}"
    if finding.fix:
        yield f"fix: {finding.fix}"


def _written(suite: ET.Element) -> str:
    top = ET.Element("testsuites", name="remit")
    top.append(suite)
    for each in (suite, top):
        each.set("tests", str(len(suite)))
        for name, inner in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            each.set(name, str(len(suite.findall(f"testcase/{inner}"))))
        each.set("time", "0")
    ET.indent(top)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(top, encoding="unicode")}\n'


def _text(text: str) -> str:
    """Text with nothing that XML cannot hold, or that ElementTree would write all the same."""
    return printable(text).translate(_NOT_IN_XML)
