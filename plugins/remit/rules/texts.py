"""Rules about what texts say and where they lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from remit.diagnostics import Severity
from remit.handbook import Definition
from remit.mentions import WHOLE_ADDRESS, in_code
from remit.rules.rule import Context, Finding, finding, rule
from remit.schema import UNKNOWN_NODE, Node, below

_LINK = re.compile(r"\]\(\s*<?(?P<target>[^)\s>]+)")  # `[words](target)`


@rule("link-relative", severity=Severity.WARNING)
def relative(context: Context) -> Iterator[Finding]:
    """A link in a text leads to the same place from every page that shows the text.

    Why: A text stands on several pages of the site; a relative link leads somewhere else from each of them.
    Fix: Write the whole address, such as `https://example.org/guide/`, or name a definition in braces.
    Bad:
        terms:
          win: {name: Win, summary: "A deal that is signed, see [the guide](guide/intro.md)."}
    Good:
        terms:
          win: {name: Win, summary: "A deal that is signed, see [the guide](https://example.org/guide/)."}
    """
    texts: dict[str, bool] = {}
    for definition in context.book.definitions():
        document = definition.document
        if document.path not in texts:  # a file of many definitions is searched once
            texts[document.path] = "](" in document.text
        if texts[document.path]:
            yield from _in(definition, definition.kind.node, definition.data, ())


def _in(definition: Definition, node: Node, value: Any, path: tuple[str | int, ...]) -> Iterator[Finding]:
    if isinstance(value, str):
        linking = node.text == "prose" and "](" in value
        shown = in_code(value, _LINK) if linking else ()
        for match in _LINK.finditer(value) if linking else ():
            if match.start() not in shown and not WHOLE_ADDRESS.match(match["target"]):
                message = f"`{match['target']}` leads to another place from every page that shows this text"
                yield finding(definition, path, message, span=match.span("target"))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _in(definition, below(node, key), inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _in(definition, node.items or UNKNOWN_NODE, inner, (*path, place))


RULES = (relative,)
