"""One seeded generator for both sides of every benchmark: our YAML, and the same content as Markdown."""

from __future__ import annotations

import random
import re
import subprocess
from pathlib import Path

SEED = 20261122
WORDS = [
    "account",
    "activity",
    "amount",
    "average",
    "booking",
    "campaign",
    "channel",
    "close",
    "contract",
    "conversion",
    "count",
    "cycle",
    "deal",
    "decline",
    "demand",
    "effort",
    "expansion",
    "field",
    "forecast",
    "funnel",
    "growth",
    "handoff",
    "inquiry",
    "lead",
    "margin",
    "month",
    "open",
    "opportunity",
    "owner",
    "payback",
    "period",
    "pipeline",
    "quarter",
    "quota",
    "rate",
    "record",
    "renewal",
    "report",
    "revenue",
    "review",
    "routing",
    "sales",
    "score",
    "segment",
    "share",
    "source",
    "stage",
    "target",
    "team",
    "territory",
    "touch",
    "trend",
    "value",
    "volume",
    "week",
    "win",
]
FUNCTIONS = ("marketing-ops", "sales-ops", "cs-ops", "revops", "finance")
FIELDS_EACH = 20  # metrics per field


def sentence(chance: random.Random, length: int) -> str:
    words = [chance.choice(WORDS) for _ in range(length)]
    return " ".join(words).capitalize() + "."


