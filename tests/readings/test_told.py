"""What is told of readings and of what a change moves, and that nothing of a record is."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pytest

from building import golden
from depth import part_of
from remit.change.history.timeline import history_of
from remit.reading import open_handbook
from remit.reports.review import FORMATS
from remit.views import handbook_site
from repositories import Repo
from running import remit

HERE = Path(__file__).resolve().parent
PLANTED = ("Zanzibar Mills", "Quentin Oduya", "SECRET-")


@pytest.mark.parametrize("day", ["2026-07-14", "2026-10-13", "2026-11-04"])
def test_the_week_of_the_demo_is_told_as_a_person_would_read_it(demo_repository: Path, day: str) -> None:
    done = remit("report", "--week", "--today", day, "-C", demo_repository)
    assert done.exit_code == 0
    assert done.output == golden(HERE / f"week-{day}.txt", done.output)


def test_a_report_says_what_it_is_of_and_that_nothing_was_read(tmp_path: Path, demo_repository: Path) -> None:
    assert remit("report", "-C", demo_repository).exit_code == 2
    repo = Repo(tmp_path)
    repo.commit({"governance/metrics.yaml": "m: {name: M, summary: S., definition: D.}\n"})
    done = remit("report", "--week", "--today", "2026-11-04", "-C", tmp_path)
    assert done.exit_code == 2
    assert "no metric was read up to 2026-11-04" in done.stderr


def test_a_report_for_programs_has_the_actions_with_ids(demo_repository: Path) -> None:
    done = remit("report", "--week", "--today", "2026-11-04", "--format", "json", "-C", demo_repository)
    found = json.loads(done.output)
    coverage = next(each for each in found["actions"] if each["metric"] == "metric:pipeline-coverage")
    assert coverage == {
        "level": "function", "who": "function:sales-ops", "metric": "metric:pipeline-coverage",
        "period": "2026-10", "slice": "", "value": "2.4", "unit": "ratio", "stands": "bad",
        "target-met": False,
        "action": "Bring a coverage plan to the next weekly pipeline review", "new": True,
    }  # fmt: skip
    levels = [each["level"] for each in found["actions"]]
    assert levels == sorted(levels, key=["executive", "central", "function", "nobody"].index)


def test_the_agenda_of_a_meeting_has_the_numbers_it_looks_at(demo_repository: Path) -> None:
    done = remit("agenda", "weekly-pipeline-review", "--today", "2026-11-04", "-C", demo_repository)
    assert "Where the numbers stand\n" in done.output
    assert (
        "Win rate, Oct 2026: 20.4 % (not compared: the definition changed), watch: Below the aim."
        in done.output
    )


@pytest.fixture
def changed(demo_repository: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The demo with a change of the win rate, and records in which names are planted."""
    root, records = tmp_path / "book", tmp_path / "records"
    shutil.copytree(demo_repository, root)
    file = root / "governance/metrics/win-rate.yaml"
    text = file.read_text(encoding="utf-8")
    was = 'field:opportunity-stage in ("Closed Won", "Closed Lost") and'
    assert was in text
    now = was.replace('"Closed Lost"', '"Closed Lost", Proposal')
    file.write_text(text.replace(was, now), encoding="utf-8")
    values = root / "governance/values.yaml"
    text = values.read_text(encoding="utf-8")
    assert "  amount: 65\n" in text
    values.write_text(text.replace("  amount: 65\n", "  amount: 55\n", 1), encoding="utf-8")
    records.mkdir()
    fields = ["opportunity-type", "opportunity-stage", "opportunity-close-date", "opportunity-name"]
    deals = [("Closed Won", 7), ("Closed Lost", 8), ("Closed Won", 9), ("Proposal", 9)]
    _table(records / "opportunity.csv", fields, [
        ["New", stage, f"2026-{month:02}-10", PLANTED[0]] for stage, month in deals
    ])  # fmt: skip
    mql = ["lead-score", "hand-raiser", "company-size", "original-source", "consent-status", "lead-name"]
    _table(records / "lead.csv", mql, [
        [str(score), "false", "50-199", "Webinar", "Given", PLANTED[1]] for score in (40, 58, 60, 70)
    ])  # fmt: skip
    return root, records


def _table(path: Path, columns: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["id", *columns])
        table.writerows([f"{PLANTED[2]}{number}", *row] for number, row in enumerate(rows))


def test_a_review_says_what_the_numbers_become_and_which_series_end(changed: tuple[Path, Path]) -> None:
    root, records = changed
    done = remit("review", "HEAD", "--records", records, "--today", "2026-11-20", "-C", root)
    said = done.output
    assert "moves: Win rate Q3 2026: 66.7 % → 50 %; 1 of 4 opportunities is counted differently\n" in said
    assert "moves: MQL: 2 of 4 leads would be in MQL and are not\n" in said
    assert re.search("Sales velocity: cannot tell: the records have no .*`opportunity-created-date`", said)
    assert "ends a series: Win rate counts something else; it was read 24 times, last for Oct 2026" in said
    assert "ends a series: MQL volume counts something else, by value MQL line; it was read 15 times" in said


def test_nothing_of_a_record_is_told_in_any_format_nor_on_the_site(changed: tuple[Path, Path]) -> None:
    root, records = changed
    asked = ("review", "HEAD", "--records", records, "--today", "2026-11-20", "-C", root)
    told = {form: remit(*asked, "--format", form) for form in FORMATS}
    assert all("66.7 %" in each.output for each in told.values())
    fixed = remit(*asked, "--fix", "--why", "Proposals that end count, too.")
    book = open_handbook(root)
    [record] = [each for each in book.all("change") if each.get("moves")]
    assert "Win rate Q3 2026: 66.7 % → 50 %; 1 of 4 opportunities is counted differently" in record["moves"]
    commands = [
        ("check",), ("diff", "HEAD"), ("history",), ("agenda", "weekly-pipeline-review"), ("export", "json"),
        *(("report", "--week", "--format", form) for form in ("text", "markdown", "json")),
    ]  # fmt: skip
    dated = {"check", "agenda", "report"}
    more = [
        remit(*each, *(("--today", "2026-11-20") if each[0] in dated else ()), "-C", root)
        for each in commands
    ]
    for done in (*told.values(), fixed, *more):
        assert done.exit_code != 2, done.stderr
        assert not any(planted in text for planted in PLANTED for text in (done.output, done.stderr))
    site = handbook_site(book, (), "2026-11-20", history=history_of(root, book.kinds))
    html = next(str(each.body().html) for each in site.pages if each.url == site.url(record))
    assert "1 of 4 opportunities is counted differently" in html
    for each in part_of(site.pages, 12, form=lambda page: page.section):
        assert not any(planted in str(each.body().html) for planted in PLANTED), each.url
    for path in root.rglob("*.yaml"):
        assert not any(planted in path.read_text(encoding="utf-8") for planted in PLANTED), path


def test_records_that_cannot_be_read_are_no_silence(changed: tuple[Path, Path], tmp_path: Path) -> None:
    root, _ = changed
    (tmp_path / "empty").mkdir()
    done = remit("review", "HEAD", "--records", tmp_path / "empty", "-C", root)
    assert done.exit_code == 2
    assert "there are no records" in done.output
    assert remit("review", "HEAD", "--period", "2026-Q3", "-C", root).exit_code == 2
