"""The CSS by which the dictionary is filtered: by stage, unit and status."""

# Each facet is a form control that CSS reads by :has(), so the dictionary filters without script; where there
# is script, it filters and takes the class `by-css` away. What names a function is made with the functions'
# colours: see patterns.py.

from __future__ import annotations

import re

from remit.handbook import Handbook
from remit.insight.metrics.dictionary import facets

_SLUG = re.compile(r"[a-z0-9-]+")


def stylesheet(book: Handbook) -> str:
    """CSS that hides the rows of the dictionary that the chosen stage, unit or status leaves out."""
    rules = [
        rule(facet.name, choice.value)
        for facet in facets(list(book.all("metric")))
        for choice in facet.choices
    ]
    made = ",\n  ".join(filter(None, rules))
    return f".md-typeset .r {{\n  {made} {{\n    display: none !important;\n  }}\n}}\n" if made else ""


def rule(name: str, value: str) -> str:
    """The selector of what one choice leaves out; empty for a value that is not an id.

    A stylesheet has no escaping worth its name.
    """
    if not _SLUG.fullmatch(value):
        return ""
    return (
        f'&:has([name={name}] [value="{value}"]:checked) .every.by-css tr.row:not([data-{name}~="{value}"])'
    )
