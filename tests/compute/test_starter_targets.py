"""The targets of the starter fit each other, as somebody with a calculator finds; limits fit targets."""

# Reads the targets by itself and shares no code with the rule about them.

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from building import ROOT, read_yaml, starter
from remit.checking import check
from remit.handbook import Definition
from remit.rules.numbers.targets import contradicts

# Of the faults 1 to 26 that were found in formulas, those that no formula over records can show.
OF_TARGETS = {23, 24, 26}
CLOSE = Fraction(5, 100)  # targets are round numbers


def test_each_of_the_faults_that_were_found_has_an_example() -> None:
    mended = read_yaml(ROOT / "tests/cases/formulas/mended.yaml")
    assert {case["error"] for case in mended.values()} | OF_TARGETS == set(range(1, 27))


def definition(kind: str, id: str) -> Definition:
    found = starter().get(kind, id)
    assert found is not None
    return found


def target(metric: str, end: str = "amount") -> Fraction:
    """An end of the last target, percent as a share."""
    found = definition("metric", metric)
    said = found["targets"][max(found["targets"])]
    number = Fraction(str(said.get(end, said.get("from", said.get("below")))))
    return number / 100 if found["unit"] == "percent" else number


def close(one: Fraction, other: Fraction) -> bool:
    return abs(one - other) <= CLOSE * max(abs(one), abs(other))


def opening() -> Fraction:
    """Recurring revenue at the beginning of the year."""
    [book] = starter().all("handbook")
    return Fraction(book["company"]["arr"]) * 1_000_000


# -- fault 26: the chain from MQL to recurring revenue --


def test_mqls_become_the_pipeline_that_marketing_is_to_source() -> None:
    sqls = target("mql-volume") * 3 * target("sql-conversion")
    assert sqls < target("sql-volume"), "others bring SQLs, too"
    deals = sqls * target("opportunity-conversion")
    assert close(deals * target("average-selling-price"), target("sourced-pipeline"))
    assert target("sourced-pipeline") == Fraction(40, 100) * target("pipeline-created")


def test_sqls_become_new_business_and_the_rest_of_the_pipeline_is_expansion() -> None:
    deals = target("sql-volume") * target("opportunity-conversion")
    new = deals * target("average-selling-price")
    won = deals * target("win-rate") * target("average-selling-price")
    assert close(won, target("new-business-won"))
    expansion = target("pipeline-created") - new
    needed = expanded() / 4
    assert Fraction(3, 10) < needed / expansion < Fraction(1, 2), "a win rate of expansion that is seen"


def expanded() -> Fraction:
    """What customers must add in a year."""
    return opening() * (target("net-retention") - target("gross-retention"))


def test_new_business_and_expansion_outweigh_what_is_lost_by_as_much_as_recurring_revenue_grows() -> None:
    kept = opening() * target("net-retention")
    assert close(target("arr") - kept, 4 * target("new-business-won"))


def test_expansion_asks_no_more_of_its_pipeline_than_is_won_of_deals_from_evaluation() -> None:
    rate = expanded() / 4 / target("expansion-pipeline")
    assert target("evaluation-win-rate") < rate < Fraction(1, 2)
    assert target("cs-sourced-expansion-revenue") < expanded() / 4


def test_coverage_is_one_divided_by_the_win_rate_of_the_same_stages() -> None:
    needed = 1 / target("evaluation-win-rate")
    assert target("pipeline-coverage", "from") <= needed <= target("pipeline-coverage", "below")
    assert 1 / target("win-rate") > target("pipeline-coverage", "below"), "the two rates are not the same"
    bands = definition("metric", "evaluation-win-rate")["thresholds"]
    assert 1 / Fraction(bands["low"]["below"], 100) == target("pipeline-coverage", "below")


def test_what_is_lost_is_what_is_not_kept() -> None:
    assert target("churn") == 1 - target("gross-retention")
    assert target("renewal-rate") >= target("gross-retention")


def test_a_customer_earns_back_what_it_cost_in_the_months_that_are_allowed() -> None:
    margin = Fraction(80, 100)
    months = target("cac") / (target("average-selling-price") * margin / 12)
    assert months <= target("cac-payback")
    assert target("average-selling-price") * margin / target("churn") / target("cac") >= target("ltv-to-cac")


