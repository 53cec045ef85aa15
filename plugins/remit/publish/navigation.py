"""The menu of the site, as MkDocs takes it: the handbook's tabs, then what people wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from remit.views.site.site import Page, section_title


def menu(pages: Sequence[tuple[Page, str]], own: list[Any] | None, files: Iterable[str]) -> list[Any]:
    """The menu of our pages, each with its file, and of people's: as their `nav` says, else all of them."""
    ours = {file for _, file in pages}
    theirs = own if own is not None else _loose(file for file in files if file not in ours)
    first = tabs(pages)
    return first + [item for item in theirs if item not in first]


def tabs(pages: Iterable[tuple[Page, str]]) -> list[Any]:
    """A tab a section, of the pages that stand in the menu; the home page is not a list."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for page, file in pages:
        if page.in_nav:
            # Material prints titles raw.
            sections.setdefault(page.section, []).append((escape(page.title), file))
    return [
        {
            escape(section_title(section)): entries[0][1]
            if section == "home"
            else [{title: file} for title, file in entries]
        }
        for section, entries in sections.items()
    ]


def _loose(files: Iterable[str]) -> list[Any]:
    """An entry a page, a tab a folder."""
    entries: list[Any] = []
    folders: dict[str, list[str]] = {}
    for file in files:
        folder, slash, _ = file.partition("/")
        if not slash:
            entries.append(file)
        elif folder in folders:
            folders[folder].append(file)
        else:
            folders[folder] = [file]
            entries.append({folder.replace("-", " ").capitalize(): folders[folder]})
    return entries
