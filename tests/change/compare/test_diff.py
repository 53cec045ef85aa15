"""Laws of the comparison, over generated pairs of handbooks, and the changes that it must see."""

from __future__ import annotations

import copy
import functools
from collections.abc import Mapping
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, example, given

from depth import law
from remit import formula
from remit.change.compare.diff import (
    Data,
    DefinitionChange,
    Fate,
    PropertyChange,
    State,
    compare,
    edited,
    mirrored,
)
from remit.change.compare.references import Names, kinds_of, stamp, surely_differ
from remit.handbook import Ref
from remit.schema import UNKNOWN_NODE, Node, below, load_kinds

KINDS = load_kinds().by_id
IDS = st.sampled_from([f"n-{number}" for number in range(6)])
PARTIES = st.sampled_from(["revops", "function:revops", "sales", "cro", "role:cro", "finance"])
WORDS = st.text("ab {}\n", max_size=6).map(lambda text: f"x{text}x")
MENTIONS = IDS.map("Read {{metric:{0}}} first.".format)
FORMULAS = st.builds("metric:{0} {1} metric:{2}".format, IDS, st.sampled_from(["/", "+", "÷"]), IDS)
SCALARS = st.one_of(WORDS, st.integers(0, 3), st.booleans(), st.sampled_from([0.5, 1.0, 2]))
METRICS = st.fixed_dictionaries(
    {"name": WORDS, "summary": st.one_of(WORDS, MENTIONS)},
    optional={
        "formula": FORMULAS,
        "parent": IDS,
        "aliases": st.lists(WORDS, unique=True, max_size=3),
        "stages": st.lists(IDS, unique=True, max_size=3),
        "governs": st.dictionaries(
            PARTIES, st.fixed_dictionaries({}, optional={"words": WORDS}), max_size=2
        ).filter(
            lambda parties: len({party.partition(":")[2] or party for party in parties}) == len(parties)
        ),
        "thresholds": st.dictionaries(IDS, st.dictionaries(st.just("below"), SCALARS), max_size=2),
        "unheard-of": st.one_of(SCALARS, st.dictionaries(WORDS, SCALARS, max_size=2)),
    },
)
STAGES = st.fixed_dictionaries(
    {"name": WORDS, "summary": WORDS},
    optional={
        "metrics": st.lists(IDS, unique=True, max_size=3),
        "next": st.dictionaries(IDS, st.fixed_dictionaries({"when": WORDS}), max_size=2),
        "order": st.integers(1, 3),
    },
)
CADENCES = st.fixed_dictionaries(
    {"name": WORDS, "summary": WORDS, "agenda": st.lists(WORDS, unique=True, max_size=3)}  # ordered
)
PARTNERS = {
    Ref("function", "revops"): {"name": "RevOps"},
    Ref("function", "sales"): {"name": "Sales"},
    Ref("function", "finance"): {"name": "Finance"},
    Ref("role", "cro"): {"name": "CRO"},
}
STATES = st.builds(
    lambda metrics, stages, cadences: {
        **PARTNERS,
        **{Ref("metric", id): data for id, data in metrics.items()},
        **{Ref("stage", id): data for id, data in stages.items()},
        **{Ref("cadence", id): data for id, data in cadences.items()},
    },
    st.dictionaries(IDS, METRICS, max_size=4),
    st.dictionaries(IDS, STAGES, max_size=3),
    st.dictionaries(IDS, CADENCES, max_size=2),
)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[dict[Ref, Data], dict[Ref, Data]]:
    """Two states; the second often the first with a few ids renamed and values edited."""
    before = draw(STATES)
    if draw(st.booleans()):
        return before, draw(STATES)
    after = copy.deepcopy(before)
    movable = sorted(ref for ref in after if ref.kind in ("metric", "stage"))
    for ref in draw(st.lists(st.sampled_from(movable), unique=True, max_size=2)) if movable else []:
        new = Ref(ref.kind, f"r-{draw(st.integers(0, 4))}")
        if new not in after:
            names = Names(kinds_of(after), {str(ref): str(new)})
            after = {
                new if each == ref else each: names.renamed(KINDS[each.kind].node, data)
                for each, data in after.items()
            }
    for ref in draw(st.lists(st.sampled_from(sorted(after)), max_size=2)):
        if ref.kind == "metric":
            after[ref] = draw(METRICS)
        elif ref.kind == "cadence":
            after[ref] = draw(CADENCES)
    return before, after


