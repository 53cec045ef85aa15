"""What is asked of a handbook is answered without a page: by values, in order, of an empty handbook too."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from building import write_handbook
from remit.change.review.lanes import lanes_of
from remit.change.review.verdicts import last_lane
from remit.handbook import Handbook
from remit.insight import (
    decides,
    due,
    glossary,
    handoffs,
    known_words,
    lifecycle,
    matrices,
    maturity,
    records,
    systems,
    teams,
)
from remit.insight.health import upkeep
from remit.insight.metrics import dictionary, lineage
from remit.lifecycles import lifecycles
from remit.reading import open_handbook

PACKAGE = Path(decides.__file__).parent
PATHS = sorted(path.relative_to(PACKAGE).with_suffix("") for path in PACKAGE.rglob("[a-z]*.py"))


@pytest.fixture
def empty(tmp_path: Path) -> Handbook:
    return open_handbook(write_handbook(tmp_path, {}))


def test_nothing_that_makes_html_is_loaded_to_answer() -> None:
    names = ", ".join(".".join(("remit.insight", *path.parts)) for path in PATHS)
    code = f"import sys, {names}; print(*{{'jinja2', 'markupsafe', 'remit.views'}} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


ASKED: dict[str, Callable[[Handbook], Iterable[object]]] = {
    "what is due": lambda book: due.desks(book, "2027-11-20"),
    "handoffs": handoffs.all_handoffs,
    "the stages": lifecycle.stages,
    "the rail": lambda book: [list(lifecycle.rail(each)) for each in lifecycles(book)],
    "the boundaries": lambda book: matrices.boundaries(book).rows,
    "the decision rights": lambda book: matrices.rights(book).rows,
    "the topics": lambda book: matrices.topics(book).rows,
    "the work items": lambda book: matrices.work_items(book).rows,
    "the owners of metrics": lambda book: matrices.metric_owners(book).rows,
    "the users of systems": lambda book: matrices.system_users(book).rows,
    "the hierarchy": lambda book: lineage.hierarchy(list(book.all("metric"))),
    "the facets": lambda book: [
        each for facet in dictionary.facets(list(book.all("metric"))) for each in facet.choices if each.count
    ],
    "the areas": lambda book: systems.areas(book.all("system")),
    "the entities of fields": lambda book: systems.by_entity(book.all("field")),
    "the glossary": lambda book: glossary.every_word(list(book.all("term")), list(book.all("metric"))),
    "known words": lambda book: known_words.known(book).first,
    "changes": records.changes,
    "decided changes": records.decided,
    "requests": records.requests,
    "reviews": records.reviews,
    "where the company stands": maturity.here,
    "publishers": lambda book: maturity.publishers(book.all("benchmark")),
    "teams and posts": teams.groups,
    "the reporting tree": teams.reporting,
    "what is governed": lambda book: decides.by_kind(book, decides.governed_kinds(book)),
    "coverage": upkeep.coverage,
    "vacancies": upkeep.vacancies,
}


@pytest.mark.parametrize("question", ASKED)
def test_an_empty_handbook_answers_nothing_and_the_starter_something(
    empty: Handbook, starter: Handbook, question: str
) -> None:
    assert list(ASKED[question](empty)) == []
    assert list(ASKED[question](starter)) != []


def test_the_table_of_who_decides_ends_with_what_sets_off_nothing(empty: Handbook, starter: Handbook) -> None:
    for book in (empty, starter):
        table = list(decides.rules(book, lanes_of(book)))
        assert table[-1].when == "None of these"
        assert table[-1].lane.id == last_lane(lanes_of(book))


def test_handoffs_and_stages_stand_along_the_lifecycle(starter: Handbook) -> None:
    spine = [stage["order"] for stage in lifecycle.spine(lifecycles(starter)[0])]
    assert spine == sorted(spine)
    left = [each.leaves["order"] for each in handoffs.all_handoffs(starter) if each.leaves]
    assert left == sorted(left)
