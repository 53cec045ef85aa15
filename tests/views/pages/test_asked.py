"""Questions that definitions say they answer: on their pages, on the page of all of them, in the search."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pages import HOSTILE, html_of, page_of, site_of, text_of
from remit.publish import markdown_pages
from remit.views.site import search
from remit.views.site.site import Site

ASKED = "How do we call {value:line} back?"
TERMS: dict[str, Any] = {
    "lead": {"name": "Lead", "summary": "A person.", "asked-as": ["Who is a lead?", HOSTILE, "Is it, too?"]},
    "other": {"name": "Other", "summary": "Nothing is asked."},
}
METRICS: dict[str, Any] = {
    "rate": {
        "name": "Rate", "summary": "A share.", "definition": "D.", "unit": "percent", "asked-as": [ASKED],
    },
}  # fmt: skip
VALUES = {"line": {"name": "Line", "summary": "S.", "amount": 65, "unit": "points"}}


def asked_site(root: Path) -> Site:
    own = {"name": "H", "summary": "S.", "company": {"name": "C"}, "asked-as": ["Where do I begin?"]}
    return site_of(root, handbook=own, terms=TERMS, metrics=METRICS, values=VALUES)


def test_a_page_says_near_its_end_which_questions_it_answers(tmp_path: Path) -> None:
    site = asked_site(tmp_path)
    for url, question in (
        ("terms/lead/", "Who is a lead?"), ("metrics/rate/", "How do we call 65 points back?"),
        ("", "Where do I begin?"),
    ):  # fmt: skip
        assert f"Questions this page answers {question}" in text_of(html_of(site, url))
    assert '<a href="#asked-as">Questions this page answers</a>' in html_of(site, "metrics/rate/")
    assert [each.id for each in page_of(site, "terms/lead/").body().headings][-1] == "asked-as"
    assert "asked-as" not in html_of(site, "terms/other/")


def test_all_of_them_stand_on_one_page_by_tab_and_lead_to_their_answers(tmp_path: Path) -> None:
    site = asked_site(tmp_path)
    html = html_of(site, "asked/")
    places = [html.index(f'<h2 id="{section}">') for section in ("home", "metrics", "glossary")]
    assert places == sorted(places)
    for words, way in (("Who is a lead?", "../terms/lead/"), ("Where do I begin?", "../")):
        assert f'<a href="{way}">{words}</a>' in html
    assert HOSTILE not in html
    assert "Other" not in text_of(html)
    twin = markdown_pages.twin(site, page_of(site, "asked/"), page_of(site, "asked/").body().entries)
    assert "## Glossary\n\n- [Who is a lead?](../terms/lead/index.html.md)\n" in twin
    assert "[How do we call 65 points back?](../metrics/rate/index.html.md)" in twin


def test_the_page_of_all_is_there_once_there_is_one(tmp_path: Path) -> None:
    site = site_of(tmp_path, terms={"other": TERMS["other"]})
    assert "asked/" not in {page.url for page in site.pages}
    assert "asked/" not in html_of(site, "")


def parts(site: Site) -> dict[str, Any]:
    made = [(page, page.body().entries) for page in site.pages]
    (script,) = (script for name, script in search.index(site, made) if name == f"{search.FOLDER}/index.js")
    found: dict[str, Any] = json.loads(script.partition(",")[2].rpartition(")")[0])
    return found


def test_the_search_has_what_a_question_says_and_whose_it_is(tmp_path: Path) -> None:
    index = parts(asked_site(tmp_path))
    urls = [each[0] for each in index["shown"]]
    own, other, answers = index["names"]["call 65 points back"].split("|")
    assert (own, other) == ("", "")
    assert urls[int(answers, 36)] == "metrics/rate/"
    assert index["names"]["begin"].endswith(f"|{search._base36(urls.index(''))}")


def test_without_questions_the_search_knows_of_none(tmp_path: Path) -> None:
    index = parts(site_of(tmp_path, terms={"other": TERMS["other"]}))
    assert {each.count("|") for each in index["names"].values()} == {1}
