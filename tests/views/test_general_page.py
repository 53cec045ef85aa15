"""The general page of a definition: what is nested deep has room, and ids read as words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from remit.checking import check
from remit.views import handbook_site
from remit.views.definitions import used_in
from remit.views.site import Site

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def starter() -> Site:
    checked = check(ROOT)
    return handbook_site(checked.book, checked.findings, "2026-11-20")


def html(site: Site, url: str) -> str:
    return str(next(page for page in site.pages if page.url == url).body().html)


def test_what_refers_here_is_not_listed_again_for_mentioning_it(starter: Site) -> None:
    for definition in starter.book.definitions():
        groups = dict(used_in(definition))
        for each in groups.pop("Mentioned in", []):
            assert not any(each in found for found in groups.values()), (definition.ref, each.ref)


def test_a_mention_alone_is_listed(starter: Site) -> None:
    assert any("Mentioned in" in dict(used_in(each)) for each in starter.book.definitions())


def test_objects_that_hold_objects_are_blocks_and_no_table(starter: Site) -> None:
    triggers = html(starter, "lanes/shared/").partition("Triggers")[2].partition("<dt>Weights")[0]
    assert '<ul class="blocks">' in triggers
    assert "<table" not in triggers
    assert "<b>Customer handoff</b>" in triggers


def test_objects_of_plain_values_are_a_table(starter: Site) -> None:
    looks = html(starter, "occasions/new-tool/").partition("What is looked at")[2]
    assert re.match(r"\s*</dt>\s*<dd>\s*<div class=\"scroll\"><table", looks)
