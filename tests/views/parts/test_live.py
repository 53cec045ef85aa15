"""What snapshots say, on the pages of what they speak of."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from pages import HOSTILE, html_of, site_of, text_of
from remit.views.site.site import Site

VALUES = {"Open": "New.", "MQL": "Scored."}
STAGES = {
    name: {
        "name": label, "summary": "S.", "entry": "E.", "order": order,
        "markers": {"crm": {"field": "lead-status", "test": "equals", "values": [label]}},
    }
    for order, (name, label) in enumerate({"open": "Open", "mql": "MQL"}.items())
}  # fmt: skip


def made(root: Path, *values: str, **snapshot: str) -> Site:
    """A handbook with one field, beside an org that offers these values."""
    said = "".join(
        f"<standardValue><fullName>{escape(value)}</fullName></standardValue>\n" for value in values
    )
    path = root / "org" / "standardValueSets" / "LeadStatus.standardValueSet"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"<StandardValueSet>\n{said}</StandardValueSet>\n")
    field = {
        "name": "Lead status", "summary": "S.", "entity": "lead", "type": "picklist", "values": VALUES,
        "systems": {"crm": {"object": "Lead", "api-name": "Status", "sync": "truth"}},
    }  # fmt: skip
    settings = {"crm": {"kind": "salesforce", "path": "org", "day": "2026-11-23", **snapshot}}
    return site_of(
        root,
        entities={"lead": {"name": "Lead", "summary": "S.", "identity": "I."}},
        systems={"crm": {"name": "CRM", "summary": "S.", "category": "crm"}},
        fields={"lead-status": field},
        stages={**STAGES, "open": {**STAGES["open"], "next": {"mql": {"way": "on"}}}},
        handbook={"name": "H", "summary": "S.", "company": {"name": "C"}, "snapshots": settings},
    )


def test_pages_say_what_the_snapshot_says_its_day_and_its_state(tmp_path: Path) -> None:
    site = made(tmp_path, "Open", "MQL")
    for url in ("fields/lead-status/", "stages/mql/", "systems/crm/"):
        told = text_of(html_of(site, url))
        assert "What the systems say" in told, url
        assert "snapshot of 23 November 2026: as decided" in told, url
    assert "without a decision" not in html_of(site, "")
    assert "differs" not in html_of(site, "lifecycle/")


def test_a_drifted_marker_is_told_on_its_pages_on_the_map_and_at_home(tmp_path: Path) -> None:
    site = made(tmp_path, "Open", "Marketing Qualified")
    for url in ("fields/lead-status/", "stages/mql/", "systems/crm/"):
        told = text_of(html_of(site, url))
        assert "has Marketing Qualified in place of MQL" in told, url
        assert "Live without a decision" in told, url
    assert "differs" not in html_of(site, "stages/open/")
    shown = html_of(site, "lifecycle/")
    assert "MQL, operated by Nobody yet, differs in CRM" in shown, "by whoever cannot see it"
    assert ">differs in CRM</text>" in shown, "in the drawing"
    assert "≠ differs in CRM</span>" in shown, "and in the list that stands for it on a phone"
    assert "1 thing live without a decision" in text_of(html_of(site, ""))
    assert 'href="systems/crm/#live"' in html_of(site, "")


def test_text_of_a_snapshot_is_only_text(tmp_path: Path) -> None:
    site = made(tmp_path, "Open", "MQL", HOSTILE.replace("\n", " "), "`a` <b>", "[x](javascript:alert(1))")
    for url in ("fields/lead-status/", "systems/crm/"):
        html = html_of(site, url)
        assert "<script>alert" not in html
        assert "<img" not in html
        assert "<b> " not in html.partition('id="live"')[2]
        assert 'href="javascript' not in html


def test_long_lists_fold_and_what_cannot_be_told_stands_apart(tmp_path: Path) -> None:
    site = made(tmp_path, "Open", "MQL", *(f"Value {n}" for n in range(70)))
    html = html_of(site, "fields/lead-status/").partition('id="live"')[2]
    assert html.index("Value 0") < html.index("<details")
    assert "62 more differences" in html
    assert "more; <code>remit drift</code> lists all" in html


def test_a_snapshot_that_cannot_be_read_is_said_on_the_page_of_its_system(tmp_path: Path) -> None:
    site = made(tmp_path, "Open", "MQL", path="nowhere")
    assert "The snapshot could not be read." in html_of(site, "systems/crm/")
    assert "What the systems say" not in html_of(site, "fields/lead-status/")


def test_without_snapshots_no_page_speaks_of_them(tmp_path: Path) -> None:
    site = site_of(tmp_path, systems={"crm": {"name": "CRM", "summary": "S.", "category": "crm"}})
    assert site.live is None
    assert "What the systems say" not in html_of(site, "systems/crm/")


@pytest.mark.parametrize("answer", ["Open"])
def test_a_value_that_is_gone_is_told_where_it_marks(tmp_path: Path, answer: str) -> None:
    site = made(tmp_path, answer)
    assert "has no value MQL" in text_of(html_of(site, "stages/mql/"))
