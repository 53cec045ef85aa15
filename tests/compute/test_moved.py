"""A review says of a change what the naive evaluator says, and nothing of a record is told."""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from naive import Tables
from test_against_naive import FIELDS
from test_edits import CONSTRUCTS, EDITS, METRICS, construct, edited, expected, records

from depth import part_of
from remit import formula
from remit.change.compare.sides import diff
from remit.change.review.review import ChangeReview, judge
from remit.compute import shown
from remit.compute.values import EXACT
from remit.insight.moved import Asked, Moved, moved
from remit.reports.moved import lines, sentences
from remit.reports.review import FORMATS
from remit.tree import Memory

NAMES = ("Zanzibar Mills", "Quentin Oduya", "quentin@zanzibar.example")
OF_RECORDS = re.compile(
    r"Zanzibar|Quentin|Oduya|\b(?:account|deal|touch)[0-9]+\b|\b(?:Open|Small|Large|Mail|Event)\b"
)
CONTACT: Mapping[str, Any] = {"name": "Contact", "type": "text", "entity": "deal", "values": {}}
TWO_HUNDRED = random.Random(18).sample(EDITS, 200)
PART: Sequence[tuple[str, int]] = part_of(TWO_HUNDRED, 16)


def handbook(text: str) -> Memory:
    """The handbook of the records, with a metric of a formula."""
    metrics = {**METRICS, "mean": "average(field:share)", "tried": text}
    files: dict[str, dict[str, Any]] = {
        "systems": {"crm": {"name": "CRM", "summary": "S.", "category": "crm"}},
        "fields": {
            id: {
                **{key: value for key, value in each.items() if key != "values"},
                "summary": "S.",
                "systems": {"crm": {"object": "O", "api-name": id, "sync": "none"}},
                **({"values": dict.fromkeys(each["values"], "V.")} if each["values"] else {}),
            }
            for id, each in {**FIELDS, "contact": CONTACT}.items()
        },
        "entities": {
            id: {"name": id.title(), "summary": "S.", "identity": "I.", "identified-by": f"{id}-id"}
            for id in ("account", "deal", "touch")
        },
        "metrics": {
            id: {"name": id.title(), "summary": "S.", "definition": "D.", "unit": "count", "grain": "quarter",
                 "formula": each}
            for id, each in metrics.items()
        },
    }  # fmt: skip
    settings = {
        "name": "H", "summary": "S.",
        "company": {"name": "C", "business-hours": {
            "days": "Monday to Friday", "from": "09:00", "to": "18:00", "time-zone": "UTC",
        }},
    }  # fmt: skip
    texts = {f"governance/{name}.yaml": json.dumps(each) for name, each in files.items()}
    return Memory({**texts, "governance/handbook.yaml": json.dumps(settings)})


