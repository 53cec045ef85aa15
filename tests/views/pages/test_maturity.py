"""Models, self-assessment, signals: the company's own is marked, and scores follow from answers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given

from depth import law
from pages import HOSTILE, Elements, html_of, site_of, text_of
from remit.insight.maturity import results

if TYPE_CHECKING:
    from browsing import NewPage

COMPANY: dict[str, Any] = {
    "name": "Handbook",
    "summary": "Ours.",
    "company": {"name": "Northlake", "arr": 42, "model": "hub", "phase": "early", "size": "small"},
}
MODELS: dict[str, Any] = {
    "hub": {
        "name": "Hub",
        "summary": "S.",
        "family": "structure",
        "next": "parallel",
        "sources": ["an article"],
    },
    "parallel": {"name": "Parallel", "summary": "S.", "family": "structure"},
    "early": {"name": "Early", "summary": "S.", "family": "phase"},
    "small": {"name": "Small", "summary": "S.", "family": "size", "arr-from": 0, "arr-to": 50},
}
READINGS = {"real": {"from": 0, "to": 0, "means": "Real."}, "look": {"from": 1, "to": 1, "means": "Look."},
            "renamed": {"from": 2, "means": "Renamed."}}  # fmt: skip


def question(answer: str | None = None, **more: Any) -> dict[str, Any]:
    made = {
        "name": "Q",
        "summary": "S.",
        "assessment": "test",
        "question": "Q?",
        "pass": "Yes.",
        "fail": "No.",
    }
    return {**made, **({"answer": answer} if answer else {}), **more}


def test_the_company_is_marked_once_in_each_family(tmp_path: Path) -> None:
    html = html_of(site_of(tmp_path, handbook=COMPANY, models=MODELS), "models/")
    marked = {found["id"] for found in Elements(html).having("class", "ours")}
    assert marked == {"hub", "early", "small"}
    assert html.count("You are here") == 3


def test_what_comes_next_and_the_source_are_said(tmp_path: Path) -> None:
    html = html_of(site_of(tmp_path, handbook=COMPANY, models=MODELS), "models/")
    assert re.search(r'Next: <a href="parallel/">Parallel</a>', html)
    assert "Source: an article" in text_of(html)


def test_without_a_company_nothing_is_marked_and_that_is_said(tmp_path: Path) -> None:
    html = html_of(site_of(tmp_path, models=MODELS), "models/")
    assert "You are here" not in html
    assert "does not say where the company stands" in text_of(html)


@given(bounds=st.lists(st.tuples(st.floats(-5, 500), st.floats(-5, 500)), min_size=1, max_size=4),
       arr=st.floats(-5, 1000))  # fmt: skip
@law(deep=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bars_of_sizes_stay_on_their_scale(
    tmp_path: Path, bounds: list[tuple[float, float]], arr: float
) -> None:
    models = {
        f"m{at}": {"name": f"M{at}", "summary": "S.", "family": "size", "arr-from": low, "arr-to": high}
        for at, (low, high) in enumerate(bounds)
    }
    company = {**COMPANY, "company": {"name": "N", "arr": arr}}
    html = html_of(site_of(tmp_path, handbook=company, models=models), "models/")
    found = re.findall(r"left:([-\d.]+)%(?:;width:([-\d.]+)%)?", html)
    assert len(found) == 2 * len(bounds)
    for left, width in found:
        assert 0 <= float(left) <= 100
        assert float(left) + float(width or 0) <= 101.6  # the shortest bar is a sliver


@pytest.mark.parametrize(
    ("answers", "score", "reading"),
    [
        (["pass", "pass"], 0, "real"),
        (["pass", "fail"], 1, "look"),
        (["fail", "fail", "fail"], 3, "renamed"),
        (["fail", "fail", None], 2, "renamed"),  # whatever the open answer, the reading stands
        (["pass", "unknown"], 0, ""),  # the open answer may still change it
        ([], 0, ""),
    ],
)
def test_the_reading_follows_from_the_answers(
    tmp_path: Path, answers: list[str | None], score: int, reading: str
) -> None:
    test = {"test": {"name": "T", "summary": "S.", "counts": "fails", "readings": READINGS}}
    questions = {f"q{at}": question(answer, name=f"Q{at}") for at, answer in enumerate(answers)}
    site = site_of(tmp_path, assessments=test, **({"questions": questions} if questions else {}))
    (found,) = results(site.book, [next(site.book.all("assessment"))])
    assert (found.score, found.at) == (score, reading)
    page = text_of(html_of(site, "assessments/"))
    for name, band in READINGS.items():
        assert page.count(str(band["means"])) == (3 if name == reading else 1)


def test_signs_that_are_present_are_counted(tmp_path: Path) -> None:
    test = {"test": {"name": "T", "summary": "S.", "counts": "signs", "readings": READINGS}}
    signals = {
        f"s{at}": {
            "name": f"S{at}",
            "summary": "S.",
            "family": "need",
            "assessment": "test",
            "present": present,
        }
        for at, present in enumerate((True, False, True))
    }
    site = site_of(tmp_path, assessments=test, signals=signals)
    assert "2 of 3 signs present" in text_of(html_of(site, "assessments/"))
    assert "2 warning signs are present" in text_of(html_of(site, "signals/"))


def test_signals_stand_under_their_family_in_order(tmp_path: Path) -> None:
    signals = {
        "last": {"name": "Last", "summary": "S.", "family": "need", "order": 9},
        "ripe": {"name": "Ripe", "summary": "S.", "family": "ready", "present": True},
        "first": {"name": "First", "summary": "S.", "family": "need", "order": 1},
    }
    html = html_of(site_of(tmp_path, signals=signals), "signals/")
    ids = Elements(html).values("id")
    assert ids == ["family-need", "first", "last", "family-ready", "ripe"]
    assert "warning" not in html  # what is ready is not a warning


@pytest.mark.parametrize("url", ["models/", "assessments/", "signals/"])
def test_an_empty_handbook_says_that_nothing_is_there(tmp_path: Path, url: str) -> None:
    assert 'class="empty"' in html_of(site_of(tmp_path), url)


def test_hostile_text_is_only_text(tmp_path: Path) -> None:
    model = {**MODELS["hub"], "next": "hub", "sources": [HOSTILE]}
    model |= dict.fromkeys(("name", "summary", "works-when", "breaks-when", "danger", "team"), HOSTILE)
    models = {
        "hub": model,
        **{
            family: {**model, "name": f"{HOSTILE} {family}", "family": family}
            for family in ("phase", "size", "order")
        },
    }
    company = {**COMPANY, "company": {"name": HOSTILE, "arr": 1, "model": "hub"}}
    test: dict[str, Any] = dict.fromkeys(("name", "summary", "remedy", "harm", "notes"), HOSTILE)
    test |= {"sources": [HOSTILE], "readings": {"all": {"from": 0, "means": HOSTILE}}}
    asked = question(
        "pass", name=HOSTILE, question=HOSTILE, because=HOSTILE, **{"pass": HOSTILE, "fail": HOSTILE}
    )
    signal = {
        "name": HOSTILE,
        "summary": HOSTILE,
        "family": "need",
        "consequence": HOSTILE,
        "remedy": HOSTILE,
    }
    site = site_of(
        tmp_path,
        handbook=company,
        models=models,
        assessments={"test": test},
        questions={"q": asked},
        signals={"s": signal},
    )
    for url in ("models/", "assessments/", "assessments/test/", "signals/"):
        html = html_of(site, url)
        assert "alert(1)" in html
        tags = Elements(html).tags
        assert not tags & {"script", "img"}
        assert not re.search(r"<[^>]*\sonerror", html)


def test_a_row_says_its_source_or_that_none_is_named(tmp_path: Path) -> None:
    html = html_of(site_of(tmp_path, handbook=COMPANY, models=MODELS), "models/")
    rows = {
        id: html.split(f'id="{id}"', 1)[1].split("</tr>" if id != "early" else "</li>", 1)[0] for id in MODELS
    }
    assert "Source: an article" in text_of(rows["hub"])
    assert all("No source is named" in text_of(rows[id]) for id in ("parallel", "early", "small"))


def test_a_signal_says_its_source(tmp_path: Path) -> None:
    signal = {"name": "S", "summary": "S.", "family": "failure", "consequence": "C.", "remedy": "R."}
    html = html_of(site_of(tmp_path, signals={"s": {**signal, "sources": ["an article"]}}), "signals/")
    assert text_of(html).endswith("S S. Source: an article C. R.")


# -- in a browser --


@pytest.mark.parametrize("script", [True, False])
def test_the_starter_s_tests_show_answers_score_reading_and_remedy(
    new_page: NewPage, server: str, script: bool
) -> None:
    page = new_page(java_script_enabled=script)
    page.goto(f"{server}/assessments/")
    for id, score, reading in (
        ("real-revops", "0 of 4 fail", "Real RevOps."),
        ("renamed-marketing-ops", "0 of 3 fail", "Not renamed."),
        ("one-hour", "0 of 1 fail", "RevOps has the right to decide"),
        ("need-signals", "1 of 5 signs present", "Noise."),
    ):
        test = page.locator(f"section.test:has(#{id})")
        assert test.locator(".big").inner_text() == score
        assert test.locator(".bands .at").inner_text().strip().split("\n")[-1].strip().startswith(reading)
        assert test.locator(".bands .at").count() == 1
        assert "What helps." in test.locator(".help").inner_text()
    page.locator("section.test:has(#real-revops) h2 a").click()
    page.wait_for_url("**/assessments/real-revops/")
    assert page.locator(".answered > li").count() == 4


@pytest.mark.parametrize("width", [1440, 390])
def test_the_starter_is_marked_among_the_models_and_sees_what_comes_next(
    new_page: NewPage, server: str, width: int
) -> None:
    page = new_page(width)
    page.goto(f"{server}/models/")
    marked = page.locator(".ours:visible")
    assert [each.get_attribute("id") for each in marked.all()] == [
        "central-revops-with-partners", "mid-market", "size-30m-up",
    ]  # fmt: skip
    assert marked.get_by_text("You are here").count() == 3
    assert "Next: Enterprise" in page.locator("#mid-market").inner_text()
    rows = page.locator("tbody tr, .steps > li, section[id]")
    unsourced = [row for row in rows.all_inner_texts() if "Source:" not in row]
    assert unsourced == []


def test_the_starter_s_ways_to_fail_say_what_follows_and_what_helps(new_page: NewPage, server: str) -> None:
    page = new_page()
    page.goto(f"{server}/signals/")
    rows = page.locator("tr[id^=failure-]")
    assert rows.count() == 14
    for at in range(rows.count()):
        cells = rows.nth(at).locator("td").all_inner_texts()
        assert len(cells) == 2
        assert all(cell.strip() for cell in cells)
