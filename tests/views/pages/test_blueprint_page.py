"""The page of the starting blueprint shows its progress."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from building import starter
from pages import html_of, site_of
from remit.insight.blueprint import steps

if TYPE_CHECKING:
    from browsing import NewPage


def test_hostile_names_are_only_text(tmp_path: Path) -> None:
    stage = {"name": "<script>alert(1)</script>", "summary": "S.", "order": 1, "entry": "E.", "exit": "X."}
    html = html_of(site_of(tmp_path, stages={"won": stage}), "blueprint/")
    assert "&lt;script&gt;alert(1)" in html
    assert "<script" not in html


@pytest.mark.parametrize("script", [True, False])
def test_the_starter_shows_its_progress_and_leads_there_from_the_tests(
    new_page: NewPage, server: str, script: bool
) -> None:
    page = new_page(java_script_enabled=script)
    page.goto(f"{server}/assessments/")
    page.locator("a.btn", has_text="Blueprint").click()
    page.wait_for_url("**/blueprint/")
    assert page.locator(".plan > li").count() == 5
    book = starter()
    expected = steps(book)
    assert page.locator(".plan > li.done").count() == sum(step.done for step in expected)
    tallies = page.locator(".checks .tally").all_inner_texts()
    assert len(tallies) == sum(len(step.checks) for step in expected)
    metrics = len(list(book.all("metric")))
    assert any(text.strip() == f"{metrics} of {metrics}" for text in tallies)