def test_revenue_is_that_of_the_contracts_that_run() -> None:
    assert close(target("revenue"), (opening() + target("arr")) / 2)


def test_all_that_is_won_is_what_a_number_of_reps_can_win() -> None:
    reps = (target("new-business-won") + expanded() / 4) / target("rep-productivity")
    assert 10 < reps < 20


def test_the_old_targets_did_not_fit() -> None:
    sqls = Fraction(420 * 3) * Fraction(32, 100)
    assert sqls * 38_000 > Fraction(3, 2) * 9_500_000
    assert 4 * sqls * Fraction(24, 100) * 38_000 > Fraction(7, 4) * 8_000_000
    assert opening() * Fraction(20, 100) / 4 / 2_400_000 > Fraction(85, 100)


def test_the_check_says_of_the_old_targets_what_they_come_to(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "governance", tmp_path / "governance")
    for metric, now, was in (
        ("mql-volume", "amount: 180", "amount: 420"),
        ("pipeline-created", "amount: 10000000", "amount: 4500000"),
        ("churn", "amount: 10\n", "amount: 15\n"),
    ):
        file = tmp_path / f"governance/metrics/{metric}.yaml"
        text = file.read_text(encoding="utf-8")
        assert now in text
        file.write_text(text.replace(now, was), encoding="utf-8")
    found = {each.subject: each.message for each in check(tmp_path, [contradicts]).findings}
    assert found == {
        "metric:sql-volume": (
            "`sql-volume` aims at 270 a quarter; by other targets a part of it alone comes to 403.2 a "
            "quarter: 1,260 a quarter (MQL volume) × 32 % (SQL conversion)"
        ),
        "metric:pipeline-created": (
            "`pipeline-created` aims at 4,500,000 USD a quarter; by other targets a part of it alone comes "
            "to 6,156,000 USD a quarter: 270 a quarter (SQL volume) × 60 % (Opportunity conversion) "
            "× 38,000 USD (Average selling price)"
        ),
        "metric:churn": (
            "`churn` aims at 15 %; by other targets it comes to 10 %: 1 − 90 % (Gross retention)"
        ),
    }


# -- fault 24: limits --


def level(metric: str, reading: float, of: str) -> str:
    """The level of a reading of a part of a metric; limits without `of` are for all."""
    limits: Mapping[str, Any] = definition("metric", metric)["thresholds"]
    [found] = [
        each["level"]
        for each in limits.values()
        if each.get("from", 0) <= reading < each.get("below", 1000) and of in each.get("of", of)
    ]
    return str(found)


@pytest.mark.parametrize(
    ("of", "reading", "expected"),
    [
        (
            "closed-won",
            82,
            "bad",
        ),  # one set of limits for all three handoffs said: good, the definition holds
        ("closed-won", 94, "watch"),
        ("renewal", 96, "good"),
        ("MQL to SQL", 82, "good"),
        ("MQL to SQL", 70, "watch"),
        ("MQL to SQL", 99, "look"),
    ],
)
def test_each_handoff_is_held_against_its_own_target(of: str, reading: float, expected: str) -> None:
    assert level("handoff-acceptance", reading, of) == expected


def test_a_reason_alarms_over_one_base_wherever_it_stands() -> None:
    """10 % of what was answered, not 15 % of what was rejected: of 100 answers and 20 refusals that is 3."""
    [(key, limit)] = definition("metric", "rejection-reasons")["thresholds"].items()
    said = definition("handoff", "mql-to-sql")["notes"]
    [value] = re.findall(r"\{value:([a-z-]+)\} of all answered", " ".join(said.split()))
    assert definition("value", value)["at"] == {"metric:rejection-reasons": f"thresholds.{key}.from"}
    assert "all answered" in limit["of"]


# -- fault 23 --


def test_revenue_is_not_looked_at_before_its_books_are_closed() -> None:
    cadence = definition("metric", "revenue")["cadence"]
    assert definition("cadence", cadence)["every"] in {"month", "quarter"}
