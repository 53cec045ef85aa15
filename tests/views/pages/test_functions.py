"""Functions and roles: each finds what it owns, who owns the rest, and who stands where."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from pages import HOSTILE, html_of, own_script, page_of, site_of, text_of
from remit.handbook import Definition
from remit.insight.owned import not_yours, reviews, says
from remit.insight.teams import reporting, teams
from remit.views.site.site import MOST, Site

FUNCTIONS: dict[str, Any] = {
    "sales-ops": {
        "name": "Sales Ops", "summary": "Runs deals.", "mandate": "Deals that hold.",
        "scope": {"from": "Accepted lead", "to": "Signature"}, "reports-to": {"boss": {}},
        "daily-work": ["Cleans data"], "needed-when": "Five reps sell.", "tools": ["crm"],
    },
    "revops": {"name": "RevOps", "summary": "Governs.", "central": True},
    "analytics": {"name": "Analytics", "summary": "Counts.", "parent": "revops"},
    "finance": {"name": "Finance", "summary": "Books.", "reports-to": {"cfo": {"if": "There is one."}}},
}  # fmt: skip
ROLES: dict[str, Any] = {
    "boss": {"name": "Boss", "summary": "Leads.", "held-by": ["@ada"], "deputy": "cfo"},
    "lead": {
        "name": "Lead", "summary": "S.", "function": "sales-ops", "reports-to": "boss",
        "held-by": ["@bo"],
    },
    "helper": {"name": "Helper", "summary": "S.", "function": "sales-ops", "reports-to": "lead"},
    "cfo": {"name": "CFO", "summary": "S.", "function": "finance", "vacant": True, "deputy": "lead"},
}  # fmt: skip
DECISIONS: dict[str, Any] = {
    "told": {
        "name": "Told of", "summary": "S.", "lane": "shared",
        "parties": {"revops": {"letter": "A"}, "sales-ops": {"letter": "I"}},
    },
    "done": {
        "name": "Done by", "summary": "S.", "lane": "shared",
        "parties": {"sales-ops": {"letter": "R", "words": "Builds it."}, "revops": {"letter": "G"}},
    },
    "decided": {
        "name": "Decided by", "summary": "S.", "lane": "shared", "parties": {"sales-ops": {"letter": "A"}},
        "escalation": {"to": "boss", "after": {"amount": 1, "unit": "days"}},
    },
    "asked": {
        "name": "Asked about", "summary": "S.", "lane": "shared",
        "parties": {"sales-ops": {"letter": "C"}, "boss": {"letter": "A", "words": "Says yes."}},
    },
}  # fmt: skip
LANES = {
    "shared": {
        "name": "Wide", "summary": "S.", "reach": "shared", "triggers": {"a": {"when": "W"}}, "approval": "A"
    },
    "local": {
        "name": "Local", "summary": "S.", "reach": "local", "triggers": {"a": {"when": "W"}}, "approval": "A",
        "approved-by": {"sales-ops": {"if": "it is its own."}},
    },
}  # fmt: skip
SYSTEMS: dict[str, Any] = {
    "crm": {
        "name": "CRM", "summary": "S.", "category": "crm",
        "operates": {"sales-ops": {"words": "Keeps users."}}, "governs": {"revops": {}},
    },
    "own": {
        "name": "Own tool", "summary": "S.", "category": "other", "operates": {"sales-ops": {}},
        "governs": {"sales-ops": {}},
    },
}  # fmt: skip
TOPICS: dict[str, Any] = {
    "routing": {
        "name": "Routing", "summary": "S.", "family": "overlap", "about": ["decision:told"],
        "parts": {"sales-ops": {"words": "Draws territories."}, "revops": {}},
    },
    "booking": {
        "name": "Booking", "summary": "S.", "family": "overlap",
        "parts": {"sales-ops": {"none": True}, "finance": {"words": "Books."}},
    },
}  # fmt: skip
BOOK: dict[str, Any] = {
    "functions": FUNCTIONS, "roles": ROLES, "decisions": DECISIONS, "lanes": LANES, "systems": SYSTEMS,
    "topics": TOPICS,
}  # fmt: skip


class Reader(HTMLParser):
    """Names of elements and of their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.deep = self.deepest = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not own_script(tag, {name: value or "" for name, value in attrs}):
            self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.deep += tag == "ul"
        self.deepest = max(self.deep, self.deepest)

    def handle_endtag(self, tag: str) -> None:
        self.deep -= tag == "ul"


