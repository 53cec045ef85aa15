"""Rules of a company's own: what they find, held against a plain reading of what they say."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from building import write_handbook
from depth import DEEP
from pages import html_of, site_of
from remit.checking import check
from remit.handbook import Definition, Handbook
from remit.reading import open_handbook
from remit.rules.own.applied import OwnRules
from running import remit

OWNED: Mapping[str, Any] = {"operates": {"revops": {}}, "governs": {"revops": {}}}


def rule(kind: str, must: str, **more: Any) -> dict[str, Any]:
    """A draft has no examples that hold; `status` makes it apply all the same."""
    where = {"where": more.pop("where")} if "where" in more else {}
    return {
        "name": "R",
        "summary": "S.",
        "select": {"kind": kind, **where},
        "must": must,
        "message": "`{name}` breaks it",
        "severity": "error",
        "why": "W.",
        "fix": "F.",
        "good": {"terms": {"a": {}}},
        "bad": {"terms": {"a": {}}},
        **OWNED,
        **more,
    }


def book_with(root: Path, rules: Mapping[str, Any], **collections: Mapping[str, Any]) -> Handbook:
    return open_handbook(write_handbook(root, {"rules": rules, **collections}))


def broken(book: Handbook, id: str = "r") -> set[str]:
    return {each.id for each, _ in OwnRules(book).outcome(id).broken}


def metric(**more: Any) -> dict[str, Any]:
    return {
        "name": "M",
        "summary": "S.",
        "definition": "D.",
        "formula": "1",
        "unit": "count",
        "direction": "higher",
        "grain": "month",
        **more,
    }


# -- against a plain reading ---------------------------------------------------


def drawn(chance: random.Random) -> dict[str, dict[str, Any]]:
    """Functions with parts, roles, metrics with thresholds, and dashboards that show some of them."""
    functions = [f"f{each}" for each in range(4)]
    roles = [f"r{each}" for each in range(3)]
    found: dict[str, dict[str, Any]] = {"functions": {}, "roles": {}, "metrics": {}, "dashboards": {}}
    found["systems"] = {"s": {"name": "S", "summary": "S.", "category": "bi"}}
    for place, id in enumerate(functions):
        parent = {"parent": functions[chance.randrange(place)]} if place and chance.random() < 0.4 else {}
        found["functions"][id] = {"name": id, "summary": "S.", **parent}
    for id in roles:
        of = {"function": chance.choice(functions)} if chance.random() < 0.7 else {}
        found["roles"][id] = {"name": id, "summary": "S.", "held-by": ["Bo"], **of}
    for place in range(8):
        governors = chance.sample([*functions, *roles], chance.randrange(3))
        partner = {"with": [chance.choice(functions)]} if chance.random() < 0.3 else {}
        levels = {
            f"t{each}": {"level": chance.choice(["good", "bad"]), "means": "M."}
            for each in range(chance.randrange(3))
        }
        for each in levels.values():
            if chance.random() < 0.5:
                each["action"] = "Act."
        more = {"governs": dict.fromkeys(governors, partner)} if governors else {}
        found["metrics"][f"m{place}"] = metric(**more, **({"thresholds": levels} if levels else {}))
    for place in range(3):
        level = {"level": "executive"} if chance.random() < 0.5 else {}
        shown: dict[str, Any] = {f"m{each}": {} for each in chance.sample(range(8), chance.randrange(1, 5))}
        found["dashboards"][f"d{place}"] = {
            "name": f"d{place}",
            "summary": "S.",
            "purpose": "P.",
            "readers": {"f0": {}},
            "metrics": shown,
            "system": "s",
            "operates": {"f0": {}},
            "governs": {"f0": {}},
            **level,
        }
    return found


class Plain:
    """The same questions, asked of the data as it is written."""

    def __init__(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        self.data = data

    def governors(self, id: str) -> set[str]:
        said = self.data["metrics"][id].get("governs", {})
        return {*said, *(other for each in said.values() for other in each.get("with", ()))}

    def wholes(self, party: str) -> set[str]:
        """A party with the functions that it is a role or a part of."""
        found = {party}
        here = self.data["roles"].get(party, {}).get("function", party)
        while here:
            found.add(here)
            here = self.data["functions"].get(here, {}).get("parent")
        return found

    def shown_on(self, id: str) -> list[Mapping[str, Any]]:
        return [each for each in self.data["dashboards"].values() if id in each["metrics"]]

    def thresholds(self, id: str) -> list[Mapping[str, Any]]:
        return [*self.data["metrics"][id].get("thresholds", {}).values()]

    def executive(self, id: str) -> int:
        return sum(each.get("level") == "executive" for each in self.shown_on(id))

    def told(self, id: str) -> Mapping[str, bool]:
        """Filter → whether it holds for a metric."""
        bad = [each for each in self.thresholds(id) if each["level"] == "bad"]
        return {
            "governed-by has function:f1": any("f1" in self.wholes(each) for each in self.governors(id)),
            "governed-by has no role:r1": "r1" not in self.governors(id),
            "governed-by is filled": bool(self.governors(id)),
            "by shown-on any (level = executive)": self.executive(id) > 0,
            "by shown-on all (level = executive)": self.executive(id) == len(self.shown_on(id)),
            "count(by shown-on where level = executive) >= 2": self.executive(id) >= 2,
            "count(governed-by) < 2": len(self.governors(id)) < 2,
            "thresholds any (level = bad and action is filled)": any("action" in each for each in bad),
            "thresholds all (level != bad or action is filled)": all("action" in each for each in bad),
            "thresholds is empty": not self.thresholds(id),
            "by shown-on any (count(shows) > 2)": any(len(each["metrics"]) > 2 for each in self.shown_on(id)),
        }


@pytest.mark.parametrize("seed", range(60 if DEEP else 6))
def test_a_rule_finds_what_a_plain_reading_finds(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    data = drawn(chance)
    plain = Plain(data)
    rules, wanted = {}, {}
    for place in range(12):
        one, other = chance.sample([*plain.told("m0")], 2)
        word = chance.choice(["and", "or"])
        rules[f"rule-{place}"] = {
            **rule("metric", f"{one} {word} ({other})"),
            "operates": {"f0": {}},
            "governs": {"f0": {}},
        }
        both = {id: (plain.told(id)[one], plain.told(id)[other]) for id in data["metrics"]}
        wanted[f"rule-{place}"] = {
            id for id, held in both.items() if not (all(held) if word == "and" else any(held))
        }
    book = book_with(tmp_path, rules, **data)
    assert [each.message for each in book.diagnostics] == []
    found = OwnRules(book)
    assert {id: each.problems for id, each in found.rules.items() if each.problems} == {}
    told = {id: {each.id for each, _ in found.outcome(id).broken} for id in rules}
    assert told == wanted, {id: rules[id]["must"] for id in rules if told[id] != wanted[id]}


# -- what cannot be known ------------------------------------------------------


def test_what_hangs_on_a_file_that_cannot_be_read_is_not_told(tmp_path: Path) -> None:
    functions = {"revops": {"name": "RevOps", "summary": "S."}}
    metrics = {"m": metric(**OWNED)}
    rules = {"r": rule("metric", "by shown-on is filled")}
    assert broken(book_with(tmp_path, rules, functions=functions, metrics=metrics)) == {"m"}
    (tmp_path / "governance" / "dashboards.yaml").write_text("d: {name: [", encoding="utf-8")
    assert broken(open_handbook(tmp_path)) == set()


def test_what_hangs_on_a_reference_that_leads_nowhere_is_not_told(tmp_path: Path) -> None:
    functions = {
        "revops": {"name": "RevOps", "summary": "S."},
        "finance": {"name": "Finance", "summary": "S."},
    }
    metrics = {"m": metric(operates={"revops": {}}, governs={"revops": {}, "finanse": {}})}
    rules = {"r": rule("metric", "governed-by has function:finance")}
    found = [
        each.code
        for each in check(
            write_handbook(tmp_path, {"rules": rules, "functions": functions, "metrics": metrics})
        ).findings
    ]
    assert "dangling-reference" in found
    assert "rule:r" not in found


def test_a_draft_is_not_applied(tmp_path: Path) -> None:
    functions = {"revops": {"name": "RevOps", "summary": "S."}}
    rules = {"r": rule("metric", "target is filled", status="draft")}
    book = book_with(tmp_path, rules, functions=functions, metrics={"m": metric(**OWNED)})
    assert broken(book) == set()


# -- cost ----------------------------------------------------------------------


def test_a_filter_is_asked_of_each_definition_once_however_many_lead_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All metrics of one function: what holds of the function is found once, and so is what it governs."""
    asked: list[str] = []
    whole = Definition.status

    def counted(definition: Definition) -> str:
        asked.append(definition.id)
        return str(whole.__get__(definition))

    monkeypatch.setattr(Definition, "status", property(counted))
    metrics = {f"m{each}": metric(**OWNED) for each in range(60)}
    rules = {"r": rule("metric", "governed-by any (by governs any (status = draft))")}
    book = book_with(tmp_path, rules, functions={"revops": {"name": "R", "summary": "S."}}, metrics=metrics)
    assert broken(book) == set(metrics)
    assert len([each for each in asked if each in metrics]) <= 2 * len(metrics)


