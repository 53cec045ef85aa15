"""Pages of metrics and dashboards, made from small handbooks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from pages import HOSTILE, Elements, html_of, site_of, text_of
from remit.views.parts.thresholds import bar

LEAST: dict[str, Any] = {
    "name": "Least",
    "summary": "All that a metric needs.",
    "definition": "Ones.",
    "formula": "1",
    "unit": "count",
    "direction": "higher",
    "grain": "month",
}


FUNCTIONS: dict[str, dict[str, Any]] = {
    "sales-ops": {"name": "Sales Ops", "summary": "S.", "mandate": "M."},
    "revops": {"name": "RevOps", "summary": "S.", "mandate": "M.", "central": True},
}


def test_no_metric_and_no_dashboard_are_said_in_a_sentence(tmp_path: Path) -> None:
    site = site_of(tmp_path)
    assert "No metric is defined yet" in html_of(site, "metrics/")
    assert "No dashboard is defined yet" in html_of(site, "dashboards/")


def test_a_metric_in_words_shows_them_and_no_equation(tmp_path: Path) -> None:
    words = {"name": "NPS", "summary": "Would they recommend us?", "definition": "Promoters less detractors."}
    site = site_of(tmp_path, metrics={"nps": words, "least": LEAST})
    html = html_of(site, "metrics/nps/")
    assert "Promoters less detractors. Not yet computable" in text_of(html)
    assert 'class="eq"' not in html
    assert "None" not in text_of(html)
    assert 'class="eq"' in html_of(site, "metrics/least/")
    assert "Not yet computable" not in html_of(site, "metrics/least/")
    for url in ("metrics/", "metric-hierarchy/"):
        assert "None" not in html_of(site, url)


def test_worked_examples_show_their_records_what_counted_and_what_it_comes_to(tmp_path: Path) -> None:
    place = {"crm": {"object": "Order", "api-name": "X", "sync": "truth"}}
    order = {"name": "Order", "summary": "S.", "identity": "One number.", "identified-by": "order-id"}
    site = site_of(
        tmp_path,
        systems={"crm": {"name": "CRM", "summary": "S.", "category": "crm"}},
        entities={"order": {**order, "examples": {"shared-1": {"state": "Paid"}}}},
        fields={
            "order-id": {"name": "Id", "summary": "S.", "entity": "order", "type": "id", "systems": place},
            "state": {"name": "State", "summary": "S.", "entity": "order", "type": "text", "systems": place},
        },
        metrics={
            "least": {
                **LEAST,
                "formula": "count(field:order-id where field:state = Paid)",
                "examples": {
                    "own": {
                        "words": "Only one is paid.",
                        "period": "2026-07",
                        "gives": 1,
                        "records": {"order": {"o1": {"state": "Paid"}, "o2": {"state": HOSTILE}}},
                    },
                    "shared": {"period": "2026-07", "gives": 1},
                },
            }
        },
    )
    html = html_of(site, "metrics/least/")
    text = text_of(html)
    assert "1 Only one is paid. 1 July 2026 to 31 July 2026 Counted: Order o1" in text
    assert "Counted: Order shared-1" in text
    assert "<script>" not in html


def test_a_metric_with_only_what_it_needs_says_what_is_missing(tmp_path: Path) -> None:
    site = site_of(tmp_path, metrics={"least": LEAST})
    text = text_of(html_of(site, "metrics/least/"))
    assert "Nobody operates or governs it yet." in text
    assert "No thresholds yet" in text
    assert "No other metric." in text
    assert "higher nobody yet nobody yet" in text_of(html_of(site, "metrics/"))
    assert "Least nobody yet nobody yet Count" in text_of(html_of(site, "metric-hierarchy/"))


def test_an_unreadable_formula_is_shown_as_text(tmp_path: Path) -> None:
    site = site_of(tmp_path, metrics={"odd": {**LEAST, "formula": "1 ÷ <b>"}})
    definition = site.book.get("metric", "odd")
    assert definition is not None
    html = html_of(site, "metrics/odd/")
    assert "1 ÷ &lt;b&gt;" in html
    assert 'class="frac"' not in html


def test_a_formula_that_names_nothing_known_still_makes_a_page(tmp_path: Path) -> None:
    site = site_of(tmp_path, metrics={"odd": {**LEAST, "formula": "metric:gone ÷ field:away"}})
    assert "<code>metric:gone</code>" in html_of(site, "metrics/odd/")


def test_hostile_text_comes_out_as_text(tmp_path: Path) -> None:
    metric = {
        **LEAST,
        "name": HOSTILE,
        "summary": HOSTILE,
        "definition": HOSTILE,
        "grain": HOSTILE,
        "period": HOSTILE,
        "counts": [HOSTILE],
        "leaves-out": [HOSTILE],
        "targets": {"2026-02-01": {"amount": 1, "words": HOSTILE, "of": HOSTILE}},
        "traps": [HOSTILE],
        "aliases": [HOSTILE],
        "notes": HOSTILE,
        "leadership": True,
        "formula": 'count(field:a where field:a = "<script>alert(1)</script>")',
        "thresholds": {"x": {"below": 1, "level": "bad", "means": HOSTILE, "action": HOSTILE, "of": HOSTILE}},
        "operates": {"sales-ops": {"words": HOSTILE, "if": HOSTILE}},
    }
    dashboard = {
        "name": HOSTILE,
        "summary": HOSTILE,
        "purpose": HOSTILE,
        "readers": {"sales-ops": {"words": HOSTILE}},
        "serves": HOSTILE,
        "system": "bi",
        "metrics": {"bad": {"filter": HOSTILE}},
        "notes": HOSTILE,
    }
    functions = {"sales-ops": {**FUNCTIONS["sales-ops"], "name": HOSTILE}}
    site = site_of(tmp_path, metrics={"bad": metric}, dashboards={"bad": dashboard}, functions=functions)
    for kind in ("metric", "dashboard"):
        definition = site.book.get(kind, "bad")
        assert definition is not None
        assert definition.sound
    for url in ("metrics/", "metrics/bad/", "dashboards/", "dashboards/bad/"):
        html = html_of(site, url)
        reader = Elements(html)
        # data for machines stands in a script that no browser runs
        run = [
            found for tag, found in reader.found if tag == "script" and "json" not in found.get("type", "")
        ]
        assert run == [], url
        assert "img" not in reader.tags, url
        assert not reader.handlers, url
        assert "&lt;script&gt;alert(1)" in html, url
        assert "49" not in html, url


def test_the_dictionary_filters_by_marks_on_its_rows(tmp_path: Path) -> None:
    metrics = {
        "a": {
            **LEAST,
            "name": "A",
            "leadership": True,
            "operates": {"sales-ops": {}},
            "governs": {"revops": {}},
        },
        "b": {**LEAST, "name": "B", "operates": {"role:head": {}}},
    }
    roles = {"head": {"name": "Head", "summary": "S.", "function": "revops"}}
    site = site_of(tmp_path, metrics=metrics, functions=FUNCTIONS, roles=roles)
    reader = Elements(html_of(site, "metrics/"))
    listed = {row["id"]: row["data-f"].split() for row in reader.having("data-f")}
    assert listed["a"] == ["sales-ops", "revops"]
    assert [row["id"] for row in reader.having("data-lead")] == ["a"]
    radios = {found["id"] for found in reader.having("type", "radio")}
    assert radios == {"h-all", "h-sales-ops", "h-revops"}
    assert {party for parties in listed.values() for party in parties} <= {id[2:] for id in radios}


def test_every_metric_stands_in_the_hierarchy_once_even_in_a_circle(tmp_path: Path) -> None:
    above = {"top": None, "a": "top", "b": "a", "x": "y", "y": "x", "lost": "gone"}
    metrics = {
        id: {**LEAST, "name": f"Metric {id}", **({"parent": up} if up else {})} for id, up in above.items()
    }
    site = site_of(tmp_path, metrics=metrics)
    tree = html_of(site, "metric-hierarchy/").split('class="htree"', 1)[1]
    for id in above:
        assert len(re.findall(rf">Metric {id}</a>", tree)) == 1, id


def test_a_very_deep_hierarchy_keeps_all_its_metrics(tmp_path: Path) -> None:
    metrics = {
        f"m{at}": {**LEAST, "name": f"Metric {at}", **({"parent": f"m{at - 1}"} if at else {})}
        for at in range(300)
    }
    site = site_of(tmp_path, metrics=metrics)
    tree = html_of(site, "metric-hierarchy/").split('class="htree"', 1)[1]
    assert tree.count("</a>") == 300


def test_a_metric_page_is_capped_however_much_uses_it(tmp_path: Path) -> None:
    metrics = {"base": {**LEAST, "name": "Base"}}
    metrics |= {
        f"m{at:03}": {**LEAST, "name": f"User {at:03}", "formula": "metric:base ÷ 2"} for at in range(120)
    }
    site = site_of(tmp_path, metrics=metrics)
    html = html_of(site, "metrics/base/")
    assert html.count(">User 000<") == 2  # in the tree and in the list
    assert ">User 119<" not in html
    assert "and 112 more" in text_of(html)
    assert "and 70 more" in text_of(html)


def test_a_field_that_only_filters_is_not_in_the_tree_unless_named_as_input(tmp_path: Path) -> None:
    fields = {
        id: {"name": f"Field {id}", "summary": "S.", "entity": "lead", "type": "text", "systems": {}}
        for id in ("a", "b", "c")
    }
    formula = "count(field:a where field:b = 1 and field:c = 1)"
    site = site_of(
        tmp_path, metrics={"m": {**LEAST, "formula": formula, "inputs": ["field:c"]}}, fields=fields
    )
    tree = html_of(site, "metrics/m/").split('class="mtree"')[1].split('class="me"')[0]
    assert re.findall(r"<b>(.*?)</b>", tree) == ["Field a", "Field c"]


def test_a_filter_of_a_dashboard_is_told_as_its_test_and_words_alone_are_said_once(tmp_path: Path) -> None:
    field = {
        "name": "Segment", "summary": "S.", "entity": "account", "type": "picklist", "values": {"Big": "B."},
        "systems": {"crm": {"object": "Account", "api-name": "Segment", "sync": "truth"}},
    }  # fmt: skip
    shown = {
        "m": {"filter": "Big ones, by segment", "where": "field:segment = Big", "per": ["segment"]},
        "n": {"filter": "Company level"},
        "o": {"filter": "Company level"},
    }
    boards = {"d": {"name": "Board", "summary": "S.", "purpose": "P.", "system": "crm", "metrics": shown}}
    metrics = {id: {**LEAST, "name": id} for id in shown}
    site = site_of(tmp_path, metrics=metrics, dashboards=boards, fields={"segment": field})
    html = html_of(site, "dashboards/d/")
    assert "Big ones, by segment if Segment is Big for each Segment" in text_of(html)
    assert html.count("Not checked, in words alone: Company level<") == 1
    assert "Board" in text_of(html_of(site, "fields/segment/"))


def test_used_on_a_dashboard_with_its_filter(tmp_path: Path) -> None:
    boards = {
        "d": {
            "name": "Board",
            "summary": "S.",
            "purpose": "P.",
            "system": "bi",
            "metrics": {"m": {"filter": "By team"}},
        }
    }
    site = site_of(tmp_path, metrics={"m": LEAST}, dashboards=boards)
    assert "Dashboards Board By team" in text_of(html_of(site, "metrics/m/"))
    assert "Least All that a metric needs. By team higher" in text_of(html_of(site, "dashboards/d/"))
    assert "None is written down yet" in text_of(html_of(site, "dashboards/d/"))


# -- thresholds --


def with_thresholds(root: Path, *ranges: dict[str, Any], unit: str = "ratio") -> Any:
    made = {f"t{at}": {"level": "look", "means": "M", **each} for at, each in enumerate(ranges)}
    site = site_of(root, metrics={"m": {**LEAST, "unit": unit, "thresholds": made}})
    metric = site.book.get("metric", "m")
    assert metric is not None
    assert metric.sound
    return metric


@pytest.mark.parametrize(
    ("ranges", "labels"),
    [
        (
            [{"below": 2.5}, {"from": 2.5, "below": 3}, {"from": 3, "below": 4}, {"from": 4}],
            ["0", "2.5×", "3×", "4×"],
        ),
        ([{"from": 4}, {"below": 4}], ["0", "4×"]),  # in any order of writing
        ([{"below": 90}, {"from": 90, "below": 92}], ["", "90×"]),  # zero is far off the bar
        ([{"below": 1}, {"from": 3}], ["0", "1×", "3×"]),  # nobody said what lies between
        ([{"below": 3}, {"from": 2}], []),  # they overlap
        ([{"below": 3}, {"below": 4}], []),  # two open ends at one side
        ([{"from": 3}, {"from": 4}], []),
        ([{"from": 5, "below": 4}, {"from": 6}], []),  # a range that runs backwards
        ([{"below": 3}], []),
        ([{"falls-by": 3}, {"rises-by": 4}], []),
    ],
)
def test_the_bar_is_drawn_only_when_it_tells_the_truth(
    tmp_path: Path, ranges: list[dict[str, Any]], labels: list[str]
) -> None:
    zones = bar(with_thresholds(tmp_path, *ranges))
    assert [zone.label for zone in zones] == labels
    assert all(zone.width >= 10 for zone in zones)
