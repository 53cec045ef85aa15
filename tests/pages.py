"""Pages of small handbooks, and what stands in them, for tests."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from building import write_governance
from remit.checking import check
from remit.views import handbook_site
from remit.views.site.site import Page, Site

_LINK = re.compile(r"(?<!\\)\]\(([^)]*)\)")
_CODE = re.compile(r"^(```+)\w*\n.*?^\1$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
OWN_SCRIPT = re.compile(r"(?:\.\./)*assets/remit/[a-z]+\.js")
# What a text may hold and no page may run.
HOSTILE = "<script>alert(1)</script> \"><img src=x onerror=alert(1)> ' {{ 7 * 7 }}"


def site_of(root: Path, **collections: dict[str, Any]) -> Site:
    """The pages of a handbook of these collections and of nothing else; `work_items` is `work-items`."""
    shutil.rmtree(root / "governance", ignore_errors=True)
    write_governance(root, {name.replace("_", "-"): data for name, data in collections.items()})
    checked = check(root)
    return handbook_site(checked.book, checked.findings)


def page_of(site: Site, url: str) -> Page:
    """The one page at an address."""
    (page,) = (page for page in site.pages if page.url == url)
    return page


def html_of(site: Site, url: str) -> str:
    """The body of a page."""
    return str(page_of(site, url).body().html)


def links_of(folder: Path, file: str = "index.html.md") -> Iterator[tuple[str, str]]:
    """(where it stands, where it leads) of each link of Markdown twins and `llms.txt` within the site."""
    for path in [*folder.rglob(file), folder / "llms.txt"]:
        here = path.relative_to(folder).as_posix()
        for link in _LINK.findall(_CODE.sub("", path.read_text(encoding="utf-8"))):
            if not link.startswith("https://"):
                yield here, urljoin(f"/{here}", link.partition("#")[0].partition(" ")[0])


def text_of(html: str) -> str:
    """What is read there: no tags, one space between words."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def own_script(tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element only loads one of the handbook's scripts: whatever else is run comes from a text."""
    return tag == "script" and bool(OWN_SCRIPT.fullmatch(attributes.get("src", "")))


def elements(html: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each element of a page or of a part of one, with its attributes, as a browser takes it apart."""
    whole = html.lstrip()[:9].lower() == "<!doctype"  # else nothing is put around it
    root = LexborHTMLParser(html, is_fragment=not whole).root
    for node in root.traverse() if root is not None else ():
        yield node.tag or "", {name: value or "" for name, value in node.attributes.items()}


class Elements:
    """The elements of a page but for the handbook's own scripts."""

    def __init__(self, html: str) -> None:
        self.found = [each for each in elements(html) if not own_script(*each)]

    @property
    def tags(self) -> set[str]:
        return {tag for tag, _ in self.found}

    @property
    def handlers(self) -> list[str]:
        """Attributes that a browser would run."""
        return [name for _, attributes in self.found for name in attributes if name.startswith("on")]

    def values(self, name: str) -> list[str]:
        """What an attribute says, wherever it stands."""
        return [attributes[name] for _, attributes in self.found if name in attributes]

    def having(self, name: str, word: str = "") -> list[dict[str, str]]:
        """The attributes of all that have one, with this word in it."""
        return [
            attributes
            for _, attributes in self.found
            if name in attributes and (not word or word in attributes[name].split())
        ]
