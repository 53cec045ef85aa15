"""The general page of a definition: what is nested deep has room, and ids read as words."""

from __future__ import annotations

import re

import pytest

from building import ROOT
from pages import html_of
from remit.checking import check
from remit.tree import Memory
from remit.views import handbook_site
from remit.views.site.site import Site


@pytest.fixture(scope="module")
def starter() -> Site:
    checked = check(ROOT)
    return handbook_site(checked.book, checked.findings, "2026-11-20")


def test_objects_that_hold_objects_are_blocks_and_no_table(starter: Site) -> None:
    triggers = html_of(starter, "lanes/shared/").partition("Triggers")[2].partition("<dt>Weights")[0]
    assert '<ul class="blocks">' in triggers
    assert "<table" not in triggers
    assert "<b>Customer handoff</b>" in triggers


def test_objects_of_plain_values_are_a_table(starter: Site) -> None:
    looks = html_of(starter, "occasions/new-tool/").partition("What is looked at")[2]
    assert re.match(r"\s*</dt>\s*<dd>\s*<div class=\"scroll\"><table", looks)


def test_keys_and_kinds_are_said_in_words(starter: Site) -> None:
    looks = html_of(starter, "occasions/new-tool/").partition("What is looked at")[2].partition("</table>")[0]
    keys = re.findall(r'<th scope="row">(.+?)</th>', looks)
    assert keys
    assert all(key[0].isupper() and "-" not in key for key in keys), keys
    assert re.search(r'href="[./]*systems/">All systems</a>', looks)


def test_the_sections_of_a_long_page_can_be_jumped_to_from_its_top(starter: Site) -> None:
    for url in ("systems/crm/", "functions/sales-ops/", "fields/"):
        page = html_of(starter, url)
        jumps = re.findall(r'href="#([^"]+)"', page.partition('class="jump"')[2].partition("</nav>")[0])
        assert len(jumps) > 3, url
        ids = set(re.findall(r'id="([^"]+)"', page))
        assert ids >= set(jumps), url


def test_long_runs_of_names_are_folded_behind_their_number_and_lose_none(starter: Site) -> None:
    page = html_of(starter, "functions/sales-ops/").partition('id="stages"')[2].partition("</section>")[0]
    folded = page.partition('<details class="fold names">')[2].partition("</details>")[0]
    number = re.search(r"<summary>(\d+) fields</summary>", folded)
    assert number
    more = re.search(r"and (\d+) more in <a href", folded)
    assert more
    assert len(re.findall(r"<a href", folded)) - 1 + int(more[1]) == int(number[1]) > 12


def test_a_field_of_a_system_is_named_as_the_system_names_it(starter: Site) -> None:
    assert "<code>Lead.Budget__c</code>" in html_of(starter, "systems/crm/")


def test_what_does_not_fit_is_left_out_and_the_page_says_so() -> None:
    metrics = (
        "leads: {name: Leads, summary: How many came., aliases: 5, definition: [x], "
        "operates: {sales-ops: {words: 5}}}"
    )
    functions = "sales-ops: {name: Sales Ops, summary: Sells.}"
    checked = check(Memory({"governance/metrics.yaml": metrics, "governance/functions.yaml": functions}))
    page = html_of(handbook_site(checked.book, checked.findings), "metrics/leads/")
    assert "Not all of this can be read yet." in page
    assert "How many came." in page
    assert "Sales Ops" in page
    assert "Also called" not in page
    fits = html_of(handbook_site(checked.book, checked.findings), "functions/sales-ops/")
    assert "Not all of this can be read yet." not in fits


def test_a_list_of_which_the_schema_says_nothing_is_shown() -> None:
    entities = (
        "lead: {name: Lead, summary: Somebody asks., aliases: 5, examples: {L1: {channels: [fair, mail]}}}"
    )
    checked = check(Memory({"governance/entities.yaml": entities}))
    page = html_of(handbook_site(checked.book, checked.findings), "entities/lead/")
    assert "fair" in page
    assert "mail" in page