def normal(state: dict[Ref, Data]) -> dict[Ref, str]:
    """A state up to the order of sets and the spelling of references."""
    names = Names(kinds_of(state))
    return {ref: stamp(names.normal(KINDS[ref.kind].node, data)) for ref, data in state.items()}


# -- the way back, and the way there --

BACK: Mapping[Fate, Fate] = {
    "added": "removed", "removed": "added", "changed": "changed", "renamed": "renamed",
}  # fmt: skip


def mirror(changes: tuple[DefinitionChange, ...]) -> tuple[DefinitionChange, ...]:
    """The same difference seen from the other side: what undoes it."""
    back = {str(change.ref): str(change.was) for change in changes if change.was is not None}
    found = []
    for change in changes:
        properties = sorted((mirrored(each, back) for each in change.properties), key=PropertyChange.order)
        found.append(
            DefinitionChange(
                change.was or change.ref,
                BACK[change.how],
                change.ref if change.was else None,
                change.new,
                change.old,
                tuple(properties),
            )
        )
    return tuple(sorted(found, key=lambda change: (change.ref, change.how)))


def apply(changes: tuple[DefinitionChange, ...], state: State) -> dict[Ref, Data]:
    """The state after changes, up to the order of sets and of keys.

    Changes must come from a comparison of that state, or of one with the same content.
    """
    renames = {change.was: change.ref for change in changes if change.was is not None}
    removed = {change.ref for change in changes if change.how == "removed"}
    result: dict[Ref, Data] = {
        renames.get(ref, ref): data for ref, data in state.items() if ref not in removed
    }
    result |= {
        change.ref: change.new for change in changes if change.how == "added" and change.new is not None
    }
    names = Names(kinds_of(state), {str(old): str(new) for old, new in renames.items()})
    after = Names(kinds_of(result))
    if renames:
        for ref in result:
            if ref not in {change.ref for change in changes if change.how == "added"}:
                result[ref] = names.renamed(node_of(ref), result[ref])
    for change in changes:
        node = node_of(change.ref)
        for each in change.properties:
            if each.how == "lost":  # in the spelling of before, where its id may have meant another
                items = functools.reduce(below, each.path, node).items or UNKNOWN_NODE
                each = each._replace(old=names.normal(items, each.old))  # noqa: PLW2901
            result[change.ref] = edited(node, result[change.ref], each, after)
    return result


def node_of(ref: Ref) -> Node:
    return KINDS[ref.kind].node if ref.kind in KINDS else UNKNOWN_NODE


# -- the laws --

# Who named a stage names it no more, and it has another name now: an id that other kinds have as well.
LEAST: Data = {"name": "xx", "summary": "xx"}
OTHERS_ID = {Ref("metric", "n-1"): LEAST, Ref("cadence", "n-0"): {**LEAST, "agenda": []}}
LOST_AND_RENAMED = (
    {**OTHERS_ID, Ref("metric", "n-0"): {**LEAST, "stages": ["n-0"]}, Ref("stage", "n-0"): LEAST},
    {**OTHERS_ID, Ref("metric", "n-0"): {**LEAST, "stages": []}, Ref("stage", "r-0"): LEAST},
)


@law(deep=2000, suppress_health_check=[HealthCheck.too_slow])
@given(pairs())
@example(LOST_AND_RENAMED)
def test_laws_of_a_difference(pair: tuple[dict[Ref, Data], dict[Ref, Data]]) -> None:
    """Nothing differs from itself; applied it gives the other side; from there it is mirrored."""
    before, after = pair
    difference = compare(before, after, KINDS)
    assert compare(before, copy.deepcopy(before), KINDS) == ()
    assert normal(apply(difference, before)) == normal(after)
    back = compare(after, before, KINDS)
    if not any(says_the_same_in_another_sense(change) for change in (*difference, *back)):
        assert mirror(difference) == back


def says_the_same_in_another_sense(change: DefinitionChange) -> bool:
    """Whether it still names an id that was renamed: there is no way back from that."""
    lost = [(each.path, each.old) for each in change.properties if each.how == "lost"]
    return any(
        each.old == each.new or (each.how == "gained" and (each.path, each.new) in lost)
        for each in change.properties
    )


@law(deep=300, suppress_health_check=[HealthCheck.too_slow])
@given(STATES, st.randoms(use_true_random=False))
def test_order_of_definitions_keys_and_sets_is_no_difference(state: dict[Ref, Data], random: Any) -> None:
    def shuffled(value: Any, path: tuple[str, ...]) -> Any:
        if isinstance(value, dict):
            keys = list(value)
            random.shuffle(keys)
            return {key: shuffled(value[key], (*path, key)) for key in keys}
        if isinstance(value, list) and path[-1] != "agenda":
            return random.sample(value, len(value))
        return value

    refs = list(state)
    random.shuffle(refs)
    assert compare(state, {ref: shuffled(state[ref], ("",)) for ref in refs}, KINDS) == ()


