"""People's prose to safe HTML: CommonMark without raw HTML, then a sanitiser."""

# markdown-it-py never passes raw HTML on; nh3 is the second wall. Remote
# images are dropped: the handbook asks no other host for anything.

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Protocol

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from remit.mentions import WHOLE_ADDRESS, has_marks, pieces
from remit.views.site.quick import filled

TAGS = {
    "p", "br", "em", "strong", "code", "pre", "ul", "ol", "li", "a", "blockquote", "hr",
    "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_TAG = re.compile(r"(<[^>]*>)")
_QUIET = re.compile(r"<(/?)(?:code|pre|a)\b")
_HEADING = re.compile(r"<(/?)h[1-6]\b")
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False})
_PARAGRAPHS = frozenset({"<p>", "<li>", "<td>", "<th>"})

Linker = Callable[[str, str], Markup | None]  # an address and words of its own, or none


class Marking(Protocol):
    """Makes HTML of plain text and marks known words in it, each once a paragraph."""

    def paragraph(self) -> None:
        """A new paragraph begins."""

    def __call__(self, text: str) -> Markup:
        """The text as HTML."""


class _Unmarked:
    def paragraph(self) -> None: ...

    def __call__(self, text: str) -> Markup:
        return escape(text)


UNMARKED = _Unmarked()


Paging = Callable[[str], str | None]  # a relative link as it is written → as it leads from a page


def _nowhere(_written: str) -> None:
    """A relative link where no page is known: it would lead elsewhere from every page that shows the text."""


def prose(text: str, link: Linker, mark: Marking = UNMARKED, to: Paging = _nowhere) -> Markup:
    """HTML of a prose text.

    `link` turns `kind:id` into a link with words of its own or the name, or None when there is no such thing;
    `to` says where a relative link leads, None for nowhere.
    """
    if not has_marks(text):
        mark.paragraph()
        return filled("<p>%s</p>", mark(text))
    html = nh3.clean(
        _MARKDOWN.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        attribute_filter=lambda _tag, _name, value: value if WHOLE_ADDRESS.match(value) else to(value),
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
    )
    return Markup(html) if mark is UNMARKED and "{" not in html else _mentions(html, link, mark)


def inline(text: str, link: Linker, mark: Marking = UNMARKED, to: Paging = _nowhere) -> Markup:
    """The same without the paragraph around a text that is one paragraph."""
    html = prose(text, link, mark, to).strip()
    if html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1:
        return Markup(html[3:-4])
    return Markup(html)


def _mentions(html: str, link: Linker, mark: Marking) -> Markup:
    """Replace `{kind:id}` and mark words in the text between tags, but not inside code, links or headings."""
    parts: list[str] = []
    quiet, marking = 0, mark
    for part in _TAG.split(html):
        if part.startswith("<"):
            if part in _PARAGRAPHS:
                mark.paragraph()
            elif tag := _QUIET.match(part):
                quiet += -1 if tag.group(1) else 1
            elif tag := _HEADING.match(part):
                marking = mark if tag.group(1) else UNMARKED
            parts.append(part)
        elif quiet:
            parts.append(part)
        else:
            parts += _texts(part, link, marking)
    return Markup("".join(parts))


def _texts(html: str, link: Linker, mark: Marking) -> Iterator[str]:
    """The pieces of a text without tags: what is mentioned as links, the rest with its words marked."""
    for address, text in pieces(html):
        if address:
            yield link(address, unescape(text)) or escape(text or f"{{{address}}}")
        elif text:
            yield mark(unescape(text))
