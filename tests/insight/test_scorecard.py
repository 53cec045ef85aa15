"""The scorecard: every figure is the length of its lists, and counts what a naive count finds."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import jsonschema
import pytest
from hypothesis import HealthCheck, given

import sick
from building import PAST_TODAY, ROOT, rules_named, starter, write_governance
from depth import DEEP, law
from pages import html_of
from planting import checked
from remit.checking import Checked, check
from remit.insight.health.figures import Figure, Looked
from remit.insight.health.measures import MEASURES, figures
from remit.insight.health.scorecard import scorecard
from remit.reports.stats import as_json, as_text
from remit.rules import ALL_RULES
from remit.rules.rule import Context
from remit.rules.suspicions import SUSPECTS
from remit.tree import Overlay
from remit.views import handbook_site
from running import remit

SCHEMA = json.loads((ROOT / "schemas/output/stats.schema.json").read_text(encoding="utf-8"))
SMALL = 4  # definitions of a handbook of which a site is made
OPEN = {"name": "Open", "summary": "S.", "entry": "E.", "exit": "X."}
OWNED: dict[str, Any] = {"operates": {"ops": {}}, "governs": {"revops": {}}}
FUNCTIONS: dict[str, Any] = {
    "revops": {"name": "RevOps", "summary": "S.", "central": True, "reports-to": {"ceo": {}}},
    "ops": {"name": "Ops", "summary": "S."},
}
ROLES: dict[str, Any] = {"ceo": {"name": "CEO", "summary": "S.", "held-by": ["Bo"]}}


@pytest.fixture(scope="module")
def ill() -> Checked:
    return check(Overlay(ROOT, sick.changed()), today=sick.DAY)


def told(checked: Checked, today: str = "") -> dict[str, Any]:
    """What `--stats json` says, once it fits its schema."""
    said: dict[str, Any] = json.loads(as_json(scorecard(checked.book, checked.findings, today)))
    jsonschema.validate(said, SCHEMA)
    return said


def held(found: dict[str, Any]) -> None:
    """Every figure is the length of its lists, over all and by function."""
    for figure in found["figures"]:
        lists = [figure[name] for name in ("kept", "lacking", "unclear")]
        assert figure["asked"] == sum(map(len, lists)), figure["id"]
        pairs = [(each["definition"], each.get("other")) for some in lists for each in some]
        assert len(pairs) == len(set(pairs)), figure["id"]
        for name in ("kept", "lacking", "unclear"):
            in_functions = sum(each[name] for each in figure["by-function"])
            assert in_functions >= len(figure[name]), "what several are responsible for counts for each"
        assert all(each.get("why") for each in (*figure["lacking"], *figure["unclear"])), figure["id"]


def test_the_starter_keeps_to_all_that_a_rule_demands() -> None:
    found = told(check(ROOT, today=PAST_TODAY), PAST_TODAY)
    held(found)
    assert found["not-counted"] == []
    assert {each["id"]: (each["lacking"], each["unclear"]) for each in found["figures"] if each["rules"]} == {
        each.id: ([], []) for each in MEASURES if each.rules
    }
    assert all(each["asked"] for each in found["figures"] if each["id"] != "suspicions")


def test_the_sick_copy_lacks_something_of_nearly_everything(ill: Checked) -> None:
    found = told(ill, sick.DAY)
    held(found)
    lacking = {each["id"] for each in found["figures"] if each["lacking"]}
    assert lacking >= {
        "owners", "roles", "markers", "slas", "formulas", "read", "reviewed-once", "reviewed", "suspicions",
        "answers", "lanes",
    }  # fmt: skip
    assert {each["id"] for each in found["figures"] if each["unclear"]} >= {"owners", "answering"}
    assert [each["rule"] for each in found["waivers"]] == [
        "owner-missing", "handoff-without-sla", "readings-disagree",
    ]  # fmt: skip
    waived = [each for figure in found["figures"] for each in figure["lacking"] if "waiver" in each]
    assert {each["definition"] for each in waived} == {"field:campaign-channel", "handoff:renewal-handoff"}


def test_the_text_names_what_lacks_and_cuts_long_lists(ill: Checked) -> None:
    said = as_text(scorecard(ill.book, ill.findings, sick.DAY))
    assert "handoff:renewal-handoff: handoff `renewal-handoff` has no SLA (waived: renewals-by-hand)" in said
    assert "more: `--stats json` lists all" in said
    assert (
        "handoff-without-sla for handoff:renewal-handoff, until 2026-12-31, granted by coo: Renewals" in said
    )


def test_a_figure_lists_what_its_rules_find(ill: Checked) -> None:
    """Before waivers, so that a waived fault is not counted as fine."""
    context = Context(ill.book, sick.DAY)
    for figure in figures(ill.book, sick.DAY):
        rules = rules_named(set(figure.measure.rules) - SUSPECTS.keys())
        found = {each.definition for rule in rules for each in rule.find(context)}
        listed = {each.definition for each in (*figure.count.lacking, *figure.count.unclear)}
        if figure.measure.id != "reviewed-once":  # the rule finds those that are late, too
            about = {
                each for each in found if not figure.measure.kinds or each.kind.id in figure.measure.kinds
            }
            assert about <= listed, figure.measure.id


def test_every_rule_that_a_figure_names_is_one_and_ids_stay() -> None:
    codes = {rule.code.id for rule in ALL_RULES}
    assert {code for each in MEASURES for code in each.rules} <= codes
    assert [each.id for each in MEASURES] == [
        "owners", "answering", "decisions", "roles", "markers", "slas", "formulas", "read", "used",
        "reviewed-once", "reviewed", "suspicions", "answers", "lanes",
    ]  # fmt: skip


def test_the_guide_lists_every_figure_with_its_rules() -> None:
    text = (ROOT / "docs/guide/health.md").read_text(encoding="utf-8")
    rows = [re.split(r" *\| *", row)[1:-1] for row in text.splitlines() if re.match(r"\| [A-Z]", row)]
    said = {title: re.findall("`([^`]+)`", rules) for title, _, rules in rows}
    assert said == {
        each.title: [] if each.id == "suspicions" else list(each.rules) for each in MEASURES
    }  # of suspicions the table says `all that suspect`


def test_every_suspicion_is_counted() -> None:
    """A rule that asks for an answer is one of those whose answers are counted."""
    answered = {rule.code.id for rule in ALL_RULES if "differs-from" in rule.code.fix}
    assert answered == set(SUSPECTS)


def test_what_needs_a_day_is_left_out_without_one() -> None:
    checked = check(ROOT)
    found = told(checked)
    assert found["day"] is None
    assert [each["id"] for each in found["not-counted"]] == ["reviewed"]
    assert "reviewed" not in {each["id"] for each in found["figures"]}
    assert "not counted: add --today" in as_text(scorecard(checked.book, checked.findings))
    site = handbook_site(checked.book, checked.findings)
    assert "Not counted: this site is of no day." in html_of(site, "health/reviewed/")
    assert "Not counted, since this site is of no day: reviewed in time." in html_of(site, "health/")


def test_the_command_prints_it_and_leaves_as_the_check_does(tmp_path: Path) -> None:
    write_governance(
        tmp_path, {"stages": {"open": {"name": "Open", "summary": "S.", "entry": "E.", "exit": "X."}}}
    )
    done = remit("check", "--stats", "json", "-C", tmp_path)
    found = json.loads(done.stdout)
    assert (done.exit_code, found["findings"]["error"] > 0) == (1, True)
    marker = next(each for each in found["figures"] if each["id"] == "markers")
    assert [each["definition"] for each in marker["lacking"]] == ["stage:open"]
    assert remit("check", "--stats", "text", "-C", ROOT, "--today", PAST_TODAY).exit_code == 0


# -- on the page --

COUNTED = re.compile(r'<a class="count[^"]*" href="([^"#]*)#([^"]*)"[^>]*>(\d+)</a>')


def items_of(html: str, id: str) -> int:
    """How many items the list with this id has."""
    return html.split(f'id="{id}"', 1)[1].split("</ul>", 1)[0].count("<li>")


def every_number_leads_to_its_list(checked: Checked, today: str) -> int:
    """Every number of the page is the length of the list that it links to; returns how many there are."""
    site = handbook_site(checked.book, checked.findings, today)
    numbers = COUNTED.findall(html_of(site, "health/"))
    lists = {address: html_of(site, f"health/{address}") for address in {each for each, _, _ in numbers}}
    assert {(address, id): items_of(lists[address], id) for address, id, _ in numbers} == {
        (address, id): int(number) for address, id, number in numbers
    }
    return len(numbers)


def test_every_number_on_the_page_leads_to_its_list(ill: Checked) -> None:
    assert every_number_leads_to_its_list(check(ROOT, today=PAST_TODAY), PAST_TODAY) > len(MEASURES)
    assert every_number_leads_to_its_list(ill, sick.DAY) > 2 * len(MEASURES)
    assert every_number_leads_to_its_list(checked("hire", {}), sick.DAY) > len(MEASURES)


# -- what cannot be read is said, and never counted as fine --


def count_of(root: Path, id: str, today: str = "") -> Figure:
    checked = check(root, today=today)
    (figure,) = (each for each in figures(checked.book, today) if each.measure.id == id)
    return figure


def test_what_does_not_fit_its_schema_cannot_be_judged(tmp_path: Path) -> None:
    write_governance(
        tmp_path, {"stages": {"open": {"name": "Open", "summary": "S.", "entry": 7, "exit": "X."}}}
    )
    count = count_of(tmp_path, "markers").count
    assert (len(count.kept), len(count.lacking), len(count.unclear)) == (0, 0, 1)
    assert not count.is_whole


def test_a_collection_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    write_governance(tmp_path, {"functions": FUNCTIONS, "roles": ROLES, "stages": {}})
    (tmp_path / "governance" / "stages.yaml").write_text("a: {b\n", encoding="utf-8")
    figure = count_of(tmp_path, "markers")
    assert (figure.count.asked, figure.blind) == (0, ("stage",))
    said = told(check(tmp_path))
    assert said["unread"] == ["stage"]
    assert "Not all could be read: stage" in as_text(scorecard(check(tmp_path).book, ()))


def test_nobody_knows_who_reads_where_nobody_is_named(tmp_path: Path) -> None:
    metric = {"name": "Wins", "summary": "S.", "definition": "D.", "formula": "1", "unit": "count",
              "direction": "higher", "grain": "month", **OWNED}  # fmt: skip
    write_governance(tmp_path, {"functions": FUNCTIONS, "metrics": {"wins": metric}})
    count = count_of(tmp_path, "read").count
    assert [each.why for each in count.unclear] == ["no dashboard names its readers"]


# -- what no rule demands --


def lacking(root: Path, id: str) -> dict[str, str]:
    """What lacks something, with the words for it."""
    return {each.definition.id: each.why for each in count_of(root, id).count.lacking}


def test_what_has_an_owner_whom_nobody_stands_for_is_orphaned(tmp_path: Path) -> None:
    entity = {"name": "Lead", "summary": "S.", "identity": "I."}
    left: dict[str, Any] = {"name": "Left", "summary": "S.", "vacant": True}
    write_governance(tmp_path, {
        "functions": FUNCTIONS,
        "roles": {**ROLES, "left": left},
        "entities": {
            "nobodys": {**entity, "name": "A"},
            "of-nobody": {**entity, "name": "B", "governs": {"ops": {}}},
            "of-who-left": {**entity, "name": "C", "governs": {"role:left": {}}},
            "of-the-ceo": {**entity, "name": "D", "governs": {"revops": {}}},
        },
    })  # fmt: skip
    assert lacking(tmp_path, "answering") == {
        "nobodys": "nobody owns it",
        "of-nobody": "nobody stands for Ops",
        "of-who-left": "nobody stands for Left",
    }


def test_a_record_is_no_use_and_neither_is_a_thing_itself(tmp_path: Path) -> None:
    entity = {"name": "Lead", "summary": "S.", "identity": "I.", "notes": "As {entity:lead} says."}
    change = {"name": "C", "summary": "S.", "what": "W.", "why": "Y.", "definitions": ["entity:lead"],
              "state": "proposed"}  # fmt: skip
    write_governance(tmp_path, {"entities": {"lead": entity}, "changes": {"c": change}})
    assert lacking(tmp_path, "used") == {"lead": "nothing in the handbook refers to it"}
    term = {"name": "Prospect", "summary": "S.", "see": ["entity:lead"]}
    write_governance(tmp_path, {"entities": {"lead": entity}, "changes": {"c": change}, "terms": {"p": term}})
    assert lacking(tmp_path, "used") == {}


@pytest.mark.parametrize(
    ("file", "was", "says"),
    [
        ("opportunity-stages", "lane: shared", "it names the lane `local`, and takes `shared`"),
        ("campaign-naming", "lane: local", "it names the lane `shared`, and nothing that lane is for uses"),
    ],
)
def test_a_lane_that_is_not_the_one_of_its_reach_is_told(file: str, was: str, says: str) -> None:
    path = f"governance/decisions/{file}.yaml"
    text = (ROOT / path).read_text(encoding="utf-8")
    now = "lane: local" if was == "lane: shared" else "lane: shared"
    book = check(Overlay(ROOT, {path: text.replace(was, now)})).book
    (figure,) = (each for each in figures(book) if each.measure.id == "lanes")
    (item,) = figure.count.lacking
    assert item.definition.id == file
    assert item.why.startswith(says)


# -- against a naive count --


def field(draw: st.DrawFn) -> dict[str, Any]:
    place = {"object": "Lead", "api-name": draw(st.uuids()).hex, "sync": "truth"}
    made: dict[str, Any] = {"name": draw(st.uuids()).hex, "summary": "S.", "entity": "lead", "type": "text"}
    made["systems"] = {"crm": place}
    for name, value in (
        ("operates", {"ops": {}}),
        ("governs", {"revops": {}}),
        ("review-every", "quarter"),
        ("reviewed", draw(st.sampled_from(["2026-01-01", "2026-10-01"]))),
    ):
        if draw(st.booleans()):
            made[name] = value
    return made


def stage(draw: st.DrawFn) -> dict[str, Any]:
    made: dict[str, Any] = {"name": draw(st.uuids()).hex, "summary": "S.", "entry": "E.", "exit": "X.",
                            "initial": True, "terminal": True, **OWNED}  # fmt: skip
    if draw(st.booleans()):
        made["markers"] = {"crm": {"field": "f0", "test": "filled"}}
    return made


@st.composite
def handbooks(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    fields = {f"f{at}": field(draw) for at in range(draw(st.integers(1, 6)))}
    stages = {f"s{at}": stage(draw) for at in range(draw(st.integers(0, 4)))}
    return {"functions": FUNCTIONS, "roles": ROLES, "fields": fields, "stages": stages}


@given(handbook=handbooks())
@law(deep=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_generated_handbook_is_counted_as_a_naive_count_has_it(
    tmp_path: Path, handbook: dict[str, dict[str, Any]]
) -> None:
    write_governance(tmp_path, handbook)
    checked = check(tmp_path, (), today=PAST_TODAY)  # the figures ask the rules themselves
    held(told(checked, PAST_TODAY))
    counted = {each.measure.id: each for each in figures(checked.book, PAST_TODAY)}
    lacks = {id: {item.definition.id for item in each.count.lacking} for id, each in counted.items()}
    fields, stages = handbook["fields"], handbook["stages"]
    things = {**fields, **stages}
    assert lacks["owners"] == {id for id, each in things.items() if not OWNED.keys() <= each.keys()}
    assert lacks["markers"] == {id for id, each in stages.items() if "markers" not in each}
    due = {id: each for id, each in things.items() if "review-every" in each}
    assert counted["reviewed"].count.asked == counted["reviewed-once"].count.asked == len(due)
    assert lacks["reviewed-once"] == {id for id, each in due.items() if "reviewed" not in each}
    assert lacks["reviewed"] == {id for id, each in due.items() if each.get("reviewed", "") < "2026-08-20"}
    named = {"f0"} if any("markers" in each for each in stages.values()) else set()
    assert lacks["used"] == fields.keys() - named
    ops = [
        each for function, each in counted["owners"].by_function.items() if function and function.id == "ops"
    ]
    assert sum(each.asked for each in ops) == sum("operates" in each for each in things.values())
    if DEEP or len(things) < SMALL:  # a site of each would cost more than all the rest
        every_number_leads_to_its_list(checked, PAST_TODAY)


def test_a_rule_is_asked_once_for_all_figures() -> None:
    looked = Looked(Context(starter(), None))
    assert looked.told("owner-missing") is looked.told("owner-missing")
