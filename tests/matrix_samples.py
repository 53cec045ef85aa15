"""Matrices of parties that nobody defines, for tests of columns."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from remit.insight.matrix import Group, Matrix, Row


def many(count: int, roles: int) -> Matrix:
    """A matrix of `count` functions, of which the nth has a cell in n rows, and of some roles."""
    edges: dict[Any, list[Any]] = {}
    kinds = {id: SimpleNamespace(id=id) for id in ("function", "role")}
    for place in range(count + roles):
        kind = kinds["function" if place < count else "role"]
        party = SimpleNamespace(id=f"p{place}", ref=f"p{place}", kind=kind, plays=lambda *_: ())
        edges[cast("Any", Hashed(party))] = [None] * (place + 1)
    rows = [
        Row(cast("Any", None), {party: cells[:1] for party, cells in edges.items() if number < len(cells)})
        for number in range(count)
    ]
    return Matrix("m", "M", "Row", ("row", "rows"), [Group("", rows)], {"A": "Accountable"})


class Hashed:
    """A party that a row can hold as a key."""

    def __init__(self, party: SimpleNamespace) -> None:
        self.__dict__.update(party.__dict__)
