"""Tables of readings: what is read, and what is said of a cell that cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from remit.checking import check
from remit.reading import open_handbook
from remit.readings import readings_of
from remit.tree import Memory

HEAD = "metric,period,slice,value,source,measured-on,note\n"
METRICS = """\
share: {name: Share, summary: S., definition: D., unit: percent, former-ids: [old-share]}
money: {name: Money, summary: S., definition: D., unit: currency, tolerance: 2}
pace: {name: Pace, summary: S., definition: D., unit: days}
"""
HANDBOOK = "name: H\nsummary: S.\ncompany: {name: C, currency: EUR}\nreadings: {folder: build/numbers}\n"


def tree(rows: str, more: Mapping[str, str] | None = None) -> Memory:
    files = {"governance/metrics.yaml": METRICS, "governance/handbook.yaml": HANDBOOK}
    return Memory({**files, "governance/readings/a.csv": HEAD + rows, **(more or {})})


def said(rows: str) -> list[str]:
    """Code, place and message of what is said of rows, without what rules say of the handbook."""
    found = (each for each in check(tree(rows)).findings if each.code.startswith("reading"))
    return [f"{each.code} {each.location.line}:{each.location.column} {each.message}" for each in found]


def test_a_reading_is_in_the_unit_of_its_metric_however_it_is_written() -> None:
    rows = "".join(
        f"{metric},2026-0{place},,{value},crm,2026-10-01,\n"
        for place, (metric, value) in enumerate(
            [("share", "24"), ("share", "24.5 %"), ("money", '"1,200"'), ("money", "€900"),
             ("money", "-5 EUR"), ("pace", "12 days"), ("old-share", "−3%"), ("metric:share", "0.5")], 1,
        )
    )  # fmt: skip
    found = readings_of(open_handbook(tree(rows)))
    assert not found.findings
    values = {id: [each.value for each in some] for id, some in found.of.items()}
    assert values == {
        "share": [Decimal(each) for each in ("24", "24.5", "-3", "0.5")],
        "money": [Decimal(each) for each in ("1200", "900", "-5")],
        "pace": [Decimal(12)],
    }


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("shares,2026-07,,1,crm,2026-08-01,", "reading-unknown-metric 2:1 there is no metric `shares`; did"),
        ("share,2026-Q5,,1,crm,2026-08-01,", "reading-malformed 2:7 `2026-Q5` is not a period; write"),
        ("share,2026-07,,many,crm,2026-08-01,", "reading-malformed 2:16 `many` is not a number such as"),
        ("share,2026-07,,,crm,2026-08-01,", "reading-malformed 2:16 there is no value; a period without"),
        ("share,2026-07,,1,crm,1 August,", "reading-malformed 2:22 `1 August` is not a day;"),
        ("share,2026-07,,1,crm,2026-06-30,", "reading-malformed 2:22 measured on 2026-06-30, before"),
        ('share,2026-07,"a, b",3 days,crm,2026-08-01,', "reading-unit 2:22 `3 days` does not fit `share`"),
        ("money,2026-07,,$12,crm,2026-08-01,", "reading-unit 2:16 `$12` does not fit `money`, which is in"),
        ("pace,2026-07,,3 %,crm,2026-08-01,", "reading-unit 2:15 `3 %` does not fit `pace`, which is in"),
        ("share,2026-07,,1,crm,2026-08-01", "readings-unreadable 2:1 the line has 6 cells, and the table 7"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_line_is_said_at_its_cell(row: str, expected: str) -> None:
    [found] = said(f"{row}\n")
    assert found.startswith(expected)


def test_a_period_that_is_read_twice_under_any_name_is_a_finding() -> None:
    [found] = said("share,2026-Q3,,1,crm,2026-10-01,\nshare,2026-07-01..2026-09-30,all,2,crm,2026-10-01,\n")
    assert found.startswith(
        "reading-twice 3:1 `share` of 2026-07-01..2026-09-30 was read twice on 2026-10-01"
    )
    assert not said("share,2026-Q3,,1,crm,2026-10-01,\nshare,2026-Q3,,2,crm,2026-10-09,\n"), "measured again"


def test_sources_that_differ_by_more_than_the_tolerance_are_a_finding_that_names_each() -> None:
    [found] = said("share,2026-Q3,,24,crm,2026-10-01,\nshare,2026-Q3,,24.4,bi,2026-10-02,\n")
    assert found == "readings-disagree 2:1 `share` in 2026-Q3: bi says 24.4 %, crm says 24 %"
    assert not said("share,2026-Q3,,24.01,crm,2026-10-01,\nshare,2026-Q3,,24.02,bi,2026-10-02,\n"), "rounding"
    assert not said("money,2026-Q3,,1000,crm,2026-10-01,\nmoney,2026-Q3,,1019,bi,2026-10-02,\n")
    assert said("money,2026-Q3,,1000,crm,2026-10-01,\nmoney,2026-Q3,,1021,bi,2026-10-02,\n")
    assert not said("share,2026-Q3,a,24,crm,2026-10-01,\nshare,2026-Q3,b,30,bi,2026-10-02,\n"), "slices"


def test_a_folder_that_ci_fills_is_read_too_once_it_is_there() -> None:
    row = "share,2026-Q3,,24,crm,2026-10-01,\n"
    found = readings_of(open_handbook(tree("", {"build/numbers/b.csv": HEAD + row})))
    assert [each.place.path for each in found.of["share"]] == ["build/numbers/b.csv"]
    assert not readings_of(open_handbook(tree(""))).of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "metric,period,worth,source,measured-on\n",
            "unknown column `worth`; a table of readings has",
        ),
        ("metric,period,valeu,measured-on\n", "unknown column `valeu`; did you mean `value`?"),
        ("metric,value\n", "the table has no column `period`, `measured-on`"),
        (HEAD + 'share,2026-07,,1,crm,2026-08-01,"open\n', "this is no line of a table:"),
    ],
)
def test_a_table_that_cannot_be_read_is_said(text: str, expected: str) -> None:
    found = check(tree("", {"governance/readings/b.csv": text})).findings
    assert any(
        each.code == "readings-unreadable" and each.message.startswith(expected)
        for each in found
    ), [each.message for each in found]  # fmt: skip


def test_a_hidden_character_or_a_foreign_file_is_a_finding() -> None:
    rows = "share,2026-07,,1,crm,2026-08-01,left\u202eright\n"
    more = {"governance/readings/numbers.xlsx": "x", "governance/readings/README.md": "fine"}
    found = {(each.code, each.location.path) for each in check(tree(rows, more)).findings}
    assert ("bidi-character", "governance/readings/a.csv") in found
    assert ("unknown-file", "governance/readings/numbers.xlsx") in found
    assert not any(path.endswith("README.md") for _, path in found)
