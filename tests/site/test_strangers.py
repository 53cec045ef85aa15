"""Handbooks of strangers: what eight companies could not say before, and what has next to nothing in it.

Each case is a small handbook with what the check says of it, what its pages show and hide, a change, and what
the review says of that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlparse

import pytest

from building import CASES, build, write_handbook
from depth import DEEP
from pages import Elements
from remit.checking import check
from remit.publish.navigation import menu
from remit.source import parse
from remit.views import handbook_site
from remit.views.site.site import Site
from repositories import Repo
from running import remit

FOLDER = CASES / "strangers"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
BUILT = NAMES if DEEP else ["6-words-of-its-own"]
# What sparse handbooks hold: name → collections, and the tabs that they have.
TERM = {"name": "Win", "summary": "A deal that is signed."}
TEAM = {"name": "Team", "summary": "All of us.", "central": True}
SPARSE: Mapping[str, tuple[dict[str, Any], list[str]]] = {
    "nothing": ({}, ["Home", "Reference"]),
    "one term": ({"terms": {"win": TERM}}, ["Home", "Glossary", "Reference"]),
    "only terms": (
        {"terms": {f"term-{each}": {"name": f"Term {each}", "summary": "S."} for each in range(30)}},
        ["Home", "Glossary", "Reference"],
    ),
    "teams alone": ({"functions": {"team": TEAM}}, ["Home", "Decisions", "Teams", "Reference"]),
}


def case(name: str) -> dict[str, Any]:
    document = parse((FOLDER / f"{name}.yaml").read_bytes(), name)
    assert document.problems == ()
    found: dict[str, Any] = document.data
    parts = found.get("parts", {"of": "", "count": 0})
    for number in range(1, parts["count"] + 1):
        part = {"name": f"Linie {number}", "summary": "Ein Teil.", "parent": parts["of"]}
        found["governance"]["functions"][f"linie-{number}"] = part
    book: dict[str, Any] = {"name": "Handbook", "summary": "How we work.", "company": {"name": "We"}}
    if "severities" in found:
        book["severities"] = found["severities"]
    found["governance"]["handbook"] = book
    (central,) = (id for id, each in found["governance"]["functions"].items() if each.get("central"))
    lead = {"name": "Lead", "summary": "Leads.", "function": central, "held-by": ["@we/lead"]}
    found["governance"].setdefault("roles", {"lead": lead})
    return found


def written(root: Path, found: Mapping[str, Any]) -> Path:
    write_handbook(root, found["governance"])
    for name, text in found.get("docs", {}).items():
        path = root / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def site_at(root: Path) -> Site:
    checked = check(root)
    return handbook_site(checked.book, checked.findings)


def tabs(site: Site) -> list[str]:
    return [next(iter(each)) for each in menu([(page, page.url) for page in site.pages], [], ())]


def merged(before: Any, after: Any) -> Any:
    if isinstance(before, dict) and isinstance(after, dict):
        return {**before, **{key: merged(before.get(key), value) for key, value in after.items()}}
    return after


def dead_links(site: Site, docs: Path) -> list[str]:
    """Links of all pages that lead to no page, and those to a heading that is not there."""
    bodies = {page.url: str(page.body().html) for page in site.pages}
    anchors = {url: {*Elements(html).values("id")} for url, html in bodies.items()}
    theirs = {f"{path.relative_to(docs).with_suffix('').as_posix()}/" for path in docs.rglob("*.md")}
    beside = ("assets/", "index.html.md", "cadences.ics", "changes.atom")
    dead = []
    for url, html in bodies.items():
        for link in Elements(html).values("href"):
            there = urlparse(urljoin(f"https://here/{url}", link))
            path = there.path.removeprefix("/")
            if there.netloc != "here" or path.endswith(beside) or path in theirs:
                continue
            if path not in bodies or (there.fragment and there.fragment not in anchors[path]):
                dead.append(f"{url}: {link}")
    return dead


@pytest.mark.parametrize("name", NAMES)
def test_a_handbook_of_strangers_is_checked_and_shown(name: str, tmp_path: Path) -> None:
    found = case(name)
    root = written(tmp_path, found)
    checked = check(root)
    said = [f"{each.severity.word} {each.code}: {each.message}" for each in checked.findings]
    assert said == found["findings"]
    site = handbook_site(checked.book, checked.findings)
    assert set(tabs(site)) == set(found["menu"])
    html = {page.url: str(page.body().html) for page in site.pages if page.section != "reference"}
    for url, texts in found["shows"].items():
        assert [text for text in texts if text not in html[url.removeprefix("/")]] == []
    for url, texts in found["hides"].items():
        assert [text for text in texts if str(text) in html[url]] == []
    for url, texts in found.get("order", {}).items():
        at = [html[url].index(text) for text in texts]
        assert at == sorted(at)
    assert dead_links(site, root / "docs") == []


@pytest.mark.parametrize("name", NAMES)
def test_a_change_of_theirs_is_reviewed(name: str, tmp_path: Path) -> None:
    found = case(name)
    repo = Repo(tmp_path)
    written(tmp_path, found)
    repo.commit({})
    write_handbook(tmp_path, merged(found["governance"], found["change"]))
    done = remit("review", "main", "--today", "2026-02-01", "-C", tmp_path)
    assert [words for words in found["review"] if words not in done.output] == [], done.output


@pytest.mark.parametrize("name", BUILT)
def test_a_handbook_of_strangers_is_built_strictly(name: str, tmp_path: Path) -> None:
    found = case(name)
    root = written(tmp_path / "book", found)
    done = build(root, tmp_path / "site", "--strict")
    wrong = [line for line in found["findings"] if line.startswith("error")]
    assert (done.returncode != 0) == bool(wrong), done.stderr
    for page, text in found.get("built", {}).items():
        assert text in (tmp_path / "site" / page / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SPARSE)
def test_a_sparse_handbook_looks_whole(name: str, tmp_path: Path) -> None:
    collections, expected = SPARSE[name]
    root = write_handbook(tmp_path, collections)
    site = site_at(root)
    assert set(tabs(site)) == set(expected)
    assert dead_links(site, root / "docs") == []
    assert {each.code for each in site.findings} <= {"approver-missing", "empty-handbook"}
    home = str(next(page for page in site.pages if page.url == "").body().html)
    inside = re.findall(r'<section class="door">', home)
    assert len(inside) == (1 if len(expected) < 4 else 3)


def test_a_lane_that_is_built_in_need_not_be_named(tmp_path: Path) -> None:
    decision = {"name": "D", "summary": "S.", "lane": "shared", "parties": {"team": {"letter": "A"}}}
    root = write_handbook(tmp_path, {"functions": {"team": TEAM}, "decisions": {"d": decision}})
    (found,) = (each for each in check(root).findings if each.code == "dangling-reference")
    assert "the two that are built in hold without being named" in found.message