def changed(before: dict[str, Any], after: dict[str, Any], kind: str = "metric") -> list[tuple[Any, ...]]:
    ref = Ref(kind, "x")
    return [
        (".".join(each.path), each.how, each.old, each.new)
        for change in compare({ref: before}, {ref: after}, KINDS)
        for each in change.properties
    ]


def test_true_is_not_one_and_one_is_one() -> None:
    assert changed({"order": True}, {"order": 1}, "stage") == [("order", "changed", True, 1)]
    assert changed({"order": 1.0}, {"order": 1}, "stage") == []


def test_layout_of_a_formula_is_no_difference() -> None:
    assert changed({"formula": "metric:a/metric:b"}, {"formula": "metric:a  ÷\n metric:b"}) == []
    assert changed({"formula": "metric:a / 2"}, {"formula": "metric:a / 3"}) != []


PIECES = ("sum(", ")", "field:a-b", " ", "\n", "-", "−", "*", "×", "/", '"A B"', "1", "where", "≠")


@law(deep=1000)
@given(*[st.lists(st.sampled_from(PIECES))] * 2)
def test_a_first_look_at_two_formulas_finds_no_difference_in_layout(one: list[str], other: list[str]) -> None:
    old, new = "".join(one), "".join(other)
    assert not surely_differ(old, new) or formula.normal(old) != formula.normal(new)
    assert not surely_differ(old, f" {old}\n".replace("*", "×"))


def test_formulas_of_other_words_are_not_read_to_see_that_they_differ(monkeypatch: Any) -> None:
    monkeypatch.setattr("remit.formula.normal", None)
    node = load_kinds().by_id["metric"].node
    old, new = ({Ref("metric", "a"): {"formula": text}} for text in ("count(field:a)", "count(field:b)"))
    (change,) = compare(old, new, {"metric": load_kinds().by_id["metric"]})
    assert node.properties["formula"].text == "formula"
    assert [each.path for each in change.properties] == [("formula",)]


def test_a_rename_hides_no_edit_and_its_users_show_nothing() -> None:
    user = {"name": "U", "formula": "metric:old / 2", "summary": "See {metric:old}."}
    before = {Ref("metric", "old"): {"name": "O"}, Ref("metric", "user"): user}
    after = {
        Ref("metric", "new"): {"name": "O"},
        Ref("metric", "user"): {**user, "formula": "metric:new / 2", "summary": "See {metric:new}."},
    }
    (change,) = compare(before, after, KINDS)
    assert (change.how, str(change.was), str(change.ref)) == ("renamed", "metric:old", "metric:new")
    after[Ref("metric", "user")]["formula"] = "metric:new / 3"
    assert [(str(each.ref), each.how) for each in compare(before, after, KINDS)] == [
        ("metric:new", "renamed"), ("metric:user", "changed"),
    ]  # fmt: skip


def test_two_renamed_at_once_that_name_each_other() -> None:
    before = {Ref("metric", "a"): {"parent": "b"}, Ref("metric", "b"): {"name": "B", "parent": "a"}}
    after = {Ref("metric", "c"): {"parent": "d"}, Ref("metric", "d"): {"name": "B", "parent": "c"}}
    assert [(change.how, str(change.was)) for change in compare(before, after, KINDS)] == [
        ("renamed", "metric:a"), ("renamed", "metric:b"),
    ]  # fmt: skip


def test_former_ids_say_that_it_is_a_rename_whatever_else_changed() -> None:
    before = {Ref("metric", "old"): {"name": "O", "formula": "1"}}
    after = {Ref("metric", "new"): {"name": "N", "formula": "2", "former-ids": ["old"]}}
    (change,) = compare(before, after, KINDS)
    assert change.how == "renamed"
    assert [each.path for each in change.properties] == [("former-ids",), ("formula",), ("name",)]


def test_of_twins_none_is_called_renamed() -> None:
    before = {Ref("metric", "a"): {"name": "M"}, Ref("metric", "b"): {"name": "M"}}
    after = {Ref("metric", "c"): {"name": "M"}}
    assert [change.how for change in compare(before, after, KINDS)] == ["removed", "removed", "added"]
