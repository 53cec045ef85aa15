"""The handbook's tabs in a menu that another plugin makes after MkDocs has made its own."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import StructureItem
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation, Section, get_navigation

from remit.plugin.handbook_page import HandbookPage

# These make the menu from files of their own, whatever `nav` says, and ask for it to be left out.
LATE = frozenset({"awesome-nav"})


def is_late(config: MkDocsConfig) -> bool:
    """Whether the menu comes from such a plugin."""
    return not LATE.isdisjoint(config.plugins)


def joined(theirs: Navigation, tabs: Sequence[Any], files: Files, config: MkDocsConfig) -> Navigation:
    """Our tabs, then what is in another plugin's menu and is not ours."""
    own = copy.copy(config)
    own.nav = list(tabs)
    ours = get_navigation(files, own)
    items = [*ours.items, *_without_ours(theirs.items)]
    pages = [*ours.pages, *(page for page in theirs.pages if not isinstance(page, HandbookPage))]
    for one, next_one in pairwise(pages):
        one.next_page, next_one.previous_page = next_one, one
    return Navigation(items, pages)


def _without_ours(items: Sequence[StructureItem]) -> Iterator[StructureItem]:
    for item in items:
        if isinstance(item, Section):
            item.children = list(_without_ours(item.children))
            if item.children:
                yield item
        elif not isinstance(item, HandbookPage):
            yield item
