"""People's prose to safe HTML: CommonMark without raw HTML, then a sanitiser."""

# Layer 5. markdown-it-py never passes raw HTML on; nh3 is the second wall. Remote
# images are dropped: the handbook asks no other host for anything.

from __future__ import annotations

import re
from collections.abc import Callable

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

TAGS = {
    "p", "br", "em", "strong", "code", "pre", "ul", "ol", "li", "a", "blockquote", "hr",
    "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_MARKED = re.compile(r"[\\`*_\[\]<>&#!|~{}\n]|^\s*(?:[-+=]|\d+[.)])|  $")
_TAG = re.compile(r"(<[^>]*>)")
_MENTION = re.compile(r"\{([a-z][a-z0-9-]*:[a-z0-9]+(?:-[a-z0-9]+)*)\}")
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False})

Linker = Callable[[str], Markup | None]


def prose(text: str, link: Linker) -> Markup:
    """HTML of a prose text; `link` turns `kind:id` into a link, or None when there is no such thing."""
    if not _MARKED.search(text):
        return Markup("<p>%s</p>") % text
    html = nh3.clean(
        _MARKDOWN.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
    )
    return Markup(_mentions(html, link)) if "{" in html else Markup(html)


def inline(text: str, link: Linker) -> Markup:
    """The same without the paragraph around a text that is one paragraph."""
    html = prose(text, link).strip()
    if html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1:
        return Markup(html[3:-4])
    return Markup(html)


def plain(text: str, name: Callable[[str], str | None]) -> str:
    """The text without marks, for search and for titles; mentions become names."""
    text = _MENTION.sub(lambda match: name(match.group(1)) or match.group(1), text)
    return re.sub(r"[`*_]{1,3}(?=\S)|(?<=\S)[`*_]{1,3}", "", text) if _MARKED.search(text) else text


def _mentions(html: str, link: Linker) -> str:
    """Replace `{kind:id}` in the text between tags, but not inside code or links."""
    parts: list[str] = []
    quiet = 0
    for part in _TAG.split(html):
        if part.startswith("<"):
            if re.match(r"<(code|a)\b", part):
                quiet += 1
            elif part in ("</code>", "</a>"):
                quiet -= 1
            parts.append(part)
        elif quiet:
            parts.append(part)
        else:
            parts.append(
                _MENTION.sub(lambda match: str(link(match.group(1)) or escape(match.group(0))), part)
            )
    return "".join(parts)
