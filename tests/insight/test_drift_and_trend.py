"""What git knows of a handbook's health: figures by quarter, and what became shared since a review."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from building import write_governance
from pages import html_of, text_of
from remit import cache
from remit.change.history.timeline import History, history_of
from remit.change.review.reach import Reach
from remit.checking import check
from remit.insight.health.drift import Since, last_review, since_review
from remit.insight.health.measures import figures
from remit.insight.health.trend import Trend, trend
from remit.reading import open_handbook
from remit.views import handbook_site
from remit.views.drawing.trend_line import trend_line
from remit.views.site.site import Site
from repositories import Repo

TODAY = "2026-11-20"
SALES: dict[str, Any] = {"operates": {"sales-ops": {}}, "governs": {"sales-ops": {}}}
FIELD: dict[str, Any] = {
    "name": "Form topic", "summary": "S.", "entity": "lead", "type": "text", **SALES,
    "systems": {"crm": {"object": "Lead", "api-name": "X", "sync": "truth"}},
}  # fmt: skip
BOOK: dict[str, dict[str, Any]] = {
    "functions": {
        "revops": {"name": "RevOps", "summary": "S.", "central": True},
        "sales-ops": {"name": "Sales Ops", "summary": "S."},
    },
    "systems": {"crm": {"name": "CRM", "summary": "S.", "category": "crm", **SALES}},
    "entities": {"lead": {"name": "Lead", "summary": "S.", "identity": "I."}},
    "fields": {"form-topic": FIELD},
}
METRIC = {
    "name": "Topics", "summary": "S.", "definition": "D.", "formula": "count(field:form-topic)",
    "operates": {"revops": {}}, "governs": {"revops": {}},
}  # fmt: skip
REVIEW = {"name": "Q2", "summary": "S.", "period": "2026-Q2", "held-on": "2026-07-06"}


def commit(repo: Repo, day: str, book: Mapping[str, Mapping[str, Any]]) -> None:
    write_governance(repo.folder, book)
    when = f"{day}T12:00:00Z"
    repo.git("add", "--all")
    repo.git("commit", "--quiet", "--message", day, GIT_AUTHOR_DATE=when, GIT_COMMITTER_DATE=when)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A field without an owner until the third quarter, which another function uses since August."""
    repo = Repo(tmp_path / "book")
    loose = {name: value for name, value in FIELD.items() if name not in SALES}
    commit(repo, "2026-02-01", {**BOOK, "fields": {"form-topic": loose}})
    commit(repo, "2026-06-30", {**BOOK, "reviews": {"q2": REVIEW}})
    commit(repo, "2026-08-01", {**BOOK, "reviews": {"q2": REVIEW}, "metrics": {"topics": METRIC}})
    return repo


def told_trend(root: Path, today: str = TODAY) -> Trend:
    book = open_handbook(root)
    return trend(root, history_of(root, book.kinds), figures(book, today), today)


def told_since(root: Path, today: str = TODAY) -> Since:
    book = open_handbook(root)
    return since_review(root, history_of(root, book.kinds), Reach(book), today)


def site(root: Path) -> Site:
    checked = check(root, today=TODAY)
    history = history_of(root, checked.book.kinds)
    return handbook_site(checked.book, checked.findings, TODAY, history=history)


def test_each_quarter_is_counted_as_its_last_commit_has_it(repo: Repo) -> None:
    told = told_trend(repo.folder)
    assert [each.name for each in told.moments] == ["2026-Q1", "2026-Q2", "2026-Q3", "Now"]
    assert [each.day for each in told.moments] == ["2026-03-31", "2026-06-30", "2026-09-30", TODAY]
    owners = [each.shares["owners"] for each in told.moments]
    assert [(each.kept, each.asked) for each in owners] == [(1, 2), (2, 2), (3, 3), (3, 3)]