def laid(folder: Path, found: Tables, without: str = "") -> Path:
    """The records as tables, with names planted in them, and without one of the fields."""
    folder.mkdir()
    for entity, rows in found.items():
        columns = [*(name for name in rows[0] if name != without), "contact", "note"]
        with (folder / f"{entity}.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(columns)
            for number, row in enumerate(rows):
                cells = ["" if row.get(name) is None else str(row[name]) for name in columns[:-2]]
                table.writerow([*cells, NAMES[number % 3], f"{NAMES[0]} {number}"])
    return folder


def judged(before: str, after: str) -> ChangeReview:
    return judge(diff(handbook(before), handbook(after)))


def told(review: ChangeReview, folder: Path) -> tuple[Moved | None, str]:
    """What becomes of the edited metric, and all that is written of the review in any format."""
    found = moved(review, Asked(folder, "2026-11-01", ["2026-Q3"]))
    assert found is not None
    written = "\n".join(FORMATS[form](review, found) for form in FORMATS)
    return next((each for each in found if each.definition.id == "tried"), None), written


def as_shown(number: Fraction | None) -> str:
    if number is None:
        return "cannot tell"
    return shown(EXACT.divide(Decimal(number.numerator), Decimal(number.denominator)), "count")


@pytest.mark.parametrize(("name", "at"), PART)
def test_a_review_says_what_an_edit_moves_as_the_naive_evaluator_does(
    tmp_path: Path, name: str, at: int
) -> None:
    (before, after), found = edited(name, at), records(name, at)
    review = judged(before, after)
    metric, written = told(review, laid(tmp_path / "whole", found))
    was, now = expected(found, before), expected(found, after)
    said = {text for pair in (before, after) for text in re.findall(r"\w+", pair)}
    assert set(OF_RECORDS.findall(written)) <= said, "a text of a record is told"
    if before == after:
        assert metric is None
        return
    assert metric is not None
    [movement] = metric.movements
    if set(was) == {()}:
        if movement.was or movement.now:
            assert (movement.was, movement.now) == (as_shown(was[()]), as_shown(now[()])), (before, after)
        else:
            assert was[()] is now[()] is None
    else:
        apart = sum(was.get(key) != now.get(key) for key in {**was, **now} if None not in key)
        counted = int(movement.words.split()[0])
        assert apart <= counted <= apart + 1, "records without a value are a group, too"
    _without_a_field(tmp_path, review, (before, after), found)


def _without_a_field(folder: Path, review: ChangeReview, pair: tuple[str, str], found: Tables) -> None:
    """Where a field is missing, nobody is told a number of the side that reads it, but its name."""
    reads = [_read(text) for text in pair]
    every = sorted((reads[0] | reads[1]) - {f"{each}-id" for each in ("account", "deal", "touch")})
    if not every:
        return
    gone = random.Random("".join(pair)).choice(every)
    metric, written = told(review, laid(folder / "lacking", found, gone))
    assert metric is not None
    [movement] = metric.movements
    assert movement.words.startswith("cannot tell: the records have no"), (pair, gone)
    assert f"`{gone}`" in movement.words
    for side, shown_there in zip(reads, (movement.was, movement.now), strict=True):
        assert gone not in side or shown_there in {"", "cannot tell"}, (pair, gone)
    assert not re.search("Zanzibar|Quentin|Oduya", written)


def _read(text: str) -> set[str]:
    metrics: Mapping[str, str] = {**METRICS, "mean": "average(field:share)"}
    found: set[str] = set()
    for each in formula.mentions(formula.parse(text)):
        found |= {each.id} if each.kind == "field" else _read(metrics[each.id])
    return found


def test_the_edits_are_two_hundred_of_nearly_all_constructs() -> None:
    assert len(TWO_HUNDRED) == 200
    assert len({construct(each) for each in TWO_HUNDRED}) >= len(CONSTRUCTS) - 3


def test_records_that_are_counted_differently_are_counted_by_hand(tmp_path: Path) -> None:
    """Of five deals that closed in the quarter, two more are won; that of another quarter has no part."""
    closings = [("Won", 7), ("Lost", 8), ("Lost", 9), ("Open", 8), ("Won", 9), ("Lost", 2)]
    rows: list[dict[str, Any]] = [
        {"deal-id": f"deal{n}", "state": state, "closed": f"2026-{month:02}-15"}
        for n, (state, month) in enumerate(closings)
    ]
    tables: Tables = {"deal": rows}
    closed = "field:closed in period"
    won = f"count(field:deal-id where field:state = Won and {closed})"
    before = f"{won} ÷ count(field:deal-id where {closed})"
    after = before.replace("field:state = Won", "field:state in (Won, Lost)")
    metric, written = told(judged(before, after), laid(tmp_path / "records", tables))
    assert metric is not None
    [movement] = metric.movements
    assert (movement.was, movement.now) == ("0.4", "0.8")
    assert movement.words == "2 of 5 deals are counted differently"
    assert "Tried Q3 2026: 0.4 → 0.8; 2 of 5 deals are counted differently" in written


def reworded(**words: str) -> Memory:
    """The handbook with other words, and another target, in the metric that is tried."""
    files = dict(handbook("count(field:deal-id where field:closed in period)").documents)
    metrics = json.loads(str(files["governance/metrics.yaml"]))
    metrics["tried"] = {key: each for key, each in {**metrics["tried"], **words}.items() if each}
    return Memory({**files, "governance/metrics.yaml": json.dumps(metrics)})


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"definition": "All deals that were closed."}, ["Tried: wording only: no number moves"]),
        ({"name": "Tested", "summary": "T."}, ["Tested: wording only: no number moves"]),
        ({"direction": "higher"}, ["No number that the records give moves."]),
        ({"definition": "Other.", "direction": "higher"}, ["No number that the records give moves."]),
    ],
)
def test_what_is_changed_in_words_alone_is_said(
    tmp_path: Path, words: dict[str, str], told: list[str]
) -> None:
    folder = laid(tmp_path / "records", {"deal": [{"deal-id": "deal1", "closed": "2026-07-15"}]})
    found = moved(judge(diff(reworded(), reworded(**words))), Asked(folder, "2026-11-01", ["2026-Q3"]))
    assert found is not None
    assert list(lines(found)) == told
    assert sentences(found) == ()


def test_words_without_a_formula_move_nobody_knows_what(tmp_path: Path) -> None:
    folder = laid(tmp_path / "records", {"deal": [{"deal-id": "deal1", "closed": "2026-07-15"}]})
    before, after = reworded(formula=""), reworded(formula="", definition="All deals.")
    found = moved(judge(diff(before, after)), Asked(folder, "2026-11-01", ["2026-Q3"]))
    assert found is not None
    assert list(lines(found)) == ["Tried: cannot tell: it has no formula, and its words changed"]
