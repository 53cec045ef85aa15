"""Edits of a definition's YAML: one property set or taken out, and every other line left as it is."""

# The places of keys come from the reader, and what was written is read back before it is used: where the
# result is not exactly the data that was wanted, nothing is written.

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from remit.change.compare.references import stamp
from remit.diagnostics import RemitError
from remit.handbook import Definition
from remit.source import parse
from remit.yaml_text import dumped


def edited(definition: Definition, values: Mapping[str, Any]) -> str:
    """The text of a definition's file with some properties set anew, or taken out where the value is None.

    A property that was there keeps its place, one that is new goes to the end. Comments and layout of all
    else stay. Raises RemitError where the file is not written line by line.
    """
    document = definition.document
    lines = document.text.splitlines(keepends=True)
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += "\n"
    indent = _indent(definition)
    found = {name: _lines_of(definition, name, lines, len(indent)) for name in definition.written}
    end = max((stop for _, stop in found.values()), default=len(lines))
    ending = "\r\n" if "\r\n" in document.text else "\n"
    new = {name: _written(name, value, indent, ending) for name, value in values.items() if value is not None}
    pieces = {found[name]: new.get(name, "") for name in values if name in found}
    pieces[end, end] = "".join(text for name, text in new.items() if name not in found)
    for (start, stop), text in sorted(pieces.items(), reverse=True):
        lines[start:stop] = [text]
    made = "".join(lines)
    _hold(definition, values, made)
    return made


def _lines_of(definition: Definition, name: str, lines: Sequence[str], indent: int) -> tuple[int, int]:
    """The first line of a property and the one after its last, counted from 0.

    To it belongs whatever is indented further, and a list that begins right below its name.
    """
    start = definition.document.locate((*definition.path, name), key=True).line - 1
    stop = start + 1
    for number in range(start + 1, len(lines)):
        line = lines[number].strip()
        depth = len(lines[number]) - len(lines[number].lstrip(" "))
        if line and depth <= indent and not (depth == indent and line.startswith("- ")):
            break
        stop = number + 1 if line else stop
    return start, stop


def _indent(definition: Definition) -> str:
    first = next(iter(definition.written), None)
    if first is None:
        return ""
    return " " * (definition.document.locate((*definition.path, first), key=True).column - 1)


def _written(name: str, value: Any, indent: str, ending: str) -> str:
    text = textwrap.indent(dumped({name: value}, lists_in_line=True), indent)
    return text.replace("\n", ending)


def _hold(definition: Definition, values: Mapping[str, Any], made: str) -> None:
    """Raise RemitError unless a text reads as the file did, but for these properties."""
    wanted = {name: value for name, value in definition.written.items() if name not in values}
    wanted |= {name: value for name, value in values.items() if value is not None}
    data = {**definition.document.data, definition.path[0]: wanted} if definition.path else wanted
    after = parse(made.encode("utf-8", "surrogateescape"), "")
    if after.problems or stamp(after.data) != stamp(data):
        shown = dumped({name: value for name, value in values.items() if value is not None})
        raise RemitError(
            f"{definition.locate()}: it is not written line by line, so nothing was changed in it; "
            f"write there yourself:\n{shown}"
        )