def part(html: str, id: str) -> str:
    """The text from one heading to the next."""
    return text_of(re.split(r"<h2", html.split(f'<h2 id="{id}">', 1)[1])[0])


def get(site: Site, address: str) -> Definition:
    found = site.book.find(address)
    assert found is not None
    assert found.sound, address
    return found


def test_decisions_stand_in_the_order_of_power(tmp_path: Path) -> None:
    site = site_of(tmp_path, **BOOK)
    assert [say.letter for say in says(get(site, "function:sales-ops"))] == ["A", "R", "C", "I"]
    shown = part(html_of(site, "functions/sales-ops/"), "decisions")
    places = [shown.index(name) for name in ("Decided by", "Done by", "Asked about", "Told of")]
    assert places == sorted(places)
    assert "Builds it." in shown


def test_what_is_not_yours_names_the_right_owner(tmp_path: Path) -> None:
    site = site_of(tmp_path, **BOOK)
    found = {
        each.id: [owner.id for owner in row.owners]
        for row in not_yours(get(site, "function:sales-ops"))
        for each in row.definitions
    }
    assert found == {
        "crm": ["revops"], "done": ["revops"], "told": ["revops"], "asked": ["boss"], "routing": ["revops"],
        "booking": ["finance"],
    }  # fmt: skip
    shown = part(html_of(site, "functions/sales-ops/"), "not")
    assert "CRM" in shown
    assert "Own tool" not in shown
    assert not_yours(get(site, "function:revops")) == []


def test_a_topic_without_a_part_is_not_among_the_parts(tmp_path: Path) -> None:
    shown = part(html_of(site_of(tmp_path, **BOOK), "functions/sales-ops/"), "topics")
    assert "Draws territories." in shown
    assert "Booking" not in shown


def test_a_team_reviews_what_it_governs_and_not_what_it_only_runs(tmp_path: Path) -> None:
    times: dict[str, dict[str, Any]] = {
        "crm": {"review-every": "quarter"},  # run here, governed by another
        "own": {"review-every": "year", "reviewed": "2026-10-06"},
        "late": {"review-every": "year", "reviewed": "2026-09-08", "governs": {"sales-ops": {}}},
        "new": {"review-every": "month", "operates": {"sales-ops": {}}},
        "calm": {"governs": {"sales-ops": {}}},  # nobody asks for a review
    }
    bare = {"name": "", "summary": "S.", "category": "other"}
    systems = {id: {**bare, "name": id.title(), **SYSTEMS.get(id, {}), **more} for id, more in times.items()}
    told = {**DECISIONS["decided"], "review-every": "quarter", "reviewed": "2026-01-02"}
    site = site_of(tmp_path, **{**BOOK, "systems": systems, "decisions": {**DECISIONS, "decided": told}})
    found = [
        (row.ways, [each.id for each in row.definitions]) for row in reviews(get(site, "function:sales-ops"))
    ]
    assert found == [
        (("every month",), ["new"]), (("every quarter",), ["decided"]), (("every year",), ["late", "own"]),
    ]  # fmt: skip
    shown = part(html_of(site, "functions/sales-ops/"), "reviews")
    assert "1 not reviewed yet." in shown
    assert "Last on 2 January 2026." in shown
    assert "Longest ago on 8 September 2026." in shown
    assert "CRM" not in shown
    assert 'id="reviews"' not in html_of(site, "functions/finance/")


def test_operating_and_governing_are_said_of_each_system(tmp_path: Path) -> None:
    html = html_of(site_of(tmp_path, **BOOK), "functions/sales-ops/")
    assert re.search(r"CRM Keeps users\. operates .*Own tool governs operates", part(html, "systems"))
    assert "uses" not in part(html, "systems")  # who runs the system need not be told that it uses it
    assert "data-print" in html


def test_the_profile_tells_scope_and_lines_with_their_conditions(tmp_path: Path) -> None:
    site = site_of(tmp_path, **BOOK)
    shown = part(html_of(site, "functions/sales-ops/"), "profile")
    for words in ("Deals that hold.", "Accepted lead → to Signature", "Cleans data", "Five reps sell."):
        assert words in shown
    assert "when: There is one." in part(html_of(site, "functions/finance/"), "profile")


