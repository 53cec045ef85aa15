"""Whom changes of the starter ask, and whom they leave alone, as people judged them."""

from __future__ import annotations

from typing import NamedTuple

import pytest

import remit
from building import ROOT
from remit.change.review.whom import AGREE


class Row(NamedTuple):
    """An edit; how heavy it is, who must agree, who is not asked to, who hears of it."""

    file: str
    was: str
    now: str
    weight: str
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


ROWS = {
    "a number in a summary is meaning": Row(
        "fields.yaml", "At 65 the person", "At 60 the person", "meaning", must=("revops",)
    ),
    "a `not` that goes from a summary is meaning": Row(
        "stages/sal.yaml", "not yet a judgement", "and a judgement", "meaning", must=("revops",)
    ),
    "another product in a system is meaning": Row(
        "systems.yaml", "product: Zendesk", "product: Freshdesk", "meaning"
    ),
    "another deputy asks nobody for what the role reads elsewhere": Row(
        "roles.yaml", "  deputy: vp-sales\n", "  deputy: vp-cs\n", "authority",
        must=("revops", "cro", "vp-sales", "vp-cs"), must_not=("finance",),
    ),
    "who meets over a dashboard hears that it changes": Row(
        "dashboards.yaml", "    time-to-first-touch: {}\n    handoff-completeness",
        "    time-to-first-touch: {filter: By team}\n    handoff-completeness", "meaning",
        must=("revops",), must_not=("finance", "cro"), told=("finance", "cro", "sdr-manager"),
    ),
    "a metric is not made of the others that its stage lists": Row(
        "metrics/sales-velocity.yaml", "direction: higher", "direction: lower", "meaning",
        must_not=("finance",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS.values(), ids=list(ROWS))
def test_a_change_asks_whom_it_concerns_and_nobody_else(row: Row) -> None:
    path = f"governance/{row.file}"
    text = (ROOT / path).read_text(encoding="utf-8")
    assert text.count(row.was) == 1
    review = remit.review(ROOT, remit.Overlay(ROOT, {path: text.replace(row.was, row.now)}))
    assert [each.weight for each in review.judged] == [row.weight]
    must = {ask.party.id for ask in review.asks if ask.how == AGREE}
    assert set(row.must) <= must
    assert not must & set(row.must_not)
    assert set(row.told) <= {ask.party.id for ask in review.asks if ask.how != AGREE}
