"""The starter handbook says what its source material says: one test per expected fact."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import pytest
import yaml

from remit.diagnostics import Severity
from remit.reading import open_handbook

ROOT = Path(__file__).resolve().parent.parent
FACTS = Path(__file__).resolve().parent / "facts" / "expected.yaml"
COMPARISONS = ("has", "each", "mentions", "filled", "at-least")


@lru_cache(maxsize=1)
def starter():
    return open_handbook(ROOT)


def facts():
    """Every expectation as (section, definition, path, comparison, expected)."""
    for section, definitions in yaml.safe_load(FACTS.read_text(encoding="utf-8")).items():
        for definition, paths in definitions.items():
            for path, expectation in paths.items():
                for comparison, expected in comparisons(expectation):
                    yield section, definition, path, comparison, expected


def comparisons(expectation):
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


def readable(fact):
    section, definition, path, comparison, expected = fact
    words = "+".join(map(str, expected)) if isinstance(expected, list) else str(expected)
    return f"{section}: {definition} {path} {comparison} {words}"


def plain(text):
    """Lower case, with hyphens and dashes as spaces and one space between words."""
    return re.sub(r"\s+", " ", re.sub(r"[-\u2010-\u2015\u00a0\u202f]", " ", str(text).lower()))


def bare(value):
    """A reference without its kind."""
    return value.rpartition(":")[2] if isinstance(value, str) else value


def at(data, path):
    for step in (step for step in path.split(".") if step):
        if not isinstance(data, Mapping) or step not in data:
            return None
        data = data[step]
    return data


def text_of(value):
    if isinstance(value, Mapping):
        return " ".join(f"{key} {text_of(part)}" for key, part in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return " ".join(map(text_of, value))
    return str(value)


def mentions(value, words):
    text = plain(text_of(value))
    return all(any(plain(choice) in text for choice in str(word).split("|")) for word in words)


def holds(value, comparison, expected):
    if value is None:
        return False
    if comparison == "equals":
        return value == expected or bare(value) == expected
    if comparison == "mentions":
        return mentions(value, expected)
    if comparison == "has":
        return expected in [bare(item) for item in value]
    if comparison == "filled":
        return bool(value) is expected
    return len(value) >= expected


def candidates(handbook, definition):
    """The data an expectation looks at: of one definition, of any, or all of a kind as one list."""
    scope, _, name = definition.partition(":")
    if scope == "any":
        found = handbook.all(name) if name else handbook.definitions()
        return [definition.data for definition in found]
    if scope == "all":
        return [list(handbook.all(name))]
    found = handbook.get(scope, name)
    assert found is not None, f"{definition} does not exist"
    return [found.data]


FACT_LIST = list(facts())


@pytest.mark.parametrize("fact", FACT_LIST, ids=map(readable, FACT_LIST))
def test_fact(fact):
    _, definition, path, comparison, expected = fact
    found = candidates(starter(), definition)
    values = [data if isinstance(data, list) else at(data, path) for data in found]
    assert any(holds(value, comparison, expected) for value in values), (
        f"{definition} {path} should {comparison} {expected!r}; it says {values[:1]!r}"
    )


def test_the_list_itself_is_complete():
    assert len(FACT_LIST) >= 350


def test_the_starter_has_no_errors():
    errors = [finding for finding in starter().diagnostics if finding.severity is Severity.ERROR]
    assert not errors, "\n".join(map(str, errors))


def test_every_metric_has_a_formula():
    without = [metric.id for metric in starter().all("metric") if not metric.data.get("formula")]
    assert not without


def test_every_metric_has_an_operator_and_a_governor():
    metrics = starter().all("metric")
    assert not [metric.id for metric in metrics if not (metric.get("operates") and metric.get("governs"))]


def test_every_metric_names_its_source():
    assert not [metric.id for metric in starter().all("metric") if not metric.get("systems")]


def test_metrics_stand_in_a_hierarchy():
    tops = [metric.id for metric in starter().all("metric") if not metric.get("parent")]
    assert 1 <= len(tops) <= 5


def test_the_leadership_set_is_small_and_governed_centrally():
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


def test_every_figure_stands_alone_and_names_its_publisher():
    figures = list(starter().all("benchmark"))
    assert len({found.data["claim"] for found in figures}) == len(figures)
    assert not [found.id for found in figures if not (found.get("publisher") and found.get("sample"))]


def test_every_failure_mode_has_a_consequence_and_a_remedy():
    failures = [signal for signal in starter().all("signal") if signal.data["family"] == "failure"]
    assert len(failures) >= 14
    assert not [f.id for f in failures if not (f.data.get("consequence") and f.data.get("remedy"))]
