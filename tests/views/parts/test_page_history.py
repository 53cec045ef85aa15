"""History on the pages: what git tells of the demo repository, in words, on the right day."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

import building
from browsing import OF_COLOUR, NewPage, violations
from building import write_handbook
from depth import law, part_of
from remit.change.history.timeline import told_history
from remit.checking import check
from remit.handbook import Definition
from remit.publish import feed
from remit.reading import open_handbook
from remit.tree import Memory
from remit.views import handbook_site
from remit.views.site.site import Site
from serving import served

TODAY = building.PAST_TODAY
LOOKED_AT = ("stages/mql/", "change-log/", "in-plain-words/", "metrics/quota-attainment/")
LOOKS = part_of(product(LOOKED_AT, ("light", "dark")), form=lambda each: each[0])


def site_of(root: Path, today: str = TODAY) -> Site:
    checked = check(root, today=today)
    return handbook_site(
        checked.book, checked.findings, today, history=told_history(root, checked.book.kinds)
    )


def text(site: Site, url: str) -> str:
    page = next(page for page in site.pages if page.url == url)
    return " ".join(re.sub(r"<[^>]+>", " ", str(page.body().html)).split())


@pytest.fixture(scope="module")
def demo(demo_repository: Path) -> Site:
    return site_of(demo_repository)


def test_a_page_tells_its_history_with_who_decided(demo: Site) -> None:
    told = text(demo, "stages/mql/").partition("History")[2]
    assert "15 Sep 2026 MQL threshold raised to 65" in told
    assert "decided by Head of RevOps" in told
    assert "holds from 1 October 2026" in told
    assert "raised to 50" not in told
    whole = text(demo, "stages/mql/history/")
    assert "Read and confirmed, as on" in whole
    assert whole.index("raised to 65") < whole.index("raised to 50") < whole.index("New")


def test_only_what_ever_said_something_else_has_a_page_of_its_history(demo: Site) -> None:
    urls = {page.url for page in demo.pages}
    changed = {page.url.removesuffix("history/") for page in demo.pages if page.url.endswith("/history/")}
    assert changed < urls
    for page in part_of(demo.pages, 150, form=lambda page: (page.section, page.url in changed)):
        assert ("Each version in full" in text(demo, page.url)) == (page.url in changed), page.url


def test_what_is_decided_but_not_in_force_is_announced_and_not_shown_as_holding(
    demo: Site, demo_repository: Path
) -> None:
    before = text(demo, "metrics/quota-attainment/")
    assert "Changes on 1 February 2027" in before
    formula = before.partition("Formula")[2].partition("Owners")[0]
    assert "type" not in formula.lower()
    after = text(site_of(demo_repository, "2027-02-01"), "metrics/quota-attainment/")
    assert "Changes on" not in after
    assert "type" in after.partition("Formula")[2].partition("Owners")[0].lower()


def test_a_site_built_for_an_old_day_shows_what_is_written(demo_repository: Path) -> None:
    site = site_of(demo_repository, "2023-01-01")
    assert {str(ref) for ref in site.waiting} <= {"metric:quota-attainment", *_decided_for_later(site)}
    shown, written = (book.get("stage", "sql") for book in (site.book, check(demo_repository).book))
    assert shown is not None
    assert written is not None
    assert shown.data == written.data


def _decided_for_later(site: Site) -> set[str]:
    return {
        str(ref)
        for ref, entries in site.history.entries.items()
        if any(entry.record and entry.since > entry.step.day for entry in entries)
    }


def test_an_old_text_calls_what_is_gone_by_the_name_it_had(demo: Site) -> None:
    told = text(demo, "functions/sales-ops/history/")
    assert "{stage:" not in told
    assert "Its stages run from Qualified to Closed-won" in " ".join(told.split())


def test_check_judges_what_is_written(demo: Site, demo_repository: Path) -> None:
    written = check(demo_repository).book.get("metric", "quota-attainment")
    shown = demo.book.get("metric", "quota-attainment")
    assert written is not None
    assert shown is not None
    assert written["formula"] != shown["formula"]


def test_the_log_has_a_page_a_quarter_and_every_step_once(demo: Site) -> None:
    quarters = [page.url for page in demo.pages if page.url.startswith("change-log/2")]
    assert quarters[0] == "change-log/2026-q4/"
    assert quarters[-1] == "change-log/2024-q4/"
    listed = sum(str(page.body().html).count('class="item"') for page in demo.pages if page.url in quarters)
    assert listed == sum(bool(step.changes) for step in demo.history.steps)


def test_every_filter_of_the_log_names_something_that_is_there(demo: Site) -> None:
    page = next(page for page in demo.pages if page.url == "change-log/2026-q3/")
    html = str(page.body().html)
    for group, mark in (("weight", "data-w"), ("kind", "data-k"), ("fn", "data-f")):
        values = set(re.findall(rf'name="{group}" id="{group}-([^"]+)"', html)) - {"all"}
        there = {each for found in re.findall(rf'{mark}="([^"]*)"', html) for each in found.split()}
        assert values == there
        assert all(f"#{group}-{value}:checked" in html for value in values)


def test_a_party_reads_what_changed_for_it(demo: Site) -> None:
    assert "MQL threshold raised to 65" in text(demo, "functions/marketing-ops/")
    assert "MQL threshold raised to 65" not in text(demo, "functions/it-data/")


def test_what_came_together_shares_a_line_and_what_changed_has_its_own(demo: Site) -> None:
    step = text(demo, "change-log/").partition("Change control: the examples of this autumn")[2]
    step = step.partition("Reviewed: dashboards")[0]
    assert re.search(r"A new channel ?, A new ideal customer profile ?, A new sales motion", step)
    assert step.count("Occasion, new") == 1
    assert "What is under change control Policy, changed" in step


def test_what_changed_for_a_party_is_folded_behind_names(demo: Site) -> None:
    page = next(page for page in demo.pages if page.url == "functions/revops/")
    lately = str(page.body().html).partition('id="lately"')[2].partition("</section>")[0]
    folds = re.findall(r'<details class="fold more"><summary>(.+?)</summary>', lately)
    assert "Quota attainment" in folds
    assert "<ins>" in lately.partition("<summary>Quota attainment</summary>")[2].partition("</details>")[0]
    assert not re.search(r"<ins>", re.sub(r"(?s)<details.*?</details>", "", lately))


def test_the_plain_page_has_a_sentence_a_decision_and_what_is_coming_first(demo: Site) -> None:
    told = text(demo, "in-plain-words/")
    assert told.index("Decided, and not yet in force") < told.index("2026-Q4")
    assert "Expect fewer MQLs from October, and more of them accepted." in told


def test_the_feed_is_atom_and_names_each_decision_once(demo: Site) -> None:
    tree = ElementTree.fromstring(feed.feed(demo, "https://handbook.example/"))  # noqa: S314 - our own
    atom = "{http://www.w3.org/2005/Atom}"
    ids = [entry.findtext(f"{atom}id") for entry in tree.iter(f"{atom}entry")]
    assert len(ids) == len(set(ids)) >= 10
    assert tree.findtext(f"{atom}updated") == "2026-11-17T00:00:00Z"
    assert all(str(id).startswith("https://handbook.example/changes/") for id in ids)


def test_a_feed_survives_what_xml_forbids(tmp_path: Path) -> None:
    change = 'name: A <b> & "c"\nsummary: S.\nwhat: W.\nwhy: Y.\nstate: approved\ndecided-on: 2026-01-02\n'
    change += "definitions: [term:lead]\n"
    root = write_handbook(tmp_path / "book", {"terms": {"lead": {"name": "Lead", "summary": "One."}}})
    (root / "governance" / "changes").mkdir(parents=True, exist_ok=True)
    (root / "governance" / "changes" / "one.yaml").write_text(change, encoding="utf-8")
    tree = ElementTree.fromstring(feed.feed(site_of(root), "x\x0b://"))  # noqa: S314 - our own
    assert tree.findtext(".//{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}title") == (
        'A <b> & "c"'
    )


odd = st.text(st.sampled_from("a<>&\"';]\t\n\x0b\x07\x85\u2028\u202e\ufffe\ud800\u00e9 "), max_size=40)


@law(deep=500)
@given(odd, odd, odd)
def test_what_a_feed_is_made_of_reads_back_as_text(name: str, note: str, base: str) -> None:
    change = {"name": "N", "summary": "S.", "what": "W", "why": "Y", "state": "approved"}
    decided = {**change, "decided-on": "2026-01-02"}
    book = open_handbook(Memory({"governance/changes/one.yaml": json.dumps(decided)}))
    (found,) = book.all("change")
    hostile = {**decided, "name": f"N{name}", "note": f"T{note}"}
    told = Definition(found.kind, "one", hostile, found.document, found.path, True, found.relations)
    site = handbook_site(replace(book, index={**book.index, "change": {"one": told}}), ())
    tree = ElementTree.fromstring(feed.feed(site, base))  # noqa: S314 - our own
    atom = "{http://www.w3.org/2005/Atom}"
    assert [each.tag.removeprefix(atom) for each in tree] == [
        "title", "id", "updated", "author", "link", "entry",
    ]  # fmt: skip
    (entry,) = tree.iter(f"{atom}entry")
    assert [each.tag.removeprefix(atom) for each in entry] == [
        "title", "id", "link", "updated", "category", "summary",
    ]  # fmt: skip
    forbidden = re.compile("[\x07\x0b\ufffe\ud800]")
    for tag, said in (("title", f"N{name}"), ("summary", f"T{note}")):
        assert entry.findtext(f"{atom}{tag}") == forbidden.sub("\ufffd", said)


def test_without_a_repository_the_site_says_so(tmp_path: Path) -> None:
    site = site_of(write_handbook(tmp_path / "book", {}))
    assert "No history is available: this folder is not in a git repository" in text(site, "change-log/")
    assert not any(
        "History" in text(site, page.url) for page in site.pages if page.url.startswith("functions/")
    )


def git(folder: Path, *arguments: str, **environment: str) -> None:
    subprocess.run(
        ["git", "-C", str(folder), *arguments], check=True, capture_output=True,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", **environment},
    )  # fmt: skip


def test_names_and_messages_of_commits_are_text(tmp_path: Path) -> None:
    root = write_handbook(tmp_path / "book", {"terms": {"lead": {"name": "Lead", "summary": "One."}}})
    git(root, "init", "-q")
    hostile = "<img src=x onerror=alert(1)> {{7*7}} [a](javascript:b)"
    who = {
        "GIT_AUTHOR_NAME": hostile,
        "GIT_AUTHOR_EMAIL": "a@b",
        "GIT_COMMITTER_NAME": "x",
        "GIT_COMMITTER_EMAIL": "a@b",
    }
    git(root, "add", ".")
    git(root, "commit", "-qm", hostile, **who)
    site = site_of(root)
    for url in ("change-log/", "terms/lead/"):
        html = str(next(page for page in site.pages if page.url == url).body().html)
        assert "<img" not in html
        assert "{{7*7}} [a](javascript:b)" in html


def test_a_history_is_not_told_twice_for_the_same_handbook(demo: Site, demo_repository: Path) -> None:
    again = site_of(demo_repository)
    pairs = [
        (first, second)
        for first, second in zip(demo.pages, again.pages, strict=True)
        if first.section in ("change", "lifecycle")
    ]
    for first, second in part_of(pairs, 24, form=lambda pair: (pair[0].section, pair[0].in_nav)):
        assert str(first.body().html) == str(second.body().html)


# -- in the browser -----------------------------------------------------------


@pytest.fixture(scope="module")
def address(past_site: Path) -> Iterator[str]:
    with served(past_site) as address:
        yield address


def test_a_day_picks_the_version_in_force(new_page: NewPage, address: str) -> None:
    page = new_page()
    page.goto(f"{address}/stages/mql/")
    page.get_by_role("link", name="Each version in full").click()
    for day, threshold in (("2026-09-20", "50 or more"), ("2025-04-25", "40 or more")):
        page.fill("#asof", day)
        page.dispatch_event("#asof", "change")
        shown = page.locator(".past .is-shown details.whole")
        assert shown.get_attribute("open") is not None
        assert f"Lead score is {threshold}" in shown.inner_text()
    page.fill("#asof", "2026-10-02")
    page.dispatch_event("#asof", "change")
    assert "What it said since 1 October 2026" in page.locator(".asof output").inner_text()
    page.fill("#asof", "2026-11-20")
    page.dispatch_event("#asof", "change")
    assert "What it says today" in page.locator(".asof output").inner_text()


def test_the_search_finds_a_history_for_who_asks_for_it_and_behind_the_definitions(
    new_page: NewPage, address: str
) -> None:
    page = new_page()
    page.goto(f"{address}/")
    first = "async typed => (await remitFind(typed)).results.slice(0, 5).map(result => result.url)"
    assert not [url for url in page.evaluate(first, "mql") if url.endswith("/history/")]
    for typed in ("history of mql", "mql history"):
        assert {"stages/mql/history/", "terms/mql/history/"} & {*page.evaluate(first, typed)[:3]}, typed


def test_the_log_is_filtered_without_script(new_page: NewPage, address: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{address}/change-log/2026-q1/")
    before = page.locator(".item:visible").count()
    page.locator("label:has(#weight-authority)").click()
    after = page.locator(".item:visible")
    assert 0 < after.count() < before
    assert "Routing rules governed by RevOps" in " ".join(after.all_inner_texts())


@pytest.mark.parametrize(("url", "scheme"), LOOKS)
def test_axe_finds_nothing(new_page: NewPage, address: str, url: str, scheme: str) -> None:
    page = new_page(color_scheme=scheme)
    page.goto(f"{address}/{url}")
    page.evaluate(
        "document.querySelectorAll('.past details, .log details').forEach(each => each.open = true)"
    )
    assert violations(page, OF_COLOUR if scheme == "dark" else None) == []


def test_nothing_is_wider_than_a_phone(new_page: NewPage, address: str) -> None:
    page = new_page(360, 800)
    for url in ("stages/mql/", "change-log/2025-q2/", "in-plain-words/", "functions/revops/"):
        page.goto(f"{address}/{url}")
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, url
