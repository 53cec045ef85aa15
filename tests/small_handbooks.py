"""Small handbooks with references of every form, written in layouts that are drawn."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Mapping
from typing import Any

from remit.schema import load_kinds
from rewritings import OF_DATA, OF_TEXT, File, arranged

KINDS = load_kinds()
OWNERS = {"operates": {"sales-ops": {}}, "governs": {"revops": {"with": ["sales-ops"]}}}
# Of every form of a reference one at least: a value, an item, a key, a mention, a formula, a filter, a way.
DATA: Mapping[str, Mapping[str, Any]] = {
    "handbook": {
        "handbook": {
            "name": "Small",
            "summary": "A handbook.",
            "company": {"name": "Small"},
            "questions": {
                "won": {
                    "words": "What is a win?",
                    "definition": "metric:win-rate",
                    "under": "find-a-definition",
                }
            },
        }
    },
    "function": {
        "revops": {"name": "RevOps", "summary": "Sets rules.", "central": True},
        "sales-ops": {
            "name": "Sales Ops",
            "summary": "Runs them with {function:revops}.",
            "parent": "revops",
        },
    },
    "role": {"head": {"name": "Head", "summary": "Heads.", "function": "revops", "held-by": ["Ada Lin"]}},
    "system": {"crm": {"name": "CRM", "summary": "Holds deals.", "category": "crm", **OWNERS}},
    "entity": {"deal": {"name": "Deal", "summary": "A deal.", "identity": "Its number.", **OWNERS}},
    "field": {
        "state": {
            "name": "State",
            "summary": "Where a deal is.",
            "entity": "deal",
            "type": "picklist",
            "values": {"Won": "Signed.", "Lost": "Not signed."},
            "systems": {"crm": {"object": "Deal", "api-name": "State", "sync": "truth"}},
            **OWNERS,
        },
        "amount": {
            "name": "Amount",
            "summary": "Its worth, see {field:state} and `{field:state}`.",
            "entity": "deal",
            "type": "number",
            "systems": {"crm": {"object": "Deal", "api-name": "Amount", "sync": "truth"}},
            **OWNERS,
        },
    },
    "metric": {
        "win-rate": {
            "name": "Win rate",
            "summary": "How many are won.",
            "definition": "Deals won of all decided, as {metric:yield|it} has it.",
            "formula": 'count(field:state where field:state = "Won") ÷ count(field:state)',
            "unit": "percent",
            "direction": "higher",
            "grain": "month",
            **OWNERS,
        },
        "yield": {
            "name": "Yield",
            "summary": "Uses {metric:win-rate} twice: {metric:win-rate}, with "
            "a longer text so that its lines are folded when they are written with a sign below the key.",
            "definition": "Win rate times worth.",
            "formula": "metric:win-rate × sum(field:amount where field:amount >= value:floor)",
            "unit": "currency",
            "direction": "higher",
            "grain": "month",
            **OWNERS,
        },
    },
    "value": {
        "floor": {"name": "Floor", "summary": "The least.", "amount": 5, "unit": "percent", **OWNERS},
        "aim": {
            "name": "Aim",
            "summary": "What is aimed at.",
            "at": {"dashboard:board": "metrics.win-rate.filter"},
            **OWNERS,
        },
    },
    "dashboard": {
        "board": {
            "name": "Board",
            "summary": "Shows numbers.",
            "purpose": "To see {metric:win-rate} at {value:floor}.",
            "system": "crm",
            "metrics": {"win-rate": {"filter": "This quarter"}, "yield": {}},
            "readers": {"head": {}},
            **OWNERS,
        }
    },
    "term": {
        "win-rate": {
            "name": "Winning",
            "summary": "A word like {metric:win-rate}.",
            "see": ["metric:win-rate", "role:head"],
        },
        "worth": {"name": "Worth", "summary": "What a deal pays: {field:amount}.", "see": ["field:amount"]},
    },
    "change": {
        "won-first": {
            "name": "Won first",
            "summary": "Counts won deals.",
            "what": "{metric:win-rate} counts.",
            "why": "It was unclear.",
            "definitions": ["metric:win-rate"],
            "state": "approved",
            "decided-by": ["head"],
            "decided-on": "2026-01-02",
        }
    },
}
NOTES = ("# a note", "# über: [x], {metric:win-rate}", "#\ttabbed", "# don't 'quote' \"me\"")


def drawn(seed: int, data: Mapping[str, Mapping[str, Any]] = DATA) -> dict[str, str]:
    """Path → text of the handbook, each file in a layout that is drawn, with comments between and behind."""
    chance = random.Random(seed)
    whole = [
        File(f"governance/{KINDS.by_id[kind].plural}.yaml", KINDS.by_id[kind], data, collects=True)
        for kind, data in copy.deepcopy(data).items()
        if kind != "handbook"
    ]
    book = KINDS.by_id["handbook"]
    files = [File("governance/handbook.yaml", book, data["handbook"]["handbook"], collects=False)]
    return {file.path: _written(file, chance) for file in (*files, *arranged(whole, chance))}


def _written(file: File, chance: random.Random) -> str:
    """One file in a way of its data, then in one of its text."""
    keeps = [name for name in OF_DATA if name not in ("another order of properties", "JSON", "JSON in lines")]
    text = OF_DATA[chance.choice(["JSON", *keeps, *keeps])](file, chance)
    text = _commented(text if text.endswith("\n") else f"{text}\n", chance)
    then = OF_TEXT[chance.choice([*OF_TEXT])]
    return then(File(file.path, file.kind, file.data, collects=file.collects, text=text), chance)


def _commented(text: str, chance: random.Random) -> str:
    """Comments behind keys that stand alone, and above keys."""
    lines = []
    for line in text.split("\n"):
        key = re.match(r"( *)[\w\"-]+:( |$)", line)
        if key and chance.random() < 0.1:
            lines.append(f"{key[1]}{chance.choice(NOTES)}")
        behind = key and line.endswith(":") and chance.random() < 0.1
        lines.append(f"{line}  {chance.choice(NOTES)}" if behind else line)
    return "\n".join(lines)
