"""The CSS that filters one matrix without script, worked out row by row while the page is made."""

# For each choice of filter and party the rules name what is left empty, headings and
# columns, because CSS can't ask whether a row is shown. Where script runs it does the same by classes and
# takes these rules out by `live`, for browsers look at whole tables again whenever :has() may have changed.
# Ids are checked: a stylesheet has no escaping.

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from remit.insight.matrix import Matrix, Row

PHONE = "32.05rem"  # above it no cards: see matrix.css
FIRST, COLUMN, WORDS, FOLD = 12, 6.5, 9.5, 9  # rem: the least widths of columns
_CHOSEN = "background: var(--mx-chosen); box-shadow: var(--mx-line); outline: var(--mx-ring)"
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# What makes the wrap a scroller of its own; matrix.css reads these.
_SCROLLS = (
    "--mx-flow: auto; --mx-high: 85vh; --mx-top: 0px; --mx-edge: 1px; --mx-pad: var(--r-3); --mx-words: 9rem"
)


def rules(matrix: Matrix) -> Markup:
    """The style sheet of one matrix."""
    parts = [*_widths(matrix), *_columns(matrix), *_states(matrix)]
    return Markup("\n".join(parts).replace("#M", f"#{_safe(matrix.id)}"))


def _safe(id: str) -> str:
    if not _SLUG.fullmatch(id):
        raise ValueError(f"{id!r} cannot be part of a selector")
    return id


def _widths(matrix: Matrix) -> Iterator[str]:
    """Where the columns don't fit, the table gets a scroller, in which head and first column stick."""
    shown = len(matrix.columns) - len(matrix.folded)
    column = COLUMN if matrix.letters else WORDS
    # a folded column that is chosen stands beside the others
    narrow = FIRST + column * shown + (column + FOLD if matrix.folded else 0)
    yield _scroller(narrow, "#M")
    if matrix.folded:
        all_shown = "#M:is(.all, :not(.live):has(#M-all:checked))"
        yield _scroller(FIRST + WORDS * len(matrix.columns), all_shown)


def _scroller(least: float, selector: str) -> str:
    query = f"(min-width: {PHONE}) and (max-width: {least:g}rem)"
    return f"@media screen {{ @container {query} {{ {selector} {{ {_SCROLLS} }} }} }}"


def _columns(matrix: Matrix) -> Iterator[str]:
    """The chosen party's column is highlighted, and unfolded if it was folded."""
    folded = {party.id for party in matrix.folded}
    for party in matrix.choosable:
        chosen = f"#M:not(.live):has(#h-{_safe(party.id)}:checked)"
        yield f"{chosen} tr > [data-c={party.id}] {{ {_CHOSEN} }}"
        if party.id in folded:
            yield f"{chosen} .rest [data-c={party.id}] {{ display: none }}"
            yield f"{chosen} tr > [data-c={party.id}].minor {{ display: var(--mx-cell) }}"


def _states(matrix: Matrix) -> Iterator[str]:
    """What each choice leaves out: rows, then the headings and columns that have nothing left."""
    values = list(matrix.filter.choices) if matrix.filter else []
    ids = [party.id for party in matrix.choosable]
    for value in values:
        chosen = f"#M:not(.live):has(#M-k-{_safe(value)}:checked)"
        yield f"{chosen} tr.row:not([data-k={value}]) {{ display: none }}"
        yield from _left(matrix, chosen, [row for row in matrix.rows if row.value == value])
    for id in ids:
        chosen = f"#M:not(.live):has(#M-only:checked):has(#h-{_safe(id)}:checked)"
        own = [row for row in matrix.rows if id in row.parties]
        yield f"{chosen} tr.row:not([data-f~={id}]) {{ display: none }}"
        yield from _left(matrix, chosen, own)
        for value in values:
            both = f"{chosen}:has(#M-k-{value}:checked)"
            yield from _left(matrix, both, [row for row in own if row.value == value])


def _left(matrix: Matrix, chosen: str, rows: Sequence[Row]) -> Iterator[str]:
    """Hide the headings without a row; on demand the columns without a cell; say when nothing is left."""
    if not rows:
        yield f"{chosen} .none-left {{ display: block }}"
        yield f"{chosen} .mxwrap {{ display: none }}"
        return
    if not matrix.flat:
        kept = {id(row) for row in rows}
        gone = [
            f".g{number}"
            for number, group in enumerate(matrix.groups)
            if not any(id(row) in kept for row in group.rows)
        ]
        if gone:
            yield f"{chosen} tbody:is({', '.join(gone)}) {{ display: none }}"
    full = frozenset[str]().union(*(row.parties for row in rows))
    empty = [f"[data-c={_safe(party.id)}]" for party in matrix.choosable if party.id not in full]
    if matrix.folded and not any(party.id in full for party in matrix.folded):
        empty.append(".rest")
    if empty:
        yield f"{chosen}:has(#M-full:checked) tr > :is({', '.join(empty)}) {{ display: none !important }}"


def shown(matrix: Matrix) -> dict[str, object]:
    """What a template needs to draw a matrix with matrix.html."""
    return {"matrix": matrix, "rules": rules(matrix)}
