"""The starter handbook says what its source material says: one test per expected fact."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from building import ROOT, read_yaml, starter
from remit.diagnostics import Severity
from remit.handbook import Handbook

PACKAGE = ROOT / "plugins" / "remit"
FACTS = Path(__file__).resolve().parent / "facts" / "expected.yaml"
Fact = tuple[str, str, str, str, Any]  # section, definition, path, comparison, expected
COMPARISONS = ("has", "each", "mentions", "filled", "at-least")


def facts() -> Iterator[Fact]:
    """Every expectation."""
    for section, definitions in read_yaml(FACTS).items():
        for definition, paths in definitions.items():
            for path, expectation in paths.items():
                for comparison, expected in comparisons(expectation):
                    yield section, definition, path, comparison, expected


def comparisons(expectation: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(expectation, list):
        yield "mentions", expectation
    elif not isinstance(expectation, dict):
        yield "equals", expectation
    else:
        for comparison, expected in expectation.items():
            assert comparison in COMPARISONS, comparison
            if comparison == "has":
                yield from (("has", item) for item in expected)
            elif comparison == "each":
                yield from (("mentions", words) for words in expected)
            else:
                yield comparison, expected


def readable(fact: Fact) -> str:
    section, definition, path, comparison, expected = fact
    words = "+".join(map(str, expected)) if isinstance(expected, list) else str(expected)
    return f"{section}: {definition} {path} {comparison} {words}"


def plain(text: object) -> str:
    """Lower case, with hyphens and dashes as spaces and one space between words."""
    return re.sub(r"\s+", " ", re.sub(r"[-\u2010-\u2015\u00a0\u202f]", " ", str(text).lower()))


def bare(value: Any) -> Any:
    """A reference without its kind."""
    return value.rpartition(":")[2] if isinstance(value, str) else value


def at(data: Any, path: str) -> Any:
    for step in (step for step in path.split(".") if step):
        if not isinstance(data, Mapping) or step not in data:
            return None
        data = data[step]
    return data


def text_of(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(f"{key} {text_of(part)}" for key, part in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return " ".join(map(text_of, value))
    return str(value)


def mentions(value: Any, words: Sequence[Any]) -> bool:
    text = plain(text_of(value))
    return all(any(plain(choice) in text for choice in str(word).split("|")) for word in words)


def holds(value: Any, comparison: str, expected: Any) -> bool:
    if value is None:
        return comparison == "equals" and expected is None
    if comparison == "equals":
        return bool(value == expected or bare(value) == expected)
    if comparison == "mentions":
        return mentions(value, expected)
    if comparison == "has":
        return expected in [bare(item) for item in value]
    if comparison == "filled":
        return bool(value) is expected
    return bool(len(value) >= expected)


def candidates(handbook: Handbook, definition: str) -> list[Any]:
    """The data an expectation looks at: of one definition, of any, or all of a kind as one list."""
    scope, _, name = definition.partition(":")
    if scope == "any":
        return [each.data for each in (handbook.all(name) if name else handbook.definitions())]
    if scope == "all":
        return [list(handbook.all(name))]
    found = handbook.get(scope, name)
    assert found is not None, f"{definition} does not exist"
    return [found.data]


FACT_LIST = list(facts())


@pytest.mark.parametrize("fact", FACT_LIST, ids=map(readable, FACT_LIST))
def test_fact(fact: Fact) -> None:
    _, definition, path, comparison, expected = fact
    found = candidates(starter(), definition)
    values = [data if isinstance(data, list) else at(data, path) for data in found]
    assert any(holds(value, comparison, expected) for value in values), (
        f"{definition} {path} should {comparison} {expected!r}; it says {values[:1]!r}"
    )


def test_the_list_itself_is_complete() -> None:
    assert len(FACT_LIST) >= 350


def test_the_starter_has_no_errors() -> None:
    errors = [finding for finding in starter().diagnostics if finding.severity is Severity.ERROR]
    assert not errors, "\n".join(map(str, errors))


def test_every_metric_has_a_formula() -> None:
    without = [metric.id for metric in starter().all("metric") if not metric.data.get("formula")]
    assert not without


def test_every_metric_has_an_operator_and_a_governor() -> None:
    metrics = starter().all("metric")
    assert not [metric.id for metric in metrics if not (metric.get("operates") and metric.get("governs"))]


def test_every_metric_names_its_source() -> None:
    assert not [metric.id for metric in starter().all("metric") if not metric.get("systems")]


def test_metrics_stand_in_a_hierarchy() -> None:
    tops = [metric.id for metric in starter().all("metric") if not metric.get("parent")]
    assert 1 <= len(tops) <= 5


def test_the_leadership_set_is_small_and_governed_centrally() -> None:
    leading = {metric.id: metric for metric in starter().all("metric") if metric.get("leadership")}
    keeping = {"net-retention", "gross-retention", "churn"}
    assert keeping & set(leading)
    assert set(leading) - keeping == {
        "pipeline-created",
        "pipeline-coverage",
        "win-rate",
        "cycle-length",
        "revenue",
        "forecast-accuracy",
    }
    assert not [id for id, metric in leading.items() if "revops" not in metric["governs"]]


def test_every_figure_stands_alone_and_names_its_publisher() -> None:
    figures = list(starter().all("benchmark"))
    assert len({found.data["claim"] for found in figures}) == len(figures)
    assert not [found.id for found in figures if not (found.get("publisher") and found.get("sample"))]


def test_every_failure_mode_has_a_consequence_and_a_remedy() -> None:
    failures = [signal for signal in starter().all("signal") if signal.data["family"] == "failure"]
    assert len(failures) >= 14
    assert not [f.id for f in failures if not (f.data.get("consequence") and f.data.get("remedy"))]


def test_the_package_names_nothing_of_the_starter() -> None:
    """What a page or a rule must know of a company is data: an address in code is somebody else's id."""
    refs = {str(definition.ref) for definition in starter().definitions()}
    named = [
        f"{path.relative_to(PACKAGE)}:{node.lineno} {node.value}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in refs
    ]
    assert named == []
