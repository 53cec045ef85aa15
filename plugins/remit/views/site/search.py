"""What the search is given: the entries of a page as documents, and where it parts words."""

# Material's search does not weigh how long a title is, weighs tags (our other names) a
# thousand times more than titles, and lets a rare word that begins like the typed one
# outweigh the very word, for that is common. So `MQL` found nine other pages before the
# stage of that name. What a title and a document weigh (`boost`) sets that right.

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from remit.views.site.site import Entry, Page

# The theme parts words at spaces and hyphens only: `(MQL)` and `MQL,` would be words of their own.
THEIR_SEPARATOR = r"[\s\-]+"
SEPARATOR = r"""[\s\-\u2012-\u2015\u00a0,:;!?()\[\]"“”„=%/<>]+|\.(?!\d)|&(?:lt|gt|amp);"""
THEIR_TITLE = 1e3
ABOUT_THE_HANDBOOK = "reference"  # schemas and rules: for those who write, not for those who look up
BEHIND = 0.05
_WORD = re.compile(r"\w+")


def merged(index: Mapping[str, Any], pages: Iterable[tuple[Page, Iterable[Entry]]]) -> dict[str, Any]:
    """The theme's index with our settings, and with the documents of our own pages after its own."""
    ours = (document for page, entries in pages for document in documents(page, entries))
    return {**index, "config": settings(index["config"]), "docs": [*index["docs"], *ours]}


def documents(page: Page, entries: Iterable[Entry]) -> Iterator[Mapping[str, Any]]:
    """The documents of a page for the search index. Texts are escaped, since results show them raw."""
    for entry in entries:
        title, text, *names = (
            escape(words, quote=False) for words in (entry.title, entry.text, *entry.names)
        )
        location = page.url + (f"#{entry.anchor}" if entry.anchor else "")
        found = {"location": location, "title": title, "text": text, "boost": weight(page, entry)}
        yield found | {"tags": names} if names else found


def weight(page: Page, entry: Entry) -> float:
    """How much an entry weighs: the shorter its title, the more of it was typed."""
    length = max(1, len(_WORD.findall(entry.title)))
    return round((1 + 1 / length) * (BEHIND if page.section == ABOUT_THE_HANDBOOK else 1), 2)


def settings(config: Mapping[str, Any]) -> dict[str, Any]:
    """The index's settings with ours in place of the theme's own; what `mkdocs.yml` sets stays."""
    fields = dict(config.get("fields", {}))
    if fields.get("title") == {"boost": THEIR_TITLE}:  # a name weighs as much as another name
        fields["title"] = fields.get("tags", fields["title"])
    separator = config.get("separator")
    return {**config, "fields": fields, "separator": SEPARATOR if separator == THEIR_SEPARATOR else separator}
