"""Looks whether a built site is whole: every page, link, anchor, asset and feed, before anybody sees it."""

# MkDocs looks at the links of pages that people write; here is what was written in the end, whoever wrote it.
# Pages are read by one pattern: HTML that we write, and that MkDocs writes, quotes its attributes, and a
# parser would take as long as the build.

from __future__ import annotations

import fnmatch
import json
import os
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator, Set
from functools import lru_cache
from html import unescape
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as XML

# The engine looks for what a pattern begins with as it looks for a text, which is twice as fast as for a set
# of letters: so `="` comes first, and what stands before it is looked back at.
_LINK: Final = re.compile(r'''="(?:(?<=\shref=")|(?<=\ssrc="))([^"]*)"''')
_LINKS: Final = re.compile(r'''="(?<=\ssrcset=")([^"]*)"''')
_ANCHOR: Final = re.compile(r'''="(?:(?<=\sid=")|(?<=\sname="))([^"]*)"''')
_HIDES: Final = re.compile(r"<(?:!--|(script|style|pre|textarea)\b(?![^>]*\ssrc=))")
_URL: Final = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")
_ATOM: Final = "{http://www.w3.org/2005/Atom}"
MOST: Final = 50  # sentences; what is broken on every page is one of them


def problems(site: Path, files: Set[str] | None = None) -> Iterator[str]:
    """What is missing or broken in a site, a sentence each, at most `MOST`; nothing where it is whole.

    `files` are those that lie in it, for who knows them.
    """
    files = files_in(site) if files is None else files
    if "index.html" not in files:
        yield "the site has no first page"
        return
    seen: set[str] = set()
    for sentence in _all(site, files):
        if sentence not in seen:
            seen.add(sentence)
            yield sentence
        if len(seen) >= MOST:
            return


def files_in(site: Path) -> set[str]:
    """The files of a folder and of the folders in it, each by its path from there."""
    found: set[str] = set()
    for folder, _, names in os.walk(site):
        inside = folder.removeprefix(f"{site}").replace(os.sep, "/").removeprefix("/")
        found.update(f"{inside}/{name}" if inside else name for name in names)
    return found


def _all(site: Path, files: Set[str]) -> Iterator[str]:
    anchors: dict[str, Set[str]] = {}
    wanted: dict[tuple[str, str], str] = {}  # (file, anchor) → the first page that leads there
    followed: dict[str, set[str]] = defaultdict(set)  # folder → what pages beside each other lead to alike
    for path in sorted(each for each in files if each.endswith(".html")):
        with open(f"{site}/{path}", encoding="utf-8") as page:  # noqa: PTH123 - thousands of them
            ids, links = said(page.read())
        base = _base(links, files) if path == "404.html" else ""
        anchors[path] = ids
        if not ids and not links:
            yield f"the page `{path}` is empty"
        known = followed[_above(path)]
        for link in links - known:
            goal = _goal(path, link, files, base)
            if goal is None:
                yield f"`{path}` leads to `{link}`, which is not there"
                continue
            if link.startswith("../"):
                known.add(link)
            if goal[1]:
                wanted.setdefault(goal, path)
    for (file, anchor), first in wanted.items():
        if file.endswith(".html") and anchor not in anchors[file]:
            yield f"`{first}` leads to `{file}#{anchor}`, where nothing is called so"
    yield from _styles(site, files)
    yield from _machine_readable(site, files, anchors)


def said(html: str) -> tuple[Set[str], Set[str]]:
    """The anchors of a page, and where it leads."""
    html = _shown(html)
    links = set(_LINK.findall(html))
    if "srcset=" in html:
        links.update(
            each.split()[0] for value in _LINKS.findall(html) for each in value.split(",") if each.strip()
        )
    return _plain(set(_ANCHOR.findall(html))), _plain(links)


def _shown(html: str) -> str:
    """HTML without what no reader sees: an end is found faster as a text than by a pattern of all between."""
    pieces, shown, begins = [], 0, _HIDES.search(html)
    while begins:
        end = f"</{begins[1]}>" if begins[1] else "-->"
        ends = html.find(end, begins.end())
        if ends >= 0:
            pieces.append(html[shown : begins.start()])
            shown = ends + len(end)
        begins = _HIDES.search(html, begins.end() if ends < 0 else shown)
    return "".join((*pieces, html[shown:]))


def _plain(values: Set[str]) -> Set[str]:
    return {unescape(each) if "&" in each else each for each in values}


def _above(path: str) -> str:
    """The folder from which `../` leads on, the same for all pages that lie as deep in it."""
    folder = path.rpartition("/")[0]
    return folder.rpartition("/")[0] if folder else path


