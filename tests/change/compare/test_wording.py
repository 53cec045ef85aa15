"""What of a text is wording: punctuation and case; what never is: numbers, names, signs and `not`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depth import law
from remit.change.compare import wording
from remit.change.compare.diff import DefinitionChange, PropertyChange
from remit.change.compare.grading import definition_weight, weight_of, weights_of
from remit.change.compare.wording import is_same, kept
from remit.handbook import Ref
from remit.schema import load_kinds

KINDS = load_kinds().by_id
SAME = [
    ("It counts deals, not money, by close date.", "It counts deals, not money, by close-date"),
    ("Deals end; money counts.", "Deals end. Money counts"),
    ("The owner decides (alone).", "the owner decides - alone."),
    ("It’s the rep’s.", "Its the reps."),
]
OTHER = [
    ("At least 1.5 points", "At least 15 points"),
    ("It rose by -5 points", "It rose by 5 points"),
    ("More than 3-4 weeks", "More than 34 weeks"),
    ("In 1,000 cases", "In 1 000 cases"),
    ("Score > 5 counts", "Score < 5 counts"),
    ("Stage = Won counts", "Stage != Won counts"),
    ("Asked of Sales Ops and others", "Asked of Sales, Ops and others"),
    ("The rep accepts it", "The rep accepts them"),
    ("originalSource", "originalsource"),
    ("{metric:win-rate} is read", "{metric:win-ratio} is read"),
]


@pytest.mark.parametrize(("old", "new"), SAME)
def test_punctuation_and_case_are_wording(old: str, new: str) -> None:
    assert is_same(old, new)
    assert is_same(new, old)


@pytest.mark.parametrize(("old", "new"), OTHER)
def test_numbers_signs_names_words_and_keys_are_not(old: str, new: str) -> None:
    assert not is_same(old, new)
    assert not is_same(new, old)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Accept at most 3 leads of Finance.", ("3 leads", "Finance")),
        ("Only a rep may, unless it was never seen.", ("only", "unless", "never")),
        ("It can't be, it cannot be, it is not.", ("not", "not", "not")),
        ("Answer within four business hours.", ("four",)),
        ("{stage:mql} starts at >= 65%", ("{stage:mql}", ">=", "65 %", "%")),
        ("Finance decides.", ("Finance",)),
        ("The MQL of a rep", ("MQL",)),
    ],
)
def test_what_nobody_may_call_wording_is_kept_in_its_order(text: str, words: tuple[str, ...]) -> None:
    assert tuple(kept(text, ["Finance", "Sales Ops"])) == words


@law(deep=500)
@given(st.lists(st.sampled_from(("deals", "Sales", "3", "not", "won", "the")), min_size=2, max_size=8))
def test_a_text_without_its_punctuation_says_the_same(words: list[str]) -> None:
    plain = " ".join(words)
    assert is_same(plain, f"{plain}.")
    assert is_same(plain.upper(), plain.lower())
    assert kept(plain) == kept(f"({plain})") or plain[0].isupper()


@law(deep=1000)
@given(*[st.text("aAßsSİi3 .,'\u2019-_({é€\n", min_size=1, max_size=12)] * 2)
def test_a_first_look_at_two_texts_refuses_none_that_say_the_same(old: str, new: str) -> None:
    alike = [wording._plain(each.text) for each in wording._tokens(old)] == [
        wording._plain(each.text) for each in wording._tokens(new)
    ]
    assert not alike or (wording._begin_alike(old, new) and wording._letters(old) == wording._letters(new))


@law(deep=1000)
@given(
    st.lists(
        st.sampled_from(
            ("deals", "Sales", "A", "not", "two", "3", "é", "_", "'", "\u2019", "n't", "-", ".", " ")
        ),
        max_size=6,
    )
)
def test_a_first_look_at_one_text_finds_ordinary_what_says_nothing(parts: list[str]) -> None:
    text = "".join(parts)
    assert not wording._is_ordinary(text) or not [*wording._kept([*wording._tokens(text)], frozenset())]
    assert wording._is_ordinary("Won deals, without (open) ones".replace("without ", ""))


def test_texts_of_other_words_are_not_cut_into_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A history weighs thousands of changes, and nearly all of them are of this kind."""
    monkeypatch.setattr(wording, "_tokens", None)
    assert not is_same("It counts deals, not money.", "It counts money, not deals.")
    assert not is_same("It counts deals", "Won deals are counted")


# -- weights --


@pytest.mark.parametrize(
    ("at", "texts", "weight"),
    [
        (("stage", ("entry",)), SAME[0], "editorial"),
        (("stage", ("entry",)), OTHER[0], "meaning"),
        (("topic", ("parts", "function:revops", "words")), SAME[0], "editorial"),
        (("metric", ("formula",)), ("count(field:a) ", "COUNT(field:a)"), "meaning"),
        (("field", ("systems", "system:crm", "api-name")), ("Lead_Form", "Lead-Form"), "meaning"),
        (("cadence", ("agenda",)), (["Is it so?", "Why?"], ["Is it so", "Why?"]), "editorial"),
        (("cadence", ("agenda",)), (["Is it so?", "Why?"], ["Why?", "Is it so?"]), "meaning"),
    ],
)
def test_a_text_in_which_nothing_else_changes_is_editorial(
    at: tuple[str, tuple[str, ...]], texts: tuple[object, object], weight: str
) -> None:
    kind, path = at
    assert weight_of(KINDS[kind], PropertyChange(path, "changed", *texts)) == weight


def test_an_item_of_a_set_in_better_words_is_one_lost_and_one_gained() -> None:
    metric = KINDS["metric"]
    changes = (
        PropertyChange(("counts",), "lost", old="First answers, of anybody"),
        PropertyChange(("counts",), "gained", new="First answers of anybody"),
    )
    assert weights_of(metric, DefinitionChange(Ref("metric", "a"), "changed", properties=changes)) == [
        "editorial", "editorial",
    ]  # fmt: skip
    more = (*changes, PropertyChange(("counts",), "gained", new="Second answers"))
    assert definition_weight(metric, DefinitionChange(Ref("metric", "a"), "changed", properties=more)) == (
        "meaning"
    )
