"""A number is never compared with one that counted something else, and with every one that did not."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from depth import DEEP
from remit.change.history.timeline import history_of
from remit.insight.readings.board import Board
from remit.insight.readings.standing import change_words
from remit.reading import open_handbook
from remit.readings import grown_by
from repositories import Repo

PERIODS = 12
Files = dict[str, str]


def handbook(state: dict[str, str]) -> Files:
    """A metric that rests on another one, on a stage and on a value; `state` are the parts that change."""
    return {
        "governance/metrics.yaml": (
            "won:\n  name: Won\n  summary: S.\n"
            f"  definition: {state['definition']}\n"
            f"  formula: count(field:deal where field:size {state['sign']} value:large) ÷ metric:asked\n"
            f"  unit: percent\n  stages: [closed]\n  targets: {{2026-01-01: {{amount: {state['target']}}}}}\n"
            f"  thresholds: {{low: {{below: {state['low']}, level: bad, means: {state['means']}}}}}\n"
            "asked:\n  name: Asked\n  summary: S.\n  definition: All.\n  unit: count\n"
            f"  formula: count(field:deal where field:state = {state['asked']})\n"
        ),
        "governance/fields.yaml": "".join(
            f"{name}: {{name: {name.title()}, summary: S., entity: deals, type: {type}}}\n"
            for name, type in (("deal", "text"), ("size", "number"), ("state", "text"))
        ),
        "governance/entities.yaml": "deals: {name: Deals, summary: S., identified-by: deal}\n",
        "governance/values.yaml": (
            f"large: {{name: Large, summary: {state['value-summary']}, amount: {state['value']},"
            " unit: seats}\n"
        ),
        "governance/stages.yaml": (
            f"closed: {{name: Closed, summary: S., entry: \"{state['entry']}\", gloss: {state['gloss']}}}\n"
        ),
        "governance/changes.yaml": (
            state.get("records") or "none: {name: None, summary: S., what: W., why: Y., state: rejected}\n"
        ),
    }  # fmt: skip


START = {
    "definition": "Deals that we won, of all.", "sign": ">", "target": "20", "low": "10", "means": "Little",
    "asked": "Open", "value": "50", "value-summary": "S.", "entry": "The deal is signed, and paid.",
    "gloss": "end",
}  # fmt: skip


def _toggle(name: str, *texts: str) -> Callable[[dict[str, str], int], None]:
    def change(state: dict[str, str], step: int) -> None:
        others = [each for each in texts if each != state[name]]
        state[name] = others[step % len(others)]

    return change


def _numbered(name: str) -> Callable[[dict[str, str], int], None]:
    def change(state: dict[str, str], step: int) -> None:
        state[name] = str(30 + step)

    return change


REDEFINES: Mapping[str, Callable[[dict[str, str], int], None]] = {
    "its formula": _toggle("sign", ">", ">="),
    "a value that the formula cites": _numbered("value"),
    "a metric that the formula names": _toggle("asked", "Open", "Asked", "New"),
    "its definition": _toggle(
        "definition", "Deals that we won.", "Deals that were never lost.", "All deals won."
    ),
    "the rule of a stage that it measures": _toggle("entry", "The deal is signed.", "The money has come."),
}
LEAVES: Mapping[str, Callable[[dict[str, str], int], None]] = {
    "its target": _numbered("target"),
    "a threshold": _numbered("low"),
    "what a threshold means": _toggle("means", "Little", "Not much"),
    "the summary of a value": _toggle("value-summary", "S.", "T."),
    "the gloss of a stage": _toggle("gloss", "end", "the end"),
    "nothing": lambda _state, _step: None,
}


def punctuated(state: dict[str, str], _step: int) -> None:
    """The same words with other signs and capitals."""
    for name in ("definition", "entry"):
        said = state[name]
        state[name] = (
            said.replace(" that", ", that") if ", that" not in said else said.replace(", that", " that")
        )


@pytest.mark.parametrize("seed", range(40 if DEEP else 2))
def test_growth_is_computed_wherever_the_same_was_counted_and_nowhere_else(tmp_path: Path, seed: int) -> None:
    chance, state = random.Random(seed), dict(START)
    repo = Repo(tmp_path)
    repo.commit(handbook(state))
    rows, breaks = [f"won,2024-01,,10,crm,{day_of(repo)},"], {0}
    redefined = set(chance.sample(range(1, PERIODS), 3))
    for place in range(1, PERIODS):
        if place in redefined:
            REDEFINES[chance.choice(sorted(REDEFINES))](state, place)
            breaks.add(place)
        for _ in range(chance.randrange(3)):
            LEAVES[chance.choice(sorted(LEAVES))](state, place)
        if chance.random() < 0.5:
            punctuated(state, place)
        repo.commit(handbook(state))
        rows.append(f"won,2024-{place + 1:02},,{10 + place},crm,{day_of(repo)},")
    head = "metric,period,slice,value,source,measured-on,note\n"
    repo.write({"governance/readings/a.csv": head + "\n".join(rows) + "\n"})
    book = open_handbook(tmp_path)
    metric = book.get("metric", "won")
    assert metric is not None
    readout = Board(book, history_of(tmp_path, book.kinds)).of(metric)
    assert readout is not None
    [series] = readout.series
    assert len(series.points) == PERIODS
    computed = {place for place in range(PERIODS) if grown_by(series, place) is None}
    assert computed == breaks, f"seed {seed}"
    told = {place for place in range(1, PERIODS) if "changed" in change_words(series, place)}
    assert told == set(series.breaks()) == redefined


def day_of(repo: Repo) -> str:
    """The day of the last commit."""
    return f"2026-{1 + (repo.day - 1) // 28:02}-{1 + (repo.day - 1) % 28:02}"


def test_what_a_record_calls_wording_breaks_nothing(tmp_path: Path) -> None:
    repo, state = Repo(tmp_path), dict(START)
    repo.commit(handbook(state))
    first = day_of(repo)
    state["definition"] = "Of all deals, those which were signed."
    state["records"] = (
        "words: {name: Words, summary: S., what: W., why: Y., state: approved, "
        "definitions: ['metric:won'], wording-only: ['metric:won'], decided-on: 2026-01-02}\n"
    )
    repo.commit(handbook(state))
    assert changes(tmp_path, repo, first) == 0
    state["definition"] = "Of all deals, those which were paid."
    repo.commit(handbook(state))
    assert changes(tmp_path, repo, first) == 1


def changes(folder: Path, repo: Repo, first: str) -> int:
    """How many breaks stand between a reading of a day and one of the last commit."""
    rows = f"won,2024-01,,1,crm,{first},\nwon,2024-02,,2,crm,{day_of(repo)},\n"
    repo.write({"governance/readings/a.csv": "metric,period,slice,value,source,measured-on,note\n" + rows})
    book = open_handbook(folder)
    metric = book.get("metric", "won")
    assert metric is not None
    readout = Board(book, history_of(folder, book.kinds)).of(metric)
    assert readout is not None
    return len(readout.breaks)
