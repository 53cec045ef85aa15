"""Rules about texts: which links of a text lead elsewhere from every page that shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from building import rules_named, write_handbook
from remit.checking import check
from remit.views.site.prose import prose


@pytest.mark.parametrize(
    ("notes", "told"),
    [
        ("See [it](guide/intro.md).", ["guide/intro.md"]),
        ("See [one](a.md) and [two](../b/).", ["a.md", "../b/"]),
        ("See [it](#below).", ["#below"]),
        ("See [it](https://example.org/) or [her](mailto:her@example.org).", []),
        ("Written `[it](guide/intro.md)`, as code.", []),
        ("Written `[it](a.md)`, and [so](b.md).", ["b.md"]),
    ],
)
def test_a_relative_link_is_told_and_is_no_link_on_a_page(
    tmp_path: Path, notes: str, told: list[str]
) -> None:
    terms = {"win": {"name": "Win", "summary": "S.", "notes": notes}}
    found = check(write_handbook(tmp_path, {"terms": terms}), rules_named(["link-relative"])).findings
    assert [each.message.split("`")[1] for each in found] == told
    html = str(prose(notes, lambda *_: None))
    assert [target for target in told if f'href="{target}"' in html] == []
    assert html.count("href=") == notes.count("https:") + notes.count("mailto:")
