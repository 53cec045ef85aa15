"""Settings of MkDocs and of its theme that a site may have before the handbook comes to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.structure.files import Files

from building import CONFIG, build, write_governance, write_handbook

TERMS = {"terms": {"win": {"name": "Win", "summary": "A deal that is signed."}}}
FEATURES = "features: [navigation.tabs"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_handbook(tmp_path / "book", TERMS)


def configure(root: Path, *changes: tuple[str, str], more: str = "") -> None:
    text = CONFIG
    for was, now in changes:
        assert was in text, was
        text = text.replace(was, now, 1)
    (root / "mkdocs.yml").write_text(text + more, encoding="utf-8")


def test_what_is_excluded_takes_no_place_and_takes_nothing_from_the_handbook(root: Path) -> None:
    docs = root / "docs"
    (docs / "terms").mkdir()
    for page in ("index.md", "terms/win.md", "metrics.md", "later.md"):
        (docs / page).write_text("# Mine\n", encoding="utf-8")
    left_out = "exclude_docs: |\n  index.md\n  *.css\n  /terms/\n"
    configure(root, more=f"{left_out}draft_docs: metrics.md\nnot_in_nav: later.md\n")
    done = build(root, root / "site", "--strict")
    assert done.returncode == 0, done.stderr
    for page in ("", "terms/win/", "metrics/"):
        assert "<h1>Mine" not in (root / "site" / page / "index.html").read_text(encoding="utf-8"), page
    assert (root / "site" / "later" / "index.html").is_file()
    assert list((root / "site" / "assets" / "remit").glob("*.css"))


@pytest.mark.parametrize("page", ["terms.md", "terms/index.md", "terms/README.md"])
def test_a_page_of_people_keeps_its_place_however_it_is_written(root: Path, page: str) -> None:
    (root / "docs" / page).parent.mkdir(exist_ok=True)
    (root / "docs" / page).write_text("# Our own words\n", encoding="utf-8")
    done = build(root, root / "site")
    assert f"docs/{page} takes the place of the handbook's own page" in done.stderr
    assert "Our own words" in (root / "site" / "terms" / "index.html").read_text(encoding="utf-8")


def test_a_companys_own_template_stands_on_every_page_and_ours_beneath_it(root: Path) -> None:
    configure(root, (FEATURES, f"custom_dir: overrides, {FEATURES}"))
    (root / "overrides").mkdir()
    (root / "overrides" / "main.html").write_text(
        '{% extends "base.html" %}{% block extrahead %}{{ super() }}<meta name="kx">{% endblock %}'
        "{% block announce %}We move.{% endblock %}",
        encoding="utf-8",
    )
    (root / "docs" / "intro.md").write_text("# Intro\n", encoding="utf-8")
    assert build(root, root / "site", "--strict").returncode == 0
    for page in ("intro", "terms/win", "terms"):
        html = (root / "site" / page / "index.html").read_text(encoding="utf-8")
        assert "We move." in html, page
        assert 'name="kx"' in html, page
        assert 'type="text/markdown"' in html, page
        assert "fonts.googleapis" not in html, page


@pytest.mark.parametrize("address", ["https://example.org/book/2.0", "https://example.org/book/2.0/"])
def test_an_address_is_the_same_with_and_without_the_slash_at_its_end(root: Path, address: str) -> None:
    configure(root, more=f"site_url: {address}\n")
    assert build(root, root / "site", "--strict").returncode == 0
    told = (root / "site" / "llms.txt").read_text(encoding="utf-8")
    assert "https://example.org/book/2.0/terms/win/" in told
    assert "2.0terms" not in told


def test_a_plugin_that_makes_the_menu_leaves_the_tabs_of_the_handbook(root: Path) -> None:
    """A hook that does what literate-nav does: at -100 it says what the menu is."""
    (root / "docs" / "guide.md").write_text("# Guide\n", encoding="utf-8")
    (root / "hook.py").write_text(
        "from mkdocs.plugins import event_priority\n"
        "@event_priority(-100)\n"
        "def on_files(files, config):\n"
        "    config.nav = [{'Intro': 'guide.md'}]\n"
        "    return files\n",
        encoding="utf-8",
    )
    configure(root, more="hooks: [hook.py]\n")
    assert build(root, root / "site", "--strict").returncode == 0
    html = (root / "site" / "index.html").read_text(encoding="utf-8")
    tabs = re.findall(r'<a[^>]*class="md-tabs__link"[^>]*>\s*([^<]*?)\s*</a>', html)
    assert tabs[0] == "Home"
    assert "Intro" in tabs
    assert len(tabs) > 2


def test_a_menu_without_the_handbook_is_said(root: Path) -> None:
    (root / "docs" / "guide.md").write_text("# Guide\n", encoding="utf-8")
    (root / "hook.py").write_text(
        "from mkdocs.plugins import event_priority\n"
        "@event_priority(-200)\n"
        "def on_files(files, config):\n"
        "    config.nav = [{'Intro': 'guide.md'}]\n"
        "    return files\n",
        encoding="utf-8",
    )
    configure(root, more="hooks: [hook.py]\n")
    done = build(root, root / "site", "--strict")
    assert done.returncode == 1
    assert "are in no menu" in done.stderr


def test_other_plugins_find_the_yaml_behind_a_page_and_its_body(root: Path) -> None:
    (root / "hook.py").write_text(
        "from pathlib import Path\n"
        "def on_page_context(context, page, config, nav):\n"
        "    source = Path(page.file.abs_src_path)\n"
        "    assert source.exists(), source\n"
        "    if page.url == 'terms/win/':\n"
        "        assert source.name == 'terms.yaml', source\n"
        "    return context\n",
        encoding="utf-8",
    )
    configure(root, more="hooks: [hook.py]\n")
    done = build(root, root / "site", "--strict")
    assert done.returncode == 0, done.stderr
    again = root / "again"
    (root / "seen.py").write_text(
        "def on_page_content(html, page, config, files):\n"
        "    assert '<h1' in html and html == page.content, page.url\n"
        "    return html.replace('<h1', '<h1 data-seen', 1)\n",
        encoding="utf-8",
    )
    configure(root, more="hooks: [seen.py]\n")
    done = build(root, again, "--strict")
    assert done.returncode == 0, done.stderr
    html = (again / "terms" / "win" / "index.html").read_text(encoding="utf-8")
    assert "<h1 data-seen" in html


def test_in_another_language_it_is_said_which_words_are_whose(root: Path) -> None:
    configure(root, (FEATURES, f"language: de, {FEATURES}"))
    (root / "docs" / "intro.md").write_text("# Hallo\n\n{remit: term:win}\n", encoding="utf-8")
    done = build(root, root / "site", "--strict")
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("`theme.language` is `de`") == 1
    html = (root / "site" / "terms" / "win" / "index.html").read_text(encoding="utf-8")
    assert '<html lang="de"' in html
    assert '<div class="r" lang="en" dir="ltr">' in html
    assert '<h1 lang="de">Win</h1>' in html
    assert '<span lang="de" dir="auto">A deal that is signed.</span>' in html
    assert re.search(r'<a [^>]*class="md-tabs__link" lang="en">\s*Glossary', html)
    theirs = (root / "site" / "intro" / "index.html").read_text(encoding="utf-8")
    assert '<h1 id="hallo">Hallo</h1>' in theirs
    assert '<div class="r" lang="en" dir="ltr">' in theirs


def test_a_named_colour_of_the_palette_is_the_accent_unless_the_handbook_has_its_own(root: Path) -> None:
    configure(root, (FEATURES, f"palette: {{primary: teal}}, {FEATURES}"))
    sheet = root / "site" / "assets" / "remit" / "handbook.css"
    assert build(root, root / "site", "--strict").returncode == 0
    assert "#027a72" in sheet.read_text(encoding="utf-8")
    own = {"look": {"accent": {"light": "#7a1f5c", "dark": "#f0a6d2"}}, "company": {"name": "Ours"}}
    write_governance(root, {"handbook": {"name": "Ours", "summary": "What we mean.", **own}})
    assert build(root, root / "site").returncode == 0
    assert "#7a1f5c" in sheet.read_text(encoding="utf-8")
    assert "#027a72" not in sheet.read_text(encoding="utf-8")


def test_the_same_files_of_a_theme_are_copied_when_hidden_ones_are_not_listed(root: Path) -> None:
    hidden = root / "overrides" / "img" / ".drafts"
    hidden.mkdir(parents=True)
    for file in (hidden / "no.png", hidden.parent / "yes.png", hidden.parent / ".no.png"):
        file.write_bytes(b"")
    configure(root, (FEATURES, f"custom_dir: overrides, {FEATURES}"))
    config = load_config(str(root / "mkdocs.yml"))
    config = config.plugins.on_config(config)
    listed, copied = [], []
    for environment in (type(config.theme).get_env(config.theme), config.theme.get_env()):
        files = Files([])
        files.add_files_from_theme(environment, config)
        copied.append([(file.src_uri, file.abs_src_path) for file in files])
        listed.append(len(environment.list_templates()))
    assert copied[0] == copied[1]
    assert [uri for uri, _ in copied[1] if uri.startswith("img/")] == ["img/yes.png"]
    assert listed[1] * 50 < listed[0]
