"""Every amount of the starter handbook stands once: as a named value, or in one text alone."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from building import ROOT, starter
from remit.change.compare.moves import moves
from remit.change.compare.sides import diff
from remit.checking import check
from remit.handbook import Definition
from remit.rules.values import RECORDS, _texts_in
from remit.words import SPELLED
from running import remit

_UNITS = r"(?:(?:business|working)[\s-]+)?(?:minute|hour|day|week|month|year)s?|tries|points?"
_AMOUNT = re.compile(
    rf"(?<![\w.,–-])(?P<number>\d+(?:[.,]\d+)*|{'|'.join(SPELLED)})"
    rf"(?:[\s-]+(?P<unit>{_UNITS})\b|\s*(?P<percent>%|percent\b))",
    re.IGNORECASE,
)
# The number of each, its unit → why these are not one number, and the definitions that may hold it.
APART = {
    ("0", "%"): ("the end of a scale", {"forecast-accuracy", "renewal-forecast"}),
    ("100", "%"): ("the whole", {
        "credit", "credit-role", "compensation-and-crediting",
        "forecast-accuracy", "gross-retention", "quota-attainment", "renewal-forecast",
    }),
    ("20", "%"): ("an example, what a source says", {"forecast-accuracy", "siloed-or-unified"}),
    ("30", "%"): ("a target, an example of a calculation", {"evaluation-win-rate", "pipeline-coverage"}),
    ("80", "%"): ("targets of different metrics, and how much of a time may pass", {
        "attribution-accuracy", "handoff-acceptance", "handoff-reminds-before-late",
    }),
    ("24", "business hour"): ("a limit that one rule tests and says", {"handoff-answered-in-time"}),
    ("90", "%"): ("targets of different metrics", {"crm-hygiene", "enrichment-rate", "gross-retention"}),
    ("92", "%"): ("targets of different metrics", {"forecast-accuracy", "renewal-rate"}),
    ("95", "%"): ("targets of different metrics", {
        "handoff-acceptance", "handoff-completeness", "quota-attainment", "sla-hit-rate", "utm-compliance",
    }),
    ("2", "day"): ("the short label on the map, and what a part-timer works", {
        "closed-won-to-onboarding", "size-under-10m",
    }),
    ("45", "day"): ("a clock of renewals, and a target of onboarding", {"renewal-handoff", "time-to-value"}),
    ("90", "day"): ("how late is late, and how long a vendor keeps data", {"time-to-value", "intent"}),
    ("30", "minute"): ("a call, and touches that are one", {"touchpoint", "closed-won-to-onboarding"}),
    ("18", "month"): ("a target, and what a source says", {"cac-payback", "siloed-or-unified"}),
    ("6", "month"): ("names of picklist values, usage to look at, a target", {
        "lead-timing", "renewal-handoff", "product-adoption", "sql",
    }),
    ("13", "week"): ("the weeks of a quarter", {"weekly-pipeline", "real-weekly-meeting"}),
    ("3", "year"): ("an example of a deal, how long data is kept", {"average-selling-price", "forecasting"}),
}  # fmt: skip


def amounts(definition: Definition) -> Iterator[tuple[str, str]]:
    """The numbers with their units in all texts of a definition, in the singular, as they are written."""
    for _, _, text in _texts_in(definition.kind.node, definition.written, ()):
        for match in _AMOUNT.finditer(text):
            number = SPELLED.get(match["number"].casefold(), match["number"])
            unit = " ".join(re.split(r"[\s-]+", (match["unit"] or "%").casefold()))
            yield number, unit.removesuffix("s") if unit != "tries" else unit


def test_no_amount_with_its_unit_stands_in_two_texts() -> None:
    """Benchmarks say in their claim what their figure is: both are one quotation of a source."""
    found: dict[tuple[str, str], list[str]] = {}
    for definition in starter().definitions():
        if definition.kind.id not in {*RECORDS, "benchmark"}:
            for amount in amounts(definition):
                found.setdefault(amount, []).append(definition.id)
    twice = {amount: places for amount, places in found.items() if len(places) > 1}
    assert {
        amount: places
        for amount, places in twice.items()
        if not {*places} <= APART.get(amount, ("", set()))[1]
    } == {}


def test_the_starter_repeats_no_value_and_cites_each() -> None:
    book = starter()
    assert len(list(book.all("value"))) >= 15
    for value in book.all("value"):
        assert value.by("cites", "made-of", "tests", "mentions"), value.ref


@pytest.fixture(scope="module")
def lowered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The starter handbook, and the same with the MQL line at 60: one line of one file."""
    before, after = (tmp_path_factory.mktemp("line") / name for name in ("before", "after"))
    for folder in (before, after):
        shutil.copytree(ROOT / "governance", folder / "governance")
    file = after / "governance" / "values.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count("amount: 65") == 1
    file.write_text(text.replace("amount: 65", "amount: 60"), encoding="utf-8")
    return before, after


def test_the_line_moves_by_one_line_and_nothing_else_is_left_to_do(lowered: tuple[Path, Path]) -> None:
    assert check(lowered[1]).findings == ()


def test_a_review_of_the_line_names_every_stage_field_and_metric_that_moves(
    lowered: tuple[Path, Path],
) -> None:
    difference = diff(*lowered)
    [change] = difference.changes
    [move] = moves(difference, change)
    moved = {str(each.ref) for each in move.moves}
    cited = {
        str(each.ref) for each in starter().definitions() if "value:mql-line" in json.dumps(each.written)
    }
    assert moved == cited
    assert {"stage:lead", "stage:mql", "stage:recycled", "field:lead-score", "metric:mql-volume"} <= moved
    done = remit("review", *lowered)
    assert "MQL line: 65 → 60 points; moves: " in done.stdout
    for each in move.moves:
        assert f"{each.kind.title.lower()} {each.name}" in done.stdout
    reaches = {
        each["definition"]
        for each in json.loads(remit("review", *lowered, "--format", "json").stdout)["changes"][0]["reaches"]
    }
    assert moved <= reaches
    assert {"dashboard:full-funnel", "dashboard:marketing-performance"} <= reaches


def test_a_time_allowed_that_moves_is_one_line_too(lowered: tuple[Path, Path], tmp_path: Path) -> None:
    shutil.copytree(lowered[0] / "governance", tmp_path / "governance")
    file = tmp_path / "governance" / "handoffs" / "mql-to-sql.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("  within: {amount: 4, unit", "  within: {amount: 5, unit", 1), encoding="utf-8"
    )
    difference = diff(lowered[0], tmp_path)
    [move] = [each for change in difference.changes for each in moves(difference, change)]
    assert str(move) == (
        "First answer to an MQL: 4 → 5 business hours; moves: handoff MQL to SQL, stage MQL, stage SAL"
    )