def test_operations_come_first_and_parts_stand_under_their_parent(tmp_path: Path) -> None:
    site = site_of(tmp_path, **BOOK)
    found = {team.function.id: [each.id for each in team.parts] for team in teams(site.book)}
    assert found == {"sales-ops": [], "revops": ["analytics"], "finance": []}
    assert list(found)[-1] == "finance"
    html = html_of(site, "functions/")
    assert html.index('id="revops"') < html.index("Teams they work with") < html.index('id="finance"')


def test_a_ring_of_parents_or_superiors_loses_nobody(tmp_path: Path) -> None:
    ring = {
        "a": {"name": "A", "summary": "S.", "parent": "b"},
        "b": {"name": "B", "summary": "S.", "parent": "a"},
    }
    posts = {
        "x": {"name": "X", "summary": "S.", "reports-to": "y"},
        "y": {"name": "Y", "summary": "S.", "reports-to": "x"},
        "self": {"name": "Self", "summary": "S.", "reports-to": "self"},
        "below": {"name": "Below", "summary": "S.", "reports-to": "x"},
    }
    site = site_of(tmp_path, functions=ring, roles=posts)
    assert {team.function.id for team in teams(site.book)} == {"a", "b"}
    told = [post.role.id for post in reporting(site.book) if post.role]
    assert sorted(told) == sorted(posts)
    assert [html_of(site, page.url) for page in site.pages if page.url.startswith(("functions/", "roles/"))]


def test_the_reporting_tree_is_nested_and_closed(tmp_path: Path) -> None:
    html = html_of(site_of(tmp_path, **BOOK), "roles/")
    tree = Reader(html[html.index('<ul class="org">') :])
    assert tree.deepest == 3  # boss, lead, helper
    assert tree.deep == 0
    assert tree.ids == ["boss", "lead", "helper", "cfo"]


def test_a_chain_of_superiors_may_be_long(tmp_path: Path) -> None:
    posts = {
        f"r{at}": {"name": f"R{at}", "summary": "S.", **({"reports-to": f"r{at - 1}"} if at else {})}
        for at in range(1200)
    }
    tree = Reader(html_of(site_of(tmp_path, roles=posts), "roles/"))
    assert len(set(tree.ids)) == 1200


def test_a_vacant_post_says_who_stands_in(tmp_path: Path) -> None:
    site = site_of(tmp_path, **BOOK)
    assert "Vacant Lead stands in" in part(html_of(site, "roles/cfo/"), "post")
    assert "@ada ; deputy CFO" in part(html_of(site, "roles/boss/"), "post").replace("@ada;", "@ada ;")
    assert "Nobody named and nobody stands in" in part(html_of(site, "roles/helper/"), "post")


def test_a_role_tells_what_it_decides_and_settles(tmp_path: Path) -> None:
    html = html_of(site_of(tmp_path, **BOOK), "roles/boss/")
    assert "Asked about Says yes." in part(html, "decisions")
    assert part(html, "disputes").startswith("Resolves disputes about Decided by settles")


@pytest.mark.parametrize("url", ["functions/", "functions/sales-ops/", "roles/", "roles/boss/"])
def test_hostile_text_comes_out_as_text(tmp_path: Path, url: str) -> None:
    def spoil(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: spoil(below, name) for name, below in value.items()}
        if isinstance(value, list) and key in ("held-by", "daily-work", "aliases"):
            return [HOSTILE]
        texts = ("name", "summary", "mandate", "words", "from", "to", "needed-when", "asks")
        return HOSTILE + value if key in texts and isinstance(value, str) else value

    decisions = {
        **DECISIONS,
        "decided": {key: DECISIONS["decided"][key] for key in DECISIONS["decided"] if key != "escalation"},
    }
    book = {plural: spoil(found) for plural, found in {**BOOK, "decisions": decisions}.items()}
    names = {  # names are unique
        plural: {id: {**data, "name": f"{data['name']} {plural} {id}"} for id, data in found.items()}
        for plural, found in book.items()
    }
    html = html_of(site_of(tmp_path, **names), url)
    reader = Reader(html)
    assert "onerror=alert" in text_of(html.replace("&gt;", "").replace("&lt;", ""))
    assert "script" not in reader.tags
    assert "img" not in reader.tags
    assert not {name for name in reader.attributes if name.startswith("on")}
    assert "49" not in text_of(html)


