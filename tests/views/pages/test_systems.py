"""Pages of systems, fields, entities, terms and benchmarks, made from small handbooks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from pages import HOSTILE, Elements, html_of, page_of, site_of, text_of
from remit.insight.glossary import every_word, letters
from remit.insight.systems import connections, truths
from remit.views.site.site import MOST, Entry, Site

KINDS = ("system", "field", "entity", "term", "benchmark")
CRM = {"name": "CRM", "summary": "Deals.", "category": "crm"}
LEAD = {"name": "Lead", "summary": "A person.", "identity": "One address."}
STATUS: dict[str, Any] = {
    "name": "Status",
    "summary": "Where it stands.",
    "entity": "lead",
    "type": "picklist",
    "systems": {"crm": {"object": "Lead", "api-name": "Lead__Status__c", "sync": "truth"}},
}
STAGE = {"name": "Stage", "summary": "S.", "entry": "E.", "exit": "X.", "order": 1}
FUNCTIONS = {
    "sales-ops": {"name": "Sales Ops", "summary": "S.", "mandate": "M."},
    "revops": {"name": "RevOps", "summary": "S.", "mandate": "M.", "central": True},
}


def entries_of(site: Site, url: str) -> tuple[Entry, ...]:
    return page_of(site, url).body().entries


def words(html: str) -> str:
    return re.sub(r"\s+([.,])", r"\1", text_of(html))


def section(html: str, id: str) -> str:
    """What stands between one second heading and the next."""
    return re.split(r"<h2|<div class=\"side\"", html.split(f'<h2 id="{id}"')[1])[0]


def sound(site: Site, address: str) -> Any:
    definition = site.book.find(address)
    assert definition is not None
    assert definition.sound, address
    return definition


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_handbook_says_so(tmp_path: Path, kind: str) -> None:
    site = site_of(tmp_path)
    found = site.book.kinds.by_id[kind]
    assert f"No {kind} is defined yet" in words(html_of(site, f"{found.plural}/"))


def test_definitions_with_errors_are_named_and_not_said_to_be_missing(tmp_path: Path) -> None:
    site = site_of(tmp_path, systems={"crm": {"name": "CRM"}}, terms={"arr": {"name": "ARR", "summary": 3}})
    for url, id in (("systems/", "crm"), ("terms/", "arr")):
        html = html_of(site, url)
        assert "defined yet" not in html
        assert f"{id}/" in " ".join(Elements(html).values("href"))


def test_the_least_that_is_sound_makes_a_page_of_every_kind(tmp_path: Path) -> None:
    site = site_of(
        tmp_path,
        systems={"crm": CRM},
        entities={"lead": LEAD},
        fields={"status": {**STATUS, "systems": {"crm": {"object": "L", "api-name": "S", "sync": "none"}}}},
        terms={"arr": {"name": "ARR", "summary": "S."}},
        benchmarks={"one": {"name": "One", "summary": "S.", "figure": "1 %", "claim": "C."}},
    )
    assert "Nothing: it holds only copies" in words(html_of(site, "systems/crm/"))
    field = words(html_of(site, "fields/status/"))
    assert "No system is named" in field
    assert "Not synced" in field
    assert "Not said yet." in words(section(html_of(site, "fields/status/"), "edit"))
    assert "Not said yet." in words(section(html_of(site, "entities/lead/"), "identity"))
    assert "ARR" in words(html_of(site, "terms/"))
    figures = words(html_of(site, "benchmarks/"))
    assert "year not stated, sample not stated" in figures


def test_references_that_lead_nowhere_still_make_pages(tmp_path: Path) -> None:
    away = {"direction": "to", "carries": "All"}
    site = site_of(
        tmp_path,
        systems={"crm": {**CRM, "truth-for": ["gone"], "integrations": {"away": away}}},
        fields={"status": {**STATUS, "entity": "gone", "systems": {"lost": STATUS["systems"]["crm"]}}},
        entities={"lead": {**LEAD, "systems": {"lost": {"object": "Person"}}, "parent": "gone"}},
        terms={"arr": {"name": "ARR", "summary": "S.", "see": ["metric:gone"]}},
    )
    assert "away Sends to it All" in words(html_of(site, "systems/crm/"))
    assert "lost Lead Lead__Status__c" in words(html_of(site, "fields/status/"))
    assert "Of no known entity" in words(html_of(site, "fields/"))
    assert "lost" in words(section(html_of(site, "entities/lead/"), "systems"))
    for url in ("systems/", "entities/", "terms/"):
        assert html_of(site, url)


def test_hostile_text_comes_out_as_text(tmp_path: Path) -> None:
    common = {"name": HOSTILE, "summary": HOSTILE, "aliases": [HOSTILE], "notes": HOSTILE}
    owned = {"operates": {"sales-ops": {"words": HOSTILE}}, "governs": {"revops": {"if": HOSTILE}}}
    line = {"direction": "to", "carries": HOSTILE}
    place = {"object": HOSTILE, "api-name": HOSTILE, "sync": "truth"}
    system = {**CRM, **common, **owned, "product": HOSTILE, "truth-for": ["bad"], "truth-notes": HOSTILE}
    field = {
        **STATUS,
        **common,
        **owned,
        "entity": "worse",
        "systems": {"bad": place},
        "values": {"A": HOSTILE},
        "progression": {"A": {"leaves-when": HOSTILE, "means": {"bad": HOSTILE}}},
    }
    entity = {**common, **owned, "identity": HOSTILE, "deduplication": HOSTILE, "hierarchy": HOSTILE}
    benchmark = {**common, "figure": HOSTILE, "claim": HOSTILE, "publisher": HOSTILE, "title": HOSTILE}
    site = site_of(
        tmp_path,
        functions=FUNCTIONS,
        systems={"bad": {**system, "integrations": {"other": line}}, "other": {**CRM, "name": "Other"}},
        fields={"bad": {**field, "may-edit": {"revops": {"until": HOSTILE}}}},
        entities={"worse": {**entity, "systems": {"bad": {"object": HOSTILE}}}},
        terms={"bad": {**common, "not": HOSTILE, "see": ["system:bad"]}},
        benchmarks={"bad": {**benchmark, "sample": HOSTILE, "about": ["system:bad"]}},
    )
    for address in ("system:bad", "field:bad", "entity:worse", "term:bad", "benchmark:bad"):
        sound(site, address)
    single = ("systems/bad/", "systems/other/", "fields/bad/", "entities/worse/")
    for url in ("systems/", "fields/", "entities/", "terms/", "benchmarks/", *single):
        html = html_of(site, url)
        reader = Elements(html)
        assert not {"script", "img"} & reader.tags, url
        assert not reader.handlers, url
        assert "&lt;script&gt;alert(1)" in html, url
        assert "49" not in html, url


# -- systems --


def test_an_integration_told_by_one_side_is_shown_on_both_and_turned_round(tmp_path: Path) -> None:
    systems = {
        "crm": {**CRM, "integrations": {"map": {"direction": "both", "carries": "Leads"}}},
        "map": {**CRM, "name": "MAP", "integrations": {"crm": {"direction": "both", "carries": "People"}}},
        "ads": {**CRM, "name": "Ads", "integrations": {"crm": {"direction": "to", "carries": "Clicks"}}},
    }
    site = site_of(tmp_path, systems=systems)
    ads = sound(site, "system:ads")
    found = connections(sound(site, "system:crm"))
    assert [(each.system.id, each.way, each.carries) for each in found if each.system] == [
        ("map", "both", "Leads"),
        ("ads", "from", "Clicks"),
    ]
    assert [each.told_by for each in found] == [None, ads]
    assert "Ads Receives from it Clicks Seen from Ads" in words(html_of(site, "systems/crm/"))
    assert "CRM Sends to it Clicks" in words(html_of(site, "systems/ads/"))


def test_the_page_of_a_system_shows_no_more_than_it_should(tmp_path: Path) -> None:
    many = {f"f{number:03}": {**STATUS, "name": f"Field {number:03}"} for number in range(MOST + 7)}
    site = site_of(tmp_path, systems={"crm": CRM}, entities={"lead": LEAD}, fields=many)
    for url in ("systems/crm/", "entities/lead/"):
        part = section(html_of(site, url), "fields")
        assert len(re.findall(r">Field \d+</a>", part)) == MOST
        assert "And 7 more in Fields." in words(part)


# -- fields --


def test_the_true_value_is_where_the_field_or_the_system_says(tmp_path: Path) -> None:
    copy = {"object": "Person", "api-name": "status", "sync": "in"}
    fields = {
        "a": {**STATUS, "name": "A", "systems": {"map": copy, **STATUS["systems"]}},
        "b": {**STATUS, "name": "B", "systems": {"map": copy}},
    }
    systems = {"crm": CRM, "map": {**CRM, "name": "MAP", "truth-for": ["b"]}}
    site = site_of(tmp_path, systems=systems, entities={"lead": LEAD}, fields=fields)
    assert [each.id for each in truths(sound(site, "field:a"))] == ["crm"]
    assert [each.id for each in truths(sound(site, "field:b"))] == ["map"]
    table = words(section(html_of(site, "fields/a/"), "systems"))
    assert table.index("True value MAP") < table.index("Copied from CRM")


def test_a_value_leads_to_the_stage_that_it_marks(tmp_path: Path) -> None:
    field = {**STATUS, "values": {"Open": "Fits.", "Closed": "Done."}}
    marker = {"field": "status", "test": "equals", "values": ["Open"]}
    stages = {"open": {**STAGE, "markers": {"crm": marker}, "required-fields": ["status"]}}
    site = site_of(
        tmp_path, systems={"crm": CRM}, entities={"lead": LEAD}, fields={"status": field}, stages=stages
    )
    sound(site, "stage:open")
    rows = section(html_of(site, "fields/status/"), "values").split("<tr>")
    assert [("Stage</a>" in row) for row in rows if 'scope="row"' in row] == [True, False]
    used = words(section(html_of(site, "fields/status/"), "used"))
    assert "Marks the stages Stage" in used
    assert "Must be filled in stages Stage" in used
    assert "Stage Status" in words(section(html_of(site, "systems/crm/"), "stages"))


def test_a_value_tells_when_a_record_goes_on_and_what_goes_with_it_elsewhere(tmp_path: Path) -> None:
    step = {"leaves-when": "The buyer answers.", "likelihood": 25, "means": {"hope": "Some"}}
    fields = {
        "status": {**STATUS, "values": {"Open": "Fits.", "Closed": "Done."}, "progression": {"Open": step}},
        "hope": {**STATUS, "name": "Hope", "values": {"Some": "A little."}},
    }
    site = site_of(tmp_path, systems={"crm": CRM}, entities={"lead": LEAD}, fields=fields)
    sound(site, "field:status")
    shown = words(section(html_of(site, "fields/status/"), "values"))
    assert "Open The buyer answers. 25 % Hope : Some" in shown


def test_an_editor_is_named_with_the_moment_at_which_the_right_ends(tmp_path: Path) -> None:
    edit = {"sales-ops": {"until": "the deal is won"}, "revops": {}}
    field = {**STATUS, "may-edit": edit}
    site = site_of(
        tmp_path, systems={"crm": CRM}, entities={"lead": LEAD}, fields={"status": field}, functions=FUNCTIONS
    )
    shown = words(section(html_of(site, "fields/status/"), "edit"))
    assert "Sales Ops Until the deal is won RevOps At any time" in shown


def test_an_api_name_is_found_by_search_as_it_is_written(tmp_path: Path) -> None:
    site = site_of(tmp_path, systems={"crm": CRM}, entities={"lead": LEAD}, fields={"status": STATUS})
    texts = [entry.text for entry in entries_of(site, "fields/status/")]
    assert "CRM: Lead Lead__Status__c" in texts


def test_rows_carry_the_functions_that_the_filter_offers(tmp_path: Path) -> None:
    fields = {
        "a": {**STATUS, "name": "A", "operates": {"sales-ops": {}}, "governs": {"revops": {}}},
        "b": {**STATUS, "name": "B"},
    }
    site = site_of(
        tmp_path, functions=FUNCTIONS, systems={"crm": CRM}, entities={"lead": LEAD}, fields=fields
    )
    reader = Elements(html_of(site, "fields/"))
    assert reader.values("data-f") == ["sales-ops revops", ""]
    assert {id for id in reader.values("id") if id.startswith("h-")} == {"h-all", "h-revops", "h-sales-ops"}


# -- entities --


def test_an_entity_knows_what_stands_above_and_below_it(tmp_path: Path) -> None:
    entities = {"lead": LEAD, "touch": {**LEAD, "name": "Touch", "parent": "lead"}}
    systems = {"crm": {**CRM, "truth-for": ["lead"]}}
    site = site_of(tmp_path, entities=entities, systems=systems)
    assert "Belongs to Lead" in words(section(html_of(site, "entities/touch/"), "identity"))
    assert "Under it Touch" in words(section(html_of(site, "entities/lead/"), "identity"))
    assert "True in CRM" in words(html_of(site, "entities/"))


# -- terms --


def test_every_term_has_its_anchor_and_every_letter_link_its_target(tmp_path: Path) -> None:
    names = {"arr": "ARR", "a": "A", "ecole": "école", "one": "1-pager", "eta": "Ήτα", "churn": "churn"}
    terms = {id: {"name": name, "summary": "S."} for id, name in names.items()}
    site = site_of(tmp_path, terms=terms)
    assert [each.name for each in letters(every_word(list(site.book.all("term")), []))] == [
        "A",
        "C",
        "E",
        "\N{GREEK CAPITAL LETTER ETA}",
        "0–9",
    ]
    reader = Elements(html_of(site, "terms/"))
    ids = reader.values("id")
    assert len(ids) == len(set(ids))
    assert set(names) <= set(ids)
    anchors = {link[1:] for link in reader.values("href") if link.startswith("#")}
    assert anchors
    assert anchors <= set(ids)


def test_a_term_shows_its_other_names_what_it_is_not_and_where_to_look(tmp_path: Path) -> None:
    term = {
        "name": "Lead",
        "summary": "S.",
        "aliases": ["prospect"],
        "not": "A deal.",
        "see": ["entity:lead"],
    }
    site = site_of(tmp_path, terms={"lead": term}, entities={"lead": LEAD})
    html = html_of(site, "terms/")
    assert "Lead prospect S. Not to be confused: A deal. See Lead" in words(html)
    assert "../entities/lead/" in Elements(html).values("href")


# -- benchmarks --


def test_a_figure_is_called_unverified_until_somebody_read_its_source(tmp_path: Path) -> None:
    figure = {"name": "One", "summary": "S.", "figure": "7 %", "claim": "C.", "publisher": "P", "year": 2024}
    figures = {"one": figure, "two": {**figure, "name": "Two", "verified": True}}
    site = site_of(tmp_path, benchmarks=figures)
    shown = words(html_of(site, "benchmarks/"))
    assert shown.count("Second-hand, unverified.") == 1
    assert shown.count("Read at the source.") == 1
    assert "nobody here has read" not in shown