def test_a_quarter_that_is_over_is_counted_once(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    first = told_trend(repo.folder)
    monkeypatch.setattr("remit.insight.health.trend.Versions", None)
    assert told_trend(repo.folder) == first


def test_a_damaged_cache_is_counted_anew(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REMIT_CACHE", str(tmp_path / "cache"))
    first = told_trend(repo.folder)
    for path in (tmp_path / "cache").glob(f"*{cache.SUFFIX}"):
        path.write_bytes(path.read_bytes()[:-3])
    assert told_trend(repo.folder) == first
    monkeypatch.setenv("REMIT_CACHE", "")
    assert told_trend(repo.folder) == first


def test_without_a_past_there_is_only_now_and_why(tmp_path: Path) -> None:
    write_governance(tmp_path, BOOK)
    book = open_handbook(tmp_path)
    told = trend(tmp_path, History(missing="this is no repository"), figures(book, TODAY), TODAY)
    assert ([each.name for each in told.moments], told.why) == (["Now"], "this is no repository")
    checked = check(tmp_path, today=TODAY)
    alone = handbook_site(checked.book, checked.findings, TODAY, history=History(missing="no repository"))
    text = text_of(html_of(alone, "health/"))
    assert "There is no past to compare with: no repository." in text
    assert "What became shared is not known: no review is on record as held." in text


def test_a_quarter_that_cannot_be_read_is_said(repo: Repo) -> None:
    repo.git("rm", "-r", "--quiet", "governance")
    when = "2026-09-20T12:00:00Z"
    repo.git("commit", "--quiet", "--message", "Gone", GIT_AUTHOR_DATE=when, GIT_COMMITTER_DATE=when)
    commit(repo, "2026-10-20", BOOK)
    told = told_trend(repo.folder)
    assert [each.name for each in told.moments if each.why] == ["2026-Q3"]
    text = text_of(html_of(site(repo.folder), "health/"))
    assert "2026-Q3 is not known: the end of 2026-Q3 has no" in text


def test_what_another_function_began_to_use_became_shared_since_the_review(repo: Repo) -> None:
    told = told_since(repo.folder)
    assert told.review is not None
    assert (told.review.id, told.why) == ("q2", "")
    drifted = {each.definition.id: str(each.nearest.reached) if each.nearest else "" for each in told.drifted}
    assert drifted["form-topic"] == "Form topic → Topics"
    text = text_of(html_of(site(repo.folder), "health/"))
    assert "Form topic Field: by Form topic → Topics" in text


def test_an_edit_is_no_review_and_neither_is_one_that_is_planned(repo: Repo) -> None:
    book = open_handbook(repo.folder)
    assert last_review(book, "2026-07-05") is None
    assert told_since(repo.folder, "2026-07-05").why == "no review is on record as held"
    commit(repo, "2026-10-01", {**BOOK, "reviews": {"q2": {**REVIEW, "summary": "Reworded."}}})
    found = last_review(open_handbook(repo.folder), TODAY)
    assert found is not None
    assert found["held-on"] == "2026-07-06"


def test_a_review_before_history_begins_is_said(repo: Repo) -> None:
    early = {**REVIEW, "held-on": "2026-01-05"}
    commit(repo, "2026-10-01", {**BOOK, "reviews": {"q2": early}})
    assert told_since(repo.folder).why == "history starts on 2026-02-01, after the review"


def test_the_page_shows_the_trend_as_a_line_with_its_values(repo: Repo) -> None:
    html = html_of(site(repo.folder), "health/")
    text = text_of(html.split('id="trend"', 1)[1])
    assert "Owners 50 % 100 % 100 % 100 %" in text
    rows = html.split('id="trend"', 1)[1].split('id="became-shared"', 1)[0]
    assert rows.count('class="trend-line"') == rows.count('<th scope="row"') > 0


@pytest.mark.parametrize(
    ("parts", "paths", "dots"),
    [
        ([0.0, 1.0], ["M4 26L116 4"], [(116.0, 4.0)]),
        ([None, 0.5], [], [(116.0, 15.0)]),
        ([0.5, None, 1.0], [], [(4.0, 15.0), (116.0, 4.0)]),
        ([1.0, None], [], [(4.0, 4.0)]),
        ([None], [], []),
        ([], [], []),
    ],
)
def test_a_line_ends_where_nothing_is_known(
    parts: list[float | None], paths: list[str], dots: list[tuple[float, float]]
) -> None:
    line = trend_line(parts)
    assert (list(line.paths), list(line.dots)) == (paths, dots)


def test_the_scorecard_for_programs_has_nothing_of_history(repo: Repo) -> None:
    from remit.insight.health.scorecard import scorecard
    from remit.reports.stats import as_json

    checked = check(repo.folder, today=TODAY)
    said = json.loads(as_json(scorecard(checked.book, checked.findings, TODAY)))
    assert not {"trend", "became-shared"} & said.keys()