# -- hostile words -------------------------------------------------------------

HOSTILE = "<script>alert(1)</script> & \"'{name}"


def test_what_a_rule_says_is_text_wherever_it_is_shown(tmp_path: Path) -> None:
    rules = {
        "r": rule(
            "function", "headed-by is filled", message=HOSTILE, name=HOSTILE, summary=HOSTILE, why=HOSTILE
        )
    }
    functions = {"revops": {"name": "<b>RevOps</b>", "summary": "S."}}
    site = site_of(tmp_path, rules=rules, functions=functions)
    found = check(tmp_path)
    assert any("<b>RevOps</b>" in each.message for each in found.findings if each.code == "rule:r")
    for url in ("rules/", "rules/r/"):
        html = html_of(site, url)
        assert "<script>alert" not in html
        assert "<b>RevOps" not in html


def test_explain_shows_a_rule_of_the_handbook(tmp_path: Path) -> None:
    write_handbook(
        tmp_path,
        {
            "rules": {"r": rule("term", "aliases is filled")},
            "functions": {"revops": {"name": "R", "summary": "S."}},
        },
    )
    said = remit("explain", "rule:r", "-C", str(tmp_path)).output
    assert said.startswith("rule:r\n\nS.\n\nWhy: W.\nFix: F.\n")
    assert "rule:r" in remit("explain", "-C", str(tmp_path)).output.splitlines()
    assert "did you mean `rule:r`" in remit("explain", "rule:rr", "-C", str(tmp_path)).output
