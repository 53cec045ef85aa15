"""Assessments that the handbook answers itself: each answer turned alone changes its own result only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import pytest

from building import ROOT, starter
from pages import html_of, text_of
from planting import Fault, Texts, checked, edited, faults
from remit.assessment import TESTS, Verdict, verdicts
from remit.handbook import Definition, Handbook
from remit.insight.blueprint import steps
from remit.insight.maturity import Result, results
from remit.ownership.sides import Sides
from remit.views import handbook_site

NAMED = {each.name: each for each in faults() if each.handbook == "starter"}
# question of the four-question test → the planted fault that turns it
FOUR: Mapping[str, str] = {
    "real-disputes": "disputes-to-another",
    "real-dashboard": "leaders-read-a-page-of-one-function",
    "real-first-kpi": "judged-by-one-function",
    "real-weekly-meeting": "meets-monthly",
}
UNDER_CMO = NAMED["central-under-one-function"].edits
UNDER_CRO = NAMED["head-of-one-function-above-the-governor"].edits


def turned(*edits: Iterable[Mapping[str, str]]) -> Handbook:
    """The starter with some edits."""
    return checked("starter", edited("starter", [each for some in edits for each in some])).book


def fault_of(question: str) -> Fault:
    return NAMED[FOUR[question]]


@cache
def healthy() -> Mapping[str, bool]:
    return passes(starter())


def passes(book: Handbook) -> Mapping[str, bool]:
    """Question → whether the handbook passes it."""
    return {each.id: said.passes for each, said in verdicts(book, Sides(book)).items()}


def result(book: Handbook, test: str) -> Result:
    found = book.get("assessment", test)
    assert found is not None
    return results(book, [found])[0]


def said_of(book: Handbook, question: str) -> Verdict:
    found = book.get("question", question)
    assert found is not None
    return verdicts(book, Sides(book))[found]


def refs(definitions: Iterable[Definition]) -> set[str]:
    return {str(each.ref) for each in definitions}


# -- the four-question test --


def test_the_starter_passes_every_question_that_it_can_answer() -> None:
    assert set(healthy().values()) == {True}
    asked = {each.id for each in starter().all("question") if each.get("test")}
    assert healthy().keys() == asked
    assert {each["test"] for each in starter().all("question") if each.get("test")} == TESTS.keys()


@pytest.mark.parametrize("question", FOUR)
def test_an_answer_turned_alone_changes_its_own_result_only(question: str) -> None:
    book = turned(fault_of(question).edits)
    assert {id for id, each in passes(book).items() if each != healthy()[id]} == {question}
    found = result(book, "real-revops")
    assert (found.score, found.at) == (1, "inconclusive")
    for test in ("renamed-marketing-ops", "one-hour", "need-signals", "authority"):
        assert result(book, test).score == result(starter(), test).score


def test_turned_round_the_four_question_test_fails() -> None:
    book = turned(*(fault_of(question).edits for question in FOUR))
    found = result(book, "real-revops")
    assert (found.score, found.at) == (4, "renamed")
    edits = [each for question in FOUR for each in fault_of(question).edits]
    findings = checked("starter", edited("starter", edits)).findings
    contradicted = [each for each in findings if each.code == "answer-contradicts"]
    assert {each.subject for each in contradicted} == {f"question:{each}" for each in FOUR}


def test_the_score_counts_the_handbook_and_not_the_answer() -> None:
    """The answer says `pass` all the time; a finding says that it contradicts."""
    book = turned(fault_of("real-disputes").edits)
    (point,) = [each for each in result(book, "real-revops").points if each.definition.id == "real-disputes"]
    assert (point.definition["answer"], point.counts) == ("pass", True)
    assert point.verdict is not None


# -- what it rests on --


@pytest.mark.parametrize("question", sorted(healthy()))
def test_every_verdict_names_definitions_that_it_rests_on(question: str) -> None:
    assert said_of(starter(), question).rests_on
    assert said_of(starter(), question).words.endswith(".")


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("real-disputes", {"handoff:mql-to-sql"}),
        ("real-dashboard", {"dashboard:executive-revenue"}),
        ("real-first-kpi", {"metric:win-rate"}),
    ],
)
def test_a_verdict_that_fails_names_those_at_fault(question: str, wrong: set[str]) -> None:
    found = said_of(turned(fault_of(question).edits), question)
    assert (found.passes, refs(found.rests_on)) == (False, wrong)


def test_a_meeting_that_is_too_seldom_is_named() -> None:
    found = said_of(turned(fault_of("real-weekly-meeting").edits), "real-weekly-meeting")
    assert "cadence:weekly-leaders-sync" in refs(found.rests_on)


def test_the_page_says_which_answers_are_read_and_which_are_people_s() -> None:
    found = checked("starter", {})
    text = text_of(html_of(handbook_site(found.book, found.findings), "assessments/real-revops/"))
    assert text.count("Read from this handbook.") == 4
    assert "It rests on" in text
    asked = text_of(html_of(handbook_site(found.book, found.findings), "assessments/one-hour/"))
    assert "Answered by people." in asked
    assert "Read from this handbook." not in asked
    signs = text_of(html_of(handbook_site(found.book, found.findings), "assessments/need-signals/"))
    assert signs.count("Seen by people.") == 5


# -- the renamed-ops test, and whether the governor stands apart --


def test_under_the_cmo_the_line_fails_and_the_governor_does_not_stand_apart() -> None:
    book = turned(UNDER_CMO)
    changed = {id for id, each in passes(book).items() if each != healthy()[id]}
    assert changed == {"renamed-line", "authority-apart", "authority-not-under-cmo"}
    assert refs(said_of(book, "renamed-line").rests_on) == {"role:cmo"}
    assert result(book, "renamed-marketing-ops").at == "inconclusive"
    assert result(book, "authority").at == "fails"
    assert result(book, "real-revops").score == 0


def test_under_a_cro_who_heads_sales_only_that_is_a_warning() -> None:
    book = turned(UNDER_CRO)
    changed = {id for id, each in passes(book).items() if each != healthy()[id]}
    assert changed == {"authority-cro-and-sales"}
    assert result(book, "authority").at == "look"


def test_without_the_stages_of_one_function_the_scope_fails_alone() -> None:
    book = turned(_sales_governs_its_stages())
    changed = {id for id, each in passes(book).items() if each != healthy()[id]}
    assert changed == {"renamed-scope"}
    assert refs(said_of(book, "renamed-scope").rests_on) == {"function:sales"}


def _sales_governs_its_stages() -> list[dict[str, str]]:
    """Every stage that Sales operates is governed by Sales Ops."""
    book = starter()
    sides = Sides(book)
    found = []
    for stage in book.all("stage"):
        behind = {sides.of(edge.target).id for edge in stage.played_by("operates")}
        if "sales-ops" in behind or "sales" in behind:
            file = stage.document.path.removeprefix("governance/")
            found.append({"file": file, "was": "governs:\n  revops:", "now": "governs:\n  sales-ops:"})
    return found


# -- the signs of need, and the blueprint --


@pytest.mark.parametrize(
    ("present", "reading"), [(0, "noise"), (1, "noise"), (2, "watch"), (3, "debt"), (5, "debt")]
)
def test_the_signs_of_need_are_counted(present: int, reading: str) -> None:
    signs = [each for each in starter().all("signal") if each.get("assessment")]
    text = (ROOT / "governance/signals.yaml").read_text(encoding="utf-8")
    for at, sign in enumerate(sorted(signs, key=lambda each: each["order"])):
        head, _, rest = text.partition(f"\n{sign.id}:\n")
        now = "true" if at < present else "false"
        was = "true" if sign["present"] else "false"
        text = f"{head}\n{sign.id}:\n" + rest.replace(f"present: {was}", f"present: {now}", 1)
    texts: Texts = {"governance/signals.yaml": text}
    book = checked("starter", texts).book
    found = result(book, "need-signals")
    assert (found.score, found.at) == (present, reading)
    assert passes(book) == healthy()


def test_the_blueprint_follows_what_is_turned_in_one_step_only() -> None:
    """Its reporting logic is under the central function; under another one that step alone is open."""
    before = {each.id: each.met for each in steps(starter())}
    after = {each.id: each.met for each in steps(turned(fault_of("real-dashboard").edits))}
    assert {id for id in before if before[id] != after[id]} == {"reporting"}
