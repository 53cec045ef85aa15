"""Rules about colours: they can be seen on both pages, and nobody's mark is taken for another's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from remit.colours import (
    ALIKE,
    LEAST_MARK,
    LEAST_TEXT,
    NEAR_ACCENT,
    SCHEMES,
    contrast,
    distance,
    is_colour,
    mix,
)
from remit.diagnostics import Severity
from remit.rules.rule import Context, Finding, finding, rule


@rule("colour-contrast", severity=Severity.WARNING)
def colour_contrast(context: Context) -> Iterator[Finding]:
    """A colour can be seen on the page it is for.

    Why: Many people cannot read colours with too little contrast, least of all on paper.
    Fix: Use a darker colour for light pages or a lighter one for dark pages. A mark needs a contrast of 3, the
        accent, in which text is set, also on its own tint, 4.5.
    Bad:
        functions:
          field-ops: {name: Field Ops, summary: S., colour: {light: "#ffd166", dark: "#ffd166"}, pattern: rings}
    Good:
        functions:
          field-ops: {name: Field Ops, summary: S., colour: {light: "#7a5900", dark: "#ffd166"}, pattern: rings}
    """
    book = context.book
    for function in book.all("function"):
        for scheme, colour in _colours(function.get("colour")).items():
            if (found := contrast(colour, SCHEMES[scheme].page)) < LEAST_MARK:
                yield finding(function, ("colour", scheme), _faint(colour, scheme, found))
    for handbook in book.all("handbook"):
        for scheme, colour in _colours(_at(handbook.data, ("look", "accent"))).items():
            page = SCHEMES[scheme]
            grounds = (page.page, page.sunken, mix(colour, page.page, page.tint))
            if (found := min(contrast(colour, ground) for ground in grounds)) < LEAST_TEXT:
                yield finding(handbook, ("look", "accent", scheme), _faint(colour, scheme, found, LEAST_TEXT))


def _faint(colour: str, scheme: str, found: float, least: float = LEAST_MARK) -> str:
    return f"`{colour}` has a contrast of only {_down(found)} on {scheme} pages; it needs {least:g}"


def _down(number: float) -> str:
    """A contrast, rounded down: 4.49 must not read as the 4.5 it misses."""
    return f"{int(number * 100) / 100:g}"


@rule("owner-marks-alike", severity=Severity.WARNING)
def owner_marks_alike(context: Context) -> Iterator[Finding]:
    """Two functions of one pattern have colours that are told apart.

    Why: On the map and in the matrix a mark stands for its owner; if two look alike, readers think that one team runs both.
    Fix: Give one of the two another `pattern`, or a colour farther from the other's.
    Bad:
        functions:
          field-ops: {name: Field Ops, summary: S., colour: {light: "#ad2a69", dark: "#f191bb"}, pattern: grid}
          store-ops: {name: Store Ops, summary: S., colour: {light: "#b02d6c", dark: "#f394be"}, pattern: grid}
    Good:
        functions:
          field-ops: {name: Field Ops, summary: S., colour: {light: "#ad2a69", dark: "#f191bb"}, pattern: grid}
          store-ops: {name: Store Ops, summary: S., colour: {light: "#b02d6c", dark: "#f394be"}, pattern: rings}
    """
    marked = [
        function for function in context.book.all("function") if len(_colours(function.get("colour"))) > 1
    ]
    for one, other in combinations(marked, 2):
        if not one.get("pattern") or one.get("pattern") != other.get("pattern"):
            continue
        ours, theirs = _colours(one.get("colour")), _colours(other.get("colour"))
        near = [scheme for scheme in SCHEMES if distance(ours[scheme], theirs[scheme]) < ALIKE]
        if near:
            pages = " and ".join(near)
            message = (
                f"on {pages} pages `{other.id}` looks like `{one.id}`: both have {one.get('pattern')}, "
                f"`{theirs[near[0]]}` and `{ours[near[0]]}`"
            )
            yield finding(other, "colour", message, related=[one])


@rule("owner-like-accent", severity=Severity.WARNING)
def owner_like_accent(context: Context) -> Iterator[Finding]:
    """No function has the colour of what can be clicked.

    Why: The accent marks links and whoever decides. An owner in the same colour is mistaken for either.
    Fix: Move the function's `colour`, or the `accent` of `look` in `governance/handbook.yaml`.
    Bad:
        functions:
          field-ops: {name: Field Ops, summary: S., colour: {light: "#1d4fc4", dark: "#8fb0ff"}, pattern: rings}
    Good:
        functions:
          field-ops: {name: Field Ops, summary: S., colour: {light: "#7a5900", dark: "#ffd166"}, pattern: rings}
    """
    book = context.book
    own = _colours(_at(book.settings(), ("look", "accent")))
    accents = {scheme: own.get(scheme, page.accent) for scheme, page in SCHEMES.items()}
    for function in book.all("function"):
        for scheme, colour in _colours(function.get("colour")).items():
            if distance(colour, accents[scheme]) < NEAR_ACCENT:
                message = f"`{colour}` is nearly the accent of {scheme} pages, `{accents[scheme]}`"
                yield finding(function, ("colour", scheme), message)


def _at(data: Any, path: tuple[str, ...]) -> Any:
    """What stands at a path; None where nothing does."""
    for step in path:
        data = data.get(step) if isinstance(data, Mapping) else None
    return data


def _colours(pair: Any) -> dict[str, str]:
    """The colours of a pair, by scheme."""
    if not isinstance(pair, Mapping):
        return {}
    return {scheme: pair[scheme] for scheme in SCHEMES if is_colour(pair.get(scheme))}


RULES = (colour_contrast, owner_marks_alike, owner_like_accent)
