"""Addresses of pages: each is one page's alone, whatever a company calls its kinds."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest

from building import ROOT, build, write_handbook
from pages import html_of, page_of
from remit.checking import check
from remit.diagnostics import Severity
from remit.publish.redirects import redirects
from remit.views import handbook_site
from remit.views.site.addresses import BESIDE
from remit.views.site.site import Site

TERM = ROOT / "schemas" / "term.schema.json"


def with_kinds(root: Path, *plurals: str) -> Path:
    """A handbook with a kind of each plural, and one definition of each, that has a former id."""
    raw = json.loads(TERM.read_text(encoding="utf-8"))
    (root / "schemas").mkdir(parents=True)
    for plural in plurals:
        about = {**raw["x-kind"], "id": f"one-{plural}", "plural": plural, "titles": plural.title()}
        made = {**raw, "$id": f"one-{plural}.schema.json", "x-kind": about}
        (root / "schemas" / f"one-{plural}.schema.json").write_text(json.dumps(made), encoding="utf-8")
    one = {"name": "Some one", "summary": "S.", "former-ids": ["older"]}
    collections: dict[str, Any] = {plural: {"some": one} for plural in plurals}
    return write_handbook(root, {"functions": {"ops": {"name": "Ops", "summary": "S."}}, **collections})


def site_at(root: Path) -> Site:
    checked = check(root)
    return handbook_site(checked.book, checked.findings)


def test_no_two_pages_of_the_starter_have_one_address_and_none_lies_beside_them() -> None:
    urls = [page.url for page in site_at(ROOT).pages]
    assert len(urls) == len(set(urls))
    assert not {url.partition("/")[0] for url in urls} & BESIDE


@pytest.mark.parametrize("plural", ["health", "lifecycle", "schema", "decide", *sorted(BESIDE)])
def test_a_kind_called_as_a_page_has_its_pages_below_another_address(tmp_path: Path, plural: str) -> None:
    root = with_kinds(tmp_path, plural)
    assert not [each for each in check(root).findings if each.severity is Severity.ERROR]
    site = site_at(root)
    urls = [page.url for page in site.pages]
    assert len(urls) == len(set(urls))
    assert {f"kind_{plural}/", f"kind_{plural}/some/"} <= set(urls)
    assert page_of(site, f"kind_{plural}/some/").parent == f"kind_{plural}/"
    assert [old for old, _ in redirects(site)] == [f"kind_{plural}/older/"]
    for url in (f"kind_{plural}/", f"kind_{plural}/some/", "functions/ops/", "decide/"):
        led = {urljoin(f"/{url}", link) for link in re.findall(r'href="([^"#]*)', html_of(site, url))}
        assert {each[1:] for each in led if each.endswith("/")} <= {*urls}, url


def test_a_kind_with_a_plural_of_its_own_keeps_it(tmp_path: Path) -> None:
    urls = {page.url for page in site_at(with_kinds(tmp_path, "plays")).pages}
    assert {"plays/", "plays/some/"} <= urls


def test_a_site_with_such_kinds_is_built_and_every_link_in_it_leads_somewhere(tmp_path: Path) -> None:
    root = with_kinds(tmp_path / "book", "health", "assets", "index", "search")
    done = build(root, tmp_path / "site")
    assert done.returncode == 0, done.stderr
    site = tmp_path / "site"
    for page in site.glob("kind_*/**/index.html"):
        for link in re.findall(r'href="([^"#?:]*)', page.read_text(encoding="utf-8")):
            target = page.parent / link
            assert target.exists() or (target / "index.html").exists(), f"{page}: {link}"
    assert (site / "kind_index" / "some" / "index.html").is_file()
    assert (site / "search" / "search_index.json").is_file()