def _base(links: Set[str], files: Set[str]) -> str:
    """The address of the site below its host, as the page tells it that is shown for any wrong address."""
    for link in sorted(links):
        steps = link.strip("/").split("/")
        for number in range(len(steps) if link.startswith("/") else 0):
            if "/".join(steps[number:]) in files:
                return "/".join(steps[:number])
    return ""


def _goal(page: str, link: str, files: Set[str], base: str = "") -> tuple[str, str] | None:
    """(file, anchor) that a link of a page means; two empty texts for another site, None for nothing."""
    parts = _split(link)
    if parts is None:
        return "", ""
    path, anchor = parts
    if not path:
        return page, anchor
    if path.startswith("/"):
        within = f"{path.strip('/')}/".removeprefix(f"{base}/" if base else "")
        found = _file(within, files)
    else:
        found = _file(_led(page.rpartition("/")[0], path), files)
    return (found, anchor) if found else None


def _led(folder: str, path: str) -> str:
    """Where a relative path leads from a folder; above the site there is nothing."""
    while folder and path.startswith("../"):
        folder, path = folder.rpartition("/")[0], path[3:]
    whole = f"{folder}/{path}" if folder else path
    return posixpath.normpath(whole) if "./" in whole or path.endswith(".") else whole


@lru_cache(maxsize=1 << 16)
def _split(link: str) -> tuple[str, str] | None:
    """Path and anchor of a link within the site; None for one that leads to another."""
    if ":" not in link and not link.startswith("//"):
        path, _, anchor = link.partition("#")
        return unquote(path.partition("?")[0]), unquote(anchor)
    try:
        parts = urlsplit(link)
    except ValueError:
        return link, ""
    if parts.scheme or parts.netloc:
        return None
    return unquote(parts.path), unquote(parts.fragment)


def _file(path: str, files: Set[str]) -> str:
    """The file that a path means: itself, or the page of a folder."""
    path = path.strip("/")
    if path in files:
        return path
    inside = "index.html" if path in ("", ".") else f"{path}/index.html"
    return inside if inside in files else ""


def _styles(site: Path, files: Set[str]) -> Iterator[str]:
    for sheet in sorted(each for each in files if each.endswith(".css")):
        for link in _URL.findall((site / sheet).read_text(encoding="utf-8")):
            if not link.startswith(("data:", "#")) and _goal(sheet, link, files) is None:
                yield f"`{sheet}` leads to `{link}`, which is not there"


def _machine_readable(site: Path, files: Set[str], anchors: dict[str, Set[str]]) -> Iterator[str]:
    """What is wrong with the feed, the calendar, the map of the site and the index of the search."""
    of_form = (dict.fromkeys(fnmatch.filter(files, form), read) for form, read in _READERS.items())
    for path, read in sorted(chain.from_iterable(each.items() for each in of_form), key=itemgetter(0)):
        try:
            links = list(read((site / path).read_bytes()))
        except (ValueError, KeyError, TypeError, XML.ParseError) as problem:
            yield f"`{path}` cannot be read: {problem}"
            continue
        for link in links:
            parts = _split(link)
            if parts is None:
                continue
            file = _file(parts[0], files)
            if not file or (parts[1] and parts[1] not in anchors.get(file, ())):
                yield f"`{path}` leads to `{link}`, which is not there"


def _of_feed(content: bytes) -> Iterator[str]:
    root = XML.fromstring(content)  # noqa: S314 - the site that we have just built
    if root.find(f"{_ATOM}id") is None:
        raise ValueError("it is no Atom feed")
    for link in root.iter(f"{_ATOM}link"):
        yield link.get("href", "")


def _of_calendar(content: bytes) -> Iterator[str]:
    from remit.exports import calendar  # and with it what makes one: many sites have none

    if not calendar.is_readable(content):
        raise ValueError("it is no calendar")
    return iter(())


def _of_map(content: bytes) -> Iterator[str]:
    XML.fromstring(content)  # noqa: S314
    return iter(())


def _of_search(content: bytes) -> Iterator[str]:
    for entry in json.loads(content)["docs"]:
        yield entry["location"]


def _of_results(content: bytes) -> Iterator[str]:
    """The pages that a part of the search's index leads to: a call with a name and an object."""
    part = json.loads(content[content.index(b",") + 1 : content.rindex(b")")])
    for url, *_ in part.get("shown", ()):
        yield url


_READERS: Final = {
    "*.atom": _of_feed,
    "*.ics": _of_calendar,
    "*sitemap.xml": _of_map,
    "*search/search_index.json": _of_search,
    "*search/handbook/*.js": _of_results,
}
