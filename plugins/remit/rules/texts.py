"""Rules about what texts say and where they lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from remit.diagnostics import Severity, Span, did_you_mean
from remit.mentions import WHOLE_ADDRESS, in_code, page_meant
from remit.rules.rule import Context, Finding, finding, rule
from remit.schema import UNKNOWN_NODE, Node, below
from remit.tree import AUTHORED, files_below

_LINK = re.compile(r"\]\(\s*<?(?P<target>[^)\s>]+)")  # `[words](target)`


@rule("link-relative", severity=Severity.WARNING)
def relative(context: Context) -> Iterator[Finding]:
    """A link in a text leads to a page of `docs/`, or says a whole address.

    Why: A text stands on several pages of the site, so a link has one place to start from: the folder `docs/`.
    Fix: Write the way to the page from `docs/`, such as `guide/intro.md`, the whole address, or a definition in braces.
    Bad:
        terms:
          win: {name: Win, summary: "A deal that is signed, see [the guide](guide/intro.md)."}
    Good:
        terms:
          win: {name: Win, summary: "A deal that is signed, see [the guide](https://example.org/guide/)."}
    """
    texts: dict[str, bool] = {}
    files: set[str] | None = None
    for definition in context.book.definitions():
        document = definition.document
        if document.path not in texts:  # a file of many definitions is searched once
            texts[document.path] = "](" in document.text
        if texts[document.path]:
            for path, target, span in _links(definition.kind.node, definition.data, ()):
                if files is None:
                    files = set(files_below(context.book.tree, AUTHORED))
                if page_meant(target, files) is None:
                    hint = did_you_mean(target.partition("#")[0], files)
                    message = f"`{target}` is no page of `{AUTHORED}/`{hint}"
                    yield finding(definition, path, message, span=span)


_Link = tuple[tuple[str | int, ...], str, Span]


def _links(node: Node, value: Any, path: tuple[str | int, ...]) -> Iterator[_Link]:
    """The relative links of a definition's prose: where, what they say, and the stretch of it."""
    if isinstance(value, str):
        linking = node.text == "prose" and "](" in value
        shown = in_code(value, _LINK) if linking else ()
        for match in _LINK.finditer(value) if linking else ():
            if match.start() not in shown and not WHOLE_ADDRESS.match(match["target"]):
                yield path, match["target"], match.span("target")
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _links(below(node, key), inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _links(node.items or UNKNOWN_NODE, inner, (*path, place))


RULES = (relative,)
