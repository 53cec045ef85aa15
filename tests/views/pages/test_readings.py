"""The readings of a metric on its page: a line, the values as a table, and nothing of a table that runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from building import write_handbook
from pages import Elements, html_of, text_of
from remit.reading import open_handbook
from remit.views import handbook_site
from remit.views.drawing.reading_line import Dot, reading_line
from remit.views.site.site import Site

HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(1)>"'
METRIC = {
    "name": "Share",
    "summary": "S.",
    "definition": "D.",
    "unit": "percent",
    "direction": "higher",
    "systems": ["crm"],
    "cadence": "weekly",
    "targets": {"2026-01-01": {"amount": 20, "words": "each month"}},
    "thresholds": {
        "low": {"below": 10, "level": "bad", "means": "Little", "action": "Look at it", "who": "ops"},
        "good": {"from": 10, "level": "good", "means": "Enough"},
    },
}
CADENCE = {
    "name": "Weekly",
    "summary": "S.",
    "every": "week",
    "agenda": ["What moved?"],
    "operates": {"ops": {}},
}


def site(root: Path, rows: str, today: str = "") -> Site:
    write_handbook(root, {
        "metrics": {"share": METRIC},
        "functions": {"ops": {"name": "Ops", "summary": "S."}},
        "systems": {"crm": {"name": "CRM", "summary": "S.", "category": "crm"}},
        "cadences": {"weekly": CADENCE},
        "dashboards": {"board": {
            "name": "Board", "summary": "S.", "purpose": "P.", "system": "crm", "metrics": {"share": {}},
        }},
    })  # fmt: skip
    folder = root / "governance/readings"
    folder.mkdir()
    head = "metric,period,slice,value,source,measured-on,note\n"
    (folder / "a.csv").write_text(head + rows, encoding="utf-8")
    return handbook_site(open_handbook(root), (), today)


ROWS = (
    "share,2026-01,,12,crm,2026-02-01,\nshare,2026-02,,11,crm,2026-03-01,\nshare,2026-04,,9,crm,2026-05-01,\n"
    "share,2026-04,,14,other,2026-05-01,\nshare,2026-04,North,25,crm,2026-05-01,\n"
)


def test_the_page_says_where_it_stands_and_has_every_value_beside_the_line(tmp_path: Path) -> None:
    html = html_of(site(tmp_path, ROWS), "metrics/share/")
    said = text_of(html)
    for words in (
        "bad", "9 %", "Apr 2026", "Little", "Look at it", "20 % each month, missed", "−1 point",
        "there is no reading of the period before", "14 %", "differs", "North", "25 %",
    ):  # fmt: skip
        assert words in said, words
    [line] = Elements(html).having("class", "reading-line")
    assert line["role"] == "img"
    assert "values are in the table" in line["aria-label"]
    assert 'class="now"' in html
    assert "not known for all of them: there is no history here" in said


def test_only_what_was_measured_by_the_day_of_the_site_is_shown(tmp_path: Path) -> None:
    said = text_of(html_of(site(tmp_path, ROWS, "2026-03-15"), "metrics/share/"))
    assert "Feb 2026" in said
    assert "Apr 2026" not in said


@pytest.mark.parametrize("url", ["metrics/", "cadences/weekly/", "dashboards/board/"])
def test_lists_and_meetings_say_where_a_number_stands(tmp_path: Path, url: str) -> None:
    said = text_of(html_of(site(tmp_path, ROWS), url))
    assert "bad" in said
    assert "9 %" in said


def test_texts_of_a_table_come_out_as_text(tmp_path: Path) -> None:
    cell = '"' + HOSTILE.replace('"', '""') + '"'
    rows = f"share,2026-01,,12,{cell},2026-02-01,{cell}\nshare,2026-01,,13,b,2026-02-01,\n"
    rows += f"share,2026-01,{cell},12,b,2026-02-01,\n"
    shown = site(tmp_path, rows)
    for url in ("metrics/share/", "metrics/", "cadences/weekly/", "dashboards/board/"):
        parsed = Elements(html_of(shown, url))
        assert all(each["type"] == "application/ld+json" for tag, each in parsed.found if tag == "script")
        assert not parsed.handlers
        assert "img" not in parsed.tags


def test_a_line_ends_at_a_gap_and_at_a_break() -> None:
    dots = [Dot(0, 1, 0), Dot(1, 2, 0), Dot(3, 3, 0), Dot(4, 4, 1), Dot(5, 2, 1)]
    drawn = reading_line(dots, 6, breaks=[3.5])
    assert len(drawn.paths) == 2
    assert len(drawn.dots) == 1
    assert len(drawn.breaks) == 1
    assert drawn.last[0] == max(x for x, _ in (drawn.last, *drawn.dots))


def test_a_series_that_never_moves_and_one_reading_are_drawn(tmp_path: Path) -> None:
    assert reading_line([Dot(0, 5, 0)], 1).dots == ((8.0, 36.0),)
    assert "12 %" in text_of(html_of(site(tmp_path, "share,2026,,12,crm,2026-12-31,\n"), "metrics/share/"))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["2026-01,,0,crm,2026-02-01", "2026-02,,5,crm,2026-03-01"], "+5 points"),
        (
            ["2026-01,,50,crm,2026-02-01", "2026-03,,30,crm,2026-04-01"],
            "there is no reading of the period before",
        ),
        (["2025-W52,,50,crm,2026-01-01", "2026-W01,,30,crm,2026-01-10"], "−20 points"),
        (
            ["2026-01-01..2026-01-31,,50,crm,2026-02-01", "2026-02-01..2026-02-28,,30,crm,2026-03-01"],
            "the period before is of another length",
        ),
        (
            ["2026-Q1,,50,crm,2026-04-01", "2026-03,,9,crm,2026-04-01", "2026-Q2,,40,crm,2026-07-01"],
            "−10 points",
        ),
    ],
)
def test_a_change_is_against_the_period_before_or_says_why_there_is_none(
    tmp_path: Path, rows: list[str], said: str
) -> None:
    table = "".join(f"share,{row},\n" for row in rows)
    newest = html_of(site(tmp_path, table), "metrics/share/").partition("<tbody>")[2].partition("</tr>")[0]
    assert said in text_of(newest)
