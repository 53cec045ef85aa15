"""Laws of the built site that need no browser."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from building import ROOT, begun, build, build_apart, search_parts, starter, starter_site, write_handbook
from depth import DEEP
from pages import elements
from remit.views.site import shell


class Anchors:
    """The links and the ids of one page."""

    def __init__(self, html: str) -> None:
        found = list(elements(html))
        self.ids = [each["id"] for _, each in found if each.get("id")]
        self.links = [
            each[name] for tag, each in found for name in ("href", "src") if name in each and tag != "use"
        ]


def pages(site: Path) -> Iterator[tuple[str, Anchors]]:
    for path in sorted(site.rglob("index.html")):
        url = path.parent.relative_to(site).as_posix()
        yield ("" if url == "." else f"{url}/"), Anchors(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def read(site: Path) -> dict[str, Anchors]:
    return dict(pages(site))


@pytest.fixture(scope="module")
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The root of a company's handbook and its site; those of the starter when deep."""
    if DEEP:
        return ROOT, request.getfixturevalue("site")
    folder = tmp_path_factory.mktemp("company")
    root = begun(folder / "book")
    assert build(root, folder / "site").returncode == 0
    return root, folder / "site"


def test_every_link_leads_somewhere(site: Path, read: dict[str, Anchors]) -> None:
    ids = {url: {*page.ids} for url, page in read.items()}
    broken = []
    for url, page in read.items():
        for link in dict.fromkeys(page.links):
            target = urlsplit(urljoin(f"http://x/{url}", link))
            if target.netloc != "x" or target.scheme != "http":
                continue
            path = unquote(target.path).lstrip("/")
            if path in read or path == "":
                if target.fragment and unquote(target.fragment) not in ids[path]:
                    broken.append((url, link))
            elif not (site / path).is_file():
                broken.append((url, link))
    assert broken == []


def test_an_id_stands_once_on_a_page(read: dict[str, Anchors]) -> None:
    twice = [(url, id) for url, page in read.items() for id, count in Counter(page.ids).items() if count > 1]
    assert twice == []


def test_every_definition_has_a_page_and_a_search_entry(site: Path, read: dict[str, Anchors]) -> None:
    book, made = starter(), starter_site()
    found = {each[0] for part in search_parts(site) for each in part.get("shown", ())}
    addresses = {made.url(definition) for definition in book.definitions() if not definition.kind.single}
    assert addresses <= read.keys()
    assert addresses <= found


def test_no_page_asks_another_host_for_anything(site: Path) -> None:
    asked = []
    for path in sorted([*site.rglob("*.html"), *site.rglob("*.css")]):
        text = path.read_text(encoding="utf-8")
        asked += [
            (path.name, match.group())
            for match in re.finditer(
                r"""(?:src=|url\(|@import |<link [^>]*href=)["']?(?:https?:)?//[^"') >]*""", text
            )
            if "canonical" not in match.group()
        ]
    assert asked == []


def test_a_spliced_page_is_the_unspliced_page(
    built: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every page of a company's handbook, and of the starter when deep; but for space between tags."""
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.config import load_config

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    root, site = built
    pages = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    assert len(pages) > (400 if DEEP else 100)
    unspliced = set()

    def whole(self: shell._Spliced, context: dict[str, Any]) -> str:
        unspliced.add(context["page"].file.dest_uri)
        return self.theme.render(context)

    monkeypatch.setattr(shell._Spliced, "render", whole)
    monkeypatch.chdir(root)
    mkdocs_build(load_config(str(root / "mkdocs.yml"), site_dir=str(tmp_path / "whole")))
    assert len(unspliced) > len(pages) / 2
    for page in pages:
        one, other = ((folder / page).read_text(encoding="utf-8") for folder in (site, tmp_path / "whole"))
        assert parts_of(one) == parts_of(other), page


def parts_of(html: str) -> list[str]:
    """Tags and the texts between them, without what a drawing inside HTML needs not."""
    parts = re.split("(<[^<>]*>)", html.replace(' xmlns="http://www.w3.org/2000/svg"', ""))
    return [part.strip() for part in parts if part.strip()]


def test_a_build_does_not_depend_on_place_or_hash_seed(
    built: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, site = built
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("LC_ALL", "C")
    assert build_apart(root, tmp_path / "again").returncode == 0
    for path in sorted((tmp_path / "again").rglob("*")):
        if path.is_file() and path.suffix != ".gz":
            assert path.read_bytes() == (site / path.relative_to(tmp_path / "again")).read_bytes(), path.name


def test_an_empty_handbook_builds(tmp_path: Path) -> None:
    root = write_handbook(tmp_path / "hb", {"terms": {}})
    done = build(root, tmp_path / "site", "--strict")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site" / "index.html").is_file()


def test_an_error_fails_a_strict_build_and_is_shown_on_the_health_page(tmp_path: Path) -> None:
    root = write_handbook(
        tmp_path / "hb", {"terms": {"mql": {"name": "MQL", "summary": "A word.", "see": ["metric:no"]}}}
    )
    done = build(root, tmp_path / "site", "--strict")
    assert done.returncode == 1
    assert "no metric `no`" in done.stderr
    assert build(root, tmp_path / "quiet", "--strict", "--quiet").returncode == 1
    assert build(root, tmp_path / "loose").returncode == 0
    assert "No metric <code>no</code>" in (tmp_path / "loose" / "health" / "index.html").read_text(
        encoding="utf-8"
    )


def test_an_authors_page_is_never_lost(tmp_path: Path) -> None:
    term = {"mql": {"name": "MQL", "summary": "A word."}}
    root = write_handbook(tmp_path / "hb", {"terms": term})
    (root / "docs" / "index.md").write_text("# My own home\n\nAbout {term:mql}.\n", encoding="utf-8")
    (root / "docs" / "terms").mkdir()
    (root / "docs" / "terms" / "mql.md").write_text("# My own page\n", encoding="utf-8")
    done = build(root, tmp_path / "site")
    assert done.returncode == 0, done.stderr
    assert "docs/terms/mql.md takes the place" in done.stderr
    home = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert "My own home" in home
    assert '<a href="terms/mql/">MQL</a>' in home
    assert "My own page" in (tmp_path / "site" / "terms" / "mql" / "index.html").read_text(encoding="utf-8")


def test_authors_embed_definitions_tables_and_the_map(tmp_path: Path) -> None:
    terms = {
        "mql": {"name": "MQL", "summary": "A word of ours."},
        "sql": {"name": "SQL", "summary": "Another word."},
    }
    root = write_handbook(tmp_path / "hb", {"terms": terms})
    lines = [
        "# Own",
        "{remit: term:mql}",
        "{remit: table terms}",
        "{remit: map}",
        "`{term:mql}`",
        "{remit: term:mqll}",
    ]
    text = "\n\n".join(lines)
    (root / "docs" / "own.md").write_text(text, encoding="utf-8")
    done = build(root, tmp_path / "site")
    assert done.returncode == 0, done.stderr
    html = (tmp_path / "site" / "own" / "index.html").read_text(encoding="utf-8")
    assert "A word of ours." in html
    assert "Another word." in html
    assert "<code>{term:mql}</code>" in html
    assert "{remit: term:mqll}" in html
    assert "did you mean `term:mql`?" in done.stderr
    assert "\ue000" not in html
