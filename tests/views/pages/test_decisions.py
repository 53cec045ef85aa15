"""Laws of the decision matrix, topics, boundaries and lanes."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from building import write_handbook
from remit.checking import check
from remit.views import handbook_site

FUNCTIONS = {
    "revops": {"name": "RevOps", "summary": "Governs.", "central": True},
    "marketing-ops": {"name": "Marketing Ops", "summary": "Operates."},
    "sales-ops": {"name": "Sales Ops", "summary": "Operates."},
}
LANES = {
    "shared": {
        "name": "Shared lane",
        "summary": "Others rest on it.",
        "reach": "shared",
        "approval": "RevOps approves.",
        "triggers": {"stage": {"when": "A lifecycle stage", "kinds": ["stage"]}},
        "approved-by": {"revops": {}},
    },
    "local": {
        "name": "Local lane",
        "summary": "Nobody else reads it.",
        "reach": "local",
        "approval": "The owner approves.",
        "triggers": {"own": {"when": "Only its own function"}},
    },
}


def decision(**more: Any) -> dict[str, Any]:
    parties = {
        "marketing-ops": {"letter": "R", "words": "Runs the <b>model</b>", "with": ["sales-ops"]},
        "revops": {"letter": "G"},
    }
    return {"name": "Scoring", "summary": "Who scores.", "lane": "shared", "parties": parties, **more}


class Cells(HTMLParser):
    """The letters of a matrix by row and column."""

    def __init__(self) -> None:
        super().__init__()
        self.row = self.column = ""
        self.found: dict[tuple[str, str], str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "tr":
            self.row = values.get("id") or ""
        elif tag == "td":
            self.column = values.get("data-c") or ""
        elif tag == "span" and (classes := (values.get("class") or "").split())[:1] == ["L"] and self.row:
            self.found[self.row, self.column] = classes[1]


def bodies(tmp_path: Path, **collections: Any) -> dict[str, str]:
    root = write_handbook(tmp_path, {"functions": FUNCTIONS, "lanes": LANES, **collections})
    checked = check(root, rules=())
    assert checked.findings == (), checked.findings
    return {page.url: str(page.body().html) for page in handbook_site(checked.book, ()).pages}


def test_every_cell_of_the_matrix_stands_in_its_row_and_column(tmp_path: Path) -> None:
    pages = bodies(tmp_path, decisions={"scoring": decision(), "views": decision(name="Views", lane="local")})
    cells = Cells()
    cells.feed(pages["decisions/"])
    assert cells.found == {
        ("scoring", "marketing-ops"): "R",
        ("scoring", "revops"): "G",
        ("views", "marketing-ops"): "R",
        ("views", "revops"): "G",
    }
    assert 'id="views" class="row" role="row" data-k="local"' in pages["decisions/"]


def test_words_of_a_cell_are_escaped_and_name_who_shares(tmp_path: Path) -> None:
    pages = bodies(tmp_path, decisions={"scoring": decision()})
    for url in ("decisions/", "decisions/scoring/"):
        assert "<b>model</b>" not in pages[url]
        assert "&lt;b&gt;model" in pages[url]
        assert "Sales Ops" in pages[url]


def test_a_decision_says_first_who_decides(tmp_path: Path) -> None:
    html = bodies(tmp_path, decisions={"scoring": decision()})["decisions/scoring/"]
    assert html.index("governs the standard") < html.index("responsible")


def test_topics_stand_under_their_family_and_say_who_has_no_part(tmp_path: Path) -> None:
    topics = {
        "scoring": {
            "name": "Scoring topic",
            "summary": "S.",
            "family": "overlap",
            "parts": {"revops": {"words": "Owns it"}, "sales-ops": {"none": True}},
        },
        "seam": {
            "name": "The seam",
            "summary": "S.",
            "family": "zone",
            "parts": {"revops": {"words": "Owns it"}},
        },
    }
    html = bodies(tmp_path, topics=topics)["topics/"]
    assert (
        html.index('id="overlap"')
        < html.index("Scoring topic")
        < html.index('id="zone"')
        < html.index("The seam")
    )
    assert "no part, on purpose" in html
    assert 'id="area"' not in html


def test_a_field_that_one_team_alone_fills_and_reads_is_no_boundary(tmp_path: Path) -> None:
    place = {"crm": {"object": "Lead", "api-name": "X", "sync": "truth"}}
    common = {
        "summary": "S.",
        "entity": "lead",
        "type": "text",
        "systems": place,
        "operates": {"sales-ops": {}},
    }
    fields = {
        "note": {"name": "Note", **common, "governs": {"sales-ops": {}}},
        "score": {"name": "Score", **common, "governs": {"revops": {}}},
    }
    systems = {"crm": {"name": "The CRM", "summary": "S.", "category": "crm"}}
    entities = {
        "lead": {
            "name": "Lead",
            "summary": "S.",
            "identity": "A person.",
            "systems": {"crm": {"object": "Lead"}},
        }
    }
    read = {"read": {"when": "Another team reads it", "touches": {"beyond-own": True}}}
    lanes = {**LANES, "shared": {**LANES["shared"], "triggers": read}}
    html = bodies(tmp_path, fields=fields, systems=systems, entities=entities, lanes=lanes)["boundaries/"]
    assert 'id="field-score"' in html
    assert 'id="field-note"' not in html


def test_boundaries_are_derived_from_owners(tmp_path: Path) -> None:
    owned: dict[str, Any] = {"operates": {"sales-ops": {}}, "governs": {"revops": {}}}
    systems = {"crm": {"name": "The CRM", "summary": "S.", "category": "crm", **owned}}
    html = bodies(tmp_path, systems=systems)["boundaries/"]
    cells = Cells()
    cells.feed(html)
    assert cells.found == {
        ("system-crm", "sales-ops"): "O",
        ("system-crm", "revops"): "G",
        ("lane-shared", "revops"): "A",
    }
    assert "RevOps approves." in html


def test_the_lanes_page_asks_what_the_triggers_say(tmp_path: Path) -> None:
    html = bodies(tmp_path)["lanes/"]
    assert "A lifecycle stage" in html
    assert "always so for stages" in html


def test_an_empty_handbook_says_what_to_write(tmp_path: Path) -> None:
    root = write_handbook(tmp_path, {"terms": {"mql": {"name": "MQL", "summary": "A word."}}})
    pages = {page.url: str(page.body().html) for page in handbook_site(check(root).book, ()).pages}
    for url in ("decisions/", "work-items/", "topics/", "boundaries/", "lanes/"):
        assert 'class="empty"' in pages[url], url
