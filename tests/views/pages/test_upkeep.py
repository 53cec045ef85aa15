"""Policies, cadences, reviews, changes, requests: order, links, dates, and what is absent."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from pages import HOSTILE, Elements, html_of, site_of, text_of
from remit import words

TERMS = {"word": {"name": "A word", "summary": "S."}, "other": {"name": "Other", "summary": "S."}}
CHANGE = {
    "name": "C",
    "summary": "S.",
    "what": "W.",
    "why": "Y.",
    "definitions": ["term:word"],
    "state": "approved",
}
REQUEST = {"name": "R", "summary": "S.", "asked-by": "ops", "what": "W.", "why": "Y."}
CADENCE = {"name": "M", "summary": "S.", "every": "week", "agenda": ["One?"]}
FUNCTIONS = {"ops": {"name": "Ops", "summary": "S.", "mandate": "M."}}


def test_a_policy_answers_in_order_and_each_answer_points_at_its_own(tmp_path: Path) -> None:
    answers = {
        "zeta": {"question": "First?", "answer": "One.", "points-at": ["term:word"]},
        "alpha": {"question": "Second?", "answer": "Two.", "points-at": ["term:other"]},
    }
    policy = {"name": "P", "summary": "S.", "answers": answers}
    site = site_of(tmp_path, terms=TERMS, policies={"p": policy})
    html = html_of(site, "policies/p/")
    assert [id for id in Elements(html).values("id") if id.startswith("q-")] == ["q-zeta", "q-alpha"]
    first, second = re.findall(r'<li id="q-.*?</li>', html, re.DOTALL)
    assert "terms/word/" in first
    assert "terms/other/" not in first
    assert "terms/other/" in second
    assert [link for link in Elements(html_of(site, "policies/")).values("href") if "#q-" in link] == [
        "p/#q-zeta",
        "p/#q-alpha",
    ]


def test_the_rhythm_goes_from_the_week_to_the_year(tmp_path: Path) -> None:
    cadences = {
        every: {**CADENCE, "name": every, "every": every}
        for every in ("year", "month", "two-weeks", "half-year", "week", "quarter")
    }
    html = html_of(site_of(tmp_path, cadences=cadences), "cadences/")
    found = [id.removeprefix("every-") for id in Elements(html).values("id") if id.startswith("every-")]
    assert found == ["week", "two-weeks", "month", "quarter", "half-year", "year"]


def test_an_agenda_keeps_its_order(tmp_path: Path) -> None:
    questions = ["Zebra?", "Apple?", "Mango?"]
    cadences = {"m": {**CADENCE, "agenda": questions, "participants": {"ops": {"words": "Brings numbers."}}}}
    site = site_of(tmp_path, cadences=cadences, functions=FUNCTIONS)
    for url in ("cadences/", "cadences/m/"):
        html = html_of(site, url)
        assert [html.index(each) for each in questions] == sorted(html.index(each) for each in questions)
    assert "Brings numbers." in html_of(site, "cadences/m/")


def test_a_review_shows_each_finding_with_what_it_is_about(tmp_path: Path) -> None:
    findings = {
        "two": {"question": "Which?", "evidence": "E.", "answer": "Both.", "about": ["term:word"]},
        "one": {"question": "Why?"},
    }
    review = {"name": "Q3", "summary": "S.", "cadence": "m", "held-on": "2026-10-06", "findings": findings,
              "log": ["Decided so"]}  # fmt: skip
    site = site_of(tmp_path, reviews={"q3": review}, cadences={"m": CADENCE}, terms=TERMS)
    html = html_of(site, "reviews/q3/")
    first, second = re.findall(r'<li id="q-.*?</li>', html, re.DOTALL)
    assert "terms/word/" in first
    assert "Not answered." in second
    assert "6 October 2026" in html
    assert "Decided so" in html
    assert "../../reviews/q3/" in Elements(html_of(site, "cadences/m/")).values("href")


def test_changes_are_newest_first_and_what_is_undecided_leads(tmp_path: Path) -> None:
    changes = {
        "old": {**CHANGE, "name": "Old", "decided-on": "2026-09-15", "effective": "2026-12-01"},
        "new": {**CHANGE, "name": "New", "decided-on": "2026-10-02"},
        "open": {**CHANGE, "name": "Open", "state": "proposed"},
        "middle": {**CHANGE, "name": "Middle", "decided-on": "2026-09-30", "state": "rejected"},
    }
    html = html_of(site_of(tmp_path, changes=changes, terms=TERMS), "changes/")
    months = ["month-without-a-day", "month-october-2026", "month-september-2026"]
    found = Elements(html).values("id")
    assert found == [months[0], "open", months[1], "new", months[2], "middle", "old"]
    assert "effective 1 December 2026" in text_of(html)
    assert "Rejected" in text_of(html)


def test_a_change_names_what_came_of_it_and_what_it_touches(tmp_path: Path) -> None:
    changes = {
        "first": {**CHANGE, "name": "First"},
        "second": {**CHANGE, "name": "Second", "supersedes": "first"},
    }
    requests = {"r": {**REQUEST, "answer": "accepted", "change": "first"}}
    site = site_of(tmp_path, changes=changes, terms=TERMS, requests=requests, functions=FUNCTIONS)
    links = Elements(html_of(site, "changes/first/")).values("href")
    assert {"../second/", "../../requests/r/", "../../terms/word/"} <= set(links)


def test_open_requests_come_first_and_are_counted(tmp_path: Path) -> None:
    requests = {
        "done": {**REQUEST, "asked-on": "2026-11-01", "answer": "refused", "reason": "Because."},
        "open": {**REQUEST, "asked-on": "2026-01-01", "answer": "open"},
        "silent": {**REQUEST},
    }
    html = html_of(site_of(tmp_path, requests=requests, functions=FUNCTIONS), "requests/")
    assert Elements(html).values("id") == ["open", "silent", "done"]
    assert "2 of 3 wait for an answer" in text_of(html)
    assert "Because." in html


def test_todays_lane_is_told_of_open_requests_and_not_held_against_an_old_answer(tmp_path: Path) -> None:
    about = {**REQUEST, "about": ["word"]}
    requests = {"open": about, "done": {**about, "answer": "accepted", "reason": "Local lane."}}
    html = html_of(site_of(tmp_path, requests=requests, terms=TERMS, functions=FUNCTIONS), "requests/")
    opened, done = html.split('<li id="done">')
    assert "Lane today" in opened
    assert "Lane today" not in done


@pytest.mark.parametrize("url", ["policies/", "cadences/", "reviews/", "changes/", "requests/"])
def test_an_empty_handbook_says_that_nothing_is_there(tmp_path: Path, url: str) -> None:
    assert 'class="empty"' in html_of(site_of(tmp_path), url)


def test_what_need_not_be_written_is_not_missed(tmp_path: Path) -> None:
    site = site_of(
        tmp_path,
        terms=TERMS,
        reviews={"r": {"name": "R", "summary": "Short."}},
        changes={"c": CHANGE},
        cadences={"m": CADENCE},
        policies={"p": {"name": "P", "summary": "S.", "answers": {"a": {"question": "Q?", "answer": "A."}}}},
    )
    assert "Short." in html_of(site, "reviews/r/")
    assert "Nobody yet" in html_of(site, "changes/c/")
    assert "Attendees" not in html_of(site, "cadences/m/")
    assert "Owners" not in html_of(site, "policies/p/")


def test_hostile_text_is_only_text(tmp_path: Path) -> None:
    party = {"ops": {"words": HOSTILE}}
    common = {"name": HOSTILE, "summary": HOSTILE, "notes": HOSTILE}
    answer = {"question": HOSTILE, "answer": HOSTILE, "points-at": ["term:word"]}
    finding = {"question": HOSTILE, "evidence": HOSTILE, "answer": HOSTILE}
    cadence = {
        "every": "week",
        "participants": party,
        "agenda": [HOSTILE],
        "outputs": [HOSTILE],
    }
    change = {"what": HOSTILE, "why": HOSTILE, "note": HOSTILE, "follow-ups": [HOSTILE]}
    site = site_of(
        tmp_path,
        functions=FUNCTIONS,
        terms={"word": common},
        policies={"x": {**common, "operates": party, "governs": party, "answers": {"a": answer}}},
        cadences={"x": {**common, **cadence}},
        reviews={"x": {**common, "period": HOSTILE, "findings": {"a": finding}, "log": [HOSTILE]}},
        changes={"x": {**CHANGE, **common, **change}},
        requests={"x": {**REQUEST, **common, "what": HOSTILE, "why": HOSTILE, "reason": HOSTILE}},
    )
    for plural in ("policies", "cadences", "reviews", "changes", "requests"):
        for url in (f"{plural}/", f"{plural}/x/"):
            found = Elements(html := html_of(site, url))
            assert "alert(1)" in html
            assert not found.tags & {"script", "img"}
            assert not found.handlers


@given(st.dates())
def test_a_day_is_written_once_with_all_its_parts(day: Any) -> None:
    assert re.fullmatch(rf"{day.day} [A-Z][a-z]+ {day.year}", words.long_day(day.isoformat()))
    assert words.long_day(day.isoformat()).endswith(words.month_of(day.isoformat()))


@given(st.text().filter(lambda text: not re.match(r"\d", text)))
def test_what_is_no_day_stays(text: str) -> None:
    assert words.long_day(text) == words.short_day(text) == words.medium_day(text) == text
    assert words.month_of(text) == ""


def test_a_proposal_stands_in_the_log_by_the_day_it_was_made(tmp_path: Path) -> None:
    change = {**CHANGE, "state": "proposed", "proposed-on": "2026-11-20"}
    site = site_of(tmp_path, terms=TERMS, changes={"c": change})
    assert "November 2026" in text_of(html_of(site, "changes/"))
    assert "Proposed on 20 November 2026" in text_of(html_of(site, "changes/c/"))


def test_nobody_is_sent_to_a_feed_that_is_not_written(tmp_path: Path) -> None:
    html = html_of(site_of(tmp_path, terms={"win": {"name": "Win", "summary": "S."}}), "in-plain-words/")
    assert "changes.atom" not in html


def test_the_page_of_a_change_names_who_agreed_beside_who_decided(tmp_path: Path) -> None:
    site = site_of(
        tmp_path,
        roles={"ceo": {"name": "CEO", "summary": "S.", "held-by": ["Bo"]}},
        functions={"finance": {"name": "Finance", "summary": "S.", "reports-to": {"ceo": {}}}},
        changes={
            "line": {
                "name": "Line", "summary": "S.", "what": "W.", "why": "Y.", "definitions": ["role:ceo"],
                "state": "approved", "decided-by": ["ceo"], "decided-on": "2026-09-15",
                "covers": {"role:ceo": "a" * 16},
                "agreed-by": {"finance": {"role": "ceo", "on": "2026-09-15"}},
            }
        },
    )  # fmt: skip
    text = text_of(html_of(site, "changes/line/"))
    assert "Agreed by Finance" in " ".join(text.split())
