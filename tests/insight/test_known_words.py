"""Known words: which names are found in a text, and that looking costs the same in every handbook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from building import write_handbook
from remit.checking import check
from remit.insight.known_words import Words, known

METRIC = {"definition": "D.", "formula": "1", "unit": "ratio", "direction": "higher", "grain": "month"}
TERMS = {
    "sal": {"name": "SAL", "summary": "Taken by sales.", "aliases": ["sales-accepted lead"]},
    "nrr": {"name": "NRR", "summary": "What is kept & grown.", "aliases": ["net revenue retention"]},
    "lead": {"name": "Lead", "summary": "Somebody."},
    "lead-score": {"name": "Lead score", "summary": "Points.", "aliases": ["play"]},
    "one": {"name": "One", "summary": "S.", "aliases": ["same word", "C++"]},
    "two": {"name": "Two", "summary": "S.", "aliases": ["same word"]},
}
METRICS: Mapping[str, Any] = {
    "first-touch": {"name": "Time to first touch", "summary": "Hours.", "aliases": ["speed to lead"]},
    "retention": {"name": "Net retention", "summary": "S.", "aliases": ["NRR", "kept revenue"]},
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Words:
    metrics = {id: {**METRIC, **data} for id, data in METRICS.items()}
    root = write_handbook(tmp_path_factory.mktemp("hb"), {"terms": TERMS, "metrics": metrics})
    return known(check(root).book)


def found(small: Words, text: str) -> list[tuple[str, str]]:
    return [(text[start:end], str(meant.ref)) for start, end, meant in small.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A SAL is taken.", [("SAL", "term:sal")]),
        ("Two SALs.", [("Two", "term:two"), ("SALs", "term:sal")]),
        ("No sal, no Sal.", []),  # an abbreviation only as written
        ("Sales-Accepted leads, a sales accepted\nlead", [("Sales-Accepted leads", "term:sal"),
                                                          ("sales accepted\nlead", "term:sal")]),
        ("A lead score, then a lead.", [("lead score", "term:lead-score"), ("lead", "term:lead")]),
        ("speed-to-lead and Speed to Lead", [("speed-to-lead", "metric:first-touch"),
                                             ("Speed to Lead", "metric:first-touch")]),
        ("NRR, our net retention", [("NRR", "term:nrr"), ("net retention", "metric:retention")]),
        ("SAL's", [("SAL", "term:sal")]),
        ("misleading leader plead", []),
        ("non-SAL, SAL-to-SQL, a_lead, x.com/lead, lead.example, @lead, #lead, lead_score", []),
        ("Ask a lead. Score it.", [("lead", "term:lead")]),  # not over the end of a sentence
        ("They play by C and C++.", []),  # an everyday alias; half a name
        ("the same word", []),  # means two terms
        ("leads / SAL (lead)", [("leads", "term:lead"), ("SAL", "term:sal"), ("lead", "term:lead")]),
    ],
)  # fmt: skip
def test_the_longest_known_name_is_found_as_a_whole_word(
    small: Words, text: str, expected: list[tuple[str, str]]
) -> None:
    assert found(small, text) == expected


def test_looking_is_linear_in_the_text_and_does_not_grow_with_the_handbook(tmp_path: Path) -> None:
    """Steps of the tree are counted: no clock."""
    many = {f"m{n}": {**METRIC, "name": f"Lead of lead {n}", "summary": "S."} for n in range(300)}

    class Counted(dict[str, Any]):
        asked = 0

        def get(self, key: str, default: Any = None) -> Any:
            Counted.asked += 1
            return super().get(key, default)

    def steps(words: Words, text: str) -> int:
        def wrap(tree: Any) -> Any:
            return Counted({k: wrap(v) for k, v in tree.items()}) if isinstance(tree, dict) else tree

        Counted.asked = 0
        list(Words(words.written, wrap(words.tree)).find(text))
        return Counted.asked

    def read(root: Path, count: int) -> Words:
        metrics = dict(list(many.items())[:count])
        return known(check(write_handbook(root, {"metrics": metrics})).book)

    few, all_of_them = read(tmp_path / "few", 3), read(tmp_path / "all", 300)
    text = "lead of " * 200
    assert steps(all_of_them, text * 4) <= 4.1 * steps(all_of_them, text)
    assert steps(all_of_them, text) <= 1.1 * steps(few, text)


@pytest.mark.parametrize(
    ("names", "text", "found"),
    [
        (["見込み客"], "これは見込み客です。", ["見込み客"]),
        (
            ["リード", "リードタイム"],
            "リードタイムはリードの時間。プリードは別。",
            ["リードタイム", "リード"],
        ),
        (["ลูกค้า"], "นี่คือลูกค้าใหม่", ["ลูกค้า"]),
        (["潜在客户"], "每个潜在客户都有负责人。", ["潜在客户"]),
        (["Won", "受注"], "The deal is won: 受注した。", ["won", "受注"]),
    ],
)
def test_a_name_is_found_in_scripts_that_write_no_spaces(
    tmp_path: Path, names: list[str], text: str, found: list[str]
) -> None:
    terms = {f"t{number}": {"name": name, "summary": "S."} for number, name in enumerate(names)}
    words = known(check(write_handbook(tmp_path, {"terms": terms})).book)
    assert [text[start:end] for start, end, _ in words.find(text)] == found
