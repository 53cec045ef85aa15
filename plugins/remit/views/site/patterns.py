"""The colours of functions: one of their own or from the palette, and the CSS that names them."""

# The style sheets know components but no function; what needs a function's name is made here, once a
# handbook. A party is a column of the matrix: a function, with a colour, or a role, in ink.

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from remit.colours import is_colour
from remit.frozen import dataclass

PATTERNS = ("stripes", "dots", "lines", "solid", "columns", "hollow", "grid", "rings")

# (light page, dark page): each has a contrast of 4.5 on its page, and keeps its distance from the accent.
PALETTE = (
    ("#ad2a69", "#f191bb"),
    ("#8a5600", "#e2b35f"),
    ("#0b6e63", "#58c8b6"),
    ("#683dbd", "#b99fff"),
    ("#4a5768", "#a9b6c7"),
    ("#a3351c", "#ff9f85"),
)
_PALETTE_PATTERNS = tuple(each for each in PATTERNS if each != "hollow")  # which is left to roles

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Party:
    """Who has a column in the matrix: an id, two colours and a pattern. Without colours it is in ink."""

    id: str
    light: str = ""
    dark: str = ""
    pattern: str = ""

    @property
    def mark(self) -> str:
        """The classes of its mark, which follow `sw` or `bar`."""
        return f"pat pat-{self.pattern or 'hollow'} {f'f-{self.id}' if self.light else 'f-role'}"


def role(party_id: str) -> Party:
    """A role's party: hollow, in ink."""
    return Party(party_id, pattern="hollow")


def with_colours(functions: Sequence[Party]) -> list[Party]:
    """The same functions, in order, each with a colour and a pattern.

    What a function says itself stays. The others take, in order, the first pair of the palette that nobody
    has and the first pattern that nobody has, beginning at the colour's own. With more than six functions the
    colours begin again, each time with another pattern: forty-two pass before a mark comes twice.
    """
    colours = {party.light for party in functions if party.light}
    patterns = {party.pattern for party in functions if party.pattern}
    marks = {(party.light, party.pattern) for party in functions if party.light and party.pattern}
    coloured = []
    for party in functions:
        made = party
        if not made.light:
            light, dark = _next_colour(made.pattern, colours, marks)
            made = replace(made, light=light, dark=dark)
        if not made.pattern:
            made = replace(made, pattern=_next_pattern(made.light, patterns, marks))
        colours.add(made.light)
        patterns.add(made.pattern)
        marks.add((made.light, made.pattern))
        coloured.append(made)
    return coloured


def with_parts(functions: Sequence[Party], parts: Sequence[tuple[Party, str]]) -> list[Party]:
    """Marked functions, and behind them their parts, each given with the id of the function it belongs to.

    A part has the colour of its whole and the pattern that it says, else the first that makes a new mark.
    """
    marked = {party.id: party for party in functions}
    patterns = {party.pattern for party in (*functions, *(part for part, _ in parts)) if party.pattern}
    marks = {(party.light, party.pattern) for party in functions}
    for part, whole in parts:
        above = marked[whole]
        pattern = part.pattern or _next_pattern(above.light, patterns, marks)
        marked[part.id] = replace(part, light=above.light, dark=above.dark, pattern=pattern)
        patterns.add(pattern)
        marks.add((above.light, pattern))
    return list(marked.values())


def _next_colour(pattern: str, colours: set[str], marks: set[tuple[str, str]]) -> tuple[str, str]:
    """The first colour that nobody has, else the one with the fewest marks that makes a new one."""

    def worth(pair: tuple[str, str]) -> tuple[bool, bool, int]:
        light = pair[0]
        return light in colours, (light, pattern) in marks, sum(mark[0] == light for mark in marks)

    return min(PALETTE, key=worth)


def _next_pattern(light: str, patterns: set[str], marks: set[tuple[str, str]]) -> str:
    """From the colour's own pattern on: the first that nobody has, else the first that makes a new mark."""
    lights = [pair[0] for pair in PALETTE]
    start = lights.index(light) if light in lights else 0
    turned = _PALETTE_PATTERNS[start:] + _PALETTE_PATTERNS[:start]
    return min(turned, key=lambda pattern: (pattern in patterns, (light, pattern) in marks))


def stylesheet(parties: Sequence[Party]) -> str:
    """In handbook.css: colours in both schemes, colour classes, and the rules of lists that name a party.

    Ids and colours are checked here once more, since a stylesheet has no escaping worth its name.
    """
    for party in parties:
        _check(party)
    if not parties:
        return _HEAD
    coloured = [party for party in parties if party.light]
    blocks = [_HEAD]
    if coloured:
        blocks += [
            _scheme("default", [(party.id, party.light) for party in coloured]),
            _scheme("slate", [(party.id, party.dark) for party in coloured]),
            _forced(_scheme("", [(party.id, "CanvasText") for party in coloured])),
            "".join(f".f-{party.id} {{ --c: var(--f-{party.id}) }}\n" for party in coloured),
            _round(coloured),
        ]
    return "\n".join([*blocks, _lists([party.id for party in parties])])


_HEAD = "/* Made from the handbook's functions and roles: edit those, not this. */\n"


def _check(party: Party) -> None:
    if not _SLUG.fullmatch(party.id):
        raise ValueError(f"{party.id!r} cannot be part of a class name")
    if bool(party.light) != bool(party.dark):
        raise ValueError(f"{party.id} needs a colour for light and for dark pages, or none")
    for colour in filter(None, (party.light, party.dark)):
        if not is_colour(colour):
            raise ValueError(f"{colour!r} of {party.id} is not a colour like #1d4fc4")


def _scheme(name: str, values: list[tuple[str, str]]) -> str:
    which = f"={name}" if name else ""
    root = ":root,\n" if name == "default" else ""  # a site without a palette has no scheme
    lines = "".join(f"  --f-{party}: {value};\n" for party, value in values)
    return f"{root}[data-md-color-scheme{which}] {{\n{lines}}}\n"


def _round(coloured: Sequence[Party]) -> str:
    """Who wears a pattern as the second has it round: marks differ where no colour is seen, too."""
    worn = {"hollow"}  # by roles
    again = []
    for party in coloured:
        if party.pattern in worn:
            again.append(f".md-typeset .sw.f-{party.id}")
        worn.add(party.pattern)
    return f"{', '.join(again)} {{ border-radius: 50% }}\n" if again else ""


def _forced(css: str) -> str:
    return "@media (forced-colors: active) {\n" + _indent(css) + "}\n"


def _indent(css: str) -> str:
    return "".join(f"  {line}\n" for line in css.splitlines())


def _lists(ids: list[str]) -> str:
    """In lists that CSS filters by a party, hide the rows in which it has no part."""

    def each(selector: str) -> str:
        return ",\n".join(selector.replace("ID", party) for party in ids)

    unlisted = ",\n".join(
        each(selector)
        for selector in (
            "&:has(#h-ID:checked) .by-css tr[data-f]:not([data-f~=ID])",
            "&:has(#h-ID:checked) .by-css tbody:not(:has([data-f~=ID]))",
        )
    )
    # A narrow screen makes rows of a table blocks, with !important: a filter must still win.
    rules = f"{unlisted} {{\n  display: none !important;\n}}\n"
    return ".md-typeset .r {\n" + _indent(rules) + "}\n"
