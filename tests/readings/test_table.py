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
        f"{metric},20{place + 10},,{value},crm,2026-10-01,\n"
        for place, (metric, value) in enumerate(
            [("share", "24"), ("share", "24.5 %"), ("money", '"1,200"'), ("money", "€900"),
             ("money", "-5 EUR"), ("pace", "12 days"), ("old-share", "−3%"), ("metric:share", "0.5 %"),
             ("money", "EUR 7"), ("pace", "0.416666666666666667")], 1,
        )
    )  # fmt: skip
    found = readings_of(open_handbook(tree(rows)))
    assert not found.findings
    values = {id: [each.value for each in some] for id, some in found.of.items()}
    assert values == {
        "share": [Decimal(each) for each in ("24", "24.5", "-3", "0.5")],
        "money": [Decimal(each) for each in ("1200", "900", "-5", "7")],
        "pace": [Decimal(12), Decimal("0.416666666666666667")],
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
        ("pace,2026-07,,1,crm,2026-08-01T09:00:00Z,", "reading-malformed 2:21 `2026-08-01T09:00:00Z` is not"),
        ("pace,0001-01,,1,crm,2026-08-01,", "reading-malformed 2:6 `0001-01` is a period that nobody can"),
        ("pace,FY26,,1,crm,2026-08-01,", "reading-malformed 2:6 `FY26` is not a period; write"),
        ('pace,2026-07,,1,crm,2026-08-01,"open', "readings-unreadable 2:1 this is no line of a table: a"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_line_is_said_at_its_cell(row: str, expected: str) -> None:
    [found] = said(f"{row}\n")
    assert found.startswith(expected)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("24,5", ": a point stands before decimals, so write 24.5"),
        ("1.234,50", ": a point stands before decimals, so write 1234.50"),
        ("12,34", ": a point stands before decimals, so write 12.34"),
        ("1.2.3", ": a comma may stand between thousands, a point before decimals"),
        ("1\u00a0234", "; write 1234"),
        ("1'234.5", "; write 1234.5"),
        ("(5)", "; write -5"),
        ("1e3", "; a period without a reading has no line"),
        ("N/A", "; a period without a reading has no line"),
        ("9" * 16, ": it has more than 15 digits"),
    ],
)
def test_a_number_is_never_guessed_at(written: str, told: str) -> None:
    [found] = said(f'money,2026-07,,"{written}",crm,2026-08-01,\n')
    assert found.startswith(f"reading-malformed 2:16 `{written}` is not a number such as 1200 or 24.5{told}")


def test_a_number_that_is_cut_short_is_told_with_all_digits() -> None:
    [found] = said("money,2026-07,,1.2M,crm,2026-08-01,\n")
    assert found == "reading-malformed 2:16 `1.2M` is cut short; write all of its digits: 1200000"


def test_a_share_of_one_among_percents_is_no_quarter_of_a_percent() -> None:
    rows = "share,2026-07,,23.5,crm,2026-08-01,\nshare,2026-08,,0.24,crm,2026-09-01,\n"
    [found] = said(rows)
    assert found.startswith(
        "reading-unit 3:16 `0.24` is 0.24 %, and all other numbers of `share` are far larger"
    )
    assert not said(rows.replace("0.24", "0.24 %")), "its sign says what is meant"
    assert not said(rows.replace("23.5", "1.1")), "numbers of one size"
    assert not said(rows.replace("share", "pace"))


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + HEAD + "share,2026-07,,24,crm,2026-08-01,\n",
        (HEAD + "share,2026-07,,24,crm,2026-08-01,\n").replace("\n", "\r\n"),
        HEAD + "\n,,,,,,\n   \nshare,2026-07,,24,system:crm,2026-08-01,,,,\n",
        ' note , metric ,period,value,source,measured-on\n"a\nb", share , 2026-07 , 24 , crm , 2026-08-01 \n',
    ],
)
def test_tables_as_spreadsheets_write_them_are_read(text: str) -> None:
    found = readings_of(open_handbook(tree("", {"governance/readings/b.csv": text})))
    assert not found.findings
    [reading] = found.of["share"]
    assert (reading.value, reading.source, reading.measured) == (Decimal(24), "crm", "2026-08-01")


def test_one_name_in_capitals_and_small_letters_is_one() -> None:
    rows = "share,2026-07,SMB,24,crm,2026-08-01,\nshare,2026-07,smb,25,CRM,2026-08-01,\n"
    [found] = said(rows)
    assert found.startswith(
        "reading-twice 3:1 `share` of 2026-07, SMB was read twice on 2026-08-01: 24 and 25"
    )


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
        (HEAD.replace(",", ";"), "the cells are divided by semicolons; a table of readings has commas"),
        (HEAD.replace(",", "\t"), "the cells are divided by tabs;"),
        ("metric,period,value,value,measured-on\n", "the column `value` stands here twice"),
        ("share,2026-07,,24,crm,2026-08-01,\n", "the first line does not name the columns; it is `metric,"),
        ("", "the table is empty; its first line is `metric,period,"),
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