def metric(chance: random.Random, number: int, total: int) -> dict[str, object]:
    earlier = [f"metric-{chance.randrange(number)}" for _ in range(min(number, 2))]
    field = f"field-{chance.randrange(max(1, total // FIELDS_EACH))}"
    formula = " ÷ ".join(
        [f"sum(field:{field} where field:{field} is filled)", *(f"metric:{id}" for id in earlier)]
    )
    return {
        "name": f"Metric {number}",
        "summary": sentence(chance, 12),
        "definition": sentence(chance, 30),
        "formula": formula,
        "unit": chance.choice(["score", "ratio", "score", "ratio"]),
        "direction": "higher",  # as its thresholds say
        "grain": "quarter, by segment and team",
        "period": "close date inside the quarter",
        "counts": [sentence(chance, 6), sentence(chance, 7)],
        "leaves-out": [sentence(chance, 5)],
        "operates": {chance.choice(FUNCTIONS): {"words": sentence(chance, 9)}},
        "governs": {"revops": {"words": sentence(chance, 9), "with": ["finance"]}},
        "thresholds": {
            "low": {
                "below": 2,
                "level": "bad",
                "means": sentence(chance, 4),
                "action": sentence(chance, 8),
                "who": "sales-ops",
            },
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
    functions = {
        id: {"name": id.title(), "summary": sentence(chance, 8), "central": id == "revops"}
        for id in FUNCTIONS
    }
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


def write_readings(root: Path) -> None:
    """A table of 36 months of every metric, of the whole and of four slices."""
    chance = random.Random(SEED)
    rows = ["metric,period,slice,value,source,measured-on,note"]
    for path in sorted((root / "governance" / "metrics").iterdir()):
        for slice in ("", "Enterprise", "Mid-market", "SMB", "EMEA"):
            for month in range(36):
                (year, at), (later, then) = (divmod(2023 * 12 + 10 + month + each, 12) for each in (0, 1))
                of, on = f"{year}-{at + 1:02}", f"{later}-{then + 1:02}-03"
                rows.append(f"{path.stem},{of},{slice},{chance.uniform(5, 40):.1f},crm,{on},")
    folder = root / "governance" / "readings"
    folder.mkdir()
    (folder / "crm.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def write_history(root: Path, count: int, commits: int) -> None:
    """A repository of `count` metrics with a past: each commit edits, adds or removes some of them."""
    write_yaml(root, count)
    chance = random.Random(SEED)
    data = [metric(chance, number, count) for number in range(count)]
    start = 1_600_000_000
    stream = [_commit(0, start, "Begin")]
    for file in sorted(path for path in root.rglob("*") if path.is_file()):
        stream.append(_file(file.relative_to(root).as_posix(), file.read_bytes()))
    gone: set[int] = set()
    for number in range(1, commits):
        stream.append(_commit(number, start + number * 7200, sentence(chance, 6)))
        for which in chance.sample(range(count), chance.choice([1, 1, 2, 2, 3, 5])):
            path = f"governance/metrics/metric-{which}.yaml"
            if which not in gone and chance.random() < 0.01:
                gone.add(which)
                stream.append(f"D {path}\n".encode())
                continue
            gone.discard(which)
            name = chance.choice(["definition", "formula", "grain", "traps", "operates", "thresholds"])
            data[which] = {**data[which], name: metric(chance, which, count)[name]}
            stream.append(_file(path, ("\n".join(yaml_lines(data[which])) + "\n").encode()))
    git = ["git", "-C", str(root), "-c", "gc.auto=0"]
    subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
    subprocess.run([*git, "fast-import", "--quiet"], input=b"".join(stream), check=True)
    subprocess.run([*git, "reset", "-q", "--hard", "main"], check=True)
    subprocess.run([*git, "clean", "-fdq"], check=True)
    subprocess.run([*git, "repack", "-adq"], check=True)


def _commit(number: int, when: int, subject: str) -> bytes:
    text = subject.encode()
    above = "" if number else "reset refs/heads/main\n"
    who = f"Someone <someone@northlake.example> {when} +0000"
    return f"{above}commit refs/heads/main\ncommitter {who}\ndata {len(text)}\n".encode() + text + b"\n"


def _file(path: str, content: bytes) -> bytes:
    return f"M 100644 inline {path}\ndata {len(content)}\n".encode() + content + b"\n"


def write_markdown(root: Path, count: int) -> None:
    """The same pages as a person would write them for MkDocs and Material, definitions off the nav."""
    chance = random.Random(SEED)
    docs = root / "docs"
    (docs / "metrics").mkdir(parents=True)
    (docs / "fields").mkdir()
    data = [metric(chance, number, count) for number in range(count)]
    used: dict[str, list[int]] = {}
    for number, each in enumerate(data):
        for name in re.findall(r"(?:metric|field):([a-z0-9-]+)", str(each["formula"])):
            if number not in used.setdefault(name, []):
                used[name].append(number)
    for number, each in enumerate(data):
        lines = markdown_metric(number, each, used.get(f"metric-{number}", []))
        (docs / "metrics" / f"metric-{number}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    fields = range(max(1, count // FIELDS_EACH))
    for number in fields:
        lines = markdown_field(number, sentence(chance, 8), used.get(f"field-{number}", []))
        (docs / "fields" / f"field-{number}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    table = [
        f"| [{each['name']}](metrics/metric-{n}.md) | {each['summary']} | Sales Ops | RevOps |"
        for n, each in enumerate(data)
    ]
    head = ["| metric | what it says | operates | governs |", "| --- | --- | --- | --- |"]
    (docs / "metrics.md").write_text("\n".join(["# Metrics", "", *head, *table]) + "\n", encoding="utf-8")
    listed = [f"- [Field {number}](fields/field-{number}.md)" for number in fields]
    (docs / "fields.md").write_text("\n".join(["# Fields", "", *listed]) + "\n", encoding="utf-8")
    (docs / "index.md").write_text("# Home\n\n[Metrics](metrics.md), [fields](fields.md)\n", encoding="utf-8")
    nav = "nav: [index.md, metrics.md, fields.md]\nvalidation: {nav: {omitted_files: ignore}}"
    write_site_config(root, f"plugins: [search]\n{nav}")


def markdown_metric(number: int, data: dict[str, object], used: list[int]) -> list[str]:
    """A metric's page: what ours shows, as headings, tables, lists and links."""
    formula = re.sub(
        r"(metric|field):([a-z0-9-]+)",
        lambda found: f"[{found[2]}](../{found[1]}s/{found[2]}.md)",
        str(data["formula"]),
    )
    lines = [f"# {data['name']}", "", str(data["summary"]), "", "*Active*, *better when higher*", ""]
    lines += ["## Formula", "", str(data["definition"]), "", formula, "", f"`{data['formula']}`", ""]
    lines += [f"- Period: {data['period']}", f"- Grain: {data['grain']}"]
    for name in ("counts", "leaves-out"):
        items = data[name]
        assert isinstance(items, list)
        lines += [f"- {name}: {item}" for item in items]
    lines += ["", "## Owners", ""]
    for side in ("operates", "governs"):
        owned = data[side]
        assert isinstance(owned, dict)
        for party, at in owned.items():
            lines += [f"### {side.capitalize()}", "", f"**{party}**: {at['words']}", ""]
    lines += ["## Thresholds", "", "| reading | means | then | who |", "| --- | --- | --- | --- |"]
    thresholds = data["thresholds"]
    assert isinstance(thresholds, dict)
    for name, at in thresholds.items():
        lines.append(f"| {name} | {at['means']} | {at.get('action', '')} | {at.get('who', '')} |")
    traps = data["traps"]
    assert isinstance(traps, list)
    lines += ["", "## Common mistakes", "", *(f"- {trap}" for trap in traps), ""]
    lines += markdown_uses(used)
    return [
        *lines,
        "| | |",
        "| --- | --- |",
        f"| Last reviewed | {data['reviewed']} |",
        f"| Address | `metric:metric-{number}` |",
    ]


def markdown_field(number: int, summary: str, used: list[int]) -> list[str]:
    lines = [
        f"# Field {number}",
        "",
        summary,
        "",
        "| system | object | API name | sync |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| CRM | Deal | `F{number}__c` | truth |",
        "",
        "## Owners",
        "",
        "Sales Ops keeps it, RevOps decides.",
        "",
    ]
    return [*lines, *markdown_uses(used)]


def markdown_uses(used: list[int]) -> list[str]:
    links = [f"- [Metric {number}](../metrics/metric-{number}.md)" for number in used[:50]]
    return ["## Where it is used", "", *links, ""] if links else []


def write_site_config(root: Path, rest: str) -> None:
    (root / "docs").mkdir(exist_ok=True)
    text = f"site_name: Bench\ntheme: {{name: material, font: false, features: [navigation.tabs]}}\n{rest}\n"
    (root / "mkdocs.yml").write_text(text, encoding="utf-8")
