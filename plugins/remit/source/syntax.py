"""Syntax errors in plain words: what the YAML parser could not read, and where it went wrong."""

from __future__ import annotations

import re
from typing import Final

from remit.diagnostics import Severity
from remit.source.scan import Findings

# libyaml's words, what stands before the place on its line, what we say instead.
_SYNTAX: Final = (
    (
        "mapping values are not allowed",
        r":\s",
        "a second `: ` on the line; put the text in quotes",
    ),
    (
        "mapping values are not allowed",
        "",
        "a `:` inside the text that the line above began; check the indentation of both lines",
    ),
    (
        "did not find expected key",
        r"[\"']\s*$",
        "text goes on after the closing quote; put quotes around all of it",
    ),
    (
        "did not find expected key",
        r"^\s*$",
        "expected a key here; indent the line like its neighbours",
    ),
    ("did not find expected key", "", "expected `key: value` here"),
    ("could not find expected ':'", "", "a line without `: `; write `key: value`"),
    ("expected '-' indicator", "", "expected another list item; indent it like the others"),
    ("expected ',' or ']'", "", "the list that `[` opens lacks a `,` or its `]`"),
    ("expected ',' or '}'", "", "the mapping that `{` opens lacks a `,` or its `}`"),
    ("found unexpected end of stream", "", "the quote opened here is never closed"),
    ("found unexpected document indicator", "", "the quote opened here is never closed"),
    (
        "cannot start any token",
        "",
        "text cannot start with this character; put the text in quotes",
    ),
    ("unknown escape", "", "a `\\` inside double quotes; use single quotes or write `\\\\`"),
    (
        "expected alphabetic or numeric",
        "",
        "text cannot start with `*` or `&`; put the text in quotes",
    ),
    ("hexdecimal", "", "an escape such as `\\x` or `\\u` lacks digits; use single quotes for a plain `\\`"),
    ("mapping keys are not allowed", "", "a `?` followed by a space; put the text in quotes"),
    ("directive", "", "a line that starts with `%`; put the text in quotes"),
    ("block sequence entries are not", "", "a list item after a key; start it on its own line"),
    ("expected comment or line break", "", "the text after `|` or `>` starts on the next line"),
    ("expected node content", "", "a value is missing here, or this text needs quotes"),
    ("expected <document start>", "", "the definition has ended here; nothing may follow"),
)
# Faults whose cause is where something was opened, not where the parser gave up.
_AT_OPENING: Final = re.compile(r"simple key|quoted scalar|flow (?:sequence|mapping)")

# What the parser says where text stands behind a quote that was closed.
_BEHIND: Final = re.compile("did not find expected key|did not find expected '-'")


def explain(error: Exception, findings: Findings) -> None:
    """Say in plain words what the parser could not read."""
    if findings.counts.keys() & {"tab", "byte-order-mark"}:
        return  # the parser has stumbled over what is reported already
    problem = getattr(error, "problem", None) or str(error)
    context = getattr(error, "context", None) or ""
    mark = getattr(error, "problem_mark", None)
    opening = getattr(error, "context_mark", None)
    if mark is None or (opening and mark.line > opening.line and _AT_OPENING.search(context)):
        mark = opening
    line, column = (mark.line, mark.column) if mark else (0, 0)
    place = line << 20 | column
    if _BEHIND.search(problem) and (opened := _opened(findings, line, column)) is not None:
        message = "the quote opened here is never closed on its line"
        findings.add("yaml-syntax", message, opened, length=1)
        return
    if "mapping values" in problem and (above := _without_colon(findings, line)) is not None:
        line, place = above >> 20, above
        problem = "could not find expected ':'"
    if any(one.location.line == line + 1 and one.severity is Severity.ERROR for one in findings.found):
        return  # what was found on this very line is the cause
    if "tag" in f"{problem} {context}".split():
        findings.add("tag", "text that starts with `!`, or a tag", place)
    elif "Unicode character escape" in problem:
        findings.add("lone-surrogate", "a `\\u` escape that names no character", place)
    else:
        findings.add("yaml-syntax", _plain_words(problem, findings.line(place)[:column]), place)


def _opened(findings: Findings, line: int, column: int) -> int | None:
    """Where the quote was opened that ends before a place, if that was on an earlier line; else None.

    A text in quotes may run over lines; where more text follows behind its end, the quote that seems to
    close it was meant to open another.
    """
    before = findings.lines[line][:column].rstrip() if line < len(findings.lines) else ""
    quote = before[-1:]
    if quote not in ("'", '"') or quote in before[:-1]:
        return None
    for row in range(line - 1, -1, -1):
        if (at := findings.lines[row].rfind(quote)) >= 0:
            return row << 20 | at
    return None


def _without_colon(findings: Findings, line: int) -> int | None:
    """Where the line above begins, if it should be a key and has no `:`; else None.

    It is read as a text that goes on below. It should be a key where no text can go on: at the beginning of
    the file, or below a line that ends with a `:`.
    """
    above = findings.lines[line - 1] if 0 < line <= len(findings.lines) else ""
    before = next((row for row in reversed(findings.lines[: max(line - 1, 0)]) if row.strip()), "x:")
    if (
        not re.match(r" *[\w-]+ ", above)
        or re.search(r":(?:\s|$)", above)
        or not before.rstrip().endswith(":")
    ):
        return None
    return (line - 1) << 20 | (len(above) - len(above.lstrip()))


def _plain_words(problem: str, before: str) -> str:
    for words, pattern, message in _SYNTAX:
        if words in problem and re.search(pattern, before):
            return message
    return problem
