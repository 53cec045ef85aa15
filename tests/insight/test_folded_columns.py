"""Which columns of a matrix stand side by side, and which are folded into one."""

from __future__ import annotations

from matrix_samples import many
from remit.insight.matrix import FEW


def test_few_columns_stand_side_by_side() -> None:
    assert many(FEW, 0).folded == frozenset()


def test_of_many_columns_the_rare_and_the_roles_are_folded() -> None:
    matrix = many(FEW + 3, 2)
    assert {party.id for party in matrix.folded} == {"p0", "p1", "p2", "p10", "p11"}
    assert len(matrix.columns) - len(matrix.folded) == FEW
