"""Marked words in prose: what is marked, what is not, and how a reader meets what they mean."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import build, starter_site, write_handbook
from depth import part_of
from remit.checking import check
from remit.publish import markdown_pages
from remit.views import handbook_site
from remit.views.parts import embeds
from remit.views.site.known_words import WordMarker
from remit.views.site.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browsing import NewPage

METRIC = {"definition": "D.", "formula": "1", "unit": "ratio", "direction": "higher", "grain": "month"}
TERMS = {
    "sal": {"name": "SAL", "summary": "Taken by sales.", "aliases": ["sales-accepted lead"]},
    "nrr": {"name": "NRR", "summary": "What is kept & grown.", "aliases": ["net revenue retention"]},
    "lead": {"name": "Lead", "summary": "Somebody."},
    "lead-score": {"name": "Lead score", "summary": "Points.", "aliases": ["play"]},
    "one": {"name": "One", "summary": "S.", "aliases": ["same word", "C++"]},
    "two": {"name": "Two", "summary": "S.", "aliases": ["same word"]},
}
METRICS: Mapping[str, Any] = {
    "first-touch": {"name": "Time to first touch", "summary": "Hours.", "aliases": ["speed to lead"]},
    "retention": {"name": "Net retention", "summary": "S.", "aliases": ["NRR", "kept revenue"]},
}


def made(root: Path, **more: Any) -> Site:
    metrics = {id: {**METRIC, **data} for id, data in METRICS.items()}
    checked = check(write_handbook(root, {"terms": TERMS, "metrics": metrics, **more}))
    return handbook_site(checked.book, checked.findings)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return made(tmp_path_factory.mktemp("hb"))


def marked(small: Site, url: str, text: str, name: str = "prose") -> str:
    page = next(page for page in small.pages if page.url == url)
    template = small.environment.from_string("{{ text | " + name + " }}")
    return template.render(page=page, text=text, marker=small.marker(page))


def test_a_word_is_marked_once_a_paragraph_and_again_in_the_next(small: Site) -> None:
    html = marked(small, "metrics/retention/", "A SAL is a SAL.\n\nA *SAL* and SALs.\n\n- SAL\n- SAL")
    assert [part.count('class="word"') for part in html.split("</p>")] == [1, 1, 2]
    assert html.count('href="../../terms/sal/" aria-describedby="w_term_sal"') == 4


def test_nothing_is_marked_in_code_headings_or_links(small: Site) -> None:
    text = "### A lead\n\n`SAL` [a lead](https://example.org) {term:nrr} NRR\n\n```\nlead\n```"
    html = marked(small, "metrics/retention/", text)
    assert "word" not in html
    assert '<a href="../../terms/nrr/">NRR</a>' in html


def test_a_page_does_not_mark_its_own_names(small: Site) -> None:
    assert "word" not in marked(small, "terms/sal/", "A SAL, a sales-accepted lead.")
    # NRR is the metric's alias and the term's name: on the metric's page it is the metric.
    assert "word" not in marked(small, "metrics/retention/", "NRR is net retention.")


def test_a_list_of_many_marks_a_word_once(small: Site) -> None:
    page = next(page for page in small.pages if page.url == "metrics/")
    marker = small.marker(page)
    template = small.environment.from_string("{{ 'A SAL.' | inline }}{{ 'A SAL.' | prose }}")
    assert template.render(page=page, marker=marker).count("word") == 1


def test_a_pages_meanings_stand_once_at_its_end(tmp_path: Path) -> None:
    text = "An NRR & a SAL.\n\nAn NRR."
    site = made(tmp_path, topics={"x": {"name": "X", "summary": "A SAL.", "notes": text}})
    html = next(page for page in site.pages if page.url == "topics/x/").body().html
    assert html.count('<dd id="w_term_nrr">What is kept &amp; grown.</dd>') == 1
    assert html.count('aria-describedby="w_term_nrr"') == 2
    assert html.count('<dd id="w_term_sal">') == 1
    assert html.index("w_term_nrr") < html.index('class="words"') < html.index('<dd id="w_term_nrr">')


def in_an_authors_page(small: Site, html: str) -> str:
    return embeds.resolve(small, embeds.author_page("ours/"), embeds.protect(html), lambda _: None)


def test_an_authors_page_explains_each_word_once_but_not_in_code_headings_or_links(small: Site) -> None:
    html = in_an_authors_page(
        small,
        '<h2 id="a">A SAL</h2><p>An <code>SAL</code>, an <a href="#a">NRR</a>, SAL &amp; SAL.</p>'
        "<table><tr><th>NRR</th><td>our <em>NRR</em></td></tr></table><p>{term:lead}, a lead.</p>",
    )
    assert re.findall(r'<a class="word" href="([^"]*)"', html) == ["../terms/sal/", "../terms/nrr/"]
    assert '<a href="../terms/lead/">Lead</a>, a lead.' in html
    assert html.index("</table>") < html.index('<div class="words"')
    assert re.findall(r'<dd id="(\w+)"', html) == ["w_term_nrr", "w_term_sal"]


def test_an_authors_page_without_known_words_is_left_to_the_letter(small: Site) -> None:
    html = (
        "<!-- a > b --><p>It's \"so\" &copy; &nbsp;<br/>\n\n<img alt='x'/> {other:thing}</p>"
        "<script>if (a<b) {}</script>"
    )
    assert in_an_authors_page(small, html) == html


def test_pages_that_speak_of_something_else_are_left_unmarked(tmp_path: Path) -> None:
    root = write_handbook(tmp_path / "hb", {"terms": TERMS})
    for name in ("notes/a.md", "notes/b.md", "c.md"):
        (root / "docs" / name).parent.mkdir(exist_ok=True)
        (root / "docs" / name).write_text("A SAL, {term:sal}.\n", encoding="utf-8")
    config = root / "mkdocs.yml"
    options = 'remit: {unmarked_pages: "notes/\\n!notes/b.md"}]'
    config.write_text(config.read_text(encoding="utf-8").replace("remit]", options), encoding="utf-8")
    done = build(root, tmp_path / "site")
    assert done.returncode == 0, done.stderr
    pages = {
        name: (tmp_path / "site" / name / "index.html").read_text() for name in ("notes/a", "notes/b", "c")
    }
    assert {name: 'class="word"' in html for name, html in pages.items()} == {
        "notes/a": False, "notes/b": True, "c": True,
    }  # fmt: skip
    assert all(">SAL</a>.</p>" in html for html in pages.values())


@given(st.text(alphabet="aA bs-&<>\"'.NRsalLeESCOR{}*`\n", max_size=60))
def test_marking_changes_no_text(small: Site, text: str) -> None:
    marker = WordMarker(small.words, lambda _: "x", "words.js")
    html = marker(text)
    assert unescape(re.sub(r"</?a\b[^>]*>", "", html)) == text


def test_a_page_whose_aliases_do_not_fit_is_still_made(tmp_path: Path) -> None:
    terms = {"x": {"name": "X", "summary": "S.", "aliases": None}, "y": {"name": "Y", "aliases": "one"}}
    site = handbook_site(check(write_handbook(tmp_path, {"terms": terms})).book, ())
    for page in site.pages:
        assert page.body().html
        assert markdown_pages.twin(site, page)


# -- the glossary --


def test_the_glossary_leads_from_every_other_name_to_what_it_means(small: Site) -> None:
    html = next(page for page in small.pages if page.url == "terms/").body().html
    lines = {
        text(name): re.findall(r'href="([^"]*)"', meaning)
        for name, meaning in re.findall(r'class="alias"><dt>(.*?)</dt>(.*?)</dd>', html, re.S)
    }
    assert lines["net revenue retention"] == ["nrr/"]
    assert lines["speed to lead"] == ["../metrics/first-touch/"]
    assert lines["same word"] == ["one/", "two/"]
    assert "NRR" not in lines  # a term has that name
    assert '<a href="../metrics/retention/">Net retention</a>' in html


def text(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html)).strip()


# -- in a browser --


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page(1200, 700)


WORD = "a.word >> nth=0"
TIP = ".word-tip"
URL = "metrics/time-to-first-touch/"


def target_of(page: Page) -> str:
    """Where the word leads: another page, so that waiting for it is waiting."""
    target = str(page.locator(WORD).evaluate("word => word.href"))
    assert target != page.url
    return target


def test_the_meaning_opens_on_hover_can_be_pointed_at_and_is_dismissed(page: Page, server: str) -> None:
    page.goto(f"{server}/{URL}")
    word = page.locator(WORD)
    word.scroll_into_view_if_needed()
    height = page.evaluate("document.documentElement.scrollHeight")
    word.hover()
    tip = page.locator(TIP)
    tip.wait_for(state="visible")
    assert page.evaluate("document.documentElement.scrollHeight") == height
    said = page.locator(f"#{word.get_attribute('aria-describedby')}").text_content()
    assert said
    assert tip.locator("p").inner_text() == said
    tip.hover()
    time.sleep(0.5)
    assert tip.is_visible(), "it stays while it is pointed at"
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    word.hover()
    page.mouse.move(0, 0)
    word.hover()
    tip.wait_for(state="visible")
    page.mouse.move(2, 2)
    tip.wait_for(state="hidden")


def test_the_meaning_opens_on_keyboard_focus_and_escape_keeps_the_focus(page: Page, server: str) -> None:
    page.goto(f"{server}/{URL}")
    word, tip = page.locator(WORD), page.locator(TIP)
    for _ in range(120):
        page.keyboard.press("Tab")
        if word.evaluate("word => word === document.activeElement"):
            break
    assert tip.is_visible()
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    assert word.evaluate("word => word === document.activeElement")
    target = target_of(page)
    page.keyboard.press("Enter")
    page.wait_for_url(target)


def test_the_first_tap_shows_the_meaning_whose_link_leads_on(new_page: NewPage, server: str) -> None:
    page = new_page(390, 800, has_touch=True, is_mobile=True)
    page.goto(f"{server}/{URL}")
    word, tip = page.locator(WORD), page.locator(TIP)
    target = target_of(page)
    word.tap()
    tip.wait_for(state="visible")
    assert page.url.endswith(URL)
    box = tip.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    page.locator("h1").tap()
    assert not tip.is_visible()
    word.tap()
    tip.locator("a").tap()
    page.wait_for_url(target)


def test_without_script_the_meanings_are_a_list(new_page: NewPage, server: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{server}/{URL}")
    assert page.locator(".words dl").is_visible()
    target = target_of(page)
    page.locator(WORD).click()
    page.wait_for_url(target)


# Each of the first words in sight, and whether something lies over it.
COVERED = """() => [...document.querySelectorAll('a.word')].filter(word => word.checkVisibility()).slice(0, 8)
  .map(word => {
    word.scrollIntoView({block: 'nearest', behavior: 'instant'});
    const box = word.getClientRects()[0];
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return [word.innerText, !word.contains(top)];
  })"""


def test_no_marked_word_lies_under_something_else(page: Page, server: str) -> None:
    first: dict[str, str] = {}
    forms: dict[str, str] = {}
    for each in starter_site().pages:
        url = first.setdefault(each.url if each.in_nav else each.parent + "*", each.url)
        forms.setdefault(url, each.section)
    covered, seen = [], 0
    for url in part_of(first.values(), form=forms.__getitem__):
        page.goto(f"{server}/{url}")
        words = page.evaluate(COVERED)
        seen += len(words)
        covered += [(url, word) for word, under in words if under]
    assert seen > 20
    assert covered == []
