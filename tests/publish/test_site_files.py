"""What lies beside the pages: the same for the plugin and for `remit render`; what authors have stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from building import ROOT, build, write_handbook
from depth import DEEP
from pages import links_of
from remit.checking import check
from remit.publish import portable, site_files
from remit.views import handbook_site
from remit.views.site.site import TWIN
from repositories import Repo

TERMS: Mapping[str, Any] = {
    "mql": {"name": "MQL", "summary": "A lead.", "former-ids": ["ready-lead"], "see": ["term:sql"]},
    "sql": {"name": "SQL", "summary": "Another lead."},
}
CHANGE = {"name": "C", "summary": "S.", "what": "W.", "why": "Y.", "state": "proposed"}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"/>'
THEIRS = (
    "assets/images/", "assets/javascripts/", "assets/stylesheets/", "search/", "sitemap.", "404.html",
    site_files.WRITTEN_STYLES,
)  # fmt: skip


def below(folder: Path) -> Iterator[str]:
    return (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def beside_built(site: Path, rendered: Path, docs: Path) -> set[str]:
    """What a built site holds but for pages, for what the theme brings and for what authors wrote."""
    own = {f"{name.removesuffix('.md')}.html" for name in below(rendered) if name.endswith(".md")}
    authored = tuple(f"{path.name}/" if path.is_dir() else path.stem for path in docs.iterdir())
    return {name for name in below(site) if name not in own and not name.startswith((*THEIRS, *authored))}


def beside_rendered(folder: Path) -> set[str]:
    names = {name for name in below(folder) if not name.endswith(".md") and name != portable.MARK}
    return {name.replace(portable.TWIN, TWIN) for name in names}


@pytest.mark.skipif(not DEEP, reason="the whole starter is rendered in `make test-deep`")
def test_the_starters_site_and_its_rendered_pages_hold_the_same(site: Path, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    portable.write(check(ROOT), pages)
    found = beside_built(site, pages, ROOT / "docs")
    assert found == beside_rendered(pages)
    wanted = {"assets/remit/logo.svg", "cadences.ics", "changes.atom", "llms.txt", f"metrics/win-rate/{TWIN}"}
    assert wanted <= found
    for name in found:
        if not name.endswith((".md", ".txt")):  # these name twins, which are called otherwise
            # the style sheet of the site begins with the theme's rules
            assert (site / name).read_bytes().endswith((pages / name).read_bytes()), name
            assert name.endswith(".css") or (site / name).stat().st_size == (pages / name).stat().st_size


def test_so_do_those_of_a_handbook_with_a_past(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "book")
    write_handbook(repo.folder, {"terms": {"ready-lead": {"name": "MQL", "summary": "A lead."}}})
    repo.commit({})
    write_handbook(repo.folder, {"terms": TERMS, "changes": {"c": {**CHANGE, "state": "approved"}}})
    repo.commit({})
    told_alike(repo.folder, tmp_path, "terms/ready-lead/index.html")


@pytest.mark.skipif(not DEEP, reason="the whole demo repository is rendered in `make test-deep`")
def test_so_do_those_of_the_demo_repository(demo_repository: Path, past_site: Path, tmp_path: Path) -> None:
    told_alike(demo_repository, tmp_path, "metrics/net-revenue-retention/index.html", past_site)


def told_alike(root: Path, folder: Path, former: str, site: Path | None = None) -> None:
    """The site and the rendered pages have the same beside them, a former address among it."""
    if site is None:
        site = folder / "site"
        assert build(root, site).returncode == 0
    portable.write(check(root), folder / "pages")
    found = beside_built(site, folder / "pages", root / "docs")
    assert found == beside_rendered(folder / "pages")
    assert former in found


def test_another_generators_site_has_them_where_links_lead(tmp_path: Path) -> None:
    root = write_handbook(tmp_path / "book", {"terms": TERMS})
    portable.write(check(root), tmp_path / "docs")
    (tmp_path / "mkdocs.yml").write_text("site_name: Theirs\ntheme: {name: mkdocs}\n", encoding="utf-8")
    done = build(tmp_path, tmp_path / "site")
    assert done.returncode == 0, done.stderr
    for folder in (tmp_path / "docs", tmp_path / "site"):
        links = set(links_of(folder, portable.TWIN))
        assert ("terms/mql/index.md.txt", "/terms/sql/index.md.txt") in links
        assert [link for _, link in links if not (folder / link.lstrip("/")).is_file()] == []
    old = (tmp_path / "site" / "terms" / "ready-lead" / "index.html").read_text(encoding="utf-8")
    assert 'content="0; url=../mql/"' in old
    assert (tmp_path / "site" / "terms" / "mql" / "index.html").is_file()


def test_what_authors_have_in_the_place_of_ours_stays(tmp_path: Path) -> None:
    root = write_handbook(tmp_path / "book", {"terms": TERMS, "changes": {"c": CHANGE}})
    for name in ("llms.txt", "changes.atom", "assets/remit/logo.svg"):
        (root / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "docs" / name).write_text("mine", encoding="utf-8")
    (root / "docs" / "terms").mkdir()
    (root / "docs" / "terms" / "ready-lead.md").write_text("# My page\n", encoding="utf-8")
    assert build(root, tmp_path / "site").returncode == 0
    for name in ("llms.txt", "changes.atom", "assets/remit/logo.svg"):
        assert (tmp_path / "site" / name).read_text(encoding="utf-8") == "mine"
    page = (tmp_path / "site" / "terms" / "ready-lead" / "index.html").read_text(encoding="utf-8")
    assert "My page" in page
    assert "application/atom+xml" not in page


def test_no_path_is_told_twice(tmp_path: Path) -> None:
    look = {"logo": "assets/remit/logo.svg", "favicon": "assets/remit/logo.svg"}
    own = {"name": "H", "summary": "S.", "company": {"name": "C"}, "look": look}
    root = write_handbook(tmp_path, {"handbook": own, "terms": TERMS})
    (root / "docs" / "assets" / "remit").mkdir(parents=True)
    (root / "docs" / "assets" / "remit" / "logo.svg").write_text(SVG, encoding="utf-8")
    made = handbook_site(check(root).book, ())
    told = list(site_files.before_pages(made, docs=root / "docs"))
    assert dict(told)["assets/remit/logo.svg"] == SVG.encode()
    told += site_files.after_pages(made, entries=lambda page: page.body().entries, twin=TWIN)
    assert len({path for path, _ in told}) == len(told)


@pytest.mark.parametrize(
    ("logo", "there"),
    [("brand/logo.svg", True), ("brand/../logo.svg", False), ("link.svg", False), ("absent.svg", False)],
)
def test_rendered_pages_bring_the_logo_but_nothing_from_outside_of_docs(
    tmp_path: Path, logo: str, *, there: bool
) -> None:
    own = {"name": "H", "summary": "S.", "company": {"name": "C"}, "look": {"logo": logo}}
    root = write_handbook(tmp_path / "book", {"handbook": own})
    (root / "docs" / "brand").mkdir()
    for path in ("docs/brand/logo.svg", "docs/logo.svg", "secret.svg"):
        (root / path).write_text(SVG, encoding="utf-8")
    (root / "docs" / "link.svg").symlink_to(root / "secret.svg")
    portable.write(check(root), tmp_path / "pages")
    assert (tmp_path / "pages" / logo).is_file() is there


def test_style_sheets_and_scripts_that_pages_load_are_those_that_lie_there(tmp_path: Path) -> None:
    made = handbook_site(check(write_handbook(tmp_path, {})).book, ())
    there = {path for path, _ in site_files.before_pages(made) if path.endswith((".css", ".js"))}
    of_pages = ("decide", "dictionary", "matrix", "past", "search", "words")
    scripts = {f"assets/remit/{name}.js" for name in of_pages}
    assert there == {site_files.HANDBOOK_STYLES, site_files.HANDBOOK_SCRIPT, *scripts}
