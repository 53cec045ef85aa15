"""How a value is written at its place: in the style that stands there, as far as it can hold the value."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from remit.source.layout import Part
from remit.yaml_text import dumped, in_line

_PRINTED = re.compile(r"[^\x00-\x1f\x7f-\x9f]*\Z")


def in_flow(value: Any) -> str:
    """A value as it may stand between brackets."""
    return in_line([value])[1:-1]


def entry_in_flow(key: str, value: Any) -> str:
    """A key with its value as they may stand between brackets."""
    return in_line({key: value})[1:-1]


def key_text(key: str, was: Part | None = None) -> str:
    """A key, in the quotes that stood there."""
    if was is not None and was.style in ("'", '"'):
        return quoted(key, was.style)
    return dumped({key: 0}).rpartition(":")[0]


def quoted(text: str, quote: str) -> str:
    """A text of one line in quotes of a kind."""
    if quote == "'":
        return "'" + text.replace("'", "''") + "'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def behind_colon(value: Any, indent: str, was: Part | None = None) -> str:
    """What stands behind the colon of a key in a block, which itself is indented so far."""
    if isinstance(value, str) and was is not None and _keeps(value, was):
        return f" {quoted(value, was.style)}"
    if isinstance(value, str) and was is not None and was.is_block_text:
        return _below(value, indent, was.style)
    written = dumped({"k": value}, lists_in_line=True).removesuffix("\n")[2:]
    first, newline, rest = written.partition("\n")
    return first + newline + textwrap.indent(rest, indent)


def _keeps(value: str, was: Part) -> bool:
    """Whether the quotes that stood there can hold another text."""
    return was.style in ("'", '"') and _PRINTED.match(value) is not None and len(value) < 100


def _below(value: str, indent: str, style: str) -> str:
    """A text below its key, wrapped where that means nothing."""
    if not value or value != value.strip() or not all(map(_PRINTED.match, value.split("\n"))):
        return dumped({"k": value}).removesuffix("\n")[2:]
    wide = 100 - len(indent)
    lines: Sequence[str] = value.split("\n")
    if style == ">":
        lines = [
            row
            for number, line in enumerate(lines)
            for row in (*([""] if number else []), *textwrap.wrap(line, wide, **_WRAPPING))
        ]
    body = "\n".join(f"{indent}  {line}" if line else "" for line in lines)
    return f" {style}-\n{body}"


_WRAPPING: Mapping[str, Any] = {"break_long_words": False, "break_on_hyphens": False}


def entry(key: str, value: Any, indent: str) -> str:
    """A key with its value as lines of a block, the last without its line end."""
    return f"{indent}{key_text(key)}:{behind_colon(value, indent)}"


def item(value: Any, indent: str) -> str:
    """An item as lines of a block, the last without its line end."""
    written = dumped([value], lists_in_line=False).removesuffix("\n")
    return textwrap.indent(written, indent)
