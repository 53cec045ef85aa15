"""Style sheets as texts, and what a site takes over of the theme's."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from mkdocs.utils import get_theme_dir

from remit.publish import css, site_files, theme_styles

MATERIAL = get_theme_dir("material")


def theme(**options: object) -> theme_styles.ThemeStyles:
    found = theme_styles.of_theme([MATERIAL], options, ())
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("written", "smaller"),
    [
        ("a  >  b { top: 0 }", "a > b{top: 0}"),
        (".r { h2 :hover { top: 0; } }", ".r{h2 :hover{top: 0}}"),  # the space before it means: inside
        ('p::before { content: "a  /* b */ ; }" }', 'p::before{content: "a  /* b */ ; }"}'),
        ("p { width: calc(1px + 2px) } /* } */ b { top: 0 }", "p{width: calc(1px + 2px)}b{top: 0}"),
        ("p { background: url(a/b.svg) }", "p{background: url(a/b.svg)}"),
        ("a,\nb { top: 0 }", "a, b{top: 0}"),
    ],
)
def test_a_smaller_sheet_says_the_same(written: str, smaller: str) -> None:
    assert css.minified(written) == smaller
    assert css.minified(smaller) == smaller


def test_all_of_our_rules_are_in_the_one_sheet() -> None:
    sheets = [path.read_text(encoding="utf-8") for path in site_files.ASSETS.rglob("*.css")]
    without = re.sub(r"/\*.*?\*/", "", "".join(sheets), flags=re.DOTALL)
    small = site_files.own_styles(*site_files.STYLE_LAYERS)
    assert len(sheets) > 10
    assert small.count("{") == small.count("}") == without.count("{")
    assert len(small) < 0.8 * len("".join(sheets))


def test_rules_of_the_theme_are_cut_and_put_together_again_unchanged() -> None:
    rules = theme().whole
    assert len(rules) > 100_000
    assert css.minified(css.kept(rules, bool)) == css.minified(rules)


def test_what_a_page_of_the_handbook_cannot_hold_is_left_out_of_its_styles() -> None:
    found = theme()
    for gone in (".admonition-title", ".arithmatex", "[dir=rtl]", "--md-admonition-icon--bug:"):
        assert gone in found.whole
        assert gone not in found.needed
    for there in (
        ".md-header__inner",
        ".md-nav__link",
        ".md-typeset table",
        ".md-search__input",
        ".md-skip",
        ".md-status--new",
    ):
        assert there in found.needed
    assert len(found.needed) < 0.85 * len(found.whole)


def test_what_a_company_writes_itself_keeps_its_styles(tmp_path: Path) -> None:
    (tmp_path / "main.html").write_text(
        '<p class="admonition"><b class="admonition-title">', encoding="utf-8"
    )
    own = [*theme_styles.written_by(tmp_path), tmp_path / "absent.css"]
    found = theme_styles.of_theme([MATERIAL], {}, ["<i class='twemoji'>", *own])
    assert found is not None
    assert ".admonition-title" in found.needed
    assert ".twemoji" in found.needed


def test_colours_that_are_chosen_are_kept_and_others_not() -> None:
    palette = [{"scheme": "slate", "primary": "light blue"}, {"primary": "teal", "accent": "lime"}]
    found = theme(palette=palette).needed
    for kept in ("color-scheme=slate]", "primary=light-blue]", "primary=teal]", "accent=lime]"):
        assert kept in found
    assert "primary=indigo]" not in found
    assert "color-primary" not in theme().whole


def test_a_page_runs_as_its_language_does() -> None:
    hebrew, set_so = theme(language="he").needed, theme(direction="rtl").needed
    assert "[dir=rtl]" in hebrew
    assert "[dir=ltr]" not in hebrew
    assert hebrew == set_so


def test_another_theme_keeps_its_own_sheets(tmp_path: Path) -> None:
    assert theme_styles.of_theme([str(tmp_path)], {}, ()) is None


def test_a_sheet_is_worked_out_once_and_again_when_what_it_is_made_of_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[str, ...]] = []

    def make(*given: str) -> str:
        made.append(given)
        return "".join(given)

    monkeypatch.setattr(css, "KEPT", tmp_path / "kept")
    anew = css.worked_out.__wrapped__  # as another process asks, which has nothing in memory
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert anew(make, "a", "b") == "ab"
    assert not css.KEPT.exists()
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    assert [anew(make, "a", "b"), anew(make, "a", "b"), anew(make, "ab", ""), anew(make, "a", "b")] == [
        "ab"
    ] * 4
    assert made == [("a", "b"), ("a", "b"), ("ab", "")]
    for kept in css.KEPT.iterdir():
        kept.write_bytes(kept.read_bytes()[:-1] + b"x")  # damaged: not believed
    assert anew(make, "a", "b") == "ab"
    assert len(made) == 4
