"""Colours and marks of functions: contrast, the palette, and the stylesheet made from them."""

from __future__ import annotations

import re

import pytest

from remit.colours import LEAST_TEXT, SCHEMES, contrast
from remit.views.site.patterns import PALETTE, PATTERNS, Party, role, stylesheet, with_colours, with_parts

MARKETING = Party("marketing-ops", "#ad2a69", "#f191bb", "stripes")
SALES = Party("sales-ops", "#8a5600", "#e2b35f", "dots")


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),  # the grey that famously just fails
        ("#767676", "#ffffff", 4.54),  # and the one that just passes
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_agrees_with_known_values(a: str, b: str, expected: float) -> None:
    assert contrast(a, b) == pytest.approx(expected, abs=0.005)
    assert contrast(b, a) == contrast(a, b)


@pytest.mark.parametrize("bad", ["#fff", "red", "#12345g", "", "#1d4fc4;"])
def test_contrast_refuses_what_is_no_colour(bad: str) -> None:
    with pytest.raises(ValueError, match="is not a colour"):
        contrast(bad, "#ffffff")


@pytest.mark.parametrize(("light", "dark"), PALETTE)
def test_palette_reads_on_both_pages(light: str, dark: str) -> None:
    assert contrast(light, SCHEMES["light"].page) >= LEAST_TEXT
    assert contrast(dark, SCHEMES["dark"].page) >= LEAST_TEXT


def test_functions_without_a_colour_take_the_palette_in_order() -> None:
    made = with_colours([Party(f"team-{number}") for number in range(6)])
    assert [(party.light, party.dark) for party in made] == list(PALETTE)
    assert len({party.pattern for party in made}) == 6


def test_forty_two_functions_have_forty_two_marks() -> None:
    made = with_colours([Party(f"team-{number}") for number in range(42)])
    assert len({(party.light, party.pattern) for party in made}) == 42
    assert {party.pattern for party in made} <= set(PATTERNS) - {"hollow"}


def test_more_functions_than_marks_still_get_one() -> None:
    assert all(party.light and party.pattern for party in with_colours([Party(f"t-{n}") for n in range(60)]))


def test_what_a_function_says_itself_stays_and_nobody_else_takes_it() -> None:
    own = Party("b", PALETTE[0][0], PALETTE[0][1], "stripes")
    first, second, third = with_colours([Party("a"), own, Party("c", pattern="grid")])
    assert second == own
    assert first.light == PALETTE[1][0]
    assert (third.light, third.pattern) == (PALETTE[2][0], "grid")
    assert first.pattern not in {"stripes", "grid"}


def test_a_given_pattern_makes_no_mark_twice() -> None:
    functions = [Party(f"team-{number}", pattern="dots") for number in range(6)]
    made = with_colours([*functions, Party("seventh", pattern="rings"), Party("eighth", pattern="rings")])
    assert len({(party.light, party.pattern) for party in made}) == 8


def test_adding_a_function_at_the_end_leaves_the_others_as_they_were() -> None:
    before = with_colours([Party("a"), Party("b"), Party("c")])
    assert with_colours([Party("a"), Party("b"), Party("c"), Party("d")])[:3] == before


def test_a_part_has_the_colour_of_its_whole_and_a_pattern_that_is_not_its_own() -> None:
    parts = [(Party("a-one", pattern="hollow"), "a"), (Party("a-two"), "a"), (Party("b-one"), "b")]
    made = {party.id: party for party in with_parts(with_colours([Party("a"), Party("b")]), parts)}
    assert [made[id].light for id in ("a-one", "a-two", "b-one")] == [made[id].light for id in "aab"]
    assert made["a-one"].pattern == "hollow"
    assert len({(party.light, party.pattern) for party in made.values()}) == 5


def test_without_colours_a_pattern_worn_twice_is_round_the_second_time() -> None:
    first, other, again = Party("a", pattern="dots"), Party("b", pattern="grid"), Party("c", pattern="dots")
    css = stylesheet([*with_colours([first, other, again]), role("cro")])
    assert re.findall(r"\.sw\.f-([a-z]+)[^{]*\{ border-radius: 50% \}", css) == ["c"]
    hollow = stylesheet(with_colours([Party("part", pattern="hollow")]))
    assert ".sw.f-part { border-radius: 50% }" in hollow, "the hollow square is a role's"


def test_marks_of_functions_and_roles() -> None:
    assert MARKETING.mark == "pat pat-stripes f-marketing-ops"
    assert role("cro").mark == "pat pat-hollow f-role"


def test_stylesheet_gives_colours_for_both_schemes() -> None:
    css = stylesheet([MARKETING, SALES, role("cro")])
    light = re.search(r"\[data-md-color-scheme=default\] \{([^}]*)\}", css)
    dark = re.search(r"\[data-md-color-scheme=slate\] \{([^}]*)\}", css)
    assert light is not None
    assert dark is not None
    assert "--f-marketing-ops: #ad2a69;" in light[1]
    assert "--f-sales-ops: #e2b35f;" in dark[1]
    assert ".f-marketing-ops { --c: var(--f-marketing-ops) }" in css
    assert "--f-cro" not in css


def test_stylesheet_names_every_party_in_filtered_lists() -> None:
    css = stylesheet([MARKETING, role("cro")])
    for party in ("marketing-ops", "cro"):
        assert f"&:has(#h-{party}:checked) .by-css tr[data-f]:not([data-f~={party}])" in css
    assert css.count("{") == css.count("}")
    assert "ID" not in css


def test_stylesheet_of_nobody_has_no_rule() -> None:
    assert "{" not in stylesheet([])
    assert "--f-" not in stylesheet([role("cro")])


@pytest.mark.parametrize(
    "party",
    [
        Party("a]{}*{display:none"),
        Party("A"),
        Party(""),
        Party("a", "#123456", ""),
        Party("a", "", "#123456"),
        Party("a", "red;}", "#123456"),
        Party("a", "#123456", "url(//example.org)"),
    ],
)
def test_stylesheet_refuses_what_could_break_out_of_it(party: Party) -> None:
    with pytest.raises(ValueError, match=r"class name|colour"):
        stylesheet([party])


def test_stylesheet_is_the_same_each_time() -> None:
    assert stylesheet([MARKETING, SALES]) == stylesheet([MARKETING, SALES])
