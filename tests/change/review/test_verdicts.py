"""Who decides, told for all definitions at once, is what a walk from each definition alone leads to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given

from building import starter, write_handbook
from depth import law
from remit.change.review.approvals import Effect, asks_of
from remit.change.review.lanes import Lanes, choose, declared, lanes_of, meeting
from remit.change.review.reach import Reach, Reached, Touch, acts_on, is_about, uses
from remit.change.review.verdicts import Verdicts
from remit.change.review.whom import AGREE, CONSULT
from remit.handbook import Definition, Handbook
from remit.ownership.sides import Sides
from remit.reading import open_handbook
from remit.schema import WEIGHTS

LEAST: Mapping[str, Any] = {
    "summary": "S.", "definition": "D.", "unit": "count", "direction": "higher", "grain": "month",
}  # fmt: skip
PARTIES = ("revops", "sales-ops", "marketing-ops", "finance")
LANES: Mapping[str, Any] = {
    "own": {
        "name": "Own", "summary": "S.", "reach": "local", "approval": "A.",
        "triggers": {"own": {"when": "Only its own team reads it"}},
        "approved-by": {"sales-ops": {"if": "it is theirs"}},
    },
    "all": {
        "name": "All", "summary": "S.", "reach": "shared", "approval": "A.", "needs-record": True,
        "weights": ["meaning", "authority"],
        "triggers": {
            "beyond": {"when": "Others", "touches": {"beyond-own": True, "kinds": ["metric"]}},
            "near": {"when": "Near", "touches": {"beyond-own": True, "within": 1}},
            "plans": {"when": "Finance", "touches": {"functions": ["finance"], "within": 2}},
            "first": {"when": "The first", "touches": {"definitions": ["metric:m0"]}},
            "teams": {"when": "Teams", "kinds": ["function"]},
            "told": {"when": "Somebody says so"},
        },
        "approved-by": {"revops": {}, "finance": {"if": "it moves the plan"}},
    },
}  # fmt: skip


def walked(book: Handbook, definition: Definition) -> Sequence[Reached]:
    """What `Reach` is held to: a plain walk from one definition to all that uses it, level by level."""
    found = {definition.ref: Reached(definition)}
    queue = [found[definition.ref]]
    for here in queue:
        if here.definition.is_party and here.steps:
            continue
        on = {*uses(book, here.definition), *(() if here.steps else acts_on(book, here.definition))}
        for there in sorted(on, key=lambda each: each.ref):
            if there.ref not in found:
                found[there.ref] = Reached(there, (*here.way, here.definition))
                queue.append(found[there.ref])
    for judge, there in is_about(definition):
        if is_shared_itself(book, judge):
            found.setdefault(there.ref, Reached(there, (definition,)))
    return sorted(found.values(), key=lambda each: (each.steps, each.definition.ref))


def is_shared_itself(book: Handbook, judge: Definition) -> bool:
    """Whether more than one side has a say in a choice or a work item, or it says so itself."""
    lane = judge.target("in-lane")
    return len(Sides(book).behind(judge)) > 1 or (lane is not None and lane.get("reach") == "shared")


def touched(
    book: Handbook, lanes: Lanes, definition: Definition, reached: Sequence[Reached]
) -> Iterator[Touch]:
    """For each trigger, the first thing on the walk that meets it."""
    yield from (Touch(trigger, reached[0]) for trigger in declared(lanes, definition))
    behind = Sides(book).behind
    own = behind(definition)
    for trigger in lanes.triggers():
        if trigger.kinds and definition.kind.id not in trigger.kinds:
            continue
        if not trigger.touches:
            if trigger.kinds:
                yield Touch(trigger, reached[0])
            continue
        near = [each for each in reached if each.steps <= trigger.touches.get("within", len(reached))]
        sides = own
        for each in near:
            sides = own | behind(each.definition) if own else sides | behind(each.definition)
            together = len(sides) > 1 or not trigger.touches.get("beyond-own")
            if together and meeting(book, trigger)(each.definition):
                yield Touch(trigger, each)
                break


def same(book: Handbook, verdicts: Verdicts, definition: Definition) -> None:
    """The verdicts of one definition, against the walk from it alone."""
    reached = walked(book, definition)
    met = [*verdicts.reach.touches(definition)]
    if definition.kind.id != "term":  # a word touches what the thing of that name touches
        assert met == [*touched(book, verdicts.lanes, definition, reached)]
    assert list(verdicts.reach.of(definition)) == reached
    assert list(verdicts.reach.of(definition, 1)) == [each for each in reached if each.steps <= 1]
    for weight in WEIGHTS:
        choice = choose(verdicts.lanes, definition.kind.id, weight, [each.trigger for each in met])
        asks = asks_of(verdicts.reach, Effect(definition, weight, choice, reached))
        found = verdicts.of(definition, weight)
        assert found.choice == choice
        assert list(found.met) == met
        assert sorted(found.agree, key=lambda ask: (ask.party.name, ask.party.ref)) == [
            ask for ask in asks if ask.how == AGREE
        ]
        assert list(found.consulted) == [ask for ask in asks if ask.how == CONSULT]
        assert list(found.told) == [ask.party for ask in asks if ask.how not in (AGREE, CONSULT)]


def test_every_definition_of_the_starter_has_the_verdict_of_a_review() -> None:
    book = starter()
    verdicts = Verdicts(book)
    governed = [definition for definition, _ in verdicts.all()]
    assert len(governed) > 400
    for definition in governed:
        same(book, verdicts, definition)


def test_who_leads_is_always_among_those_who_must_agree() -> None:
    for definition, by_weight in Verdicts(starter()).all():
        for verdict in by_weight.values():
            assert 0 < verdict.leads <= len(verdict.agree), definition.ref
            assert str(verdict).startswith(verdict.agree[0].party.name)


@st.composite
def handbooks(draw: st.DrawFn) -> Mapping[str, Any]:
    """Metrics that are made of one another, in rings too, with owners, a dashboard and teams that read."""
    count = draw(st.integers(1, 7))
    number = st.integers(0, count - 1)
    owners = st.lists(st.sampled_from(PARTIES), max_size=2, unique=True)
    metrics = {}
    for each in range(count):
        inputs = draw(st.lists(number, max_size=3, unique=True))
        metrics[f"m{each}"] = {
            **LEAST, "name": f"M{each}", "formula": " + ".join(f"metric:m{other}" for other in inputs) or "1",
            "operates": {party: {} for party in draw(owners)},
            "governs": {party: draw(st.sampled_from(({}, {"with": ["finance"]}))) for party in draw(owners)},
        }  # fmt: skip
    functions = {
        party: {
            "name": party.title(), "summary": "S.",
            "metrics": [f"m{each}" for each in draw(st.lists(number, max_size=2, unique=True))],
        }
        for party in PARTIES
    }  # fmt: skip
    return {"functions": functions, "metrics": metrics, **({"lanes": LANES} if draw(st.booleans()) else {})}


@law(deep=300, suppress_health_check=[HealthCheck.too_slow])
@given(handbooks())
def test_every_definition_of_any_handbook_has_the_verdict_of_a_review(
    tmp_path_factory: pytest.TempPathFactory, collections: Mapping[str, Any]
) -> None:
    root = write_handbook(tmp_path_factory.mktemp("any"), collections)
    book = open_handbook(root)
    verdicts = Verdicts(book)
    for definition, _ in verdicts.all():
        same(book, verdicts, definition)


def test_triggers_are_followed_once_for_a_team_not_for_a_definition(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A walk for each trigger and set of own sides, not one for each definition."""
    walks: list[int] = []
    walk = Reach._back_from

    def counted(self: Reach, *arguments: Any) -> Any:
        walks.append(1)
        return walk(self, *arguments)

    monkeypatch.setattr(Reach, "_back_from", counted)
    book = starter()
    reach = Reach(book, lanes_of(book))
    definitions = list(book.definitions())
    for definition in definitions:
        reach.touches(definition)
    assert len(walks) < len(definitions) / 4
