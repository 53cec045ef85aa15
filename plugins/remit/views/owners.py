"""The colours and patterns of a handbook's functions, as one stylesheet."""

from __future__ import annotations

from remit.handbook import Handbook
from remit.views import parties


def stylesheet(book: Handbook) -> str:
    """CSS that gives every party of the handbook its colour, pattern and filters."""
    functions = list(book.every("function"))
    listed = []
    for function in functions:
        colour = function.data.get("colour")
        colour = colour if isinstance(colour, dict) else {}
        listed.append(
            parties.Party(
                id=function.id,
                light=str(colour.get("light", "")),
                dark=str(colour.get("dark", "")),
                pattern=str(function.data.get("pattern", "")),
            )
        )
    return parties.stylesheet(listed)
