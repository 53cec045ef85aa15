"""A reading is judged by the thresholds of its time and in its unit; by today's where nobody knows those."""

from __future__ import annotations

from pathlib import Path

import pytest

from remit.change.history.timeline import History, history_of
from remit.insight.readings.board import Board, Readout
from remit.insight.readings.standing import change_words
from remit.reading import open_handbook
from remit.reports.standing import sentence
from remit.views.parts.readings import shown
from repositories import Repo

METRIC = (
    "wait:\n  name: Wait\n  summary: S.\n  definition: How long.\n  unit: {unit}\n  direction: lower\n"
    "  targets: {{2026-01-01: {{amount: 4}}, 2026-06-01: {{amount: 2}}}}\n"
    "  thresholds:\n"
    "    fast: {{below: {line}, level: good, means: Fast enough}}\n"
    "    slow: {{from: {line}, level: bad, means: Too slow, action: Add people, who: {who}}}\n"
)
TEAMS = "".join(f"{id}: {{name: {id.title()}, summary: S.}}\n" for id in ("ops", "sales"))
HEAD = "metric,period,slice,value,source,measured-on,note\n"


def files(line: int, who: str = "ops", unit: str = "hours") -> dict[str, str]:
    return {
        "governance/metrics.yaml": METRIC.format(line=line, who=who, unit=unit),
        "governance/functions.yaml": TEAMS,
    }


def read(root: Path, repo: Repo, rows: str, *, history: bool = True) -> Readout:
    repo.write({"governance/readings/a.csv": HEAD + rows})
    book = open_handbook(root)
    metric = book.get("metric", "wait")
    assert metric is not None
    readout = Board(book, history_of(root, book.kinds) if history else History()).of(metric)
    assert readout is not None
    return readout


def day_of(repo: Repo) -> str:
    """The day of the last commit."""
    return f"2026-{1 + (repo.day - 1) // 28:02}-{1 + (repo.day - 1) % 28:02}"


@pytest.mark.parametrize("history", [True, False])
def test_the_line_of_the_day_of_measuring_decides(tmp_path: Path, *, history: bool) -> None:
    repo = Repo(tmp_path)
    repo.commit(files(4, "sales"))
    first = day_of(repo)
    repo.commit(files(8))
    second = day_of(repo)
    of = {
        day: read(tmp_path, repo, f"wait,2025-12,,5,crm,{day},\n", history=history).whole
        for day in (first, second)
    }
    old, new = of[first], of[second]
    assert old is not None
    assert new is not None
    assert (new.level, new.by_then) == ("good", False)
    if history:
        assert (old.level, old.action, old.by_then) == ("bad", "Add people", True)
        assert old.who is not None
        assert old.who.id == "sales"
        book = open_handbook(tmp_path)
        assert "bad: Too slow, by the thresholds of that day." in sentence(book, old)
    else:
        assert (old.level, old.by_then) == ("good", False)


def test_the_target_of_the_period_is_met_or_missed_whatever_came_later(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.commit(files(9))
    day = "2026-12-01"
    for period, met in (("2025-12", None), ("2026-05", True), ("2026-06", False)):
        whole = read(tmp_path, repo, f"wait,{period},,3,crm,{day},\n").whole
        assert whole is not None
        assert whole.met is met, period


def test_a_number_keeps_the_unit_in_which_it_was_measured(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.commit(files(4, unit="days"))
    first = day_of(repo)
    repo.commit(files(4))
    second = day_of(repo)
    rows = f"wait,2025-11,,2,crm,{first},\nwait,2025-12,,30,crm,{second},\nwait,2025-12,,2,map,{first},\n"
    readout = read(tmp_path, repo, rows)
    [table] = shown(readout, "")
    assert [row.value for row in table.rows] == ["30 hours", "2 days"]
    assert readout.disagreements == [], "two days and thirty hours were measured under two definitions"
    assert "changed" in change_words(readout.series[0], 1)
    alone = read(tmp_path, repo, f"wait,2026-01,,2,crm,{first},\n").whole
    assert alone is not None
    assert (alone.shown, alone.met) == ("2 days", None)


def test_thresholds_of_a_shape_that_nobody_reads_today_count_as_unknown(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    old = files(4)
    old["governance/metrics.yaml"] = old["governance/metrics.yaml"].replace("below: 4", 'below: "four"')
    repo.commit(old)
    first = day_of(repo)
    repo.commit(files(8))
    whole = read(tmp_path, repo, f"wait,2025-12,,5,crm,{first},\n").whole
    assert whole is not None
    assert (whole.level, whole.by_then) == ("good", False)
