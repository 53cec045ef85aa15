"""What metrics can be chosen by: every value that occurs, and how often."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import hypothesis.strategies as st
from hypothesis import given

from building import write_handbook
from remit.checking import check
from remit.insight.metrics.dictionary import STATUSES, facets
from remit.insight.metrics.thresholds import UNITS
from remit.schema import Kind


class Row:
    """As much of a metric as a facet reads."""

    def __init__(self, unit: str, status: str) -> None:
        self.unit, self.status = unit, status

    def get(self, name: str) -> str:
        assert name == "unit"
        return self.unit

    def targets(self, _: str) -> tuple[()]:
        return ()

    def sources(self, _: str) -> tuple[()]:
        return ()


@given(
    st.lists(
        st.builds(Row, st.sampled_from(["count", "days", "ratio"]), st.sampled_from(["active", "draft"]))
    )
)
def test_the_counts_of_a_facet_with_one_value_a_metric_add_up(rows: list[Any]) -> None:
    for facet in facets(rows):
        assert sum(choice.count for choice in facet.choices) == len(rows)


def test_every_unit_and_status_of_the_schema_can_be_chosen(tmp_path: Path) -> None:
    kind: Kind = check(write_handbook(tmp_path, {})).book.kinds.by_id["metric"]
    assert set(kind.properties["unit"].choices) == set(UNITS)
    assert set(kind.properties["status"].choices) == set(STATUSES)
