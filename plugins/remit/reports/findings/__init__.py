"""The formats of findings: text for people, lines for tools, JSON, and GitHub annotations."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from remit.checking import Checked
from remit.reports.findings import github, json_format, line, text

FORMATS: Mapping[str, Callable[[Checked], str]] = {
    "text": text.report,
    "line": line.report,
    "json": json_format.report,
    "github": github.report,
}