@pytest.mark.parametrize("kind", ["function", "role"])
def test_a_bare_definition_has_a_page_that_says_what_is_missing(tmp_path: Path, kind: str) -> None:
    site = site_of(tmp_path, **{f"{kind}s": {"bare": {"name": "Bare", "summary": "S."}}})
    assert "yet" in text_of(html_of(site, f"{kind}s/bare/"))
    assert "Bare" in text_of(html_of(site, f"{kind}s/"))
    empty = site_of(tmp_path)
    assert f"No {kind} is defined yet" in text_of(html_of(empty, f"{kind}s/"))


@pytest.mark.parametrize("kind", ["function", "role"])
def test_definitions_with_errors_are_named_not_hidden(tmp_path: Path, kind: str) -> None:
    site = site_of(tmp_path, **{f"{kind}s": {"torn": {"name": "Torn", "summary": ["no", "text"]}}})
    shown = text_of(html_of(site, f"{kind}s/"))
    assert "has errors" in shown
    assert "Torn" in shown


def test_who_held_a_review_does_not_own_it(tmp_path: Path) -> None:
    review = {
        "name": "The third quarter", "summary": "S.", "period": "2026-Q3", "held-on": "2026-10-01",
        "operates": {"revops": {}}, "governs": {"sales-ops": {}},
    }  # fmt: skip
    site = site_of(tmp_path, **{**BOOK, "reviews": {"q3": review}})
    assert get(site, "review:q3").to("operated-by")
    for function in ("revops", "sales-ops"):
        assert "The third quarter" not in html_of(site, f"functions/{function}/")


def test_long_lists_are_cut_and_counted(tmp_path: Path) -> None:
    systems = {
        f"s{at}": {
            "name": f"System {at}",
            "summary": "S.",
            "category": "other",
            "operates": {"sales-ops": {}},
        }
        for at in range(MOST + 7)
    }
    functions = {"sales-ops": {"name": "SO", "summary": "S."}}
    html = html_of(site_of(tmp_path, functions=functions, systems=systems), "functions/sales-ops/")
    assert html.count('href="../../systems/s') == MOST
    assert "and 7 more in Systems" in part(html, "systems")


@pytest.mark.parametrize("url", ["functions/sales-ops/", "roles/boss/"])
def test_headings_lead_somewhere_and_search_finds_the_sections(tmp_path: Path, url: str) -> None:
    body = page_of(site_of(tmp_path, **BOOK), url).body()
    ids = Reader(str(body.html)).ids
    assert len(ids) == len(set(ids))
    found = [heading.id for heading in body.headings]
    assert found == [id for id in ids if id in found]  # in the order of the page
    assert {entry.anchor for entry in body.entries} <= {"", *found}
    assert any("Decided by" in entry.text for entry in body.entries)


def test_a_function_names_its_parts_though_nothing_else_is_said_of_it(tmp_path: Path) -> None:
    crews = {
        f"crew-{number}": {"name": f"Crew {number}", "summary": "S.", "parent": "desk"} for number in (1, 2)
    }
    functions = {"desk": {"name": "Desk", "summary": "S."}, **crews}
    html = html_of(site_of(tmp_path, functions=functions), "functions/desk/")
    assert "Has parts" in html
    assert [each for each in crews if f"../{each}/" in html] == list(crews)


def test_the_functions_of_operations_stand_side_by_side_and_no_others(tmp_path: Path) -> None:
    site = site_of(tmp_path, functions=FUNCTIONS, roles=ROLES, lanes=LANES, systems=SYSTEMS)
    html = html_of(site, "side-by-side/")
    told = text_of(html)
    for words in (
        "Cross-functional, 1 team",
        "One function, one team",
        "Cleans data",
        "Five reps sell.",
        "Boss",
    ):
        assert words in told, words
    assert "Finance" not in html
    assert 'data-label="Sales Ops"' in html


def test_one_function_alone_stands_beside_nothing(tmp_path: Path) -> None:
    functions = {"revops": FUNCTIONS["revops"], "finance": FUNCTIONS["finance"]}
    assert "There are no two operations functions yet" in html_of(
        site_of(tmp_path, functions=functions, roles=ROLES), "side-by-side/"
    )
