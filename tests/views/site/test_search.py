"""The search: by other names, in the real browser, and with texts whose words stand apart."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from markupsafe import Markup

from building import starter
from remit.views.site import search
from remit.views.site import site as views

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browsing import Profiles


@pytest.fixture(scope="module")
def page(profiles: Profiles, searched_server: str) -> Iterator[Page]:
    """The first page with its search open: the index is made once."""
    with profiles.opened(1300, 900) as opened:
        opened.goto(f"{searched_server}/")
        opened.locator("[data-md-component=search-query]").focus()
        yield opened


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("SAL", {"stages/sal/", "terms/sal/"}),
        ("NRR", {"terms/nrr/", "metrics/net-retention/"}),
        ("speed to lead", {"metrics/time-to-first-touch/"}),
        ("close rate", {"metrics/win-rate/"}),
        ("MQL", {"stages/mql/"}),
        ("original source", {"fields/original-source/"}),
        ("forecast categories", {"decisions/forecast-categories/"}),
        ("escalation", {"handoffs/renewal-handoff/"}),
        ("change log", {"change-log/"}),
    ],
)
def test_other_names_and_abbreviations_are_among_the_first_results(
    page: Page, searched_server: str, typed: str, expected: set[str]
) -> None:
    results = page.locator(".md-search-result__item > .md-search-result__link")
    page.locator("[data-md-component=search-query]").fill("")
    results.first.wait_for(state="detached")
    page.keyboard.type(typed)
    results.first.wait_for(timeout=20_000)
    page.wait_for_timeout(300)
    addresses = results.evaluate_all("links => links.slice(0, 3).map(link => link.href)")
    found = {address.removeprefix(f"{searched_server}/").partition("?")[0] for address in addresses}
    assert expected <= found


def test_the_shorter_a_title_the_more_it_weighs_and_reference_pages_weigh_least() -> None:
    term, schema = (
        views.Page(url="x/", title="", section=section, make=lambda _: views.Body(Markup()))
        for section in ("glossary", "reference")
    )
    one, two = views.Entry("", "MQL", ""), views.Entry("", "MQL volume", "")
    assert search.weight(term, one) > search.weight(term, two) > search.weight(schema, one)


def test_what_the_configuration_says_of_the_search_stays() -> None:
    fields = {"title": {"boost": 5.0}, "text": {"boost": 1.0}, "tags": {"boost": 2.0}}
    own = {"lang": ["en"], "separator": "[ ]", "pipeline": [], "fields": fields}
    assert search.settings(own) == own
    theirs = {**own, "separator": search.THEIR_SEPARATOR, "fields": {**fields, "title": {"boost": 1000.0}}}
    assert search.settings(theirs) == {
        **own, "separator": search.SEPARATOR, "fields": {**fields, "title": fields["tags"]}
    }  # fmt: skip


def test_no_address_stands_twice_in_the_index(site: Path) -> None:
    """The search keeps the places of words by address: two of one address mark the wrong letters."""
    index = json.loads((site / "search" / "search_index.json").read_bytes())
    seen = Counter(entry["location"] for entry in index["docs"])
    assert [location for location, times in seen.items() if times > 1] == []


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text))


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield from (str(key), *texts(below))
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    else:
        yield str(value)


def test_every_word_of_a_result_is_a_word_that_somebody_wrote(site: Path) -> None:
    """Two texts without a space between them would make a word that nobody wrote."""
    book = starter()
    written = {
        word for definition in book.definitions() for text in texts(definition.data) for word in words(text)
    }
    pages = {f"{each.kind.plural}/{each.id}/" for each in book.definitions()}
    index = json.loads((site / "search" / "search_index.json").read_bytes())
    entries = [entry for entry in index["docs"] if entry["location"].partition("#")[0] in pages]
    assert len(entries) >= len(pages) - 1
    titles = written | {word for page in pages for word in words(page)}
    glued = [
        (entry["location"], word)
        for entry in entries
        for word in words(f"{entry['title']} {entry['text']}".replace("&amp;", "&").replace("&lt;", "<"))
        if word not in titles and re.search(r"[^\W\d_][A-Z]|[a-z]{14,}|\d[a-z]", word)
    ]
    assert glued == []
    assert words("first.Then") == {"first", "Then"}  # which is the business of the test in test_site.py
