"""Nobody lifts a rule in the change that breaks it: BASE's rules, severities and waivers hold for HEAD."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from building import write_handbook
from remit.change.review.review import review

OWNED: dict[str, Any] = {"operates": {"revops": {}}, "governs": {"revops": {}}}
RULE = {
    "name": "Accounts",
    "summary": "Finance is asked.",
    "select": {"kind": "metric"},
    "must": "governed-by has function:finance",
    "message": "`{name}` is governed by {governed-by}",
    "severity": "error",
    "why": "W.",
    "fix": "F.",
    "good": {"metrics": {"a": {"governs": {"finance": {}}}}},
    "bad": {"metrics": {"a": {"governs": {"revops": {}}}}},
    **OWNED,
}
METRIC = {
    "name": "Won",
    "summary": "S.",
    "definition": "D.",
    "formula": "1",
    "unit": "count",
    "direction": "higher",
    "grain": "month",
    "operates": {"revops": {}},
    "governs": {"finance": {}},
}
DATA: dict[str, dict[str, Any]] = {
    "functions": {
        "revops": {"name": "RevOps", "summary": "S.", "central": True},
        "finance": {"name": "Finance", "summary": "S."},
    },
    "roles": {"head": {"name": "Head", "summary": "S.", "function": "revops", "held-by": ["Bo"]}},
    "metrics": {"won": METRIC, "lost": {**METRIC, "name": "Lost", "governs": {"revops": {}}}},
    "rules": {"accounts": RULE},
    "handbook": {"name": "H", "summary": "S."},
}
Data = dict[str, dict[str, Any]]


def break_it(data: Data) -> None:
    data["metrics"]["won"]["governs"] = {"revops": {}}


def nothing(_data: Data) -> None:
    """The rule stays."""


def delete(data: Data) -> None:
    data["rules"] = {"another": {**RULE, "name": "Another", "must": "name is filled"}}


def weaken(data: Data) -> None:
    data["rules"]["accounts"]["must"] = "governed-by is filled"


def select_less(data: Data) -> None:
    data["rules"]["accounts"]["select"] = {"kind": "metric", "where": "name = Lost"}


def draft(data: Data) -> None:
    data["rules"]["accounts"]["status"] = "draft"


def lower(data: Data) -> None:
    data["rules"]["accounts"]["severity"] = "warning"


def switch_off(data: Data) -> None:
    data["handbook"]["severities"] = {"rule:accounts": "off"}


def waive(data: Data) -> None:
    waiver = {
        "rule": "rule:accounts",
        "definition": "metric:won",
        "reason": "R.",
        "who": "head",
        "until": "2027-01-01",
    }
    data["handbook"]["waivers"] = {"w": waiver}


def reword(data: Data) -> None:
    data["rules"]["accounts"]["message"] = "ask Finance"


Change = Callable[[Data], None]


def gaps(root: Path, *changes: Change, before: tuple[Change, ...] = ()) -> list[str]:
    """What a review of two states says of rules that are lifted."""
    old = copy.deepcopy(DATA)
    for change in before:
        change(old)
    new = copy.deepcopy(old)
    for change in changes:
        change(new)
    places = [write_handbook(root / name, data) for name, data in (("old", old), ("new", new))]
    return [each.message for each in review(*places).gaps if each.code == "rule-lifted"]


@pytest.mark.parametrize(
    ("lift", "how"),
    [
        (delete, "deletes the rule"),
        (weaken, "changes what the rule demands"),
        (select_less, "changes what the rule demands"),
        (draft, "makes the rule a draft"),
        (lower, "makes the rule a warning"),
        (switch_off, "makes the rule silent"),
        (waive, "waives the rule for it"),
    ],
)
def test_who_breaks_a_rule_and_lifts_it_is_told_both(lift: Change, how: str, tmp_path: Path) -> None:
    (said,) = gaps(tmp_path, break_it, lift)
    lifted = f"`metric:won` breaks `rule:accounts` as the base has it, and this change {how}"
    assert said == f"{lifted}: `Won` is governed by RevOps"


@pytest.mark.parametrize("lift", [delete, weaken, lower, switch_off, waive])
def test_who_only_lifts_a_rule_or_only_breaks_it_is_not(lift: Change, tmp_path: Path) -> None:
    """`lost` broke the rule before; that a rule is broken is for the check to say."""
    assert gaps(tmp_path / "lifted", lift) == []
    assert gaps(tmp_path / "broken", break_it) == []
    assert gaps(tmp_path / "reworded", break_it, reword) == []


def test_what_the_base_waives_may_be_broken(tmp_path: Path) -> None:
    assert gaps(tmp_path, break_it, delete, before=(waive,)) == []


def test_a_rename_of_what_a_rule_names_lifts_nothing(tmp_path: Path) -> None:
    def rename(data: Data) -> None:
        data["functions"]["money"] = {**data["functions"].pop("finance"), "former-ids": ["finance"]}
        data["metrics"]["won"]["governs"] = {"revops": {}}
        data["rules"] = {"another": {**RULE, "name": "Another", "must": "name is filled"}}

    assert len(gaps(tmp_path, rename)) == 1


def test_rules_that_come_with_remit_are_held_alike(tmp_path: Path) -> None:
    def unown(data: Data) -> None:
        del data["metrics"]["won"]["governs"]
        data["rules"] = {}

    def off(data: Data) -> None:
        data["handbook"]["severities"] = {"owner-missing": "off"}

    def no_rules(data: Data) -> None:
        data["rules"] = {}

    (said,) = gaps(tmp_path / "both", unown, off, before=(no_rules,))
    assert said.startswith(
        "`metric:won` breaks `owner-missing` as the base has it, and this change makes the rule silent"
    )
    assert gaps(tmp_path / "one", unown, before=(no_rules,)) == []
