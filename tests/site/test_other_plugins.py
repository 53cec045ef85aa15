"""Plugins of others beside ours, in any order, installed in an environment of these tests' own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest
from mkdocs.utils import get_theme_dir

from building import BUILD
from conftest import MakeOnce
from depth import DEEP
from planting import company
from remit.publish import verify

pytestmark = pytest.mark.skipif(not DEEP, reason="installs from the package index")

MENU = "- [Intro](guide/intro.md)\n- [Next](guide/next.md)\n"
# As MkDocs knows it → its package, its settings, files that it reads.
PLUGINS: dict[str, tuple[str, dict[str, Any], dict[str, str]]] = {
    "literate-nav": ("mkdocs-literate-nav", {}, {"docs/SUMMARY.md": MENU}),
    "awesome-nav": (
        "mkdocs-awesome-nav",
        {},
        {"docs/.nav.yml": "nav:\n  - guide/intro.md\n  - guide/next.md\n"},
    ),
    "rss": ("mkdocs-rss-plugin", {}, {}),
    "redirects": ("mkdocs-redirects", {"redirect_maps": {"old.md": "metrics/orders.md"}}, {}),
    "macros": ("mkdocs-macros-plugin", {}, {"docs/guide/sum.md": "# Sum\n\n{{ 40 + 2 }}, {metric:orders}\n"}),
}
ORDERS = [
    *([name, "remit"] for name in PLUGINS),
    *(["remit", name] for name in PLUGINS),
    ["literate-nav", "redirects", "macros", "rss", "remit"],
    ["remit", "rss", "macros", "redirects", "awesome-nav"],
]


@pytest.fixture
def python(make_once: MakeOnce) -> Path:
    """The Python of an environment in which all that these tests have is there, and packages can be added."""

    def make(folder: Path) -> str:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        [packages] = folder.glob("lib/python*/site-packages")
        (packages / "tests.pth").write_text(
            f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n"
        )
        program = folder / "bin" / "mkdocs"  # which mike calls
        program.write_text('#!/bin/sh\nexec "$(dirname "$0")/python" -m mkdocs "$@"\n', encoding="utf-8")
        program.chmod(0o755)
        return ""

    return make_once("plugins", make) / "bin" / "python"


def add(python: Path, package: str) -> None:
    """Install a package; a test for which the index has none is skipped, with its name."""
    done = run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", package])
    if done.returncode and "No matching distribution" in done.stderr:
        pytest.skip(f"the package index serves no {package}")
    assert done.returncode == 0, done.stderr


def run(command: list[Any], cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    surroundings = {**os.environ, **BUILD, "DISABLE_MKDOCS_2_WARNING": "true"}
    surroundings["PATH"] = f"{Path(command[0]).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        command, cwd=cwd, env=surroundings, capture_output=True, encoding="utf-8", check=False
    )


def git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_the_tabs_stay_and_the_site_is_whole(order: list[str], python: Path, tmp_path: Path) -> None:
    chosen = {name: PLUGINS[name] for name in order if name in PLUGINS}
    for package, _, _ in chosen.values():
        add(python, package)
    plugins = [{name: chosen[name][1]} if name in chosen else name for name in order]
    root = company(tmp_path / "book", site_url="https://example.org/book/", plugins=["search", *plugins])
    for _, _, files in chosen.values():
        for path, text in files.items():
            (root / path).write_text(text, encoding="utf-8")
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "All of it")
    done = run([python, "-m", "mkdocs", "build", "--strict"], root)
    assert done.returncode == 0, done.stdout + done.stderr
    site = root / "site"
    assert list(verify.problems(site)) == []
    html = (site / "index.html").read_text(encoding="utf-8")
    tabs = re.findall(r'<a[^>]*class="md-tabs__link"[^>]*>\s*([^<]*?)\s*</a>', html)
    assert tabs[:4] == ["Home", "Lifecycle", "Decisions", "Metrics"]
    assert len(tabs) == len(set(tabs))
    if "macros" in order:
        said = (site / "guide" / "sum" / "index.html").read_text(encoding="utf-8")
        assert re.search(r'<p>42, <a href="[./]*metrics/orders/">Orders</a></p>', said)
    if "redirects" in order:
        assert "metrics/orders/" in (site / "old" / "index.html").read_text(encoding="utf-8")
    if "rss" in order:
        feed = (site / "feed_rss_updated.xml").read_text(encoding="utf-8")
        assert "<item>" in feed


@pytest.mark.parametrize("order", [["social", "remit"], ["remit", "social"]], ids="-".join)
def test_the_card_of_social_is_that_of_its_page(order: list[str], python: Path, tmp_path: Path) -> None:
    add(python, "mkdocs-material[imaging]")
    root = company(
        tmp_path / "book",
        site_url="https://example.org/book/",
        plugins=["search", *order],
        theme={"logo": "assets/remit/logo.svg"},
    )
    fonts = root / ".cache" / "plugin" / "social" / "fonts" / "Roboto"  # else it asks a host for them
    fonts.mkdir(parents=True)
    lato = Path(get_theme_dir("readthedocs")) / "css" / "fonts"
    for style, name in (("Regular", "lato-normal"), ("Bold", "lato-bold")):
        shutil.copy(lato / f"{name}.woff", fonts / f"{style}.woff")
    done = run([python, "-m", "mkdocs", "build", "--strict"], root)
    assert done.returncode == 0, done.stdout + done.stderr
    site, looks = root / "site", set()
    for page in site.rglob("index.html"):
        url = page.parent.relative_to(site).as_posix().strip(".")
        said = dict(re.findall(r'<meta property="(og:[^"]*)" content="([^"]*)"', page.read_text("utf-8")))
        assert said["og:image"] == f"https://example.org/book/assets/images/social/{url or 'index'}.png"
        assert said["og:url"] == f"https://example.org/book/{f'{url}/' if url else ''}"
        looks.add((site / said["og:image"].removeprefix("https://example.org/book/")).read_bytes())
    assert len(looks) == len(list(site.rglob("index.html"))) > 30


def test_versions_of_mike_are_whole_and_have_their_own_addresses(python: Path, tmp_path: Path) -> None:
    add(python, "mike")
    root = company(tmp_path / "book", site_url="https://example.org/book/")
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "All of it")
    for version in ("1.0", "2.0"):
        done = run([python.with_name("mike"), "deploy", version, "latest", "--update-aliases"], root)
        assert done.returncode == 0, done.stdout + done.stderr
    git(root, "worktree", "add", "--quiet", str(tmp_path / "pages"), "gh-pages")
    for version in ("1.0", "2.0"):
        site = tmp_path / "pages" / version
        assert list(verify.problems(site)) == []
        told = (site / "llms.txt").read_text(encoding="utf-8")
        assert f"https://example.org/book/{version}/metrics/orders/" in told
        assert "2.0metrics" not in told
