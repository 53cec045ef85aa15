"""Laws of the matrix: the order of its columns and groups, and what it does with little or hostile text."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from building import write_handbook
from matrix_samples import many
from pages import own_script
from remit.checking import check
from remit.insight.matrix import Filter
from remit.views import handbook_site
from remit.views.parts.matrix_filters import rules

HOSTILE = '"><img src=x onerror=alert(1)><script>alert(2)</script>'
FUNCTIONS = {
    id: {"name": id.capitalize(), "summary": "A team."}
    for id in ("alpha", "desk", "marketing", "revops", "sales")
}
LANES = {
    reach: {
        "name": f"Lane {reach}", "summary": "S.", "reach": reach, "approval": "Somebody approves.",
        "triggers": {"any": {"when": "It is so"}},
    }
    for reach in ("local", "shared")
}  # fmt: skip
STAGES = {
    id: {
        "name": id.capitalize(), "summary": "S.", "order": order, "entry": "It begins.", "exit": "It ends.",
        "operates": {party: {}}, "governs": {"revops": {}},
    }
    for order, (id, party) in enumerate({"lead": "marketing", "deal": "sales"}.items())
}  # fmt: skip


def decision(group: str, lane: str = "shared", **letters: str) -> dict[str, Any]:
    parties = {party: {"letter": letter} for party, letter in letters.items()}
    return {"name": f"About {group}", "summary": "S.", "group": group, "lane": lane, "parties": parties}


class Marks(HTMLParser):
    """What stands in a page: ids, tags, columns of the head, headings of groups."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.tags: Counter[str] = Counter()
        self.events: list[str] = []
        self.columns: list[str] = []
        self.groups: list[str] = []
        self.text = ""
        self.in_group = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags[tag] += not own_script(tag, values)
        self.ids += [values["id"]] if "id" in values else []
        self.events += [name for name in values if name.startswith("on")]
        if tag == "th" and "data-c" in values:
            self.columns.append(values["data-c"])
        if tag == "tr":
            self.in_group = values.get("class") == "grp"

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.in_group and data.strip():
            self.groups.append(data.strip())


def pages(root: Path, **collections: Any) -> dict[str, Marks]:
    write_handbook(root, {"functions": FUNCTIONS, "lanes": LANES, "stages": STAGES, **collections})
    site = handbook_site(check(root).book, ())
    return {page.url: Marks(str(page.body().html)) for page in site.pages}


def test_columns_follow_the_lifecycle_then_the_number_of_cells_then_roles(tmp_path: Path) -> None:
    roles = {"cro": {"name": "CRO", "summary": "Leads.", "held-by": ["Ana"]}}
    more = {
        "a": decision("A", sales="R", revops="G", cro="C", desk="C"),
        "b": decision("B", sales="R", revops="G", cro="I", marketing="C", alpha="I", desk="I"),
    }
    made = pages(tmp_path, decisions=more, roles=roles)
    # revops and desk have two cells each and alpha one; none of them operates a stage
    assert made["decisions/"].columns == ["marketing", "sales", "desk", "revops", "alpha", "cro"]


def test_groups_follow_the_columns_that_work_and_local_ones_come_last(tmp_path: Path) -> None:
    made = pages(
        tmp_path,
        decisions={
            "a": decision("Apart", "local", marketing="A"),
            "b": decision("By sales", sales="R", revops="G"),
            "c": decision("Campaigns", marketing="R", revops="G"),
            "d": decision("Data", revops="A", marketing="C"),
        },
    )
    assert made["decisions/"].groups == ["Campaigns", "By sales", "Data", "Apart"]


def test_topics_of_every_family_share_their_columns(tmp_path: Path) -> None:
    topics = {
        "one": {"parts": {"sales": {"words": "W."}, "marketing": {"words": "W."}}, "family": "overlap"},
        "two": {"parts": {"sales": {"words": "W."}}, "family": "zone"},
        "three": {"parts": {"marketing": {"words": "W."}, "sales": {"words": "W."}}, "family": "zone"},
    }
    made = pages(tmp_path, topics={id: {"name": id, "summary": "S.", **each} for id, each in topics.items()})
    assert made["topics/"].columns == ["marketing", "sales"]


def test_a_function_and_a_role_of_one_id_share_one_radio(tmp_path: Path) -> None:
    roles = {"desk": {"name": "Desk lead", "summary": "Leads.", "held-by": ["Ana"]}}
    both = {**decision("A"), "parties": {"function:desk": {"letter": "R"}, "role:desk": {"letter": "A"}}}
    made = pages(tmp_path, decisions={"a": both}, roles=roles)["decisions/"]
    assert made.columns == ["desk", "desk"]
    assert [id for id, times in Counter(made.ids).items() if times > 1] == []


def test_parties_that_nobody_defines_leave_rows_without_cells(tmp_path: Path) -> None:
    made = pages(tmp_path, decisions={"a": decision("A", nobody="R"), "b": {**decision("B", other="A")}})
    assert made["decisions/"].columns == []
    assert {"a", "b"} <= set(made["decisions/"].ids)


@pytest.mark.parametrize(
    "url", ["decisions/", "decisions/a/", "work-items/", "topics/", "boundaries/", "lanes/"]
)
def test_hostile_text_stays_text(tmp_path: Path, url: str) -> None:
    assert Marks(HOSTILE).events == ["onerror"], "the control must fire"
    said = {"words": HOSTILE, "if": HOSTILE}
    own = {"name": HOSTILE, "summary": HOSTILE, "notes": HOSTILE, "aliases": [HOSTILE]}
    made = pages(
        tmp_path,
        functions=json.loads(json.dumps(FUNCTIONS).replace("Sales", HOSTILE.replace('"', "'"))),
        lanes={
            **LANES,
            "shared": {
                **LANES["shared"], **own, "approval": HOSTILE, "triggers": {"any": {"when": HOSTILE}},
                "examples": [HOSTILE], "boundary-cases": [HOSTILE], "approval-path": [HOSTILE],
                "approved-by": {"sales": said},
            },
        },
        decisions={
            "a": {**decision("A"), **own, "group": HOSTILE, "parties": {"sales": {"letter": "A", **said}}}
        },
        topics={"a": {**own, "family": "zone", "parts": {"sales": {"words": HOSTILE}}}},
        systems={"crm": {**own, "category": "crm", "operates": {"sales": said}, "governs": {"sales": {}}}},
        **{"work-items": {"a": {**own, "operates": {"sales": said}, "governs": {"revops": said}}}},
    )[url]  # fmt: skip
    assert HOSTILE in made.text, "the text must stand there to be escaped"
    assert made.tags["h1"] == 1
    assert (made.tags["script"], made.tags["img"], made.events) == (0, 0, [])


@pytest.mark.parametrize("id", ["a]{}*{display:none", "A", "", 'a"b', "a b"])
def test_rules_refuse_what_could_break_out_of_them(id: str) -> None:
    matrix = many(2, 0)
    with pytest.raises(ValueError, match="selector"):
        rules(replace(matrix, filter=Filter("kind", "Kind", {id: "Any"})))


def test_rules_close_what_they_open() -> None:
    css = rules(many(12, 3))
    assert css.count("{") == css.count("}") > 10
    assert "#M" not in css
