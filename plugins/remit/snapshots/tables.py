"""Tables as programs export them: with commas, semicolons or tabs, in the encodings of spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import NamedTuple

_SEPARATORS = ",;\t|"
_WIDE = (b"\xff\xfe", b"\xfe\xff")


class Table(NamedTuple):
    """The names of the columns, and each row with the line on which it begins."""

    columns: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]

    def records(self) -> Sequence[tuple[int, dict[str, str]]]:
        """Each row by the names of the columns; a cell that is not there is empty."""
        count = len(self.columns)
        return [
            (line, dict(zip(self.columns, [*row, *([""] * (count - len(row)))], strict=False)))
            for line, row in self.rows
        ]


def text_of(content: bytes) -> str:
    """UTF-8, else UTF-16 by its mark, else what spreadsheets on Windows write.

    >>> text_of("Größe".encode("utf-16")), text_of("Größe".encode("cp1252"))
    ('Größe', 'Größe')
    """
    if content[:2] in _WIDE:
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def table(content: bytes) -> Table:
    """A table; its separator is the one that stands most often in the first line, outside of quotes."""
    text = text_of(content)
    separator = ","
    first = text.partition("\n")[0].strip("\ufeff\r")
    if first.casefold().startswith("sep=") and len(first) == len("sep=") + 1:
        separator = first[-1]  # a line for Excel alone
        offset, text = 1, text.partition("\n")[2]
    else:
        offset = 0
        bare = "".join(first.split('"')[::2])
        separator = max(_SEPARATORS, key=bare.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[tuple[int, Sequence[str]]] = []
    line = 1
    for row in reader:
        if any(row):
            rows.append((line + offset, row))
        line = reader.line_num + 1
    columns = [name.strip() for name in rows[0][1]] if rows else []
    return Table(columns, rows[1:])
