"""The company's own look: colours measured, an accent that reaches every page, a logo that must be there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import build, write_handbook
from remit.checking import check
from remit.colours import LEAST_TEXT, SCHEMES, contrast, distance, ink_on, mix
from remit.views.site import branding, owner_marks

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
ACCENT = {"light": "#a0246b", "dark": "#f2a3cb"}


def handbook(**own: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"name": "Handbook", "summary": "S.", "company": {"name": "Acme"}}
    return {"handbook": {**data, "look": own} if own else data}


# -- colours ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("#000000", "#ffffff", 1.0),
        # By CSS Color 4 red is (0.62796, 0.22486, 0.12585) and lime (0.86644, -0.23389, 0.17950).
        ("#ff0000", "#ffffff", 0.4525),
        ("#00ff00", "#ff0000", 0.5198),
        ("#123456", "#123456", 0.0),
    ],
)
def test_distance_agrees_with_known_values(a: str, b: str, expected: float) -> None:
    assert distance(a, b) == pytest.approx(expected, abs=0.0005)


@given(COLOURS, COLOURS)
def test_distance_and_contrast_do_not_ask_who_comes_first(a: str, b: str) -> None:
    assert distance(a, b) == pytest.approx(distance(b, a))
    assert contrast(a, b) == contrast(b, a)


@given(COLOURS)
def test_ink_on_any_colour_reads(colour: str) -> None:
    assert contrast(ink_on(colour), colour) >= 4.28  # what the two inks leave at worst


@given(COLOURS, COLOURS)
def test_a_mix_ends_in_its_two_colours(a: str, b: str) -> None:
    assert (mix(a, b, 1), mix(a, b, 0)) == (a, b)


def test_the_schemes_are_those_of_the_stylesheet(root: Path) -> None:
    css = (root / "plugins/remit/assets/tokens.css").read_text(encoding="utf-8")
    for name, scheme in zip(("default", "slate"), SCHEMES.values(), strict=True):
        block = re.search(rf"^\[data-md-color-scheme={name}\] \{{(.*?)\n\}}", css, re.MULTILINE | re.DOTALL)
        assert block is not None
        tokens = dict(re.findall(r"--r-([a-z0-9-]+): (#\w+)", block[1]))
        assert tokens["bg"] in (scheme.page, "#fff")
        assert (tokens["sunken"], tokens["accent"]) == (scheme.sunken, scheme.accent)


def test_our_own_accent_reads_on_every_ground() -> None:
    for scheme in SCHEMES.values():
        for ground in (scheme.page, scheme.sunken, mix(scheme.accent, scheme.page, scheme.tint)):
            assert contrast(scheme.accent, ground) >= LEAST_TEXT


# -- the accent ------------------------------------------------------------------


def test_without_an_accent_nothing_is_said() -> None:
    assert branding.stylesheet({}) == ""
    assert branding.stylesheet({"look": {"logo": "a.svg"}}) == ""
    assert branding.stylesheet({"look": {"accent": {"light": "red;}", "dark": "#ffffff"}}}) == ""


def test_an_accent_brings_its_ink_and_tints_and_leaves_forced_colours_alone() -> None:
    css = branding.stylesheet({"look": {"accent": ACCENT}})
    assert css.strip().startswith("@media (forced-colors: none)")
    assert "--r-accent: #a0246b; --r-accent-ink: #ffffff;" in css
    assert "--r-accent: #f2a3cb; --r-accent-ink: #0c1424;" in css
    assert css.count("{") == css.count("}")


@pytest.mark.parametrize(
    ("accent", "scheme"),
    [
        ({"light": "#7aa2ff", "dark": "#8fb0ff"}, "light"),
        ({"light": "#1d4fc4", "dark": "#1d4fc4"}, "dark"),
        ({"light": "#3173d4", "dark": "#8fb0ff"}, "light"),  # reads on white, not on its tint
    ],
)
def test_an_accent_too_faint_is_a_finding(tmp_path: Path, accent: dict[str, str], scheme: str) -> None:
    write_handbook(tmp_path, handbook(accent=accent))
    (found,) = [each for each in check(tmp_path).findings if each.code == "colour-contrast"]
    assert f"{scheme} pages; it needs 4.5" in found.message
    assert accent[scheme] in found.message


def test_an_owner_in_the_companys_own_accent_is_a_finding(tmp_path: Path) -> None:
    team = {"name": "Team", "summary": "S.", "pattern": "dots", "colour": ACCENT}
    write_handbook(tmp_path, {**handbook(accent=ACCENT), "functions": {"team": team}})
    assert {each.code for each in check(tmp_path).findings} >= {"owner-like-accent"}
    write_handbook(tmp_path, {**handbook(), "functions": {"team": team}})
    assert "owner-like-accent" not in {each.code for each in check(tmp_path).findings}


# -- more functions than colours ---------------------------------------------------


def test_ten_functions_that_say_nothing_have_ten_marks(tmp_path: Path) -> None:
    functions = {f"team-{n}": {"name": f"Team {n}", "summary": "S."} for n in range(10)}
    write_handbook(tmp_path, {**handbook(), "functions": functions})
    book = check(tmp_path).book
    css = owner_marks.marks(book)
    marks = {
        (pattern.split()[1], re.findall(rf"--{pattern.split()[2]}: (#\w+)", css)[0])
        for pattern in owner_marks.classes(book).values()
    }
    assert len(marks) == 10
    assert not any(pattern == "pat-hollow" for pattern, _ in marks)


def test_a_part_of_a_part_and_functions_in_a_circle_have_marks(tmp_path: Path) -> None:
    plain = {"name": "Team", "summary": "S."}
    functions = {
        "whole": {**plain, "name": "Whole"},
        "part": {**plain, "name": "Part", "parent": "whole"},
        "piece": {**plain, "name": "Piece", "parent": "part"},
        "round": {**plain, "name": "Round", "parent": "about"},
        "about": {**plain, "name": "About", "parent": "round"},
    }
    write_handbook(tmp_path, {**handbook(), "functions": functions})
    book = check(tmp_path).book
    assert len({mark.split()[1] for mark in owner_marks.classes(book).values()}) == 5
    colours = dict(re.findall(r"--f-(\w+): (#\w+)", owner_marks.marks(book).split("slate")[0]))
    assert colours["whole"] == colours["part"] == colours["piece"] != colours["round"]


# -- logo and icon ---------------------------------------------------------------


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8H0z"/></svg>'


def test_logo_and_icon_stand_on_every_page(tmp_path: Path) -> None:
    root = write_handbook(
        tmp_path, handbook(logo="assets/brand.svg", favicon="assets/icon.svg", accent=ACCENT)
    )
    (root / "docs" / "assets").mkdir()
    for name in ("brand", "icon"):
        (root / "docs" / "assets" / f"{name}.svg").write_text(SVG, encoding="utf-8")
    done = build(root, tmp_path / "out", "--strict")
    assert done.returncode == 0, done.stderr
    for page in ("index.html", "terms/index.html"):
        html = (tmp_path / "out" / page).read_text(encoding="utf-8")
        assert re.search(r'<img src="[./]*assets/brand\.svg"', html)
        assert re.search(r'<link rel="icon" href="[./]*assets/icon\.svg"', html)
    assert "#a0246b" in (tmp_path / "out/assets/remit/handbook.css").read_text(encoding="utf-8")


def test_a_logo_that_is_not_there_is_said_and_fails_a_strict_build(tmp_path: Path) -> None:
    root = write_handbook(tmp_path, handbook(logo="assets/brand.svg"))
    done = build(root, tmp_path / "out", "--strict")
    assert done.returncode == 1
    assert "docs/assets/brand.svg does not exist" in done.stderr


@pytest.mark.parametrize("path", ["../x.svg", "https://example.org/x.svg", "/x.svg", "a b.svg", "x.html"])
def test_a_logo_is_a_file_below_docs(tmp_path: Path, path: str) -> None:
    write_handbook(tmp_path, handbook(logo=path))
    assert [each.message for each in check(tmp_path).findings if path in each.message]
