"""The starting blueprint: what is met follows from the definitions, and what is left is named."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from building import write_handbook
from remit.checking import check
from remit.handbook import Handbook
from remit.insight.blueprint import Check, following, in_words, steps

OWNED: dict[str, Any] = {"operates": {"sales": {}}, "governs": {"role:lead": {}}}
NAMED = {"summary": "S."}
HELD = {"object": "deal", "api-name": "state", "sync": "truth"}
SLA = {
    "promise": "Soon.",
    "label": "4 h",
    "within": {"amount": 4, "unit": "hours"},
    "starts": "S.",
    "stops": "S.",
}
# The least handbook in which all five steps are done.
DONE: dict[str, dict[str, Any]] = {
    "functions": {
        "sales": {"name": "Sales", **NAMED},
        "marketing": {"name": "Marketing", **NAMED},
        "revops": {"name": "RevOps", **NAMED, "central": True},
        "analytics": {"name": "Analytics", **NAMED, "parent": "revops"},
    },
    "roles": {"lead": {"name": "Lead", **NAMED, "function": "analytics", "held-by": ["@lead"]}},
    "systems": {"bi": {"name": "BI", **NAMED, "category": "bi", **OWNED}},
    "entities": {"deal": {"name": "Deal", **NAMED, "identity": "An id."}},
    "fields": {
        "state": {"name": "State", **NAMED, "entity": "deal", "type": "text", "systems": {"bi": HELD}}
    },
    "stages": {
        "open": {
            "name": "Open", **NAMED, "order": 1, "entry": "E.", "exit": "X.", **OWNED,
            "markers": {"bi": {"field": "state", "test": "filled"}},
            "next": {"won": {"way": "on", "when": "W."}},
        },
        "won": {
            "name": "Won", **NAMED, "order": 2, "entry": "E.", "exit": "X.", **OWNED, "terminal": True,
            "markers": {"bi": {"field": "state", "test": "filled"}},
        },
    },
    "handoffs": {
        "over": {
            "name": "Over", **NAMED, "from": "open", "to": "won", "giver": "sales", "receiver": "marketing",
            "sla": SLA, "required-fields": ["state"], "settled-by": "lead",
        }
    },
    "metrics": {
        "rate": {
            "name": "Rate", **NAMED, "definition": "D.", "formula": "1", "unit": "ratio",
            "direction": "higher", "grain": "month", "systems": ["bi"], **OWNED,
            "leadership": True, "accountable": "lead",
            "thresholds": {"low": {"below": 1, "level": "bad", "means": "M."}},
        }
    },
    "dashboards": {
        "board": {"name": "Board", **NAMED, "purpose": "P.", "system": "bi", "metrics": {"rate": {}}, **OWNED}
    },
    "lanes": {
        "local": {
            "name": "Local", **NAMED, "reach": "local", "approval": "A.", "approved-by": {"sales": {}},
            "triggers": {"own": {"when": "Own."}},
        },
        "shared": {
            "name": "Shared", **NAMED, "reach": "shared", "approval": "A.", "approved-by": {"revops": {}},
            "triggers": {
                "all": {"when": "All.", "kinds": ["stage", "handoff", "metric", "handbook", "lane"]},
                "beyond": {"when": "Another side uses it.", "touches": {"beyond-own": True}},
            },
        },
    },
    "decisions": {
        "rule": {"name": "Rule", **NAMED, "lane": "shared", "parties": {"revops": {"letter": "A"}}}
    },
    "cadences": {
        "funnel": {
            "name": "Funnel", **NAMED, "every": "month", "agenda": ["Q?"], "outputs": ["Decisions"],
            "participants": {"sales": {}, "marketing": {}, "role:lead": {}}, "dashboards": ["board"],
        }
    },
}  # fmt: skip


def book_of(root: Path, collections: dict[str, Any]) -> Handbook:
    checked = check(write_handbook(root, collections))
    unfit = [str(each.ref) for each in checked.book.definitions() if not each.sound]
    assert unfit == []
    return checked.book


def unmet(book: Handbook) -> list[tuple[str, Check]]:
    return [(step.id, each) for step in steps(book) for each in step.checks if not each.done]


def test_a_handbook_that_has_all_of_it_is_done(tmp_path: Path) -> None:
    book = book_of(tmp_path, DONE)
    assert unmet(book) == []
    assert in_words(steps(book)) == "All five steps are done."
    assert following(steps(book)) is None


def test_an_empty_handbook_has_begun_nothing(tmp_path: Path) -> None:
    book = book_of(tmp_path, {})
    assert sum(step.met for step in steps(book)) == 0, "lacking nothing is no progress where nothing is"
    assert in_words(steps(book)) == "0 of 5 steps are done."
    first = following(steps(book))
    assert first is not None
    assert first.id == "map"


def without(*path: str) -> Callable[[dict[str, Any]], None]:
    def change(collections: dict[str, Any]) -> None:
        *above, last = path
        inner = collections
        for name in above:
            inner = inner[name]
        del inner[last]

    return change


def writing(value: Any, *path: str) -> Callable[[dict[str, Any]], None]:
    def change(collections: dict[str, Any]) -> None:
        *above, last = path
        inner = collections
        for name in above:
            inner = inner[name]
        inner[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "step", "lacking"),
    [
        (without("stages", "open", "operates"), "map", ["stage:open"]),
        (without("stages", "won", "governs"), "map", ["stage:won"]),
        (without("stages", "won", "markers"), "map", ["stage:won"]),
        (without("stages", "won", "terminal"), "map", ["stage:won"]),
        (without("handoffs", "over", "sla"), "map", ["handoff:over"]),
        (without("handoffs", "over", "settled-by"), "map", ["handoff:over"]),
        (without("handoffs", "over", "required-fields"), "map", ["handoff:over"]),
        (without("metrics", "rate", "operates"), "dictionary", ["metric:rate"]),
        (without("metrics", "rate", "systems"), "dictionary", ["metric:rate"]),
        (without("metrics", "rate", "thresholds"), "dictionary", ["metric:rate"]),
        (without("metrics", "rate", "accountable"), "dictionary", ["metric:rate"]),
        (
            writing({"rate": {}, "gone": {}}, "dashboards", "board", "metrics"),
            "dictionary",
            ["dashboard:board"],
        ),
        (without("lanes", "local"), "control", []),
        (without("lanes", "local", "approved-by"), "control", ["lane:local"]),
        (without("lanes", "shared", "triggers", "beyond"), "control", ["cadence:funnel"]),
        (writing({"revops": {"letter": "C"}}, "decisions", "rule", "parties"), "control", ["decision:rule"]),
        (
            writing({"revops": {"letter": "A"}, "sales": {"letter": "G"}}, "decisions", "rule", "parties"),
            "control",
            ["decision:rule"],
        ),
        (without("cadences", "funnel", "outputs"), "review", []),
        (without("cadences", "funnel", "dashboards"), "review", []),
        (without("functions", "revops", "central"), "reporting", []),
        (writing({"sales": {}}, "metrics", "rate", "governs"), "reporting", ["metric:rate"]),
        (writing({"sales": {}}, "dashboards", "board", "governs"), "reporting", ["metric:rate"]),
        (writing({"sales": {}}, "systems", "bi", "governs"), "reporting", ["system:bi"]),
    ],
)
def test_each_check_fails_for_what_lacks_it_and_names_it(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], step: str, lacking: list[str]
) -> None:
    collections = copy.deepcopy(DONE)
    change(collections)
    found = unmet(book_of(tmp_path, collections))
    assert {id for id, _ in found} == {step}
    assert all(each.fix for _, each in found)
    named = [str(one.ref) for _, each in found for one in each.lacking]
    assert named[: len(lacking)] == lacking
    assert bool(named) is bool(lacking) or step == "reporting"


@pytest.mark.parametrize(
    "change",
    [
        writing("quarter", "cadences", "funnel", "every"),
        without("cadences", "funnel", "participants", "sales"),  # two functions are no round of all
    ],
)
def test_a_review_counts_only_monthly_and_across_functions(
    tmp_path: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    collections = copy.deepcopy(DONE)
    change(collections)
    assert [id for id, _ in unmet(book_of(tmp_path, collections))] == ["review"] * 3


def test_parties_that_say_they_share_a_decision_are_one(tmp_path: Path) -> None:
    collections = copy.deepcopy(DONE)
    collections["decisions"]["rule"]["parties"] = {
        "revops": {"letter": "A", "with": ["sales"]},
        "sales": {"letter": "A", "with": ["revops"]},
    }
    assert unmet(book_of(tmp_path, collections)) == []


def test_functions_in_a_ring_end_the_search_for_the_central_one(tmp_path: Path) -> None:
    collections = copy.deepcopy(DONE)
    del collections["functions"]["revops"]["central"]
    collections["functions"]["revops"]["parent"] = "analytics"
    assert {id for id, _ in unmet(book_of(tmp_path, collections))} == {"reporting"}
