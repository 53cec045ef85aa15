"""Named values: written once, printed where they are cited, used by what cites them."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import rules_named, write_governance
from depth import law
from pages import html_of, site_of, text_of
from remit import formula
from remit.change.compare.sides import diff
from remit.change.history.timeline import history
from remit.change.review.reach import Reach
from remit.checking import check
from remit.compute import compute, model_of, period_named, records_of
from remit.diagnostics import Severity
from remit.exports.model import as_data
from remit.handbook import Handbook
from remit.insight.changes import versions
from remit.publish.markdown_pages import llms, twin
from remit.reading import open_handbook
from remit.reports import diff as diff_report
from remit.reports.definition import as_of, as_written
from remit.words import quantity
from repositories import Repo

OWNED: dict[str, Any] = {"operates": {"sales-ops": {}}, "governs": {"revops": {}}}
LINE = {"name": "Entry line", "summary": "The score that counts.", "amount": 65, "unit": "points", **OWNED}
SLA = {
    "promise": "Answer in {value:answer}",
    "label": "{value:answer}",
    "within": {"amount": 4, "unit": "business-hours"},
    "starts": "It arrives",
    "stops": "It is answered",
}
METRIC = {
    "name": "Good leads",
    "summary": "Leads that count.",
    "definition": "Leads of {value:line} or more.",
    "formula": "count(field:lead-id where field:score >= value:line)",
    "unit": "count",
    "direction": "higher",
    "grain": "month",
    **OWNED,
}
FIELD = {
    "name": "Score",
    "summary": "How well it fits.",
    "entity": "lead",
    "type": "number",
    "systems": {"crm": {"object": "Lead", "api-name": "Score", "sync": "truth"}},
    **OWNED,
}
BOOK: dict[str, Any] = {
    "functions": {
        "sales-ops": {"name": "Sales Ops", "summary": "S."},
        "revops": {"name": "RevOps", "summary": "S.", "central": True},
    },
    "systems": {"crm": {"name": "CRM", "summary": "S.", "category": "crm", **OWNED}},
    "entities": {
        "lead": {"name": "Lead", "summary": "S.", "identity": "One.", "identified-by": "lead-id", **OWNED}
    },
    "fields": {
        "score": {**FIELD, "notes": "At {value:line} it counts."},
        "lead-id": {**FIELD, "name": "Lead id", "type": "id"},
    },
    "stages": {
        "good": {
            "name": "Good",
            "summary": "S.",
            "exit": "It is sold.",
            "entry": "The score is {value:line} or more.",
            "gloss": "from {value:line}",
            **OWNED,
        },
    },
    "handoffs": {
        "give": {
            "name": "Give",
            "summary": "S.",
            "sla": SLA,
            "from": "good",
            "to": "good",
            "giver": "sales-ops",
            "receiver": "revops",
            **OWNED,
        }
    },
    "metrics": {"good-leads": METRIC},
    "values": {
        "line": LINE,
        "answer": {"name": "Answer", "summary": "S.", "at": {"handoff:give": "sla.within"}, **OWNED},
    },
}


def book_of(root: Path, changes: Mapping[str, Any] | None = None) -> Handbook:
    """The handbook above with some of its definitions otherwise: plural → id → properties."""
    data = copy.deepcopy(BOOK)
    for plural, definitions in (changes or {}).items():
        for id, properties in definitions.items():
            data[plural].setdefault(id, {}).update(properties)
    write_governance(root, data)
    return open_handbook(root)


def relations(book: Handbook, address: str) -> set[tuple[str, str]]:
    found = book.find(address)
    assert found
    return {(str(edge.source.ref), edge.relation) for edge in found.by()}


def test_a_line_prints_what_a_value_comes_to_and_the_file_keeps_the_citation(tmp_path: Path) -> None:
    handoff = book_of(tmp_path).get("handoff", "give")
    assert handoff
    assert handoff["sla"]["promise"] == "Answer in 4 business hours"
    assert handoff.written["sla"]["promise"] == "Answer in {value:answer}"


def test_to_cite_a_value_is_to_use_it_where_words_are_meaning_and_a_mention_elsewhere(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    assert relations(book, "value:line") == {
        ("stage:good", "cites"),
        ("stage:good", "mentions"),  # in its gloss, which is wording
        ("metric:good-leads", "cites"),
        ("metric:good-leads", "made-of"),
        ("field:score", "mentions"),
    }
    line = book.find("value:line")
    assert line
    reached = {str(each.definition.ref) for each in Reach(book).of(line)}
    assert {"stage:good", "metric:good-leads"} <= reached
    assert "field:score" not in reached


def test_the_home_of_a_value_reaches_whoever_cites_the_value(tmp_path: Path) -> None:
    book = book_of(tmp_path, {"stages": {"good": {"exit": "Answered within {value:answer}."}}})
    handoff = book.find("handoff:give")
    assert handoff
    assert "stage:good" in {str(each.definition.ref) for each in Reach(book).of(handoff)}


def test_a_change_of_one_line_names_all_that_moves(tmp_path: Path) -> None:
    book_of(tmp_path / "a")
    book_of(tmp_path / "b", {"values": {"line": {"amount": 60}}})
    difference = diff(tmp_path / "a", tmp_path / "b")
    said = diff_report.text(difference)
    assert "Entry line: 65 → 60 points; moves: field Score, metric Good leads, stage Good" in said
    assert "Amount:" not in said
    [change] = json.loads(diff_report.as_json(difference))["changes"]
    assert change["moves"] == [
        {
            "value": "value:line",
            "was": "65 points",
            "now": "60 points",
            "moves": ["field:score", "metric:good-leads", "stage:good"],
        }
    ]


def test_a_change_of_a_home_names_the_value_that_moves(tmp_path: Path) -> None:
    book_of(tmp_path / "a")
    sla = {**SLA, "within": {"amount": 1, "unit": "business-days"}}
    book_of(tmp_path / "b", {"handoffs": {"give": {"sla": sla}}})
    said = diff_report.text(diff(tmp_path / "a", tmp_path / "b"))
    assert "Answer: 4 business hours → 1 business day; moves: handoff Give" in said


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        ({"amount": 65, "unit": None}, "value-amount", "does not say what it counts"),
        ({"amount": None, "unit": None}, "value-amount", "has no amount"),
        ({"at": {"handoff:give": "sla.within"}}, "value-amount", "take one of them out"),
        ({"equals": {"handoff:give": "sla.without"}}, "value-place", "has no `sla.without`"),
        ({"equals": {"handoff:give": "sla.promise"}}, "value-place", "is no number"),
        (
            {"equals": {"handoff:give": "sla.within"}},
            "value-differs",
            "`Entry line` is 65 points, and 4 business hours stands here; write {amount: 65, unit: points}",
        ),
        ({"equals": {"handoff:gone": "sla.within"}}, "dangling-reference", "no handoff `gone`"),
    ],
)
def test_what_is_wrong_with_a_value_is_one_finding(
    change: dict[str, Any], code: str, said: str, tmp_path: Path
) -> None:
    line = {name: value for name, value in {**LINE, **change}.items() if value is not None}
    write_governance(tmp_path, {**BOOK, "values": {**BOOK["values"], "line": line}})
    codes = ("value-amount", "value-place", "value-differs")
    found = [each for each in check(tmp_path, rules_named(codes)).findings if each.code in (*codes, code)]
    assert [(each.code, said in each.message) for each in found] == [(code, True)], found


def test_a_typed_place_is_told_where_it_stands(tmp_path: Path) -> None:
    book_of(tmp_path, {"values": {"line": {"equals": {"handoff:give": "sla.within"}}}})
    [found] = check(tmp_path, rules_named(["value-differs"])).findings
    assert found.location.path == "governance/handoffs.yaml"


@pytest.mark.parametrize("address", ["value:lime", "values:line", "value:"])
def test_a_value_that_is_not_there_is_told_in_a_line(address: str, tmp_path: Path) -> None:
    book = book_of(tmp_path, {"handoffs": {"give": {"sla": {**SLA, "stops": f"At {{{address}}}"}}}})
    cites = address.startswith("value:")
    assert [each.code for each in book.diagnostics] == (["dangling-reference"] if cites else [])


def test_nobody_reads_a_citation_as_it_is_written(tmp_path: Path) -> None:
    """Every page, its Markdown, the list of them, the model and a definition by itself say the amount."""
    book = book_of(tmp_path)
    site = site_of(tmp_path, **{name.replace("-", "_"): data for name, data in BOOK.items()})
    for page in site.pages:
        if page.section == "reference":
            continue  # schemas and rules explain the notation
        body = page.body()
        said = [str(body.html), page.description, twin(site, page, body.entries)]
        said += [f"{entry.title} {entry.text}" for entry in body.entries]
        for each in said:
            assert "{value:" not in each, page.url
    assert "{value:" not in llms(site, "")
    assert "{value:" not in json.dumps(as_data(book))
    assert "promise: Answer in 4 business hours" in as_written(tmp_path, "handoff:give")
    assert "# 4 business hours; moves: handoff:give" in as_written(tmp_path, "value:answer")


def test_a_citation_is_a_link_that_explains_itself_and_the_value_lists_its_users(tmp_path: Path) -> None:
    site = site_of(tmp_path, **{name.replace("-", "_"): data for name, data in BOOK.items()})
    html = html_of(site, "metrics/good-leads/")
    assert 'aria-describedby="w_value_line">65 points</a>' in html
    assert "65 points. The score that counts." in text_of(html)
    page = html_of(site, "values/line/")
    assert '<p class="comes-to">65 points</p>' in page
    assert "Cited in Good , Good leads" in text_of(page)
    assert "Give : SLA · Within, 4 business hours" in text_of(html_of(site, "values/answer/"))


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("count(field:lead-id where field:score >= value:line)", []),
        ("count(field:lead-id where field:seen in last value:window)", []),
        ("count(field:lead-id where field:seen in last value:line)", ["formula-unit"]),
        ("count(field:lead-id where field:seen >= value:line)", ["formula-unit"]),
        ("count(field:lead-id where field:score >= value:lime)", ["dangling-reference"]),
        ("count(field:lead-id) + value:window", ["formula-unit"]),
    ],
)
def test_a_formula_knows_what_a_value_counts(written: str, codes: list[str], tmp_path: Path) -> None:
    data = copy.deepcopy(BOOK)
    data["fields"]["seen"] = {**FIELD, "name": "Seen", "type": "date"}
    data["values"]["window"] = {**LINE, "name": "Window", "amount": 90, "unit": "days"}
    data["metrics"]["good-leads"]["formula"] = written
    write_governance(tmp_path, data)
    told = [each.code for each in check(tmp_path, rules_named(["formula-unit"])).findings]
    assert [each for each in told if each in ("formula-unit", "dangling-reference")] == codes


RECORDS = {"lead": [{"lead-id": f"L{score}", "score": score} for score in range(0, 101, 5)]}


def test_a_metric_moves_with_the_value(tmp_path: Path) -> None:
    for amount, expected in ((65, 8), (60, 9)):
        book = book_of(tmp_path, {"values": {"line": {"amount": amount}}})
        answer = compute(records_of(model_of(book), RECORDS), "good-leads", period_named("2026-Q3"))
        assert answer.result == expected


amount_text = st.decimals(0, 10**9, places=3).map(lambda each: f"{each.normalize():f}")


@law(deep=500)
@given(number=amount_text, unit=st.sampled_from(["points", "percent", "days", "business-hours"]))
def test_a_formula_with_a_value_is_the_formula_with_its_number(number: str, unit: str) -> None:
    written = "sum(field:a where field:b >= value:x and field:c in (value:x, 1)) ÷ value:x"
    literal = number + ("%" if unit == "percent" else "")
    filled = formula.filled(formula.parse(written), {"x": (Decimal(number), unit)})
    assert filled == formula.parse(written.replace("value:x", literal))


@law(deep=500)
@given(number=st.decimals(-(10**9), 10**9, places=2), unit=st.from_regex("[a-z]{2,8}s", fullmatch=True))
def test_what_a_value_comes_to_reads_back_as_its_number(number: Decimal, unit: str) -> None:
    said, _, counted = quantity(number, unit).partition(" ")
    assert Decimal(said.replace(",", "")) == number
    assert counted.removesuffix("s") == unit.removesuffix("s")


def test_what_held_once_says_what_its_value_came_to_then(tmp_path: Path) -> None:
    repository = Repo(tmp_path)

    def written(amount: int, sla: Mapping[str, Any]) -> None:
        lines = {**BOOK["values"], "line": {**LINE, "amount": amount}}
        handoff = {**BOOK["handoffs"]["give"], "sla": {**SLA, **sla}}
        write_governance(tmp_path, {**BOOK, "values": lines, "handoffs": {"give": handoff}})
        repository.commit({})

    written(50, {"stops": "At {value:line}"})
    written(50, {"stops": "At {value:line} or so"})  # all that time it was 50 points
    written(65, {"stops": "At {value:line} or so"})
    written(65, {"stops": "At a click"})  # the text before held while the line moved
    book, past = open_handbook(tmp_path), history(tmp_path)
    handoff = book.find("handoff:give")
    assert handoff
    data = [version.data for version in versions(book, past, handoff)]
    said = [each["sla"]["stops"] for each in data if each]
    assert said == ["At a click", "At Entry line or so", "At 50 points"]
    assert "stops: At 50 points or so" in as_of(past, "handoff:give", "2026-01-02")
    assert "stops: At 65 points or so" in as_of(past, "handoff:give", "2026-01-03")


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        (
            {"stages": {"good": {"exit": "With 65 points."}}},
            ["`65 points` is the value `Entry line`; write `{value:line}`"],
        ),
        ({"stages": {"good": {"exit": "It has 65 leads."}}}, []),
        ({"stages": {"good": {"exit": "With 65 or more."}}}, []),
        ({"stages": {"good": {"exit": "With 65 pointers."}}}, []),
        ({"stages": {"good": {"exit": "With 165 points."}}}, []),
        # the stage beside the handoff in which the number stands
        (
            {"stages": {"good": {"exit": "After\nfour  business-hours."}}},
            ["`four business-hours` is the value `Answer`; write `{value:answer}`"],
        ),
        # hours of something else
        ({"systems": {"crm": {"notes": "Down for 4 business hours."}}}, []),
        (
            {"systems": {"crm": {"notes": "A score of 65 points."}}},
            ["`65 points` is the value `Entry line`; write `{value:line}`"],
        ),
    ],
)
def test_a_number_with_the_unit_of_a_value_is_a_suggestion_where_it_is_meant(
    changes: dict[str, Any], found: list[str], tmp_path: Path
) -> None:
    book_of(tmp_path, changes)
    findings = check(tmp_path, rules_named(["value-repeated"])).findings
    assert [each.message for each in findings] == found
    assert all(each.severity is Severity.SUGGESTION for each in findings)


def test_a_formula_that_repeats_a_value_is_told_how_to_name_it(tmp_path: Path) -> None:
    window = {**LINE, "name": "Window", "amount": 28, "unit": "days", "equals": {"metric:good-leads": "unit"}}
    formula_text = "count(field:lead-id where field:seen in last 28 days)"
    seen = {**FIELD, "name": "Seen", "type": "date"}
    changes = {
        "values": {"window": window},
        "fields": {"seen": seen},
        "metrics": {"good-leads": {"formula": formula_text}},
    }
    book_of(tmp_path, changes)
    [finding] = check(tmp_path, rules_named(["value-repeated"])).findings
    assert finding.message == "`28 days` is the value `Window`; write `value:window`"
    assert finding.location.column == 1 + (tmp_path / finding.location.path).read_text("utf-8").splitlines()[
        finding.location.line - 1
    ].index("28 days")
