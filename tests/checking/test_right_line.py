"""A finding stands on the line that is at fault, inside texts of several lines and among namesakes, too."""

from __future__ import annotations

import pytest

from remit.checking import check
from remit.tree import Memory

METRIC = "name: {name}\nsummary: One.\ndefinition: One.\nunit: count\ndirection: higher\ngrain: day\n{more}\n"
TERM = "name: A\nsummary: "


def lines(files: dict[str, str], code: str) -> list[tuple[str, int, int]]:
    """Where the findings of a code stand: file, line and column."""
    found = check(Memory({f"governance/{path}": text for path, text in files.items()})).findings
    return [(f.location.path[11:], f.location.line, f.location.column) for f in found if f.code == code]


@pytest.mark.parametrize(
    ("written", "line", "column"),
    [
        ("formula: |\n  1\n  + metric:no", 9, 5),
        ("formula: >-\n  1\n\n  + metric:no", 10, 5),
        ('formula: "1\n  + metric:no"', 8, 5),
        ("formula: 1\n  +\n  metric:no", 9, 3),
        ("formula: 1 + metric:no", 7, 14),
    ],
)
def test_a_reference_to_nothing_is_told_at_its_line_of_the_formula(
    written: str, line: int, column: int
) -> None:
    files = {"metrics/a.yaml": METRIC.format(name="A", more=written)}
    assert lines(files, "dangling-reference") == [("metrics/a.yaml", line, column)]


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("|\n  One.\n  Two {term:no}.\n", (4, 8)),
        (">\n  One.\n  Two.\n\n  Three {term:no}.\n", (6, 10)),
        ("One\n  two {term:no}.\n", (3, 8)),
        ("'One\n\n  two {term:no}.'\n", (4, 8)),
        ("One {term:no}.\n", (2, 15)),
    ],
)
def test_a_mention_of_nothing_is_told_at_its_line_of_the_text(written: str, place: tuple[int, int]) -> None:
    assert lines({"terms/a.yaml": TERM + written}, "dangling-reference") == [("terms/a.yaml", *place)]


def test_what_is_wrong_in_other_ways_is_told_at_its_line_of_the_text_too() -> None:
    two = {"terms.yaml": "b: {name: B, summary: One.}\n", "entities.yaml": "b: {name: B, summary: One.}\n"}
    files = {**two, "terms/a.yaml": TERM + "|\n  One\n  {metric:b}\n  {nothing:b}.\n"}
    assert lines(files, "dangling-reference") == [("terms/a.yaml", 4, 4), ("terms/a.yaml", 5, 4)]
    old = "formula: '1'\nstatus: deprecated\ndeprecated: {on: 2026-01-01}"
    files = {
        "metrics/a.yaml": METRIC.format(name="A", more="formula: |\n  1\n  + metric:b"),
        "metrics/b.yaml": METRIC.format(name="B", more=old),
    }
    assert lines(files, "deprecated-in-use") == [("metrics/a.yaml", 9, 5)]


def test_a_circle_is_told_at_its_line_of_the_formula() -> None:
    files = {
        "metrics/a.yaml": METRIC.format(name="A", more="formula: |\n  1\n  + metric:b"),
        "metrics/b.yaml": METRIC.format(name="B", more="formula: |\n  2\n  * metric:a"),
    }
    assert lines(files, "metric-cycle") == [("metrics/a.yaml", 9, 5)]


def test_of_two_files_that_share_a_name_the_second_is_told_at_it_with_the_line_of_the_first() -> None:
    files = {
        "governance/metrics/a.yaml": METRIC.format(name="A", more="formula: '1'\naliases:\n- X\n- Same"),
        "governance/metrics/b.yaml": METRIC.format(name="B", more="formula: '1'\naliases:\n- Y\n- Z\n- same"),
    }
    (found,) = [each for each in check(Memory(files)).findings if each.code == "metric-name-taken"]
    assert (found.location.path, found.location.line) == ("governance/metrics/b.yaml", 11)
    (first,) = found.related
    assert (first.location.path, first.location.line) == ("governance/metrics/a.yaml", 10)


def test_of_two_files_that_share_an_id_the_second_is_told_with_the_line_of_the_first() -> None:
    files = {
        "governance/terms.yaml": "# Words\n\na: {name: A, summary: One.}\n",
        "governance/terms/a.yaml": "# Another\nname: A\nsummary: One.\n",
    }
    (found,) = [each for each in check(Memory(files)).findings if each.code == "id-taken"]
    assert (found.location.path, found.location.line) == ("governance/terms/a.yaml", 2)
    assert [(each.location.path, each.location.line) for each in found.related] == [
        ("governance/terms.yaml", 3)
    ]
