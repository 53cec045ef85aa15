"""Words of `counts` and `leaves-out` against the formula: what they say without doubt has to be in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depth import law
from remit import formula
from remit.compute.sense import claims, reaching

OF = {"deal-id": "deal", "state": "deal", "amount": "deal", "type": "deal", "seats": "account", "was": "deal"}
WORDS = claims.Words(
    entity_of=OF,
    names={"state": " deal state", "amount": " deal amount", "type": " deal type", "seats": " seats"},
    values=claims.values_of(
        OF, {"was": ("Open",), "state": ("Open", "Won", "Lost"), "type": ("New", "Renewal")}
    ),
    called=claims.called("Deal", "opportunity", "Account"),
)
TREES = reaching.trees_of(
    {
        "won": "count(field:deal-id where field:state = Won)",
        "new": "sum(metric:won where field:type = New)",
        "loop": "metric:loop + 1",
        "broken": "sum(",
    }
)


def said(name: str, line: str, text: str) -> list[tuple[str, str]]:
    tree = formula.parse(text)
    claimed = {"counts": claims.left_out, "leaves-out": claims.left_in}[name]
    counted = reaching.counted(tree, TREES)
    assert counted is not None
    found = claimed(line, claims.looked(tree, counted, WORDS), WORDS)
    return [(line[slice(*each.span)], each.message) for each in found]


@pytest.mark.parametrize(
    ("line", "text", "part"),
    [
        ("Renewals", "count(field:deal-id)", "Renewals"),
        ("Lost deals and renewals", "count(field:deal-id where field:state != Lost)", "renewals"),
        ("All renewal opportunities", "metric:won", "All renewal opportunities"),
        ("Won", "metric:won", "Won"),
        ("Open, won and lost deals", "count(field:deal-id where field:state = Lost)", "lost deals"),
        ("Renewals", "count(field:deal-id where field:type = New or field:amount > 5)", "Renewals"),
        ("Renewals", "metric:new", ""),
        ("Renewals", "(metric:won where field:type = New) + metric:won", "Renewals"),
        ("Renewals won by partners", "count(field:deal-id)", ""),
        ("Renewals", "sum(field:seats)", ""),
        ("Renewals", "metric:loop", ""),
        ("Deals of the last two days", "count(field:deal-id)", "two days"),
        ("Deals of the last 30 days", "count(field:deal-id where days(field:a, field:b) > 30)", ""),
        ("Deals of the last two days", "count(field:deal-id where field:a not in last 2 days)", ""),
        ("Deals without an amount", "count(field:deal-id)", "amount"),
        ("Deals without an amount", "sum(field:amount)", ""),
        ("Deals without an amount, and others", "count(field:deal-id where field:amount is filled)", ""),
        ("Deals whose state is empty", "count(field:deal-id)", "state"),
        ("Deals without a champion", "count(field:deal-id)", ""),
    ],
)  # fmt: skip
def test_what_is_left_out_in_words_is_left_out_in_the_formula(line: str, text: str, part: str) -> None:
    assert [each for each, _ in said("leaves-out", line, text)] == ([part] if part else [])


@pytest.mark.parametrize(
    ("line", "text", "part"),
    [
        ("Renewals", "count(field:deal-id where field:type = New)", "Renewals"),
        ("Renewals", "count(field:deal-id where field:type != New)", ""),
        ("Every open deal", "metric:won", "Every open deal"),
        ("Open deals", "metric:won + count(field:deal-id)", ""),
        ("Lost deals", "count(field:deal-id where field:state is empty)", "Lost deals"),
        ("Lost deals", "count(field:deal-id where field:state is filled)", ""),
        ("Deals lost in Open", "metric:won", ""),
        ("Touches of the 90 days before", "metric:won", "90 days"),
    ],
)
def test_what_counts_in_words_counts_in_the_formula(line: str, text: str, part: str) -> None:
    assert [each for each, _ in said("counts", line, text)] == ([part] if part else [])


WORD = st.sampled_from(
    ["Renewals", "won", "deals", "without", "an amount", "whose", "is empty", "2 days", "and"]
)


@law(deep=2000, usual=100)
@given(st.lists(WORD | st.text(max_size=8), max_size=9), st.sampled_from([" ", ", ", "; ", " or ", " and "]))
def test_whatever_a_line_says_what_is_claimed_stands_in_it(words: list[str], between: str) -> None:
    line = between.join(words)
    for name in ("counts", "leaves-out"):
        for part, message in said(name, line, "metric:won + sum(field:amount)"):
            assert part
            assert "`" in message


def test_a_value_that_is_named_twice_is_pointed_at_twice() -> None:
    assert [part for part, _ in said("leaves-out", "Won, all won deals", "metric:won")] == [
        "Won",
        "all won deals",
    ]


def test_a_message_says_which_value_of_which_field_is_meant() -> None:
    [(_, out)] = said("leaves-out", "Renewals", "count(field:deal-id)")
    [(_, counts)] = said("counts", "Renewals", "count(field:deal-id where field:type = New)")
    assert out == "`Renewal` of `field:type` is said to be left out, and the formula counts it"
    assert counts == "`Renewal` of `field:type` is said to count, and the formula leaves it out"


def test_what_is_made_of_metrics_that_double_each_time_is_not_walked_to_its_end() -> None:
    doubling = {f"m{at}": f"metric:m{at + 1} + metric:m{at + 1}" for at in range(60)}
    formulas = reaching.formulas_of({**doubling, "m60": "count(field:deal-id)"})
    assert reaching.counted(formulas.trees["m0"], formulas.trees) is None
    assert reaching.fields_of(formulas)["m0"] == {"deal-id"}


@pytest.mark.parametrize("text", ["metric:broken", "1 + sum(metric:gone where field:a = X)"])
def test_of_what_cannot_be_read_nothing_is_told(text: str) -> None:
    assert reaching.counted(formula.parse(text), TREES) is None
    assert "" in reaching.fields_of(reaching.formulas_of({"tried": text, "broken": "sum("}))["tried"]


def test_metrics_come_behind_what_they_are_made_of() -> None:
    chain = {f"m{at}": f"metric:m{at + 1} + 1" for at in range(3000)}
    assert list(reaching.formulas_of({**chain, "m3000": "1"}).order) == [
        f"m{at}" for at in range(3000, -1, -1)
    ]
    assert set(reaching.formulas_of({"a": "metric:b", "b": "metric:a"}).order) == {"a", "b"}
