"""No test: builds one handbook by three site generators, and compares the sites page by page.

`make longevity` runs it. MkDocs 1.x gets no more releases, and Material none after May 2027. So the same
handbook is built by MkDocs, by ProperDocs, which goes on from it, and by Zensical from what `remit render`
writes.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from posixpath import join, normpath
from typing import Final
from urllib.parse import unquote, urlsplit

import yaml

ROOT: Final = Path(__file__).resolve().parent.parent
BIN: Final = Path(sys.executable).parent
QUIET: Final = {
    "NO_MKDOCS_2_WARNING": "1",
    "DISABLE_MKDOCS_2_WARNING": "true",
    "SOURCE_DATE_EPOCH": "1767225600",
}
GENERATOR: Final = re.compile(r'<meta name="generator"[^>]*>')
VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)


@dataclass
class Seen:
    """What stands on a page of the handbook: its words, where it leads, what can be led to."""

    words: list[str] = field(default_factory=list)
    links: set[str] = field(default_factory=set)
    anchors: set[str] = field(default_factory=set)


class Reader(HTMLParser):
    """Reads the part of a page that the handbook has made: the element of the class `r`."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.seen = address, Seen()
        self.depth, self.quiet = 0, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        if not self.depth and about.get("class") != "r":
            return
        self.depth += tag not in VOID
        if self.quiet or tag in {"script", "style"} or about.get("class") == "as-text":
            self.quiet += tag not in VOID
            return  # rendered pages name no twin
        if id := about.get("id"):
            self.seen.anchors.add(id)
        if link := about.get("href"):
            self.seen.links.add(self._goal(link))

    def handle_endtag(self, tag: str) -> None:
        self.depth -= bool(self.depth) and tag not in VOID
        self.quiet -= bool(self.quiet) and tag not in VOID

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if self.depth and not self.quiet:
            self.seen.words += data.split()

    def _goal(self, link: str) -> str:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            return link
        path = normpath(join(self.address, unquote(parts.path))) if parts.path else self.address
        return f"{path.strip('./')}?{parts.query}#{parts.fragment}"


def pages(site: Path) -> Mapping[str, Path]:
    """The pages of a site, by address."""
    found = {path.relative_to(site).as_posix(): path for path in site.rglob("*.html")}
    return {name.removesuffix("index.html"): path for name, path in found.items() if name != "404.html"}


def read(page: Path, address: str) -> Seen:
    """What the handbook says on a page."""
    reader = Reader(address)
    reader.feed(page.read_text(encoding="utf-8"))
    return reader.seen


def run(*command: str | Path, cwd: Path) -> None:
    """A program that must succeed."""
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **QUIET}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}{done.stderr}")


def same_bytes(one: Path, other: Path) -> list[str]:
    """The files in which two sites differ; which program made a page is no difference."""
    names = {
        path.relative_to(site).as_posix()
        for site in (one, other)
        for path in site.rglob("*")
        if path.is_file()
    }
    return [
        name for name in sorted(names - {"sitemap.xml.gz"}) if _content(one / name) != _content(other / name)
    ]


def _content(path: Path) -> bytes | str | None:
    if not path.is_file():
        return None
    content = path.read_bytes()
    return GENERATOR.sub("", content.decode()) if path.suffix == ".html" else content


def differences(one: Path, other: Path, wanted: set[str]) -> list[str]:
    """How the handbook's pages differ in two sites, a line each."""
    ours, theirs = pages(one), pages(other)
    found = [f"{each or 'the first page'} is not there" for each in sorted(wanted - theirs.keys())]
    for address in sorted(wanted & theirs.keys()):
        left, right = read(ours[address], address), read(theirs[address], address)
        if left.words != right.words:
            at = next(
                (
                    n
                    for n, pair in enumerate(zip(left.words, right.words, strict=False))
                    if pair[0] != pair[1]
                ),
                0,
            )
            found.append(f"{address}: other words at {left.words[at : at + 6]}, {right.words[at : at + 6]}")
        if left.links != right.links:
            found.append(f"{address}: other links: {sorted(left.links ^ right.links)[:4]}")
        if left.anchors - right.anchors:
            found.append(f"{address}: lacks {sorted(left.anchors - right.anchors)[:4]}")
    return found


def unfound(site: Path, wanted: set[str]) -> list[str]:
    """The pages that a search of Zensical does not know."""
    known = {
        each["location"].partition("#")[0]
        for each in json.loads((site / "search.json").read_bytes())["items"]
    }
    return sorted(wanted - known)


def main() -> int:
    """Build, compare and tell; 1 where something differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("handbook", nargs="?", type=Path, default=ROOT)
    parser.add_argument("--programs", type=Path, default=BIN, help="folder of properdocs and zensical")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        root, apart = Path(place) / "book", Path(place) / "zensical"
        root.mkdir()
        for name in ("governance", "docs", "schemas"):
            if (options.handbook / name).is_dir():
                shutil.copytree(options.handbook / name, root / name)
        shutil.copy(options.handbook / "mkdocs.yml", root)
        programs = options.programs.resolve()
        run(programs / "python", "-m", "mkdocs", "build", "--strict", "--site-dir", "mkdocs", cwd=root)
        run(
            programs / "python",
            "-m",
            "properdocs",
            "build",
            "--strict",
            "-f",
            "mkdocs.yml",
            "-d",
            "properdocs",
            cwd=root,
        )
        run(programs / "remit", "render", "--today", "2026-01-01", "--output", apart / "docs", cwd=root)
        assets = sorted(
            (apart / "docs" / "assets" / "remit").glob("*.js"), key=lambda path: path.name != "remit.js"
        )
        settings = {
            "site_name": "Handbook", "docs_dir": "docs", "site_dir": "site",
            "theme": {"name": "material", "font": False, "features": ["navigation.tabs"]},
            "extra_css": ["assets/remit/handbook.css"],
            "extra_javascript": [path.relative_to(apart / "docs").as_posix() for path in assets],
        }  # fmt: skip
        (apart / "mkdocs.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
        run(programs / "zensical", "build", cwd=apart)
        made = apart / "docs"
        wanted = {path.relative_to(made).as_posix().removesuffix("index.md") for path in made.rglob("*.md")}
        found = {
            "ProperDocs: files that differ": same_bytes(root / "mkdocs", root / "properdocs"),
            "Zensical: pages that differ": differences(root / "mkdocs", apart / "site", wanted),
            "Zensical: pages that its search lacks": unfound(apart / "site", wanted),
        }
        files = sum(path.is_file() for path in (root / "mkdocs").rglob("*"))
        print(f"{files} files by MkDocs, {len(wanted)} pages of the handbook by each")
        for title, lines in found.items():
            print(f"{title}: {len(lines)}", *(f"  {line}" for line in lines[:20]), sep="\n")
    return int(any(found.values()))


if __name__ == "__main__":
    sys.exit(main())
