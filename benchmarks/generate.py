"""One seeded generator for both sides of every benchmark: our YAML, and the same content as Markdown."""

from __future__ import annotations

import random
from pathlib import Path

SEED = 20261122
WORDS = (
    "account activity amount average booking campaign channel close contract conversion count cycle deal "
    "decline demand effort expansion field forecast funnel growth handoff inquiry lead margin month open "
    "opportunity owner payback period pipeline quarter quota rate record renewal report revenue review "
    "routing sales score segment share source stage target team territory touch trend value volume week win"
).split()
FUNCTIONS = ("marketing-ops", "sales-ops", "cs-ops", "revops", "finance")
FIELDS_EACH = 20  # metrics per field


def sentence(chance: random.Random, length: int) -> str:
    words = [chance.choice(WORDS) for _ in range(length)]
    return " ".join(words).capitalize() + "."


def metric(chance: random.Random, number: int, total: int) -> dict[str, object]:
    earlier = [f"metric-{chance.randrange(number)}" for _ in range(min(number, 2))]
    field = f"field-{chance.randrange(max(1, total // FIELDS_EACH))}"
    formula = " ÷ ".join([f"sum(field:{field} where field:{field} in period)", *(f"metric:{id}" for id in earlier)])
    return {
        "name": f"Metric {number}",
        "summary": sentence(chance, 12),
        "definition": sentence(chance, 30),
        "formula": formula,
        "unit": chance.choice(["count", "currency", "percent", "ratio"]),
        "direction": chance.choice(["higher", "lower"]),
        "grain": "quarter, by segment and team",
        "period": "close date inside the quarter",
        "counts": [sentence(chance, 6), sentence(chance, 7)],
        "leaves-out": [sentence(chance, 5)],
        "operates": {chance.choice(FUNCTIONS): {"words": sentence(chance, 9)}},
        "governs": {"revops": {"words": sentence(chance, 9), "with": ["finance"]}},
        "thresholds": {
            "low": {"below": 2, "level": "bad", "means": sentence(chance, 4), "action": sentence(chance, 8), "who": "sales-ops"},
            "fine": {"from": 2, "level": "good", "means": sentence(chance, 4)},
        },
        "traps": [sentence(chance, 14)],
        "review-every": "quarter",
        "reviewed": "2026-10-01",
    }


def yaml_lines(value: object, indent: int = 0) -> list[str]:
    """Block YAML as a person writes it."""
    pad = "  " * indent
    lines = []
    if isinstance(value, dict):
        for key, below in value.items():
            if isinstance(below, dict | list):
                lines.append(f"{pad}{key}:")
                lines += yaml_lines(below, indent + 1)
            else:
                lines.append(f"{pad}{key}: {below}")
    elif isinstance(value, list):
        lines += [f"{pad}- {item}" for item in value]
    return lines


def write_yaml(root: Path, count: int) -> None:
    """A handbook of `count` metrics (one file each) and the definitions they point at."""
    chance = random.Random(SEED)
    governance = root / "governance"
    (governance / "metrics").mkdir(parents=True)
    functions = {id: {"name": id.title(), "summary": sentence(chance, 8), "central": id == "revops"} for id in FUNCTIONS}
    for function in functions.values():
        function["central"] = str(function["central"]).lower()
    owned = {"operates": {"sales-ops": {"words": "Keeps it."}}, "governs": {"revops": {"words": "Decides."}}}
    fields = {
        f"field-{number}": {
            "name": f"Field {number}",
            "summary": sentence(chance, 8),
            "entity": "deal",
            "type": "number",
            "systems": {"crm": {"object": "Deal", "api-name": f"F{number}__c", "sync": "truth"}},
            **owned,
        }
        for number in range(max(1, count // FIELDS_EACH))
    }
    shared = {
        "functions": functions,
        "systems": {"crm": {"name": "CRM", "summary": "Deals.", "category": "crm", **owned}},
        "entities": {"deal": {"name": "Deal", "summary": "A deal.", "identity": "Its id."}},
        "fields": fields,
    }
    for name, definitions in shared.items():
        (governance / f"{name}.yaml").write_text("\n".join(yaml_lines(definitions)) + "\n", encoding="utf-8")
    for number in range(count):
        text = "\n".join(yaml_lines(metric(chance, number, count))) + "\n"
        (governance / "metrics" / f"metric-{number}.yaml").write_text(text, encoding="utf-8")
    write_site_config(root, "plugins: [search, remit]")


def write_markdown(root: Path, count: int) -> None:
    """The same content as a person would write it for MkDocs and Material: a page a metric, off the nav."""
    chance = random.Random(SEED)
    docs = root / "docs" / "metrics"
    docs.mkdir(parents=True)
    rows = []
    for number in range(count):
        data = metric(chance, number, count)
        lines = [f"# {data['name']}", "", str(data["definition"]), "", "## Formula", "", f"`{data['formula']}`", ""]
        lines += ["## Owners", "", "| who | what |", "| --- | --- |"]
        for side in ("operates", "governs"):
            owned = data[side]
            assert isinstance(owned, dict)
            lines += [f"| {side} | {party}: {at['words']} |" for party, at in owned.items()]
        lines += ["", "## Thresholds", "", "| reading | means | then |", "| --- | --- | --- |"]
        thresholds = data["thresholds"]
        assert isinstance(thresholds, dict)
        lines += [f"| {id} | {at['means']} | {at.get('action', '')} |" for id, at in thresholds.items()]
        lines += ["", "## Counts", "", *(f"- {item}" for item in data["counts"])]  # type: ignore[attr-defined]
        lines += ["", "## Known traps", "", *(f"- {item}" for item in data["traps"])]  # type: ignore[attr-defined]
        (docs / f"metric-{number}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
        rows.append(f"| [Metric {number}](metrics/metric-{number}.md) | {data['summary']} |")
    index = ["# Metrics", "", "| metric | what it says |", "| --- | --- |", *rows]
    (root / "docs" / "index.md").write_text("\n".join(index) + "\n", encoding="utf-8")
    write_site_config(root, "plugins: [search]\nnav: [index.md]\nvalidation: {nav: {omitted_files: ignore}}")


def write_site_config(root: Path, rest: str) -> None:
    (root / "docs").mkdir(exist_ok=True)
    text = f"site_name: Bench\ntheme: {{name: material, font: false, features: [navigation.tabs]}}\n{rest}\n"
    (root / "mkdocs.yml").write_text(text, encoding="utf-8")
