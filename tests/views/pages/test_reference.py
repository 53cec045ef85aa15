"""Health, rules and schemas: nothing is left out, and links lead somewhere."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from building import ROOT
from pages import HOSTILE, Elements, html_of, site_of, text_of
from remit.diagnostics import Diagnostic, Location, Severity
from remit.rules import ALL_CODES, ALL_RULES
from remit.schema import load_kinds
from remit.views import handbook_site
from remit.views.pages.reference.health import excerpt, sentence

BOOK: dict[str, Any] = {
    "name": "Handbook",
    "summary": "Ours.",
    "company": {"name": "Northlake"},
    "repository": {"url": "https://example.org/book", "edit": "edit/main"},
}


def test_a_clean_handbook_says_so_with_its_size(tmp_path: Path) -> None:
    roles = {"head": {"name": "Head", "summary": "S.", "held-by": ["Ada"]}}
    html = html_of(site_of(tmp_path, handbook=BOOK, roles=roles), "health/")
    assert "No findings in 2 definitions." in text_of(html)


def test_every_finding_is_shown_with_its_rule_and_its_place(tmp_path: Path) -> None:
    terms = {"word": {"name": "Word", "summary": "See {term:nothing}.", "nam": "x"}}
    roles = {"boss": {"name": "Boss", "summary": "S."}}
    site = site_of(tmp_path, handbook=BOOK, terms=terms, roles=roles)
    assert {finding.severity for finding in site.findings} == {Severity.ERROR, Severity.WARNING}
    html = html_of(site, "health/")
    links = Elements(html).values("href")
    assert html.count("<article") == len(site.findings)
    for finding in site.findings:
        assert f"../rules/#{finding.code}" in links
        assert f"https://example.org/book/edit/main/{finding.location.path}" in links
        assert str(finding.location) in text_of(html)
    assert html.index('id="error"') < html.index('id="warning"')


def test_drafts_vacant_roles_waivers_and_unreviewed_are_counted(tmp_path: Path) -> None:
    terms = {
        "word": {"name": "Word", "summary": "S.", "status": "draft"},
        "kept": {"name": "Kept", "summary": "S.", "review-every": "year"},
        "gone": {"name": "Gone", "summary": "S.", "status": "deprecated"},
    }
    roles = {
        "boss": {"name": "Boss", "summary": "S.", "held-by": ["x"]},
        "empty": {"name": "Empty chair", "summary": "S.", "vacant": True, "deputy": "boss"},
    }
    waiver = {
        "rule": "deprecated-without-date",
        "definition": "term:gone",
        "reason": "Soon.",
        "until": "2027-01-31",
    }
    book = {**BOOK, "waivers": {"one": {**waiver, "who": "boss"}}}
    text = text_of(html_of(site_of(tmp_path, handbook=book, terms=terms, roles=roles), "health/"))
    assert "No findings" in text
    assert "Terms 3 1 1 2" in text  # definitions, drafts, deprecated, without a review interval
    assert "Empty chair S. deputy: Boss" in text
    assert "deprecated-without-date Gone Soon." in text
    assert "until 31 January 2027" in text


def test_a_waiver_that_has_ended_says_so_on_the_day_of_the_site(tmp_path: Path) -> None:
    waiver = {"rule": "deprecated-without-date", "definition": "term:gone", "reason": "Soon.", "who": "boss"}
    book = {**BOOK, "waivers": {"one": {**waiver, "until": "2026-11-19"}}}
    terms = {"gone": {"name": "Gone", "summary": "S.", "status": "deprecated"}}
    roles = {"boss": {"name": "Boss", "summary": "S.", "held-by": ["x"]}}
    site = site_of(tmp_path, handbook=book, terms=terms, roles=roles)
    assert "until 19 November 2026, granted by" in text_of(html_of(site, "health/"))
    later = handbook_site(site.book, site.findings, "2026-11-20")
    assert "until 19 November 2026 and over , granted by" in text_of(html_of(later, "health/"))


def test_hostile_text_in_a_file_is_only_text(tmp_path: Path) -> None:
    terms = {
        "word": {"name": "Word", "summary": "S.", HOSTILE: HOSTILE},
        "other": {"name": HOSTILE, "status": HOSTILE},
    }
    site = site_of(tmp_path, terms=terms)
    html = html_of(site, "health/")
    assert "alert(1)" in html
    assert not Elements(html).tags & {"script", "img"}


def test_an_excerpt_marks_the_place_and_stays_short() -> None:
    line = "x" * 5_000 + "NEEDLE" + "<b>" * 5_000
    found = Diagnostic(
        "code", Severity.ERROR, "m", Location("a.yaml", 1, 5_001), Location("a.yaml", 1, 5_007), excerpt=line
    )
    html = str(excerpt(found))
    assert "<mark>NEEDLE</mark>" in html
    assert len(unescape(html)) < 250
    assert "<b>" not in html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("unknown `nam`; did you mean `name`?", "Unknown <code>nam</code>; did you mean <code>name</code>?"),
        ("`a<b>` stands here", "<code>a&lt;b&gt;</code> stands here"),
        ("one ` alone <i>", "One ` alone &lt;i&gt;"),
        ("", ""),
    ],
)
def test_sentences_of_findings(text: str, html: str) -> None:
    assert str(sentence(text)) == html


def test_every_code_has_one_anchor_with_its_reason_and_its_remedy(tmp_path: Path) -> None:
    html = html_of(site_of(tmp_path), "rules/")
    ids = Elements(html).values("id")
    assert len(ids) == len(set(ids))
    assert sorted(id for id in ids if not id.startswith("about-")) == sorted(ALL_CODES)
    shown = re.sub(r"[\s`]", "", unescape(re.sub(r"<[^>]*>", "", html))).lower()
    for words in (each for code in ALL_CODES.values() for each in (code.why, code.fix)):
        assert re.sub(r"[\s`]", "", words).lower() in shown


def test_rules_show_their_examples_and_the_severity_set_here(tmp_path: Path) -> None:
    book = {**BOOK, "severities": {"role-without-holder": "suggestion"}}
    html = html_of(site_of(tmp_path, handbook=book), "rules/")
    shown = unescape(html)
    for rule in ALL_RULES:
        assert f"<pre><code>{rule.parts['Bad']}</code></pre>" in shown
        assert f"<pre><code>{rule.parts['Good']}</code></pre>" in shown
    assert html.count("here: suggestion") == 1


def test_every_kind_has_a_page_and_every_property_stands_on_it(tmp_path: Path) -> None:
    site = site_of(tmp_path)
    overview = Elements(html_of(site, "schema/"))
    pages = {page.url: page for page in site.pages}
    for kind in load_kinds().by_id.values():
        assert f"{kind.id}/" in overview.values("href")
        assert not pages[f"schema/{kind.id}/"].in_nav
        html = html_of(site, f"schema/{kind.id}/")
        for name, node in kind.properties.items():
            assert f"<code>{name}</code>" in html
            assert node.description in unescape(html)


def test_nested_properties_are_indented_with_weight_choices_and_targets(tmp_path: Path) -> None:
    html = html_of(site_of(tmp_path), "schema/cadence/")
    rows = {
        (found[1], text_of(found[2]).split()[0]): text_of(found[2])
        for found in re.finditer(r'<tr class="(d\d)">(.*?)</tr>', html, re.DOTALL)
    }
    assert "required" in rows["d0", "every"]
    assert "two-weeks" in rows["d0", "every"]
    assert "ordered list of lines of text" in rows["d0", "agenda"]
    assert "attended by" in rows["d0", "participants"]
    assert "Authority" in rows["d0", "governs"]
    assert ("d1", "words") in rows


def test_links_between_schemas_lead_to_pages(tmp_path: Path) -> None:
    site = site_of(tmp_path)
    urls = {page.url for page in site.pages}
    for page in site.pages:
        if page.url.startswith("schema/") and page.url != "schema/":
            for link in Elements(html_of(site, page.url)).values("href"):
                target = link.split("#")[0]
                if target.startswith("../") and not target.startswith("../../"):
                    assert f"schema/{target[3:]}" in urls


def test_a_kind_of_the_companys_own_is_in_the_reference(tmp_path: Path) -> None:
    schema = json.loads((ROOT / "schemas" / "term.schema.json").read_text(encoding="utf-8"))
    schema["$id"] = "risk.schema.json"
    schema["title"], schema["description"] = "Risk", HOSTILE
    schema["x-kind"] = {"id": "risk", "plural": "risks", "titles": "Risks", "section": "change"}
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "risk.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    site = site_of(tmp_path)
    assert {each.code for each in site.findings} == {"empty-handbook"}
    for url in ("schema/", "schema/risk/"):
        html = html_of(site, url)
        assert "your own" in html
        assert "alert(1)" in html
        assert not Elements(html).tags & {"script", "img"}
