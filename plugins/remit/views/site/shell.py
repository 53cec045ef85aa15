"""The theme's page around a body, rendered once for pages that differ only in a few texts."""

# A theme costs
# several milliseconds a page, nearly all of it for a header and a navigation that
# the pages of one kind share. A test holds a spliced page equal to an unspliced one, but for indentation.

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Hashable, Mapping, MutableMapping
from typing import Any

import jinja2

NAME = "remit-shell.html"
# `<h1` because Material adds a heading of its own to a content that has none.
_KEEPS_SPACE = re.compile(r"<(?:pre|textarea)\b", re.IGNORECASE)
_INDENTED = re.compile(r"[ \t]*\n\s*")
# A line break beside these is no space that anybody sees.
_BLOCK = r"</?(?:head|body|meta|link|title|script|div|ul|ol|li|nav|header|footer|main|form|article)\b[^<>]*>"
_BESIDE = re.compile(rf"\n?({_BLOCK})\n?")
_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'  # which HTML gives to every drawing
_HOLE = re.compile(r"\x02<h1 remit-(title|description|canonical|content)\x03")


class ShellLoader(jinja2.BaseLoader):
    """Gives the template `remit-shell.html`: the theme's `main.html`, spliced."""

    def load(
        self,
        environment: jinja2.Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,
    ) -> jinja2.Template:
        """The splicing template, or TemplateNotFound for every other name."""
        if name != NAME:
            raise jinja2.TemplateNotFound(name)
        template = environment.from_string("", globals=globals, template_class=_Spliced)
        assert isinstance(template, _Spliced)
        template.theme = environment.get_template("main.html")
        template.shells = {}
        return template


class _Spliced(jinja2.Template):
    """A template whose pages share a shell when they have the same `shell` key."""

    theme: jinja2.Template
    shells: dict[Hashable, list[str]]

    def render(self, *args: Any, **kwargs: Any) -> str:
        context: Mapping[str, Any] = dict(*args, **kwargs)
        page = context["page"]
        pieces = self.shells.get(page.shell)
        if pieces is None:
            html = self.theme.render({**context, "page": _hollow(page)})
            # Odd pieces are names of holes, even ones the text between them.
            found = _HOLE.split(html)
            found[::2] = map(squeezed, found[::2])
            pieces = self.shells[page.shell] = found
        values = _values(page)
        return "".join(values[piece] if place % 2 else piece for place, piece in enumerate(pieces))


def squeezed(html: str) -> str:
    """HTML without indentation, blank lines and what no icon in it needs: nearly half of a theme's."""
    if _KEEPS_SPACE.search(html):
        return html
    return _BESIDE.sub(r"\1", _INDENTED.sub("\n", html.replace(_NAMESPACE, "")))


def _values(page: Any) -> Mapping[str, str]:
    return {
        "title": page.title,
        "description": page.meta.get("description", ""),
        "canonical": page.canonical_url or "",
        "content": page.content,
    }


def _hollow(page: Any) -> Any:
    """A copy of the page with marks in place of its own texts.

    Others may read the page itself meanwhile: Material's plugin `social` draws its card in another thread.
    """
    mark: Callable[[str], str] = "\x02<h1 remit-{}\x03".format
    hollow = copy.copy(page)
    hollow.title = mark("title")
    hollow.meta = {**page.meta, "title": hollow.title}
    if "description" in page.meta:
        hollow.meta["description"] = mark("description")
    if page.canonical_url:
        hollow.canonical_url = mark("canonical")
    hollow.content = mark("content")
    return hollow
